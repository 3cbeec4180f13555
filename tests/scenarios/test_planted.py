"""Planted fictitious persons: they say how many links are found, and no total knows of them."""

import febrl

PERSONS = range(0, 400)
FICTITIOUS = range(4000, 4080)  # no person of the register; both agencies write them, each with its errors
SOURCES = (("police", "febrl4a"), ("shelter", "febrl4b"))
COUNTS = ("gross", "linkable", "entities", "unique_estimate", "unique_low", "unique_high")


def planted_rows(source, path, exchanged=False):
    """`exchanged`: persons 1 and 2 have each other's number, so that their links are known to be wrong."""
    extract = febrl.read(source, FICTITIOUS)
    numbers = [str(febrl.person_of(row) - FICTITIOUS.start + 1) for row in extract.rows]
    if exchanged:
        numbers = [{"1": "2", "2": "1"}.get(number, number) for number in numbers]
    return extract.with_columns(planted=lambda i: numbers[i]).write(path)


def test_recall_is_reported_and_totals_are_those_without(cluster, tmp_path):
    alone, both = [], []
    for name, source in SOURCES:
        agency = cluster.agencies[name]
        extract = febrl.read(source, PERSONS).write(tmp_path / f"{name}.csv")
        planted = planted_rows(source, tmp_path / f"{name}.planted.csv", exchanged=name == "shelter")
        checked = agency.command("check", extract, "--planted", planted, "--json").json
        assert (checked["refused"], checked["planted"]) == (0, len(FICTITIOUS))
        alone += ["--submission", agency.submit(extract).json["submission_id"]]
        sent = agency.submit(extract, "--planted", planted).json
        assert sent["planted"] == len(FICTITIOUS)
        both += ["--submission", sent["submission_id"]]

    without, with_planted = cluster.run_linkage(*alone), cluster.run_linkage(*both)
    assert "planted" not in without
    assert with_planted["gross"] == without["gross"] == 2 * len(PERSONS)
    assert {k: with_planted[k] for k in COUNTS} == {k: without[k] for k in COUNTS}

    measured = with_planted["planted"]
    assert (measured["persons"], measured["records"], measured["pairs"]) == (80, 160, 80)
    assert 74 <= measured["linked"] <= 78
    assert measured["low"] < measured["linked"] / 80 < measured["high"] < 1
    assert measured["high"] - measured["low"] < 0.15
    assert 4 <= measured["falsely_linked"] <= 6
    assert [(r["left"], r["right"], r["pairs"], r["linked"]) for r in measured["by_sources"]] == \
        [("police", "shelter", 80, measured["linked"])]
    shown = cluster.coordinator("status", with_planted["run_id"]).json
    assert shown["planted"] == measured

    # What is released has the real records only, and nothing of the measurement.
    document = cluster.release(with_planted["run_id"])["document"]
    assert "planted" not in str(document)
    cluster.verify_logs()
