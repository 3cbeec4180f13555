"""check on files as they come: every bad row by number, column and rule; never a value; always to the end."""

import csv
import json

import pytest

from processes import SOURCE_DIR, run

SCHEMA = SOURCE_DIR / "deploy" / "schemas" / "febrl-name-dob.json"
HEADER = b"rec_id,given_name,surname,date_of_birth\n"
SECRET = "Quetzalinde"  # a name that no message may repeat


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    path = tmp_path_factory.mktemp("schema") / "schema.json"
    path.write_text(SCHEMA.read_text())
    return path


def check(path, schema, *options, code=0):
    result = run("onefold-agency", "check", path, "--schema", schema, "--json", *options, code=code)
    for text in (result.out, result.err):
        assert SECRET not in text and SECRET.lower() not in text
    return result


def good(number):
    return b"rec-%d,%s,painter,1916%02d%02d\n" % (number, SECRET.encode(), 1 + number % 12, 1 + number % 28)


def write(tmp_path, content):
    path = tmp_path / "extract.csv"
    path.write_bytes(content)
    return path


def rows_with(at, bad, count=9):
    rows = [good(n) for n in range(1, count + 1)]
    rows[at - 1] = bad
    return HEADER + b"".join(rows)


def test_good_rows(tmp_path, schema):
    report = check(write(tmp_path, HEADER + b"".join(good(n) for n in range(1, 10))), schema).json
    assert (report["rows"], report["accepted"], report["refused"], report["issues_total"]) == (9, 9, 0, 0)
    assert {f["column"] for f in report["fields"]} >= {"given_name", "surname", "date_of_birth"}


@pytest.mark.parametrize("change", [
    pytest.param(lambda c: b"\xef\xbb\xbf" + c, id="bom"),
    pytest.param(lambda c: c.replace(b"\n", b"\r\n"), id="crlf"),
    pytest.param(lambda c: c.rstrip(b"\n"), id="no-final-line-break"),
    pytest.param(lambda c: c.replace(b",", b" , "), id="padded"),
    pytest.param(lambda c: c.replace(b"painter", b'"painter, the ""second"""'), id="quoted"),
])
def test_harmless_forms(tmp_path, schema, change):
    report = check(write(tmp_path, change(HEADER + b"".join(good(n) for n in range(1, 10)))), schema).json
    assert (report["accepted"], report["refused"]) == (9, 0)


# What is wrong -> row, column ("" = the whole row) and rule that must be reported.
BAD_ROWS = {
    "too-few-columns": (b"rec-4,Quetzalinde,painter\n", "", "csv.column-count"),
    "too-many-columns": (b"rec-4,Quetzalinde,painter,19160101,x\n", "", "csv.column-count"),
    "nul-byte": (b"rec-4,Quetzalinde\0,painter,19160101\n", None, "csv.nul-byte"),
    "invalid-utf8": (b"rec-4,Quetzalinde\xff\xfe,painter,19160101\n", None, "csv.invalid-utf8"),
    "overlong-utf8": (b"rec-4,Quetzalinde\xc0\xaf,painter,19160101\n", None, "csv.invalid-utf8"),
    "10-mb-field": (b"rec-4," + b"Quetzalinde" * 900_000 + b",painter,19160101\n", None, "csv.field-too-long"),
    "quote-in-field": (b'rec-4,Quetz"alinde,painter,19160101\n', None, "csv.quote-in-field"),
    "no-record-id": (b",Quetzalinde,painter,19160101\n", "rec_id", "record.id-missing"),
    "repeated-record-id": (b"rec-2,Quetzalinde,painter,19160101\n", "rec_id", "record.id-repeated"),
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_one_bad_row_is_named_and_the_rest_is_read(tmp_path, schema, name):
    bad, column, rule = BAD_ROWS[name]
    report = check(write(tmp_path, rows_with(4, bad)), schema, code=1).json
    assert (report["rows"], report["accepted"], report["refused"]) == (9, 8, 1)
    issue = next(i for i in report["issues"] if i["refused"])
    assert (issue["row"], issue["rule"]) == (4, rule)
    assert column is None or issue["column"] == column


def test_a_quote_that_is_never_closed(tmp_path, schema):
    content = rows_with(4, b'rec-4,"Quetzalinde,painter,19160101\n')
    report = check(write(tmp_path, content), schema, code=1).json
    refused = [i for i in report["issues"] if i["refused"]]
    assert [(i["row"], i["rule"]) for i in refused] == [(4, "csv.quote-not-closed")]
    assert report["accepted"] == 8, "the rows after it are not lost"


@pytest.mark.parametrize("date,rule", [(b"19160230", "date.impossible"), (b"19161301", "date.impossible"),
                                       (b"16.01.1916x", "date.format"), (b"18000101", "date.impossible")])
def test_a_date_that_cannot_be_is_a_warning(tmp_path, schema, date, rule):
    report = check(write(tmp_path, rows_with(4, b"rec-4,Quetzalinde,painter," + date + b"\n")), schema).json
    assert [(i["row"], i["column"], i["rule"], i["refused"]) for i in report["issues"]] == \
        [(4, "date_of_birth", rule, False)]
    missing = next(f["missing"] for f in report["fields"] if f["column"] == "date_of_birth")
    assert missing == (rule == "date.format")


def test_mojibake_and_mixed_scripts_are_warnings(tmp_path, schema):
    broken = "Ž".encode().decode("latin-1").encode()
    content = rows_with(4, b"rec-4," + broken + b"ivkovi\xc4\x87,painter,19160101\n")
    assert check(write(tmp_path, content), schema).json["issues_by_rule"] == {"text.mojibake": 1}
    mixed = rows_with(5, "rec-5,Qu\u0435tzalinde,painter,19160101\n".encode())  # a Cyrillic letter
    assert check(write(tmp_path, mixed), schema).json["issues_by_rule"] == {"text.mixed-script": 1}


@pytest.mark.parametrize("content,word", [
    pytest.param(b"", "empty", id="empty-file"),
    pytest.param(b"\xef\xbb\xbf", "", id="only-a-bom"),
    pytest.param(b"rec_id,given_name,surname\n", "date_of_birth", id="missing-column"),
    pytest.param(b"rec_id,given_name,surname,date_of_birth,shoe_size\n", "column 5", id="unknown-column"),
    pytest.param(b"rec_id,given_name,given_name,date_of_birth\n", "", id="repeated-column"),
    pytest.param(b"rec_id,given_name,,date_of_birth\n", "", id="nameless-column"),
    pytest.param(b"rec_id,given_name,surn\xff,date_of_birth\n", "", id="header-not-utf8"),
    pytest.param(b"Quetzalinde,painter,rec-4,19160101\n", "", id="no-header"),
])
def test_a_wrong_header_is_refused_at_once(tmp_path, schema, content, word):
    result = check(write(tmp_path, content + good(1)) if content else write(tmp_path, content), schema, code=1)
    assert result.err.startswith("onefold-agency: ") and word in result.err and result.out == ""


def test_a_header_alone_is_an_extract_without_rows(tmp_path, schema):
    assert check(write(tmp_path, HEADER), schema).json["rows"] == 0


def test_what_is_no_file(tmp_path, schema):
    check(tmp_path, schema, code=1)
    check(tmp_path / "none.csv", schema, code=1)
    check(write(tmp_path, HEADER), tmp_path / "none.json", code=1)
    run("onefold-agency", "check", write(tmp_path, HEADER), code=2)


def test_every_issue_goes_to_the_report_file(tmp_path, schema):
    count = 3000
    content = HEADER + b"".join(good(n) + b"short,Quetzalinde\n" for n in range(1, count + 1))
    path = write(tmp_path, content)
    report = check(path, schema, "--report", tmp_path / "all.csv", code=1).json
    assert (report["refused"], report["issues_total"], len(report["issues"])) == (count, count, 1000)
    with open(tmp_path / "all.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(r["row"]) for r in rows] == list(range(2, 2 * count + 1, 2))
    assert {r["rule"] for r in rows} == {"csv.column-count"}
    check(path, schema, "--report", tmp_path / "all.jsonl", code=1)
    lines = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text().splitlines()]
    assert len(lines) == count and lines[0]["row"] == 2 and lines[0]["refused"] is True
    for name in ("all.csv", "all.jsonl"):
        assert SECRET not in (tmp_path / name).read_text()


def test_text_for_a_clerk(tmp_path, schema):
    content = rows_with(4, b"rec-4,Quetzalinde\n")
    result = run("onefold-agency", "check", write(tmp_path, content), "--schema", schema, "--first", "5", code=1)
    assert "row 4: csv.column-count" in result.out and "data quality" in result.out
    assert SECRET not in result.out + result.err


def test_data_quality_summary(tmp_path, schema):
    content = HEADER + b"".join(b"r%d,Quetzalinde,,19840101\n" % n for n in range(10)) + b"r3,a,b,19840102\n"
    report = check(write(tmp_path, content), schema, code=1).json
    fields = {f["column"]: f for f in report["fields"]}
    assert fields["surname"]["missing"] == 10
    assert (fields["date_of_birth"]["january_first"], fields["date_of_birth"]["full_dates"]) == (10, 10)
    assert report["repeated_record_ids"] == 1


def test_planted_rows_are_a_file_of_their_own(tmp_path, schema):
    extract = write(tmp_path, HEADER + b"".join(good(n) for n in range(1, 10)))
    planted = tmp_path / "planted.csv"
    header = HEADER.rstrip(b"\n") + b",planted\n"

    def row(number, person):
        return good(number).rstrip(b"\n") + b"," + person + b"\n"

    planted.write_bytes(header + row(20, b"1") + row(21, b"2"))
    report = check(extract, schema, "--planted", planted).json
    assert (report["rows"], report["accepted"], report["planted"]) == (11, 11, 2)
    assert "planted" not in check(extract, schema).json

    planted.write_bytes(header + row(20, b"1") + row(3, b"2") + row(22, b"many"))
    report = check(extract, schema, "--planted", planted, "--report", tmp_path / "all.csv", code=1).json
    assert [(i["row"], i["rule"], i["planted"]) for i in report["issues"]] == \
        [(2, "record.id-repeated", True), (3, "planted.number", True)]
    with open(tmp_path / "all.csv", newline="") as file:
        assert all("planted" in issue["text"] for issue in csv.DictReader(file))
    words = run("onefold-agency", "check", extract, "--schema", schema, "--planted", planted, code=1).out
    assert "planted row 3: planted: planted.number" in words

    assert "planted" in check(extract, schema, "--planted", extract, code=1).err
    check(extract, schema, "--planted", tmp_path / "none.csv", code=1)
