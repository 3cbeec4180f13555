"""A run that does not fit memory: it uses the disk, leaves nothing there, and gives the same totals; on a disk that is
full it fails and says why, while the matcher goes on."""

import json
import subprocess

import pytest

import febrl
from processes import wait_until

TOTALS = ("gross", "linkable", "entities", "unique_estimate", "unique_low", "unique_high", "candidate_pairs", "pairs")
PERSONS = range(0, 700)
EMIT_ALL = ("--emit-floor", "-1000000")


def coarse_schema(folder):
    """One pass by state and two small filters: little memory for items, hundreds of thousands of pairs."""
    name = {"type": "name", "filter_bits": 128}
    schema = {"onefold_schema": 1, "name": "coarse", "profile": "default", "record_id": "rec_id",
              "ignored": ["street_number", "address_1", "address_2", "suburb", "postcode", "date_of_birth", "soc_sec_id"],
              "fields": [{"name": "given_name", **name}, {"name": "surname", **name}, {"name": "state", "type": "code"}],
              "passes": [{"name": "state", "block": [{"field": "state"}], "compare": ["given_name", "surname"]}]}
    path = folder / "coarse.json"
    path.write_text(json.dumps(schema))
    return path


@pytest.fixture
def coarse_cluster(new_cluster, tmp_path):
    """As new_cluster(), over the coarse schema; `memory` and others go into the configuration of both centres."""
    schema = coarse_schema(tmp_path)

    def make(name, changes, **options):
        cluster = new_cluster(name, **options)
        cluster.schema, cluster.schemas = schema, [str(schema)]
        for agency in cluster.agencies.values():
            agency.settings["schema"] = str(schema)
        configure(cluster, **changes)
        cluster.start()
        for agency, source in (("police", "febrl4a"), ("shelter", "febrl4b")):
            extract = febrl.read(source, PERSONS).write(tmp_path / f"{name}-{agency}.csv")
            cluster.agencies[agency].submit(extract)
        return cluster
    return make


def configure(cluster, **changes):
    for centre in ("matcher", "counter"):
        cluster.write_centre_config(centre, **changes)


def scratch(cluster, centre):
    return cluster.root / centre / cluster.data[centre] / "scratch"


def totals(result):
    return {key: result[key] for key in TOTALS}


def spilled_bytes(cluster, centre):
    return cluster.metric(centre, "onefold_spilled_bytes_total")


def test_killed_while_it_spills(coarse_cluster):
    # One cluster for both runs: a pass of two small filters has thousands of equal pairs, and the handles, which are
    # drawn at random for each submission, decide between them.
    cluster = coarse_cluster("one", {})
    expected = totals(cluster.run_linkage(*EMIT_ALL))
    assert expected["pairs"] > 150_000
    assert spilled_bytes(cluster, "matcher") == 0 and spilled_bytes(cluster, "counter") == 0
    cluster.stop()
    configure(cluster, memory_mib=1)
    cluster.matcher.start()
    cluster.counter.start()

    folder = scratch(cluster, "matcher")
    run = cluster.start_coordinator("run", "--wait", "--register", "victim", "--purpose", cluster.purpose, "--key-epoch",
                                    cluster.epoch, "--schema", cluster.schema, *EMIT_ALL)
    wait_until(folder.exists, 60, "the matcher used its disk", every=0.001)
    cluster.matcher.kill()
    assert folder.exists(), "killed too late: the test proves nothing"
    cluster.matcher.start()
    assert not folder.exists(), "what a crash leaves is removed at start-up"
    out, err = run.communicate(timeout=120)
    assert run.returncode == 0, err
    assert totals(json.loads(out)) == expected
    assert spilled_bytes(cluster, "matcher") > 1_000_000 and spilled_bytes(cluster, "counter") > 1_000_000
    assert not folder.exists() and not scratch(cluster, "counter").exists()
    cluster.verify_logs()


@pytest.fixture
def small_disk(tmp_path):
    """Less room than a run leaves free for others."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128m", "tmpfs", str(folder)], capture_output=True,
                             text=True)
    if mounted.returncode:
        pytest.skip(f"a size-limited tmpfs cannot be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("centre", ["matcher", "counter"])
def test_full_disk_fails_the_run_not_the_centre(coarse_cluster, small_disk, centre):
    cluster = coarse_cluster("small", {"memory_mib": 1}, **{f"{centre}_data": small_disk / "data"})
    failed = cluster.coordinator("run", "--wait", "--register", "victim", "--purpose", cluster.purpose, "--key-epoch",
                                 cluster.epoch, "--schema", cluster.schema, *EMIT_ALL, code=1)
    assert failed.json["state"] == "failed"
    assert "no room" in failed.json["error"] and "memory_mib" in failed.json["error"]
    assert cluster.matcher.alive and cluster.counter.alive
    assert not scratch(cluster, centre).exists()

    subprocess.run(["mount", "-o", "remount,size=600m", str(small_disk)], check=True)
    assert cluster.run_linkage(*EMIT_ALL)["gross"] == 2 * len(PERSONS)
    cluster.verify_logs()
