"""The same boundaries seen in the finished programs: symbols and shared libraries."""

import os
import pathlib
import re
import subprocess

import pytest

from boundaries import FORBIDDEN_LIBRARIES, FORBIDDEN_SYMBOLS

BIN = pathlib.Path(os.environ["ONEFOLD_BUILD_DIR"]) / "bin"


def symbols(program):
    result = subprocess.run(["nm", "-C", str(BIN / program)], check=True, capture_output=True, text=True)
    return result.stdout.splitlines()


def libraries(program):
    result = subprocess.run(["readelf", "-d", str(BIN / program)], check=True, capture_output=True, text=True)
    return re.findall(r"\(NEEDED\).*\[(.*)\]", result.stdout)


def forbidden_symbols(program, patterns):
    pattern = re.compile("|".join(patterns))
    return [line for line in symbols(program) if pattern.search(line)][:5]


@pytest.mark.parametrize("program", sorted(FORBIDDEN_SYMBOLS))
def test_no_forbidden_symbol(program):
    assert any("onefold::" in line for line in symbols(program)), "the program has no symbols to look at"
    assert forbidden_symbols(program, FORBIDDEN_SYMBOLS[program]) == []


@pytest.mark.parametrize("program", sorted(FORBIDDEN_LIBRARIES))
def test_no_forbidden_library(program):
    assert any(name.startswith("libc.so") for name in libraries(program))
    assert [name for name in libraries(program) if re.search(FORBIDDEN_LIBRARIES[program], name)] == []


# Negative cases: the same search finds what other programs do hold.
@pytest.mark.parametrize("program,pattern", [
    ("onefold-agency", r"onefold::encode::"),
    ("onefold-agency", r"onefold::v1::CaseBatch"),
    ("onefold-matcher", r"onefold::match::"),
    ("onefold-matcher", r"\brocksdb::"),
    ("onefold-counter", r"onefold::count::"),
    ("onefold-counter", r"onefold::v1::CaseBatch"),
    ("onefold-counter", r"\bgrpc::"),
    ("onefold-counter", r"google::protobuf::"),
    ("onefold-lab", r"onefold::linkage::"),
])
def test_search_finds_what_is_there(program, pattern):
    assert forbidden_symbols(program, [pattern]) != []


@pytest.mark.parametrize("program,pattern", [
    ("onefold-agency", "libicu"), ("onefold-matcher", "librocksdb"), ("onefold-counter", "libgrpc"),
    ("onefold-counter", "libprotobuf"),
])
def test_library_search_finds_what_is_there(program, pattern):
    assert [name for name in libraries(program) if re.search(pattern, name)] != []
