#!/usr/bin/env python3
"""Designs of one schema on the same records: what linkage finds, and what a matcher with the population in clear finds.

    tests/bench/privacy_designs.py [--lab build/dev/bin/onefold-lab] [--persons 20000] [--records 10000] [--seeds 1] [--designs a,b]

F1 is over pairs of linkable records of a synthetic world of seven agencies; the attack is A2 of `onefold-lab attack` on a list with one
record a person of the same world, all of it known to the attacker. Prints a row a design (docs/PRIVACY.md).
"""
import argparse
import copy
import csv
import json
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
COARSE = ["family_birth_year", "family_birthday", "names_decade", "names_place"]
EVERYTHING = [["given_names", "family_names", "all_names"], "father_name", "mother_name", ["birth_date", "birth_year"], "sex",
              "birth_place", "citizenship", "document_number", "national_id"]


def coarse(schema, change):
    for one in schema["passes"]:
        if one["name"] in COARSE:
            change(one)


def everything(one):
    one["compare"] = EVERYTHING
    one.pop("largest_block", None)


def unhardened(schema):
    coarse(schema, everything)
    schema["profile"] = "unhardened"
    for field in schema["fields"]:
        field.pop("hashes_per_token", None)
        if field["type"] == "date":
            field.pop("filter_bits", None)


def apart(schema):
    coarse(schema, everything)


def apart_ten_hashes(schema):
    apart(schema)
    for field in schema["fields"]:
        if field["type"] != "code":
            field["hashes_per_token"] = 10


def joined(schema):
    def change(one):
        everything(one)
        one["compare"] = [name for part in EVERYTHING for name in (part if isinstance(part, list) else [part])]
        one["filters"] = "joined"
    coarse(schema, change)


def near_unique_only(schema):
    schema["passes"] = [one for one in schema["passes"] if one["name"] not in COARSE]


def unlimited(schema):
    coarse(schema, lambda one: one.pop("largest_block", None))


def blocks_of_four(schema):
    coarse(schema, lambda one: one.update(largest_block=4))


def high(schema):
    schema["profile"] = "high"


DESIGNS = {
    "unhardened, all fields apart": unhardened,
    "hardened, all fields apart": apart,
    "hardened, all apart, 10 hashes": apart_ten_hashes,
    "coarse passes joined": joined,
    "no coarse passes": near_unique_only,
    "coarse passes short, no limit": unlimited,
    "coarse passes short, blocks to 4": blocks_of_four,
    "coarse passes short, blocks to 2 (shipped)": lambda schema: None,
    "as shipped, t = 12 (high)": high,
}


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stderr}")
    return done.stdout


def one_record_a_person(world, sources, records, path):
    with open(world / "truth.csv") as file:
        person = {(row["source"], row["record_id"]): row["person_id"] for row in csv.DictReader(file)}
    rows, seen = [], set()
    for source in sources:
        with open(world / f"{source}.csv") as file:
            for row in csv.DictReader(file):
                who = person[source, row["record_id"]]
                if row["consent_linkage"] != "N" and who not in seen:
                    seen.add(who)
                    rows.append(row)
    rows = [rows[i * len(rows) // records] for i in range(min(records, len(rows)))]
    columns = [c for c in rows[0] if c in {f.get("column", f["name"]) for f in SCHEMA["fields"] if "from" not in f} | {"record_id", "language"}]
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)


SCHEMA = json.loads((ROOT / "deploy/schemas/see.json").read_text())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lab", type=pathlib.Path, default=ROOT / "build/dev/bin/onefold-lab")
    parser.add_argument("--persons", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--errors", default="medium")
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--seeds", type=int, default=1, help="victims' keys that the attack is repeated with")
    parser.add_argument("--designs", help="numbers, with commas; all without")
    parser.add_argument("--no-attack", action="store_true")
    options = parser.parse_args()
    chosen = [int(number) for number in options.designs.split(",")] if options.designs else range(1, len(DESIGNS) + 1)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        world = folder / "world"
        run(options.lab, "generate", "--persons", options.persons, "--seed", options.seed, "--errors", options.errors, "--out", world)
        with open(world / "agencies.csv") as file:
            sources = [row["source"] for row in csv.DictReader(file)]
        count = one_record_a_person(world, sources, options.records, folder / "victims.csv")
        (folder / "secret").write_text("a secret of the bench")
        (folder / "secret").chmod(0o600)
        print(f"{options.persons} persons, seed {options.seed}, errors {options.errors}; attack on {count} records, {options.seeds} keys", flush=True)
        for number, (name, change) in enumerate(DESIGNS.items(), 1):
            if number not in chosen:
                continue
            schema = copy.deepcopy(SCHEMA)
            change(schema)
            (folder / "schema.json").write_text(json.dumps(schema))
            named = [part for source in sources for part in ("--source", f"{source}={world / source}.csv")]
            linked = json.loads(run(options.lab, "link", "--schema", folder / "schema.json", "--secret-file", folder / "secret", *named,
                                    "--out", folder / "entities.csv", "--json"))
            score = json.loads(run(options.lab, "score", "--entities", folder / "entities.csv", "--truth", world / "truth.csv",
                                   "--records", world / "records.csv", "--persons", world / "persons.csv", "--json"))
            row = [f"{number}. {name}", f"P {score['precision']:.3f}", f"R {score['recall_linked']:.3f}", f"F1 {score['f1_linked']:.3f}",
                   f"{linked['unique_estimate']:.0f} ({linked['unique_low']:.0f}-{linked['unique_high']:.0f}) of {score['unique_true_linked']}"]
            if not options.no_attack:
                attacks = json.loads(run(options.lab, "attack", "--schema", folder / "schema.json", "--in", folder / "victims.csv", "--known",
                                         folder / "victims.csv", "--only", "A2", "--seeds", options.seeds, "--json"))["attacks"]
                passes = sorted(((a["rate"], a["pass"]) for a in attacks if a.get("pass")), reverse=True)
                row += [f"A2 {100 * attacks[-1]['rate']:.2f} % ({100 * attacks[-1]['low']:.2f}-{100 * attacks[-1]['high']:.2f})",
                        f"added {100 * attacks[-1]['sum_of_rates']:.2f} %", f"most: {passes[0][1]} {100 * passes[0][0]:.2f} %"]
            print(" | ".join(row), flush=True)


if __name__ == "__main__":
    main()
