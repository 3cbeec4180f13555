"""serve: the node on loopback. (What its calls do is in scenarios/test_node.py.)"""

import urllib.request

import pytest

from onefold_cluster import Cluster
from processes import run


@pytest.fixture(scope="module")
def police(tmp_path_factory):
    with Cluster(tmp_path_factory.mktemp("serve") / "onefold", agencies=("police",)) as cluster:
        cluster.start()
        yield cluster.agencies["police"]


@pytest.fixture
def config(police):
    """A function that writes the configuration with one value changed."""
    police.write_config()
    good = police.config.read_text()
    yield lambda old, new: police.config.write_text(good.replace(old, new))
    police.config.write_text(good)


@pytest.mark.parametrize("listen", ["0.0.0.0:0", "[::]:0", "192.0.2.1:7445", "localhost.example:7445", "127.0.0.1"])
def test_listens_on_loopback_only(police, config, listen):
    config('\nlisten = "127.0.0.1:0"', f'\nlisten = "{listen}"')
    refused = run("onefold-agency", "serve", "--config", police.config, code=1)
    assert "onefold-agency: " in refused.err


def test_check_prints_what_is_in_force(police, config):
    shown = run("onefold-agency", "serve", "--config", police.config, "--check").out
    assert 'organisation = ' in shown and "max_records" in shown and "police" in shown
    config('purpose = ', 'unknown_key = 1\npurpose = ')
    assert "unknown_key" in run("onefold-agency", "serve", "--config", police.config, "--check", code=1).err


def test_health_metrics_and_stop(police):
    node = police.serve()
    base = f"http://127.0.0.1:{node.ports['ops']}"
    assert urllib.request.urlopen(f"{base}/livez").status == 200
    assert urllib.request.urlopen(f"{base}/readyz").status == 200
    metrics = urllib.request.urlopen(f"{base}/metrics").read().decode()
    assert "onefold_agency_records_submitted_total 0" in metrics and "process_resident_memory_bytes" in metrics
    node.stop()
    assert '"event":"stopping"' in node.stderr_path.read_text()


def test_a_wide_private_key_is_refused(police, config):
    config("agency-police.pem", "wide.pem")
    pki = police.cluster.pki
    (pki / "wide.pem").write_bytes((pki / "agency-police.pem").read_bytes())
    (pki / "wide.pem").chmod(0o644)
    assert "wide.pem" in run("onefold-agency", "serve", "--config", police.config, code=1).err
