"""The matcher's disk fills up during an upload: nothing that was acknowledged is lost, and with space it goes on."""

import os
import subprocess

import pytest

import febrl
from processes import wait_until

SMALL, LARGE = "14m", "512m"


@pytest.fixture
def tiny_disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(folder)],
                             capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"a size-limited tmpfs cannot be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_full_disk_and_then_space(new_cluster, tiny_disk, tmp_path):
    cluster = new_cluster(matcher_data=tiny_disk / "data").start()
    first = febrl.read("febrl4a", range(0, 200)).write(tmp_path / "first.csv")
    kept = cluster.agencies["police"].submit(first).json

    large = febrl.read("febrl4b").write(tmp_path / "large.csv")
    failed = cluster.agencies["shelter"].submit(large, code=None)
    assert failed.code == 1, "the disk was large enough: the test proves nothing"
    assert os.statvfs(tiny_disk).f_bavail * os.statvfs(tiny_disk).f_frsize < (4 << 20)

    # Whether it went down or refused: with space it starts, has what it acknowledged, and takes the rest.
    subprocess.run(["mount", "-o", f"remount,size={LARGE}", str(tiny_disk)], check=True)
    if cluster.matcher.alive:
        cluster.matcher.stop()
    cluster.matcher.start()
    states = {s["submission_id"]: s["state"] for s in cluster.agencies["police"].status()["submissions"]}
    assert states == {kept["submission_id"]: "sealed"}
    cluster.agencies["shelter"].submit(large)
    assert [s["state"] for s in cluster.agencies["shelter"].status()["submissions"]] == ["sealed"]

    result = cluster.run_linkage()
    assert result["gross"] == 200 + 5000
    cluster.verify_logs()
