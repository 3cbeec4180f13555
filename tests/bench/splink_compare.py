#!/usr/bin/python3
"""Compares Onefold with Splink, which links names in clear: the same records, the same scoring.

    tests/bench/splink_compare.py --onefold build/release/bin [--historical FILE.csv] [--person-limit 300] [SET …]

pip puts Splink and DuckDB into a virtual environment (--venv); both systems run nice, with two threads. Splink has the
settings of its own demos (splink_model.py). Its rows: at 0.95 and 0.99, what a user takes who does not know the truth, and
at the best threshold of a sweep, which only the truth can tell (for two clean sources its one-to-one clustering is tried
too). Precision, recall and F1 are pairwise over final entities, by `onefold-lab score`. Time and memory of Splink go from
its start to the entities at 0.95. --person-limit N takes the first N persons only.
"""
import argparse
import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "deploy" / "data"
SPLINK_VERSION = "5.0.0"
NUMBER = re.compile(r"rec-(\d+)-")

# name: models of Splink with what they read, schema of Onefold, files. FEBRL 4's two sources hold each person once.
SETS = {
    "historical": ([("historical", "its demo")], "historical.json", None),
    "febrl4": ([("febrl4", "its demo, with soc_sec_id"), ("febrl4-no-ssn", "its demo, without soc_sec_id")],
               "febrl.json", ["febrl4a.csv", "febrl4b.csv"]),
    "febrl3": ([("febrl3", "its demo, with soc_sec_id"), ("febrl3-no-ssn", "its demo, without soc_sec_id")],
               "febrl.json", ["febrl3.csv"]),
    "febrl4-name-dob": ([("febrl4-name-dob", "name and birth date")], "febrl-name-dob.json",
                        ["febrl4a.csv", "febrl4b.csv"]),
}


def make_environment(folder):
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    has = subprocess.run([python, "-c", "import splink; print(splink.__version__)"], capture_output=True, text=True)
    if has.stdout.strip() != SPLINK_VERSION:
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", f"splink=={SPLINK_VERSION}"], check=True)
    return python


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        header, *rows = [[value.strip() for value in row] for row in csv.reader(file)]
    return header, rows


def person_of(header, row):
    if "person_id" in header:
        return row[header.index("person_id")]
    return NUMBER.match(row[header.index("rec_id")]).group(1)


def prepare(paths, limit, folder):
    """Writes each file cut to the first `limit` persons, and the truth; returns {source: file} and the number of persons."""
    files = {f"source{number}": read(path) for number, path in enumerate(paths)}
    persons = dict.fromkeys(person_of(header, row) for header, rows in files.values() for row in rows)
    kept = set(list(persons)[:limit])
    with open(folder / "truth.csv", "w", encoding="utf-8", newline="") as truth_file:
        truth = csv.writer(truth_file)
        truth.writerow(["source", "record_id", "person_id"])
        for source, (header, rows) in files.items():
            with open(folder / f"{source}.csv", "w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(header)
                for row in rows:
                    if person_of(header, row) in kept:
                        writer.writerow(row)
                        identifier = header.index("record_id" if "record_id" in header else "rec_id")
                        truth.writerow([source, row[identifier], person_of(header, row)])
    return {source: folder / f"{source}.csv" for source in files}, len(kept)


def score(programs, entities, folder):
    done = subprocess.run([programs / "onefold-lab", "score", "--entities", entities, "--truth", folder / "truth.csv",
                           "--json"], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def run_onefold(programs, schema, sources, folder):
    (folder / "secret").write_text("a secret of the comparison")
    kind = "clean" if len(sources) > 1 else "dirty"
    arguments = [text for name, path in sources.items() for text in ("--source", f"{name}={path},{kind}")]
    began = time.monotonic()
    done = subprocess.run(
        [programs / "onefold-lab", "link", "--schema", ROOT / "deploy" / "schemas" / schema, "--secret-file",
         folder / "secret", *arguments, "--out", folder / "onefold.csv", "--threads", "2", "--json"],
        check=True, capture_output=True, text=True)
    report = json.loads(done.stdout)
    return {"system": "Onefold, encoded", "threshold": "", "seconds": round(time.monotonic() - began, 1),
            "peak_rss_mib": report["peak_rss_bytes"] >> 20, "pairs": report["candidate_pairs"],
            "estimate": f"{report['unique_estimate']:,.0f} ({report['unique_low']:,.0f}–{report['unique_high']:,.0f})",
            **score(programs, folder / "onefold.csv", folder)}


def run_splink(python, programs, model, label, sources, folder):
    done = subprocess.run([python, pathlib.Path(__file__).with_name("splink_model.py"), model, folder] +
                          [f"{name}={path}" for name, path in sources.items()], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"splink_compare: Splink failed on {model}\n{done.stderr[-3000:]}")
    report = json.loads(done.stdout.splitlines()[-1])
    scores = {name: score(programs, path, folder) for name, path in report["entities"].items()}
    best = max(scores, key=lambda name: scores[name]["f1"])
    chosen = [("0.95", "0.95"), ("0.99", "0.99"), (best, f"best: {best}")]
    return [{"system": f"Splink {report['version']}, {label}", "threshold": shown, "seconds": report["seconds"],
             "peak_rss_mib": report["peak_rss_mib"], "pairs": report["pairs"], "estimate": "", **scores[name]}
            for name, shown in chosen]


def print_table(name, records, persons, rows):
    print(f"\n**{name}**: {records:,} records of {persons:,} persons\n")
    print("| system | threshold | precision | recall | F1 | entities | estimate | pairs | seconds | peak MiB |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for row in rows:
        print(f"| {row['system']} | {row['threshold']} | {row['precision']:.4f} | {row['recall']:.4f} | {row['f1']:.4f} "
              f"| {row['entities']:,} | {row['estimate']} | {row['pairs']:,} | {row['seconds']} | {row['peak_rss_mib']} |",
              flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"of {', '.join(SETS)}; none = all")
    parser.add_argument("--onefold", type=pathlib.Path, default=ROOT / "build" / "release" / "bin")
    parser.add_argument("--historical", type=pathlib.Path, help="historical_dev.csv; without it that set is left out")
    parser.add_argument("--venv", type=pathlib.Path, default=ROOT / "build" / "venv")
    parser.add_argument("--person-limit", type=int)
    parser.add_argument("--json", action="store_true", help="one JSON object a set instead of tables")
    arguments = parser.parse_args()
    unknown = set(arguments.sets) - set(SETS)
    if unknown:
        parser.error(f"no such set: {', '.join(sorted(unknown))}")
    os.nice(5)
    python = make_environment(arguments.venv.absolute())
    for name, (models, schema, files) in SETS.items():
        if (arguments.sets and name not in arguments.sets) or (files is None and arguments.historical is None):
            continue
        with tempfile.TemporaryDirectory(prefix="onefold-splink") as temporary:
            folder = pathlib.Path(temporary)
            paths = [arguments.historical] if files is None else [DATA / file for file in files]
            sources, persons = prepare(paths, arguments.person_limit, folder)
            rows = [run_onefold(arguments.onefold, schema, sources, folder)]
            for model, label in models:
                rows += run_splink(python, arguments.onefold, model, label, sources, folder)
            records = len(read(folder / "truth.csv")[1])
            if arguments.json:
                print(json.dumps({"set": name, "records": records, "persons": persons, "rows": rows}), flush=True)
            else:
                print_table(name, records, persons, rows)


if __name__ == "__main__":
    main()
