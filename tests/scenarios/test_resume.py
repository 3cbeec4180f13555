"""An upload that is cut goes on where it was cut; it never starts over and never counts twice."""

import pytest

import febrl
from processes import settled, wait_until

PERSONS = range(0, 1500)
CONNECTION_BYTES = 20_000    # handshakes, manifest, seal: of each connection, of which there are a few


def sealed_once(cluster, agency):
    status = cluster.agencies[agency].status()
    assert [s["state"] for s in status["submissions"]] == ["sealed"]


def finish(cluster, agency, path, tries=5):
    """What a clerk does after a failure: the same command again."""
    for _ in range(tries):
        if cluster.agencies[agency].submit(path, code=None).code == 0:
            return
    cluster.agencies[agency].submit(path)


@pytest.fixture
def proxied(new_cluster):
    return new_cluster(proxied=True).start()


def durable_bytes(cluster, centre):
    return cluster.metric(centre, "onefold_chunk_bytes_total")


@pytest.mark.parametrize("centre,share", [("matcher", 0.05), ("matcher", 0.5), ("matcher", 0.95), ("counter", 0.5)])
def test_cut_connection(proxied, tmp_path, centre, share):
    # About the whole size: the other agency's records, the same number of rows.
    proxy = proxied.proxies[centre]
    proxied.agencies["shelter"].submit(febrl.read("febrl4b", PERSONS).write(tmp_path / "shelter.csv"))
    about, others = proxy.bytes_up, durable_bytes(proxied, centre)

    path = febrl.read("febrl4a", PERSONS).write(tmp_path / "police.csv")
    proxy.arm(int(about * share), hold=True)
    running = proxied.agencies["police"].start_command("submit", path, "--json")
    wait_until(lambda: proxy.cuts == 1, 60, "the cut")
    # What the centre kept of the cut connection. Should it still be writing, less is asked of the agency below.
    kept = settled(lambda: durable_bytes(proxied, centre)) - others
    sent = proxy.bytes_up
    proxy.release()
    running.wait(120)
    finish(proxied, "police", path)
    assert proxy.cuts == 1
    sealed_once(proxied, "police")
    sent = proxy.bytes_up - sent
    missing = durable_bytes(proxied, centre) - others - kept
    assert sent < 1.05 * missing + CONNECTION_BYTES, "the upload went on from the last durable chunk"
    result = proxied.run_linkage()
    assert result["gross"] == 2 * len(PERSONS) - missing_persons(PERSONS)


def missing_persons(persons):
    return 2 * len(persons) - sum(len(febrl.read(f, persons).rows) for f in ("febrl4a", "febrl4b"))


@pytest.mark.parametrize("centre", ["matcher", "counter"])
def test_server_stops_and_comes_back_during_an_upload(proxied, tmp_path, centre):
    proxy = proxied.proxies[centre]
    daemon = getattr(proxied, centre)
    path = febrl.read("febrl4a", PERSONS).write(tmp_path / "police.csv")
    running = proxied.agencies["police"].start_command("submit", path, "--json")
    wait_until(lambda: proxy.bytes_up > 50_000 or running.poll() is not None, 60, "upload under way")
    daemon.stop()
    daemon.start()
    running.wait(120)
    finish(proxied, "police", path)
    sealed_once(proxied, "police")
    proxied.verify_logs()
