#!/usr/bin/env python3
"""Encodes the same records with clkhash and with `onefold-agency encode`, in one go, and prints the ratio as JSON.

    build/venv/bin/python tests/bench/clkhash_compare.py [--program build/dev/bin/onefold-agency] [--rows 100000] [--in FILE.csv]
        [--schema deploy/schemas/febrl-clkhash.json] [--repeat 3]

The virtual environment is what deploy/setup.sh --dev makes. Both run on one core, the first that this process may use. The CLKs
must be identical, or the exit code is 1. What is measured:
- Onefold: the whole process, its start, CSV, JSON and the synced file included; --threads 1. The best of the runs.
- clkhash: clk.generate_clks with one worker over rows that are in memory already; its start, CSV and JSON are not counted.
Without --in, the file has FEBRL's shape: each value is drawn from that column of FEBRL 4, by a fixed seed.
"""
import argparse
import csv
import json
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "deploy" / "data"
SECRET = "a secret of the benchmark"


def make_rows(count):
    rng = random.Random(4)
    rows = []
    for name in ("febrl4a.csv", "febrl4b.csv"):
        with open(DATA / name, encoding="utf-8", newline="") as file:
            header, *more = [[value.strip() for value in row] for row in csv.reader(file)]
            rows += more
    columns = list(zip(*rows))[1:]
    return header, [[f"rec-{i}", *(rng.choice(column) for column in columns)] for i in range(count)]


def read_rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def seconds_of(children, work):
    """Wall and CPU seconds of `work`, and what it returns."""
    who = resource.RUSAGE_CHILDREN if children else resource.RUSAGE_SELF
    before, start = resource.getrusage(who), time.monotonic()
    result = work()
    wall, after = time.monotonic() - start, resource.getrusage(who)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, result


def run_onefold(args, folder):
    secret, out = folder / "secret", folder / "clks.json"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    command = [args.program, "encode", "--schema", args.schema, "--secret-file", secret, "--in", folder / "rows.csv",
               "--out", out, "--format", "clkhash", "--threads", "1", "--json"]
    runs = [seconds_of(True, lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(args.repeat)]
    with open(out, encoding="ascii") as file:
        clks = json.load(file)["clks"]
    return min(run[0] for run in runs), min(run[1] for run in runs), clks


def run_clkhash(args, rows):
    from clkhash import clk, schema
    from clkhash.serialization import serialize_bitarray

    with open(args.schema, encoding="utf-8") as file:
        parsed = schema.from_json_file(file)
    wall, cpu, filters = seconds_of(
        False, lambda: clk.generate_clks(rows, parsed, SECRET, validate=True, max_workers=1))
    return wall, cpu, [serialize_bitarray(one) for one in filters]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / "build" / "dev" / "bin" / "onefold-agency")
    parser.add_argument("--schema", default=ROOT / "deploy" / "schemas" / "febrl-clkhash.json")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--in", dest="input")
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    header, rows = read_rows(args.input) if args.input else make_rows(args.rows)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with open(folder / "rows.csv", "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
        our_wall, our_cpu, ours = run_onefold(args, folder)
    their_wall, their_cpu, theirs = run_clkhash(args, rows)
    import clkhash
    print(json.dumps({
        "records": len(rows), "identical": ours == theirs,
        "onefold_seconds": round(our_wall, 3), "onefold_cpu_seconds": round(our_cpu, 3),
        "onefold_records_per_second": round(len(rows) / our_wall),
        "clkhash_seconds": round(their_wall, 3), "clkhash_cpu_seconds": round(their_cpu, 3),
        "clkhash_records_per_second": round(len(rows) / their_wall),
        "ratio": round(their_wall / our_wall, 1), "ratio_of_cpu": round(their_cpu / our_cpu, 1),
        "clkhash_version": getattr(clkhash, "__version__", "")}))
    return 0 if ours == theirs else 1


if __name__ == "__main__":
    sys.exit(main())
