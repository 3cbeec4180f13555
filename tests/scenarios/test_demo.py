"""deploy/demo.sh as a stranger runs it, with the programs that are built already."""

import json
import os
import subprocess

from processes import BUILD_DIR, SOURCE_DIR


def demo(folder, build):
    return subprocess.run([str(SOURCE_DIR / "deploy" / "demo.sh")], capture_output=True, text=True,
                          env={**os.environ, "ONEFOLD_BUILD_DIR": str(build), "ONEFOLD_DEMO_DIR": str(folder)})


def test_demo_counts_every_person_once(tmp_path):
    done = demo(tmp_path / "demo", BUILD_DIR)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["records"] == 10000 and result["log_verified"] is True
    assert result["unique_low"] <= result["unique_estimate"] <= result["unique_high"]
    assert abs(result["unique_estimate"] - 5000) <= 10
    assert abs(result["own_register"]["unique_estimate"] - 2000) <= 20
    for name in ("matcher", "counter"):
        published = {p.name for p in (tmp_path / "demo" / "publish" / name).iterdir()}
        assert {"checkpoint", "tile", "log.vkey"} <= published
    assert list((tmp_path / "demo" / "publish" / "releases").rglob("*.json"))


def test_demo_says_what_failed(tmp_path):
    done = demo(tmp_path / "demo", tmp_path / "no-build")
    assert done.returncode == 1
    assert "demo: this command failed: onefold-matcher keygen" in done.stderr
