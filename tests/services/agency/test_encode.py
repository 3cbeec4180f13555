"""encode --format clkhash against what clkhash itself computed (tests/vectors/clkhash.json), through the real program."""

import csv
import json
import os

import pytest

from processes import SOURCE_DIR, run

VECTORS = json.loads((SOURCE_DIR / "tests" / "vectors" / "clkhash.json").read_text())["cases"]


class Case:
    def __init__(self, folder, vector):
        self.schema, self.secret = folder / "schema.json", folder / "secret"
        self.extract, self.out = folder / "extract.csv", folder / "clks.json"
        self.schema.write_text(json.dumps(vector["schema"]))
        self.secret.write_text(vector["secret"] + "\n")
        os.chmod(self.secret, 0o600)
        self.names = [f["identifier"] for f in vector["schema"]["features"]]
        self.write(vector["rows"])

    def write(self, rows):
        with open(self.extract, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerow(self.names)
            writer.writerows(rows)

    def encode(self, *options, code=0):
        return run("onefold-agency", "encode", "--schema", self.schema, "--secret-file", self.secret, "--in",
                   self.extract, "--out", self.out, "--format", "clkhash", "--json", *options, code=code)

    def clks(self):
        return json.loads(self.out.read_text())["clks"]


@pytest.mark.parametrize("number", range(len(VECTORS)))
def test_bit_identical_to_clkhash(tmp_path, number):
    vector = VECTORS[number]
    case = Case(tmp_path, vector)
    result = case.encode()
    assert case.clks() == vector["clks"]
    assert result.json == {"rows": len(vector["rows"]), "encoded": len(vector["rows"]), "written": True,
                           "absent_rows": []}
    assert "not safe against re-identification" in result.err, "the warning comes always"


@pytest.fixture
def case(tmp_path):
    return Case(tmp_path, VECTORS[0])


def test_order_of_rows_over_many_batches_and_threads(case):
    rows, clks = VECTORS[0]["rows"], VECTORS[0]["clks"]
    case.write(rows * 400)
    for threads in (1, 3):
        case.encode("--threads", threads)
        assert case.clks() == clks * 400


def test_a_bad_row_is_named_and_nothing_is_written(case):
    rows = VECTORS[0]["rows"]
    case.write(rows)
    with open(case.extract, "a") as file:
        file.write('"too","few"\n')
    result = case.encode(code=1)
    bad = len(rows) + 1
    assert result.json == {"rows": bad, "encoded": len(rows), "written": False, "absent_rows": [bad]}
    assert f"row {bad}: csv.column-count" in result.err
    assert not case.out.exists() and not list(case.out.parent.glob("*.part"))

    result = case.encode("--skip-bad-rows")
    assert result.json["absent_rows"] == [bad] and case.clks() == VECTORS[0]["clks"]


def test_a_file_that_is_there_is_kept_when_encoding_fails(case):
    case.out.write_text("before")
    case.extract.write_text("wrong,header\n1,2\n")
    case.encode(code=1)
    assert case.out.read_text() == "before"


def test_a_secret_that_others_can_read_is_warned_about(case):
    warning = "can be read by others"
    assert warning not in case.encode().err
    os.chmod(case.secret, 0o644)
    assert warning in case.encode().err


def test_refusals(case, tmp_path):
    case.schema.write_text((SOURCE_DIR / "deploy" / "schemas" / "febrl.json").read_text())
    case.encode(code=1)
    case.encode("--format", "other", code=2)
    assert not case.out.exists()


def test_the_output_is_narrow(case):
    case.encode()
    assert case.out.stat().st_mode & 0o077 == 0
