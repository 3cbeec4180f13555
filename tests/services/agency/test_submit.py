"""submit, status, receipt, withdraw against a real matcher and counter: what the agency keeps, repeats and refuses."""

import pathlib
import stat

import pytest

import febrl
from onefold_cluster import Cluster
from processes import wait_until

PERSONS = range(0, 120)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with Cluster(tmp_path_factory.mktemp("agency") / "onefold") as made:
        made.start()
        yield made


@pytest.fixture
def police(cluster):
    police = cluster.agencies["police"]
    police.write_config()
    yield police
    police.write_config()


number = iter(range(1000))


@pytest.fixture
def extract(tmp_path):
    """Another extract for every test."""
    first = 40 * next(number)
    return febrl.read("febrl4a", range(first, first + 40)).write(tmp_path / "extract.csv")


def folder_of(police, submission):
    return police.folder / "state" / "submissions" / submission


def state_of(police, submission):
    return next(s["state"] for s in police.status()["submissions"] if s["submission_id"] == submission)


def test_what_is_kept(police, extract):
    sent = police.submit(extract).json
    assert (sent["state"], sent["resumed"], sent["refused"]) == ("sealed", False, 0)
    assert sent["records"] == sent["rows"] == sent["accepted"] > 30 and sent["encodings"] > sent["records"]
    folder = folder_of(police, sent["submission_id"])
    names = {p.name for p in folder.iterdir()}
    assert names == {"submission.json", "seed.key"} | {
        f"{c}.seal.{e}" for c in ("matcher", "counter") for e in ("tlog-proof", "openings.json")}
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert len(sent["receipts"]) == 2 and all(r["proven"] for r in sent["receipts"])


def test_the_same_extract_again_is_the_same_submission(police, extract):
    first = police.submit(extract).json
    again = police.submit(extract).json
    assert again["resumed"] and again["submission_id"] == first["submission_id"]
    assert [r["log_index"] for r in again["receipts"]] == [r["log_index"] for r in first["receipts"]]
    remote = police.command("status", first["submission_id"], "--remote", "--json").json["submissions"]
    assert remote[0]["remote"] == {"matcher": "sealed", "counter": "sealed"}


def test_an_id_belongs_to_one_extract(police, extract, tmp_path):
    chosen = "00112233445566778899aabbccddee%02x" % next(number)
    assert police.submit(extract, "--submission", chosen).json["submission_id"] == chosen
    assert police.submit(extract, "--submission", chosen).json["resumed"]
    other = tmp_path / "other.csv"
    other.write_text(extract.read_text().replace("19", "18", 1))
    assert "another extract" in police.submit(other, "--submission", chosen, code=1).err
    police.submit(extract, "--submission", "xyz", code=1)


def test_other_settings_are_another_submission(police, extract):
    first = police.submit(extract).json["submission_id"]
    police.config.write_text(police.config.read_text().replace('default_legal_basis = "T"',
                                                               'default_legal_basis = "P"'))
    assert "other settings" in police.submit(extract, "--submission", first, code=1).err
    assert police.submit(extract).json["submission_id"] != first


def test_a_refused_row_stops_everything_unless_told_otherwise(police, extract):
    before = len(police.status()["submissions"])
    with open(extract, "a") as file:
        file.write("rec-1, too, few\n")
    refused = police.submit(extract, code=1)
    assert refused.json["refused"] == 1 and "nothing was sent" in refused.err
    assert len(police.status()["submissions"]) == before
    sent = police.submit(extract, "--skip-bad-rows").json
    assert (sent["refused"], sent["records"]) == (1, sent["rows"] - 1)


def test_an_extract_without_a_row(police, extract):
    extract.write_text(extract.read_text().splitlines()[0] + "\n")
    assert "no row" in police.submit(extract, code=1).err


def test_rows_without_consent_are_cases_only(police, tmp_path):
    first = 40 * next(number)
    extract = febrl.read("febrl4a", range(first, first + 40)).with_columns(
        legal_basis="C", consent_linkage=lambda i: "Y" if i % 4 else "N")
    path = extract.write(tmp_path / "consent.csv")
    sent = police.submit(path).json
    assert sent["records"] == len(extract.rows)
    assert sent["unlinkable"] == len([i for i in range(len(extract.rows)) if i % 4 == 0])


def with_numbers(extract, path):
    return extract.with_columns(planted=lambda i: str(i + 1)).write(path)


def test_planted_rows_are_part_of_the_submission(police, extract, tmp_path):
    fictitious = febrl.read("febrl4a", range(4800, 4810))
    planted = with_numbers(fictitious, tmp_path / "planted.csv")
    alone = police.submit(extract).json
    assert "planted" not in alone
    both = police.submit(extract, "--planted", planted).json
    assert both["submission_id"] != alone["submission_id"], "other content"
    assert both["planted"] == len(fictitious.rows)
    assert both["records"] == alone["records"] + both["planted"]
    again = police.submit(extract, "--planted", planted).json
    assert again["resumed"] and again["submission_id"] == both["submission_id"]
    known = {s["submission_id"]: s for s in police.status()["submissions"]}
    assert known[both["submission_id"]]["planted"] == both["planted"]
    other = with_numbers(febrl.read("febrl4a", range(4800, 4809)), tmp_path / "other.csv")
    assert "another extract" in police.submit(extract, "--planted", other, "--submission", both["submission_id"],
                                              code=1).err


def test_planted_rows_alone_are_no_submission(police, extract, tmp_path):
    planted = with_numbers(febrl.read("febrl4a", range(4800, 4810)), tmp_path / "planted.csv")
    extract.write_text(extract.read_text().splitlines()[0] + "\n")
    before = len(police.status()["submissions"])
    assert "no row" in police.submit(extract, "--planted", planted, code=1).err
    assert len(police.status()["submissions"]) == before


def test_withdrawal_forgets_the_seed_and_keeps_receipts(police, extract):
    sent = police.submit(extract).json["submission_id"]
    withdrawn = police.command("withdraw", sent, "--reason", "replaced", "--json").json
    assert (withdrawn["state"], withdrawn["reason"], len(withdrawn["receipts"])) == ("withdrawn", "replaced", 2)
    names = {p.name for p in folder_of(police, sent).iterdir()}
    assert "seed.key" not in names
    assert {"matcher.withdrawal.tlog-proof", "counter.withdrawal.tlog-proof"} <= names
    again = police.command("withdraw", sent, "--reason", "error", "--json").json
    assert again["reason"] == "replaced", "the first statement stands"
    assert "withdrawn" in police.submit(extract, "--submission", sent, code=1).err
    assert police.submit(extract).json["submission_id"] != sent
    assert state_of(police, sent) == "withdrawn"


def test_unknown_submissions(police):
    for command in (["withdraw", "00" * 16, "--reason", "error"], ["receipt", "00" * 16], ["status", "00" * 16]):
        police.command(*command, code=1)
    police.command("withdraw", "00" * 16, "--reason", "whim", code=2)
    police.command("receipt", "zz", code=1)


def test_a_receipt_of_another_log_is_not_believed(police, cluster, extract):
    """The counter's log key stands where the matcher's should: the receipt does not verify, and submit says so."""
    text = police.config.read_text()
    other = cluster.log_vkey("counter")
    police.config.write_text(text.replace(cluster.log_vkey("matcher"), other))
    failed = police.submit(extract, code=1)
    assert "matcher: " in failed.err
    ours = [s for s in police.status()["submissions"] if s["extract"] == extract.name]
    assert "uploading" in {s["state"] for s in ours}
    police.config.write_text(text)
    assert police.submit(extract).json["state"] == "sealed"


def test_a_server_of_another_role_is_not_talked_to(police, cluster, extract):
    text = police.config.read_text()
    swapped = text.replace(f"127.0.0.1:{cluster.matcher_port_for_agencies}", "here") \
                  .replace(f"127.0.0.1:{cluster.counter_port_for_agencies}",
                           f"127.0.0.1:{cluster.matcher_port_for_agencies}") \
                  .replace("here", f"127.0.0.1:{cluster.counter_port_for_agencies}")
    police.config.write_text(swapped.replace("retry_attempts = 8", "retry_attempts = 2"))
    assert "onefold-agency: matcher: " in police.submit(extract, code=1).err
    police.config.write_text(text)
    police.submit(extract)


def test_one_command_at_a_time(police, cluster, tmp_path):
    first = febrl.read("febrl4b", range(2000, 4000)).write(tmp_path / "large.csv")
    second = febrl.read("febrl4b", range(1000, 1010)).write(tmp_path / "small.csv")
    state = pathlib.Path(police.folder, "state", "submissions")
    known = len(list(state.glob("*")))
    running = police.start_command("submit", first)
    try:
        # From here on it holds the folder; before, the other command might be the first.
        wait_until(lambda: len(list(state.glob("*"))) > known, what="the first command at work")
        refusals = []
        while running.poll() is None:
            refusals.append(police.command("submit", second, "--json", code=None))
        assert any(r.code == 1 and "another command" in r.err for r in refusals)
    finally:
        assert running.wait(120) == 0


def test_more_rows_than_the_limit(police, extract):
    text = police.config.read_text()
    police.config.write_text("max_records = 10\n" + text)
    before = len(police.status()["submissions"])
    assert "max_records" in police.submit(extract, code=1).err
    assert len(police.status()["submissions"]) == before
    police.config.write_text(text)


def test_clkhash_profile_is_one_encoding_a_record(tmp_path):
    """A schema of clkhash: one pass without blocks, one filter; columns as the schema names them, nothing else."""
    with Cluster(tmp_path / "onefold", agencies=("police",), schema="febrl-clkhash") as cluster:
        cluster.start()
        extract = febrl.read("febrl4a", PERSONS)
        sent = cluster.agencies["police"].submit(extract.write(tmp_path / "extract.csv")).json
        assert sent["encodings"] == sent["records"] == len(extract.rows)


def test_wrong_configurations(police, tmp_path, extract):
    good = police.config.read_text()
    for change in (lambda t: t + "\nunknown = 1\n", lambda t: t.replace("organisation", "organization", 1),
                   lambda t: t.replace('register = "victim"', 'register = "victims"'),
                   lambda t: t.replace('default_legal_basis = "T"', 'default_legal_basis = "Z"')):
        police.config.write_text(change(good))
        assert police.submit(extract, code=1).err.startswith("onefold-agency: ")
    police.config.write_text(good)
    pathlib.Path(police.folder, "keys", "linkage.key").chmod(0o644)
    try:
        assert "linkage.key" in police.submit(extract, code=1).err
    finally:
        pathlib.Path(police.folder, "keys", "linkage.key").chmod(0o600)


def handles(police, submission, ids, *options, code=0):
    listed = police.folder / "ids.txt"
    listed.write_text(ids)
    return police.command("handle", submission, "--record-id-file", listed, *options, code=code)


def test_handles_of_records(police, extract, tmp_path):
    sent = police.submit(extract).json["submission_id"]
    ids = [line.split(",")[0] for line in extract.read_text().splitlines()[1:]]
    header, *rows = handles(police, sent, "\n".join(ids), "--extract", extract).out.splitlines()
    assert header == "submission,handle" and len(rows) == len(set(rows)) == len(ids)
    assert all(row.split(",")[0] == sent and len(row.split(",")[1]) == 32 for row in rows)
    # The same handles without the extract, in the order asked for, with other line ends.
    again = handles(police, sent, "\ufeff" + "".join(f" {i} \r\n" for i in reversed(ids)), "--json").json
    assert again == {"submission_id": sent, "handles": [row.split(",")[1] for row in reversed(rows)]}
    # Another submission of the same records has other handles.
    other = tmp_path / "other.csv"
    other.write_text(extract.read_text() + "\n")
    later = police.submit(other).json["submission_id"]
    assert not set(handles(police, later, "\n".join(ids), "--json").json["handles"]) & set(again["handles"])


def test_handles_that_are_refused(police, tmp_path):
    first = 40 * next(number)
    extract = febrl.read("febrl4a", range(first, first + 40)).with_columns(
        legal_basis="C", consent_linkage=lambda i: "Y" if i != 3 else "N")
    path = extract.write(tmp_path / "extract.csv")
    sent = police.submit(path).json["submission_id"]
    ids = [row.split(",")[0] for row in extract.rows]
    for listed, options, words in (
            (f"{ids[0]}\nrec-no-such", ["--extract", path], "line 2: the submission has no record"),
            (f"{ids[0]}\n{ids[3]}", ["--extract", path], "line 2: this record takes no part"),
            (f"{ids[0]}\n\n{ids[1]}", [], "line 2: is empty"),
            ("", [], "has no record id")):
        refused = handles(police, sent, listed, *options, code=1)
        assert words in refused.err and not refused.out
        assert "rec-" not in refused.err, "no value of a record"
    other = tmp_path / "other.csv"
    other.write_text(path.read_text() + "\n")
    assert "is not the extract" in handles(police, sent, ids[0], "--extract", other, code=1).err
    handles(police, "00" * 16, ids[0], code=1)
    handles(police, "zz", ids[0], code=1)
    police.command("handle", sent, code=2)
    police.command("withdraw", sent, "--reason", "error", "--json")
    assert "was withdrawn" in handles(police, sent, ids[0], code=1).err
