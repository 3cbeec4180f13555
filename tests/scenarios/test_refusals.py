"""What the centre refuses, and that a refusal leaves nothing behind."""

import hashlib
import json
import os

import pytest

import febrl
import rpc_call
from onefold_cluster import Agency, certificate
from processes import wait_until
from raw_submission import RawSubmission
from schema_layout import item_bytes_of

PERSONS = range(0, 60)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    from onefold_cluster import Cluster
    with Cluster(tmp_path_factory.mktemp("refusals") / "onefold") as cluster:
        yield cluster.start()


@pytest.fixture
def extract(tmp_path):
    return febrl.read("febrl4a", PERSONS).write(tmp_path / "police.csv")


@pytest.fixture
def raw(cluster):
    size = item_bytes_of(cluster.schema)[0]
    return RawSubmission(cluster, "police", [(0, os.urandom(size * 20)), (0, os.urandom(size * 30))])


def log_size(cluster, name="matcher"):
    return int((cluster.publish / name / "checkpoint").read_text().split("\n")[1])


@pytest.fixture(autouse=True)
def both_stay_up(cluster):
    yield
    assert cluster.matcher.alive and cluster.counter.alive


# --- through the agency's own program ---

def other_agency(cluster, tmp_path, **settings):
    """The police's keys with other settings, and a state folder of its own."""
    agency = Agency(cluster, "police", tmp_path / "other")
    (agency.folder / "keys").symlink_to(cluster.agencies["police"].folder / "keys")
    agency.write_config(**settings)
    return agency


def test_wrong_schema(cluster, tmp_path, extract):
    schema = json.loads(cluster.schema.read_text())
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(schema))  # the same recipe, other bytes: another identity
    assert changed.read_bytes() != cluster.schema.read_bytes()
    before = log_size(cluster)
    refused = other_agency(cluster, tmp_path, schema=str(changed)).submit(extract, code=1)
    assert "schema" in refused.err
    assert log_size(cluster) == before


def test_fixed_weights_at_a_matcher_that_does_not_allow_them(cluster, tmp_path):
    cluster.agencies["police"].submit(febrl.read("febrl4a", range(70, 80)).write(tmp_path / "few.csv"))
    weights = tmp_path / "weights.json"
    weights.write_text('{"passes":[]}')
    before = log_size(cluster)
    failed = cluster.run_linkage("--weights", weights, code=1)
    assert failed["state"] == "failed" and "this matcher refuses fixed weights" in failed["error"]
    assert log_size(cluster) == before

    cluster.write_centre_config("matcher", fixed_weights="allow")
    cluster.matcher.stop()
    cluster.matcher.start()
    failed = cluster.run_linkage("--weights", weights, code=1)
    assert "weights: pass" in failed["error"], "now it reads them"


@pytest.mark.parametrize("name,options", [("client-police", ()), ("counter-statistics-office", ()),
                                          ("coordinator-statistics-office", ())])
def test_certificate_of_another_role(cluster, tmp_path, extract, name, options):
    before = log_size(cluster)
    refused = other_agency(cluster, tmp_path, certificate=name).submit(extract, code=1)
    assert "role" in refused.err or "denied" in refused.err.lower() or "certificate" in refused.err
    assert log_size(cluster) == before


def test_certificate_of_another_agency(cluster, tmp_path, extract):
    before = log_size(cluster)
    other_agency(cluster, tmp_path, certificate="agency-shelter").submit(extract, code=1)
    assert log_size(cluster) == before


def test_expired_certificate(cluster, tmp_path, extract):
    certificate(tmp_path / "pki", "ca")
    for suffix in ("crt", "pem"):
        (tmp_path / "pki" / f"ca.{suffix}").write_bytes((cluster.pki / f"ca.{suffix}").read_bytes())
    certificate(tmp_path / "pki", "agency", "police", "--expired")
    for suffix in ("crt", "pem"):
        (cluster.pki / f"agency-late.{suffix}").write_bytes((tmp_path / "pki" / f"agency-police.{suffix}").read_bytes())
    before = log_size(cluster)
    refused = other_agency(cluster, tmp_path, certificate="agency-late").submit(extract, code=1)
    assert refused.err.strip()
    assert log_size(cluster) == before


def test_server_that_is_not_the_matcher(cluster, tmp_path, extract):
    """The agency dials the counter where it expects the matcher: the certificate's role gives it away."""
    agency = other_agency(cluster, tmp_path)
    text = agency.config.read_text()
    agency.config.write_text(text.replace(f"127.0.0.1:{cluster.ports['matcher']}",
                                          f"127.0.0.1:{cluster.ports['counter']}"))
    before = log_size(cluster, "counter")
    refused = agency.submit(extract, code=1)
    assert "matcher" in refused.err
    assert log_size(cluster, "counter") == before


def test_other_key_epoch_is_not_linked(cluster, tmp_path, extract):
    """Another epoch is another submission space: a run over 2026 does not take what 2025 sent."""
    cluster.agencies["shelter"].submit(febrl.read("febrl4b", PERSONS).write(tmp_path / "shelter.csv"))
    sent = cluster.agencies["police"].submit(extract).json
    gross = cluster.run_linkage()["gross"]
    refused = other_agency(cluster, tmp_path, key_epoch="2025").submit(extract, code=None)
    assert cluster.run_linkage()["gross"] == gross
    if refused.code == 0:
        named = cluster.coordinator("run", "--wait", "--register", "victim", "--purpose", cluster.purpose, "--key-epoch",
                                    "2026", "--schema", cluster.schema, "--submission", sent["submission_id"],
                                    "--submission", refused.json["submission_id"], code=1)
        assert "epoch" in named.err


# --- message by message ---

def test_a_right_one_is_taken(cluster, raw):
    """The control: without it every refusal below could be for the wrong reason."""
    before = log_size(cluster)
    uploaded = raw.upload()
    assert uploaded.status == rpc_call.OK, uploaded
    assert uploaded.messages[-1][1] == [2], "both chunks are durable"
    sealed = raw.seal(items=50)
    assert sealed.status == rpc_call.OK, sealed
    assert log_size(cluster) == before + 1
    again = raw.seal(items=50)
    assert again.status == rpc_call.OK and again.messages == sealed.messages, "sealing again changes nothing"
    assert log_size(cluster) == before + 1


def test_replayed_upload_of_a_sealed_submission(cluster, raw):
    raw.upload()
    assert raw.seal(items=50).status == rpc_call.OK
    before = log_size(cluster)
    replayed = raw.upload(raw.open())
    assert replayed.status == rpc_call.OK and replayed.messages[0][2] == [b"sealed"], replayed
    assert log_size(cluster) == before


def test_conflicting_submission_id(cluster, raw):
    raw.upload()
    other = RawSubmission(cluster, "police", raw.chunks, submission_id=raw.id, purpose="another-purpose")
    assert other.upload().status == rpc_call.ALREADY_EXISTS
    stolen = RawSubmission(cluster, "shelter", raw.chunks, submission_id=raw.id)
    assert stolen.upload().status not in (rpc_call.OK, None)
    assert raw.seal(items=50).status == rpc_call.OK, "the first is unharmed"


def test_unsigned_manifest(cluster, raw):
    assert raw.upload(raw.open(break_signature=True)).status not in (rpc_call.OK, None)


def test_manifest_of_another_organisation(cluster, raw):
    raw.fields["organisation"] = "shelter"
    assert raw.upload().status not in (rpc_call.OK, None)


def test_schema_that_the_matcher_does_not_have(cluster, raw):
    raw.fields["schema_digest"] = hashlib.sha256(b"another").digest()
    assert raw.upload().status not in (rpc_call.OK, None)


def test_flipped_bit_in_a_chunk_is_found_at_the_seal(cluster, raw):
    signed = raw.content_digest()
    pass_index, content = raw.chunks[1]
    raw.chunks[1] = (pass_index, bytes([content[0] ^ 1]) + content[1:])
    assert raw.upload().status == rpc_call.OK
    before = log_size(cluster)
    assert raw.seal(items=50, digest=signed).status not in (rpc_call.OK, None)
    assert log_size(cluster) == before


def test_truncated_chunk(cluster, raw):
    pass_index, content = raw.chunks[1]
    raw.chunks[1] = (pass_index, content[:-1])
    assert raw.upload().status not in (rpc_call.OK, None)


def test_chunk_out_of_order(cluster, raw):
    assert raw.upload(raw.open(), raw.chunk(1, *raw.chunks[1])).status not in (rpc_call.OK, None)


def test_pass_that_the_schema_does_not_have(cluster, raw):
    assert raw.upload(raw.open(), raw.chunk(0, 200, raw.chunks[0][1])).status not in (rpc_call.OK, None)


def test_oversized_message(cluster, raw):
    reply = raw.upload(raw.open(), raw.chunk(0, 0, bytes(2 << 20)))
    assert reply.status not in (rpc_call.OK, None)


def test_seal_of_an_incomplete_upload(cluster, raw):
    raw.upload(raw.open(), raw.chunk(0, *raw.chunks[0]))
    assert raw.seal(items=50).status not in (rpc_call.OK, None)


def test_bytes_that_are_no_message(cluster):
    for method in ("onefold.v1.SubmissionService/Upload", "onefold.v1.SubmissionService/Seal"):
        reply = rpc_call.call(cluster.ports["matcher"], method, [b"\xff\xff\xff\xff"], cluster.pki, "agency-police")
        assert reply.status not in (rpc_call.OK, None)
