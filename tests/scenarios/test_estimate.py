"""The experimental estimate of all persons, from a run of the real programs."""

import pytest

import febrl

# Five hundred persons; each agency meets its own share of them, whoever else does. The two files are the same persons
# with and without errors.
PERSONS = range(0, 500)
AGENCIES = {"police": ("febrl4a", 2, 0), "shelter": ("febrl4b", 3, 0), "clinic": ("febrl4a", 4, 1)}


def met(source, every, offset):
    """Shares of 1/2, 1/3 and 1/4 that chance could have made: by the digits of a number that mixes the person's."""
    extract = febrl.read(source, PERSONS)
    mixed = [row for row in extract.rows
             if (febrl.person_of(row) * 2654435761 % 2**32 >> 8) // (1 if every == 2 else 2 if every == 3 else 6)
             % every == offset]
    return febrl.Extract(extract.header, mixed)


@pytest.fixture
def counted(new_cluster, tmp_path):
    cluster = new_cluster(agencies=tuple(AGENCIES)).start()
    for name, how in AGENCIES.items():
        cluster.agencies[name].submit(met(*how).write(tmp_path / f"{name}.csv"))
    return cluster, cluster.run_linkage(*[x for name in AGENCIES for x in ("--clean", name)])


def test_estimate_from_a_run(counted):
    cluster, run = counted
    asked = ("--run", run["run_id"])
    estimate = cluster.coordinator("estimate", *asked).json
    assert estimate["format"] == "onefold-estimate-1" and estimate["experimental"] is True
    assert estimate["run"] == run["run_id"]
    assert (estimate["method"], estimate["interval"]) == ("dga", "linkage-averaged-posterior")
    assert estimate["observed"] == run["entities"]
    assert sum(row["persons"] for row in estimate["counts"]) == run["entities"]
    # The truth is planted, and the dark figure with it.
    assert run["entities"] < 420
    assert estimate["low"] < len(PERSONS) < estimate["high"]
    averaged = estimate["linkage_averaged"]
    assert averaged["structures"] == 100
    assert {k: averaged[k] for k in ("estimate", "low", "high")} == {k: estimate[k] for k in ("estimate", "low", "high")}
    assert estimate["as_linked"]["interval"] == "posterior"
    assert {"main-effects", "stepwise", "bic", "dga"} <= {row["method"] for row in estimate["models"]}
    rules = {warning.split(":")[0] for warning in estimate["warnings"]}
    assert {"experimental", "closed-population", "linkage-error", "referral", "criticism"} <= rules
    assert cluster.coordinator("estimate", *asked).json == estimate

    bootstrap = cluster.coordinator("estimate", *asked, "--method", "stepwise", "--bootstrap", "200").json
    assert bootstrap["interval"] == "linkage-averaged-bootstrap"
    assert bootstrap["low"] < bootstrap["estimate"] < bootstrap["high"]

    # Who may read what: counts as in a release, numbers with two digits, no models.
    public = cluster.coordinator("estimate", *asked, "--profile", "public").json
    document = cluster.release(run["run_id"], "public")["document"]
    assert [row["persons"] for row in public["counts"]] == [row["persons"] for row in document["histories"]]
    assert public["low"] <= estimate["low"] and public["high"] >= estimate["high"]
    assert all(row[key] % 10 == 0 for row in public["models"] for key in ("estimate", "low", "high"))
    assert not any("bic" in row or "path" in row for row in public["models"])

    # It is kept: a counter that starts again says the same.
    cluster.counter.stop()
    cluster.counter.start()
    assert cluster.coordinator("estimate", *asked).json == estimate


def test_refusals(counted):
    cluster, run = counted
    cluster.coordinator("estimate", "--run", "0" * 32, code=1)
    cluster.coordinator("estimate", "--run", run["run_id"], "--profile", "everybody", code=1)
    cluster.coordinator("estimate", "--run", run["run_id"], "--method", "lcmcr", code=2)
    assert "may not make this call" in cluster.coordinator("estimate", "--run", run["run_id"], code=None,
                                                           as_role="agency-police").err
    # Two agencies cannot say what they both miss.
    sealed = cluster.coordinator("status").json["submissions"]
    two = [s["submission_id"] for s in sealed if s["organisation"] != "clinic"]
    pair = cluster.run_linkage(*[x for one in two for x in ("--submission", one)])
    refused = cluster.coordinator("estimate", "--run", pair["run_id"], code=1)
    assert refused.json["estimate"] is None and refused.json["models"] == []
    assert "fewer than 3 lists" in refused.json["refused"] and "refused: " in refused.err
