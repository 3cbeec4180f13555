"""Whoever changes a published log is found out from the files alone."""

import base64
import hashlib
import shutil

import pytest

import febrl
from processes import run


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A matcher's published log with a few submissions and a run, all programs stopped."""
    from onefold_cluster import Cluster
    root = tmp_path_factory.mktemp("published")
    with Cluster(root / "onefold") as cluster:
        cluster.start()
        for name, source in (("police", "febrl4a"), ("shelter", "febrl4b")):
            cluster.agencies[name].submit(febrl.read(source, range(0, 100)).write(root / f"{name}.csv"))
        early = root / "early-checkpoint"
        shutil.copy(cluster.publish / "matcher" / "checkpoint", early)
        cluster.run_linkage()
        cluster.stop()
        yield cluster.publish / "matcher", early


@pytest.fixture
def log(published, tmp_path):
    return shutil.copytree(published[0], tmp_path / "log")


def verify(log, code):
    return run("onefold-audit", "verify", "--log", log, "--json", code=code)


def flip(path, offset):
    content = bytearray(path.read_bytes())
    content[offset] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)


def tiles(log, kind):
    found = sorted(p for p in (log / "tile" / kind).rglob("*") if p.is_file())
    assert found
    # The widest partial tile is the one the checkpoint rests on.
    return max(found, key=lambda p: p.stat().st_size)


def test_untouched_log_is_right(log):
    verify(log, 0)


@pytest.mark.parametrize("offset", [10, 300, -1])
def test_changed_entry(log, offset):
    flip(tiles(log, "entries"), offset)
    verify(log, 1)


@pytest.mark.parametrize("offset", [0, 33, -1])
def test_changed_hash_tile(log, offset):
    flip(tiles(log, "0"), offset)
    verify(log, 1)


def test_changed_signature(log):
    text = (log / "checkpoint").read_bytes()
    flip(log / "checkpoint", len(text) - 20)
    verify(log, 1)


def test_changed_size(log):
    checkpoint = log / "checkpoint"
    lines = checkpoint.read_text().split("\n")
    lines[1] = str(int(lines[1]) - 1)
    checkpoint.write_text("\n".join(lines))
    verify(log, 1)


def test_missing_tile(log):
    tiles(log, "entries").unlink()
    assert verify(log, None).code in (1, 3)  # 3: what is not there cannot be judged


def test_rollback_is_noticed_by_who_remembers(published, log, tmp_path):
    state = tmp_path / "state"
    seen = run("onefold-audit", "verify", "--log", log, "--state", state, "--json").json
    assert seen["verified"] is True
    (log / "checkpoint").chmod(0o644)
    shutil.copy(published[1], log / "checkpoint")
    run("onefold-audit", "verify", "--log", log, "--state", state, "--json", code=1)


def test_growth_is_no_rollback(published, log, tmp_path):
    state, latest = tmp_path / "state", (log / "checkpoint").read_bytes()
    early = shutil.copytree(log, tmp_path / "early")
    (early / "checkpoint").chmod(0o644)
    shutil.copy(published[1], early / "checkpoint")
    run("onefold-audit", "verify", "--log", early, "--state", state, "--json")
    assert latest == (log / "checkpoint").read_bytes()
    run("onefold-audit", "verify", "--log", log, "--state", state, "--json")


def test_another_key(log, tmp_path):
    """Signed by another key than the one the auditor was given: the same name, another key of a real matcher."""
    name = (log / "log.vkey").read_text().split("+")[0]
    public = base64.b64decode(run("onefold-matcher", "keygen", "--dir", tmp_path / "keys").json["log_public_key"])
    key_id = hashlib.sha256(name.encode() + b"\n\x01" + public).hexdigest()[:8]
    other = f"{name}+{key_id}+{base64.b64encode(bytes([1]) + public).decode()}"
    run("onefold-audit", "verify", "--log", log, "--vkey", other, "--json", code=1)
    own = (log / "log.vkey").read_text().strip()
    run("onefold-audit", "verify", "--log", log, "--vkey", own, "--json")


def test_cut_entry_bundle(log):
    bundle = tiles(log, "entries")
    bundle.write_bytes(bundle.read_bytes()[:-5])
    verify(log, 1)
