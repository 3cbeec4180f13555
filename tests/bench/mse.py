#!/usr/bin/env python3
"""How long a bootstrap takes that selects its model anew for every resample.

    tests/bench/mse.py [--onefold build/release/bin] [--table COUNTS.csv] [--method stepwise|bic] [--resamples 1000] [--threads 2]

The table of the United Kingdom, 2013, six lists, is the default. Prints one JSON object with the load of the machine; exit
code 1 at 10 seconds or more.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIMIT_SECONDS = 10


def run(program, table, method, resamples, threads):
    start = time.monotonic()
    done = subprocess.run([program, "mse", table, "--method", method, "--bootstrap", str(resamples), "--threads", str(threads),
                           "--json"], stdout=subprocess.PIPE, check=False)
    seconds = time.monotonic() - start
    if done.returncode not in (0, 1):
        sys.exit(done.returncode)
    result = json.loads(done.stdout)
    return {"method": method, "resamples": resamples, "threads": threads, "seconds": round(seconds, 2), "estimate": result["estimate"],
            "low": result["low"], "high": result["high"], "load": round(os.getloadavg()[0], 1), "cores": os.cpu_count()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--onefold", default=ROOT / "build/release/bin", type=pathlib.Path)
    parser.add_argument("--table", default=ROOT.parent / "shared/data/mse/UKdat.csv", type=pathlib.Path)
    parser.add_argument("--method", default="stepwise", choices=["stepwise", "bic"])
    parser.add_argument("--resamples", default=1000, type=int)
    parser.add_argument("--threads", default=2, type=int)
    arguments = parser.parse_args()
    row = run(arguments.onefold / "onefold-lab", arguments.table, arguments.method, arguments.resamples, arguments.threads)
    print(json.dumps(row))
    return 1 if row["seconds"] >= LIMIT_SECONDS else 0


if __name__ == "__main__":
    sys.exit(main())
