"""What two agencies know from a referral or a court reaches the count, and nobody is named on the way."""

import json

import febrl

TOGETHER = range(0, 150)  # persons in both files
POLICE_ONLY, SHELTER_ONLY = 1000, 2000
HEADER = "submission_a,handle_a,submission_b,handle_b,relation,provenance\n"


def record_id(extract, person):
    return next(row.split(",")[0] for row in extract.rows if febrl.person_of(row) == person)


def parties(cluster, tmp_path):
    """The submission of each agency, and how it says what the counter calls its record of a person."""
    sources = {"police": ("febrl4a", POLICE_ONLY), "shelter": ("febrl4b", SHELTER_ONLY)}
    extracts, paths, submissions = {}, {}, {}
    for name, (source, alone) in sources.items():
        extracts[name] = febrl.read(source, {*TOGETHER, alone})
        paths[name] = extracts[name].write(tmp_path / f"{name}.csv")
        submissions[name] = cluster.agencies[name].submit(paths[name]).json["submission_id"]

    def case(name, person):
        listed = tmp_path / f"{name}.txt"
        listed.write_text(record_id(extracts[name], person) + "\n")
        said = cluster.agencies[name].command("handle", submissions[name], "--record-id-file", listed,
                                              "--extract", paths[name]).out
        header, row = said.splitlines()
        assert header == "submission,handle"
        return row

    return submissions, case


def test_constraints_join_and_separate(cluster, tmp_path):
    submissions, case = parties(cluster, tmp_path)
    file = tmp_path / "constraints.csv"

    def count(*rows):
        file.write_text(HEADER + "".join(row + "\n" for row in rows))
        result = cluster.run_linkage("--constraints", file)
        assert result["state"] == "done"
        return result

    referred = f'{case("police", POLICE_ONLY)},{case("shelter", SHELTER_ONLY)},must-link,"referral, hospital"'
    apart = f'{case("police", 7)},{case("shelter", 7)},cannot-link,decision of the court'
    plain = cluster.run_linkage()
    assert plain["entities"] == len(TOGETHER) + 2
    assert count()["entities"] == plain["entities"], "a file without a row says nothing"
    assert count(referred)["entities"] == plain["entities"] - 1, "nothing in common, and yet one person"
    assert count(apart)["entities"] == plain["entities"] + 1, "a strong pair, and yet two"
    assert count(referred, apart)["entities"] == plain["entities"]

    # What cannot be applied does not fail the run; the result and the release say so.
    unknown = f'{case("police", 3)},{submissions["shelter"]},{"00" * 16},must-link,referral'
    contradicting = [f'{case("police", POLICE_ONLY)},{case("police", 5)},must-link,the police',
                     f'{case("police", 5)},{case("shelter", SHELTER_ONLY)},cannot-link,the shelter']
    warned = count(referred, unknown, *contradicting)
    for words in ("1 constraints left out", "1 must-links left out: cannot-links contradict them"):
        assert any(words in warning for warning in warned["warnings"]), warned["warnings"]
    release = cluster.release(warned["run_id"])
    assert "1 constraints left out" in json.dumps(release["document"]), release["document"]
    cluster.verify_logs()

    # Who says so stays in the run: it is in no log, no release and no diagnostics.
    cluster.stop()
    kept = [cluster.counter, cluster.matcher]
    texts = [p.read_bytes() for p in cluster.publish.rglob("*") if p.is_file()] + \
            [p.read_bytes() for d in kept for p in d.folder.rglob("*") if p.is_file()]
    for words in (b"referral, hospital", b"decision of the court"):
        assert not any(words in text for text in texts)


def test_the_same_run_id_with_other_constraints_is_refused(cluster, tmp_path):
    _, case = parties(cluster, tmp_path)
    file = tmp_path / "constraints.csv"
    row = f'{case("police", 1)},{case("shelter", 2)},must-link,referral\n'
    file.write_text(HEADER + row)
    run_id = "0123456789abcdef" * 2
    first = cluster.run_linkage("--constraints", file, "--run", run_id)
    again = cluster.run_linkage("--constraints", file, "--run", run_id)
    assert first == again
    file.write_text(HEADER + row.replace("must-link", "cannot-link"))
    options = ("--key-epoch", cluster.epoch, "--schema", cluster.schema, "--run", run_id)
    refused = cluster.coordinator("run", *options, "--constraints", file, code=1)
    assert "another request" in refused.err
    assert "another request" in cluster.coordinator("run", *options, code=1).err


def test_bad_files_are_refused_before_anything_is_sent(cluster, tmp_path):
    file = tmp_path / "constraints.csv"
    good = f'{"01" * 16},{"02" * 16},{"03" * 16},{"04" * 16}'
    for content, words in (
            ("", "header.empty-file: "),
            ("handle_a\n", "header.missing-column: there is no column \"submission_a\""),
            (HEADER + f"{good},must-link,\n", "row 1: provenance: "),
            (HEADER + f"{good},must-link,referral\n{good},cannot-link,court\n", "row 2: relation: "),
            (HEADER + f"{good},same,referral\n", "row 1: relation: "),
            (HEADER + f"rec-1,{good},must-link,referral\n", "row 1: "),
            (HEADER + f"rec-1{good[5:]},must-link,referral\n", "row 1: submission_a: ")):
        file.write_text(content)
        refused = cluster.coordinator("run", "--key-epoch", cluster.epoch, "--schema", cluster.schema,
                                      "--constraints", file, code=1)
        assert f"{file}: {words}" in refused.err, refused.err
    assert cluster.coordinator("status").json["runs"] == []
