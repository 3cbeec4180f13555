"""From two agencies' files to a released count: receipts, totals, audit, and what everybody said meanwhile."""

import json
import pathlib

import febrl
from processes import run

PERSONS = range(0, 600)


def test_two_agencies_are_counted_once(cluster, tmp_path):
    extracts = {"police": febrl.read("febrl4a", PERSONS), "shelter": febrl.read("febrl4b", PERSONS)}
    truth = len(set().union(*(e.persons() for e in extracts.values())))
    records = sum(len(e.rows) for e in extracts.values())

    submissions = {}
    for name, extract in extracts.items():
        path = extract.write(tmp_path / f"{name}.csv")
        checked = cluster.agencies[name].command("check", path, "--json").json
        assert checked["rows"] == checked["accepted"] == len(extract.rows)
        submitted = cluster.agencies[name].submit(path).json
        assert submitted["state"] == "sealed"
        submissions[name] = submitted["submission_id"]

    # Each agency holds two receipts (matcher and counter) that it can verify again, and so can anybody.
    for name, submission in submissions.items():
        stored = cluster.agencies[name].command("receipt", submission, "--json").json
        receipts = stored["receipts"]
        assert [r["log"] for r in receipts] == [f"{c}.example/linkage/test" for c in ("matcher", "counter")]
        assert all(r["proven"] for r in receipts)
        for centre in ("matcher", "counter"):
            proof = pathlib.Path(stored["folder"], f"{centre}.seal.tlog-proof")
            checked = run("onefold-audit", "receipt", "check", proof, "--vkey", cluster.log_vkey(centre), "--json").json
            assert checked["verified"] is True and checked["type"] == "submission.accepted"
            assert checked["organisation"] == name
            other = cluster.log_vkey("counter" if centre == "matcher" else "matcher")
            run("onefold-audit", "receipt", "check", proof, "--vkey", other, code=1)

    result = cluster.run_linkage()
    assert result["state"] == "done"
    assert result["gross"] == records
    assert result["unique_low"] <= result["unique_estimate"] <= result["unique_high"]
    assert abs(result["unique_estimate"] - truth) <= 0.01 * truth

    cluster.coordinator("report", "--run", result["run_id"], "--out", tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["total"]["unique_persons"]["estimate"] == result["unique_estimate"]
    assert report["total"]["entities"] == result["entities"]
    assert sum(p["candidate_pairs"] for p in report["passes"]) == result["candidate_pairs"]
    assert all(p["weights"] and p["links"]["found"] > 0 for p in report["passes"])
    assert report["blocking"]["pair_completeness"] > 0.95 and report["blocking"]["reduction_ratio"] > 0.9
    assert {s["source"]: s["linkable_records"] for s in report["sources"]} == {n: len(e.rows) for n, e in extracts.items()}
    by_cut = {at["cut_millibits"]: at["entities"] for at in report["entities_by_cut"]}
    assert by_cut[report["cut_millibits"]] == result["entities"]
    cluster.coordinator("report", "--run", result["run_id"], "--out", tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text()
    assert page.startswith("<!DOCTYPE html>") and "<svg" in page
    cluster.coordinator("report", "--run", "00" * 16, "--out", tmp_path / "no.json", code=1)
    assert not (tmp_path / "no.json").exists()

    release = cluster.release(result["run_id"])
    again = cluster.release(result["run_id"])
    assert again["number"] == release["number"], "a release is made once"
    published = list((cluster.publish / "releases").rglob("*.json"))
    assert published, "the release is published"
    assert json.loads(published[0].read_text())

    # Both logs, verified from the files alone, tell the same.
    verified = cluster.verify_logs()
    for log in verified["logs"]:
        assert (log["submissions"], log["runs"]) == (2, 1)
    assert (verified["agreement"]["submissions"], verified["agreement"]["runs"]) == (2, 1)
    assert verified["logs"][1]["releases"] == 1

    cluster.stop()
    for daemon in (cluster.matcher, cluster.counter):
        assert [d for d in daemon.diagnostics() if d["level"] == "error"] == []


def test_run_gives_the_same_totals_again(cluster, tmp_path):
    for name, source in (("police", "febrl4a"), ("shelter", "febrl4b")):
        cluster.agencies[name].submit(febrl.read(source, range(0, 200)).write(tmp_path / f"{name}.csv"))
    first, second = cluster.run_linkage(), cluster.run_linkage()
    assert first["run_id"] != second["run_id"]
    for key in ("gross", "linkable", "entities", "unique_estimate", "unique_low", "unique_high", "candidate_pairs",
                "pairs"):
        assert first[key] == second[key], key


def test_programs_explain_themselves():
    for program in ("agency", "matcher", "counter", "gateway", "audit", "lab"):
        assert "Usage" in run(f"onefold-{program}", "--help").out
        assert run(f"onefold-{program}", "--version").out.strip()
        assert run(f"onefold-{program}", "--no-such-flag", code=2).err


def test_second_instance_on_the_same_data_is_refused(cluster):
    words = run("onefold-matcher", "serve", "--config", cluster.matcher.config, code=1).err
    assert "another process" in words
    assert cluster.matcher.alive
