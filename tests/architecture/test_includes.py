"""The one-way order of folders, from the #include lines of every source file."""

import os
import pathlib
import re

import pytest

from boundaries import CLI_FILES, FOREIGN, MAY_INCLUDE

ROOT = pathlib.Path(os.environ["ONEFOLD_SOURCE_DIR"])
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)
AREAS = ("crypto", "linkage", "services")


def folder_of(path):
    """Folder of MAY_INCLUDE for a path of the tree. A subfolder belongs to the nearest folder that is listed; generated
    headers are proto/v1 or proto/storage."""
    text = str(path)
    if text.startswith("onefold/storage/"):
        return "proto/storage"
    if text.startswith("onefold/v1/"):
        return "proto/v1"
    folder = pathlib.PurePosixPath(text).parent
    listed = (str(f) for f in (folder, *folder.parents) if str(f) in MAY_INCLUDE)
    return next(listed, str(folder))


def check(path, source):
    """What is wrong with the includes of one file, as sentences."""
    folder = folder_of(path)
    if folder not in MAY_INCLUDE:
        return [f"{path}: folder {folder} has no place in the order; add it to boundaries.py"]
    allowed = MAY_INCLUDE[folder] | {folder}
    wrong = []
    for _, header in INCLUDE.findall(source):
        if header.startswith(tuple(area + "/" for area in AREAS)) or header.startswith("onefold/"):
            if folder_of(header) not in allowed:
                wrong.append(f"{path} includes {header}: {folder} stands below {folder_of(header)}")
            continue
        for prefix, users in FOREIGN.items():
            if re.match(prefix, header) and folder not in users and str(path) not in users:
                wrong.append(f"{path} includes {header}: only {', '.join(sorted(users))} may")
        if header.startswith("CLI/") and not CLI_FILES.match(str(path)):
            wrong.append(f"{path} includes {header}: command lines are parsed by programs only")
    return wrong


def sources():
    for area in AREAS:
        for path in sorted((ROOT / area).rglob("*")):
            if path.suffix in (".h", ".cc"):
                yield path.relative_to(ROOT)


def test_every_include_follows_the_order():
    files = list(sources())
    assert len(files) > 50, "the walk over the tree found too little"
    assert [wrong for path in files for wrong in check(path, (ROOT / path).read_text())] == []


@pytest.mark.parametrize("path,line", [
    ("services/html/escape.cc", '#include "crypto/bytes.h"'),
    ("crypto/mac.cc", '#include "crypto/tlog/note.h"'),
    ("crypto/tlog/tile.cc", '#include "services/audit/leaf.h"'),
    ("linkage/csv.cc", '#include "linkage/encode/extract.h"'),
    ("linkage/match/link.cc", '#include "linkage/encode/record.h"'),
    ("linkage/count/cluster.cc", '#include "linkage/match/link.h"'),
    ("linkage/match/link.cc", '#include "services/rpc/roles.h"'),
    ("linkage/count/tally.cc", '#include "onefold/v1/count.pb.h"'),
    ("services/store/log_store.cc", '#include "onefold/v1/submission.pb.h"'),
    ("services/matcher/link.cc", '#include "linkage/encode/record.h"'),
    ("services/counter/run.cc", '#include "linkage/match/link.h"'),
    ("services/auditor/verify.cc", '#include "services/store/log_store.h"'),
    ("services/gateway/page.cc", '#include "linkage/schema.h"'),
    ("services/agency/submit.cc", '#include "services/matcher/config.h"'),
    ("linkage/match/link.cc", "#include <absl/status/status.h>"),
    ("services/rpc/tls.cc", "#  include <absl/strings/str_cat.h>"),
    ("linkage/count/cluster.cc", "#include <sodium.h>"),
    ("services/auditor/verify.cc", "#include <rocksdb/db.h>"),
    ("services/gateway/main.cc", "#include <grpcpp/grpcpp.h>"),
    ("services/ops/config.cc", "#include <CLI/CLI.hpp>"),
    ("services/unheard_of/x.cc", "#include <vector>"),
])
def test_wrong_include_would_be_found(path, line):
    assert len(check(pathlib.PurePosixPath(path), f"#include <string>\n{line}\n")) == 1
