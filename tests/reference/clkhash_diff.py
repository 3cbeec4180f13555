#!/usr/bin/env python3
"""Compares our clkhash encoder with clkhash itself on random schemas and rows, and measures both.

    tests/reference/clkhash_diff.py --program build/dev/tests/clkhash_rows [--schemas 200] [--seed 1]
    tests/reference/clkhash_diff.py --program ... --speed SCHEMA.json EXTRACT.csv

Needs the Python package clkhash (0.18.3 was used). No part of the default tests.
"""
import argparse
import base64
import csv
import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import warnings

from clkhash import clk, schema as clk_schema
from clkhash.field_formats import InvalidEntryError

WORDS = ["", "ana", "Živković", "Ђорђе", "Ξένια", "O'Neil", "müller-lüdenscheidt", "İSTANBUL", "é", "e\u0301",
         "a", "ab", "N/A", "李小龙", "𝔘nicode", "  padded ", "UPPER", "straße", "x" * 60, "12 main st", "a,b", 'q"q',
         "ΣΊΣΥΦΟΣ", "σς", "ǅ", "line\nbreak"]
NUMBERS = ["0", "41", " 7", "+13", "-5", "007", "1_000", "٤٢", "99999999999999999999", "", "x", "1.5", "-0", "1__0",
           "2.675", "1e3", " 3.25 ", ".5", "5.", "-2.5", "0.5", "1.005", "nan", "inf", "12345678901"]
DATES = ["01.02.1990", "31.12.2005", "1.2.1990", "29.02.1900", "29.02.2000", "30.02.2001", "", "01.02.90", " 1.02.1990",
         "01/02/1990", "1990-02-01", "19900201", "٠١.٠٢.١٩٩٠", "Feb 1 1990", "february 1 1990", "1990-060", "2001-366",
         "01.02.0999", "01.02.1990 ", "12:30 01.02.1990"]
DATE_FORMATS = ["%d.%m.%Y", "%Y-%m-%d", "%Y%m%d", "%d/%m/%y", "%b %d %Y", "%B %d %Y", "%Y-%j", "%H:%M %d.%m.%Y", "%d.%m.%y", "%x"]
PATTERNS = [r"\w+", r"[a-z]+", r"\d{1,3}.*", r"[^\s]*", r"(?:ana|a|ab)?", r"\S+(?P<x>\s\S+)*", r"[\w'-]+", r".*", r"[A-Z\W]+", r"\w{,5}",
            r"[]a]+", r"[^]x]+", r"(a|b)*\Z", r"[[a-z]+", r"[a&&b]*"]


def random_feature(rng, name):
    kind = rng.choice(["string", "string", "string", "integer", "date", "enum"])
    comparison = rng.choice([{"type": "ngram", "n": rng.randint(1, 4), "positional": rng.random() < 0.5},
                             {"type": "ngram", "n": 2}, {"type": "exact"}])
    if kind == "integer" or (kind == "string" and rng.random() < 0.2):
        comparison = {"type": "numeric", "thresholdDistance": rng.choice([1, 3, 10, 0.5, 2.5, 7]),
                      "resolution": rng.randint(1, 5), "fractional_precision": rng.randint(1, 4)}
    fmt = {"type": kind}
    values = WORDS
    if kind == "string":
        fmt["encoding"] = rng.choice(["utf-8", "utf-8", "ascii", "utf-16", "utf-32"])
        if comparison["type"] == "numeric":
            values = NUMBERS
        if rng.random() < 0.3:
            fmt["pattern"] = rng.choice(PATTERNS)
        elif rng.random() < 0.5:
            fmt["case"] = rng.choice(["upper", "lower", "mixed"])
            fmt["minLength"] = rng.randint(0, 2)
            fmt["maxLength"] = rng.randint(3, 30)
    elif kind == "integer":
        values = NUMBERS
        if rng.random() < 0.5:
            fmt["minimum"] = rng.randint(-10, 10)
        if rng.random() < 0.5:
            fmt["maximum"] = rng.choice([40, 1000, 10**12])
        if rng.random() < 0.5:
            comparison = rng.choice([{"type": "exact"}, {"type": "ngram", "n": 2, "positional": True}])
    elif kind == "date":
        fmt["format"] = rng.choice(DATE_FORMATS)
        values = DATES
        comparison = rng.choice([{"type": "ngram", "n": 1, "positional": True}, {"type": "exact"}])
    else:
        fmt["values"] = rng.sample(WORDS, 15)
    hashing = {"comparison": comparison,
               "strategy": rng.choice([{"bitsPerToken": rng.randint(1, 70)}, {"bitsPerFeature": rng.randint(1, 300)}])}
    hash_kind = rng.choice([None, {"type": "blakeHash"}, {"type": "doubleHash"},
                            {"type": "doubleHash", "prevent_singularity": True}])
    if hash_kind:
        hashing["hash"] = hash_kind
    if rng.random() < 0.5:
        hashing["missingValue"] = {"sentinel": rng.choice(["", "N/A"])}
        if rng.random() < 0.5 and comparison["type"] != "numeric":
            hashing["missingValue"]["replaceWith"] = rng.choice(["", "-", "missing"])
    return {"identifier": name, "format": fmt, "hashing": hashing}, values


def random_schema(rng):
    kdf = {"type": "HKDF", "hash": rng.choice(["SHA256", "SHA512"]), "keySize": rng.choice([16, 32, 64])}
    if rng.random() < 0.7:
        kdf["salt"] = base64.b64encode(rng.randbytes(rng.randint(1, 64))).decode()
    if rng.random() < 0.7:
        kdf["info"] = base64.b64encode(rng.randbytes(rng.randint(1, 40))).decode()
    features = [{"identifier": "id", "ignored": True}]
    columns = [None]
    for i in range(rng.randint(1, 6)):
        feature, values = random_feature(rng, f"f{i}")
        features.append(feature)
        columns.append(values)
    blake = any(f.get("hashing", {}).get("hash", {"type": "blakeHash"})["type"] == "blakeHash" for f in features[1:])
    bits = rng.choice([64, 256, 1024, 2048] if blake else [8, 64, 100, 1000, 1024])
    schema = {"version": 3, "clkConfig": {"l": bits, "xor_folds": rng.choice([0, 0, 1, 2]), "kdf": kdf},
              "features": features}
    return schema, columns


def clkhash_rows(schema_dict, secret, rows):
    """One answer a row: base64 or None for a refusal."""
    schema = clk_schema.from_json_dict(json.loads(json.dumps(schema_dict)))
    keys = clk.generate_key_lists(secret, len(schema.fields), key_size=schema.kdf_key_size, salt=schema.kdf_salt,
                                  info=schema.kdf_info, kdf=schema.kdf_type, hash_algo=schema.kdf_hash)
    out = []
    for row in rows:
        try:
            filters, _ = clk.hash_chunk([row], keys, schema)
            out.append(base64.b64encode(filters[0].tobytes()).decode())
        except (ValueError, OverflowError, InvalidEntryError):
            out.append(None)
    return out


def our_rows(program, schema_dict, secret, rows):
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, n) for n in ("schema.json", "secret", "rows.csv")]
        with open(paths[0], "w") as f:
            json.dump(schema_dict, f)
        with open(paths[1], "wb") as f:
            f.write(secret)
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow([f["identifier"] for f in schema_dict["features"]])
        writer.writerows(rows)
        with open(paths[2], "w", newline="") as f:
            f.write(text.getvalue())
        result = subprocess.run([program, *paths], capture_output=True, text=True)
        if result.returncode != 0:
            return result.stderr
        return [None if line.startswith("refused") else line for line in result.stdout.splitlines()]


def acceptable(schema_dict, columns):
    """By column, the values that clkhash takes: else most rows would be refused for one cell of theirs."""
    schema = clk_schema.from_json_dict(json.loads(json.dumps(schema_dict)))
    good = [None]
    for field, values in list(zip(schema.fields, columns))[1:]:
        good.append([])
        for value in values:
            try:
                field.validate(value)
                list(field.hashing_properties.comparator.tokenize(field.format_value(value)))
                good[-1].append(value)
            except (ValueError, OverflowError, InvalidEntryError):
                pass
    return good


def differential(args):
    rng = random.Random(args.seed)
    records = refused = different = 0
    for number in range(args.schemas):
        schema, columns = random_schema(rng)
        secret = rng.randbytes(rng.randint(1, 40)).hex().encode()
        good = acceptable(schema, columns)
        rows = [[str(i)] + [rng.choice(g if g and rng.random() < 0.95 else v) for v, g in zip(columns[1:], good[1:])]
                for i in range(30)]
        theirs, ours = clkhash_rows(schema, secret, rows), our_rows(args.program, schema, secret, rows)
        if isinstance(ours, str) or len(ours) != len(theirs):
            different += 1
            print("schema refused by ours:", json.dumps(schema), ours)
            continue
        for row, a, b in zip(rows, theirs, ours):
            records += 1
            refused += a is None
            if a != b:
                different += 1
                print("different:", a, b, json.dumps(schema), row, sep="\n  ")
    print(json.dumps({"schemas": args.schemas, "records": records, "refused_by_both": refused, "different": different}))
    return different != 0


def cpu_seconds():
    """Of this process and of those it started: other work on the machine does not count."""
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def speed(args):
    schema_path, csv_path = args.speed
    with open(schema_path) as f:
        schema_dict = json.load(f)
    with open(csv_path, newline="", encoding="utf-8") as f:
        _, *rows = list(csv.reader(f))
    schema = clk_schema.from_json_dict(json.loads(json.dumps(schema_dict)))
    start = cpu_seconds()
    clk.generate_clks(rows, schema, "secret", validate=True, max_workers=1)
    theirs = len(rows) / (cpu_seconds() - start)
    with tempfile.NamedTemporaryFile() as secret:
        secret.write(b"secret")
        secret.flush()
        start = cpu_seconds()
        subprocess.run([args.program, schema_path, secret.name, csv_path], stdout=subprocess.DEVNULL, check=True)
        ours = len(rows) / (cpu_seconds() - start)
    print(json.dumps({"records": len(rows), "clkhash_records_per_cpu_second": round(theirs),
                      "our_records_per_cpu_second": round(ours), "times": round(ours / theirs, 1)}))
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--schemas", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--speed", nargs=2, metavar=("SCHEMA", "CSV"))
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    return speed(args) if args.speed else differential(args)


if __name__ == "__main__":
    sys.exit(main())
