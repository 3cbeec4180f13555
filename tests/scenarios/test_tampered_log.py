"""Whoever changes a published log is found out from the files alone."""

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
    verify(log, 1)


def test_another_key(log, published, tmp_path):
    other = run("onefold-matcher", "keygen", "--dir", tmp_path / "keys").json
    assert other["log_public_key"]
    vkey = (log / "log.vkey").read_text().strip().split("+")
    content = bytearray(vkey[2].encode())
    content[10] = ord("A") if content[10] != ord("A") else ord("B")
    (log / "log.vkey").write_text("+".join([vkey[0], vkey[1], content.decode()]) + "\n")
    verify(log, 1)


def test_cut_entry_bundle(log):
    bundle = tiles(log, "entries")
    bundle.write_bytes(bundle.read_bytes()[:-5])
    verify(log, 1)
