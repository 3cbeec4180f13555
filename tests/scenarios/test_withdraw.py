"""A withdrawal takes a submission out of later runs and leaves a trace that it happened; what was released stays."""

import febrl
import rpc_call

PERSONS = range(0, 300)


def test_withdrawn_records_leave_later_totals(cluster, tmp_path):
    sent = {}
    for name, source in (("police", "febrl4a"), ("shelter", "febrl4b")):
        sent[name] = cluster.agencies[name].submit(
            febrl.read(source, PERSONS).write(tmp_path / f"{name}.csv")).json["submission_id"]
    before = cluster.run_linkage()
    release = cluster.release(before["run_id"])
    documents = {p: p.read_bytes() for p in (cluster.publish / "releases").rglob("*") if p.is_file()}
    assert documents

    withdrawn = cluster.agencies["shelter"].command("withdraw", sent["shelter"], "--reason", "error", "--json").json
    assert withdrawn["state"] == "withdrawn"
    again = cluster.agencies["shelter"].command("withdraw", sent["shelter"], "--reason", "error", "--json").json
    assert again["state"] == "withdrawn", "withdrawing twice is withdrawing once"

    after = cluster.run_linkage()
    police = len(febrl.read("febrl4a", PERSONS).rows)
    assert before["gross"] > after["gross"] == police
    assert after["entities"] == police, "nobody is left to be joined with"
    assert release["number"] and documents == {p: p.read_bytes() for p in documents}, "what was published stays"

    # Both centres know a tombstone and hold nothing else: its receipt can still be had and verified.
    for centre in ("matcher", "counter"):
        reply = rpc_call.call(cluster.ports[centre], "onefold.v1.SubmissionService/GetSubmission",
                              [[(1, bytes.fromhex(sent["shelter"]))]], cluster.pki, "agency-shelter")
        assert reply.status == rpc_call.OK and reply.messages[0][3] == [b"withdrawn"], reply

    cluster.verify_logs()

    # A run that names it is refused.
    named = cluster.coordinator("run", "--wait", "--register", "victim", "--purpose", cluster.purpose, "--key-epoch",
                                cluster.epoch, "--schema", cluster.schema, "--submission", sent["shelter"], code=1)
    assert sent["shelter"] in named.err and "not sealed" in named.err


def test_withdrawal_of_another_agency_is_refused(cluster, tmp_path):
    sent = cluster.agencies["police"].submit(
        febrl.read("febrl4a", range(0, 50)).write(tmp_path / "police.csv")).json["submission_id"]
    cluster.agencies["shelter"].command("withdraw", sent, "--reason", "error", code=1)
    assert [s["state"] for s in cluster.agencies["police"].status()["submissions"]] == ["sealed"]
