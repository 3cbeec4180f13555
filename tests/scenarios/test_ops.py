"""What the operator sees: /livez, /readyz, /metrics, diagnostics, --check, orderly stops."""

import re
import subprocess

import pytest

import febrl
from processes import run


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    from onefold_cluster import Cluster
    root = tmp_path_factory.mktemp("ops")
    with Cluster(root / "onefold") as cluster:
        cluster.start()
        cluster.agencies["police"].submit(febrl.read("febrl4a", range(0, 60)).write(root / "police.csv"))
        cluster.agencies["police"].serve()
        yield cluster


def get(port, path):
    done = subprocess.run(["curl", "-sS", "-w", "\n%{http_code}", f"http://127.0.0.1:{port}{path}"],
                          capture_output=True, text=True, check=True)
    body, code = done.stdout.rsplit("\n", 1)
    return int(code), body


def daemons(cluster):
    return [cluster.matcher, cluster.counter, cluster.agencies["police"].node]


def test_alive_and_ready(cluster):
    for daemon in daemons(cluster):
        assert get(daemon.ports["ops"], "/livez")[0] == 200
        assert get(daemon.ports["ops"], "/readyz")[0] == 200
        assert get(daemon.ports["ops"], "/nothing")[0] == 404


SAMPLE = re.compile(r'^[a-zA-Z_:][a-zA-Z0-9_:]*(\{[a-zA-Z0-9_]+="[^"\n]*"(,[a-zA-Z0-9_]+="[^"\n]*")*,?\})? '
                    r'[-+0-9.eEInfNa]+$')


def test_metrics_are_prometheus_text(cluster):
    for daemon in daemons(cluster):
        code, body = get(daemon.ports["ops"], "/metrics")
        samples = [line for line in body.splitlines() if line and not line.startswith("#")]
        assert code == 200 and samples
        assert [line for line in samples if not SAMPLE.match(line)] == []
        assert any(line.startswith("process_resident_memory_bytes") for line in samples)


def test_diagnostics_are_json_lines_with_fixed_fields(cluster):
    for daemon in daemons(cluster):
        entries = daemon.diagnostics()
        assert any(e["event"] == "listening" for e in entries)
        for entry in entries:
            assert {"time", "level", "program", "event", "message"} <= set(entry)
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", entry["time"])
            assert entry["level"] in ("info", "warning", "error") and entry["program"] == daemon.program


def test_check_prints_the_effective_configuration(cluster):
    for daemon in daemons(cluster):
        shown = run(daemon.program, "serve", "--config", daemon.config, "--check").out
        assert "listen" in shown and "BEGIN" not in shown


def test_unknown_keys_are_errors_and_all_are_named(cluster, tmp_path):
    for daemon in daemons(cluster):
        wrong = tmp_path / f"{daemon.name}.toml"
        wrong.write_text('lisen = "x"\ncolour = "blue"\n' + daemon.config.read_text())
        refused = run(daemon.program, "serve", "--config", wrong, "--check", code=1)
        assert "lisen" in refused.err and "colour" in refused.err


def test_fixed_weights_are_allowed_or_refused(cluster, tmp_path):
    text = cluster.matcher.config.read_text()
    assert "fixed_weights" not in text
    for value, code in (("allow", 0), ("refuse", 0), ("", 1), ("Allow", 1)):
        config = tmp_path / "matcher.toml"
        config.write_text(f'fixed_weights = "{value}"\n' + text)
        said = run("onefold-matcher", "serve", "--config", config, "--check", code=code)
        assert code == 0 or "fixed_weights: must be allow or refuse" in said.err, said.err


def test_key_that_others_can_read_is_refused(cluster, tmp_path):
    key = cluster.root / "police" / "keys" / "sign.key"
    assert key.stat().st_mode & 0o077 == 0, "keygen made it narrow"
    key.chmod(0o640)
    try:
        path = febrl.read("febrl4a", range(60, 70)).write(tmp_path / "more.csv")
        refused = cluster.agencies["police"].submit(path, code=1)
        assert "sign.key" in refused.err
    finally:
        key.chmod(0o600)


def test_orderly_stop(cluster):
    """Last: SIGTERM ends every daemon with exit code 0 (Daemon.stop checks it)."""
    for daemon in daemons(cluster):
        daemon.stop()
        assert [e for e in daemon.diagnostics() if e["level"] == "error"] == []
