#!/usr/bin/env python3
"""Exact Dice search beside anonlink: the same filters, one core, hits compared, ratios printed.

    tests/bench/anonlink_compare.py --onefold build/release/bin [--records 20000] [--thresholds 0.9,0.8,0.7]

Needs `deploy/setup.sh --dev` once. At each threshold anonlink has a turn before onefold-lab and two
after it; ratios are taken against its fastest turn. The last line is one JSON object.
"""
import argparse
import hashlib
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
VENV = ROOT / "build/venv/bin/python"
BITS = 1024


def in_venv() -> None:
    """Starts this script again where anonlink is."""
    try:
        import anonlink  # noqa: F401
    except ImportError:
        if os.environ.get("ONEFOLD_IN_VENV") or not VENV.exists():
            sys.exit("anonlink is missing: run deploy/setup.sh --dev")
        os.execve(VENV, [str(VENV), *sys.argv], {**os.environ, "ONEFOLD_IN_VENV": "1"})


def read_filters(path: pathlib.Path) -> list:
    from bitarray import bitarray
    rows = path.read_bytes()
    size = BITS // 8
    filters = []
    for at in range(0, len(rows), size):
        one = bitarray(endian="little")
        one.frombytes(rows[at:at + size])
        filters.append(one)
    return filters


def turn(left: list, right: list, threshold: float) -> tuple[float, int, str]:
    """Pairs a CPU second, number of hits, and their digest as onefold-lab makes it."""
    from anonlink.candidate_generation import find_candidate_pairs
    from anonlink.similarities import dice_coefficient_accelerated
    start = time.process_time()
    _, _, (rows_left, rows_right) = find_candidate_pairs(
        [left, right], dice_coefficient_accelerated, threshold)
    seconds = time.process_time() - start
    digest = hashlib.sha256()
    for i, j in sorted(zip(rows_left, rows_right)):
        digest.update(struct.pack("<II", i, j))
    return len(left) * len(right) / seconds, len(rows_left), digest.hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--onefold", default="build/release/bin", help="folder of onefold-lab")
    parser.add_argument("--records", type=int, default=20_000, help="filters a side")
    parser.add_argument("--thresholds", default="0.9,0.8,0.7")
    parser.add_argument("--kernels", default="popcnt,avx2,avx512:none,avx512,amx:none,amx",
                        help="as onefold-lab bench compare --kernel takes them")
    parser.add_argument("--seconds", default="1.5", help="least time of a kernel")
    arguments = parser.parse_args()
    in_venv()
    from importlib.metadata import version

    result = {"anonlink": version("anonlink"), "records": arguments.records, "thresholds": []}
    same = True
    for threshold in arguments.thresholds.split(","):
        with tempfile.TemporaryDirectory() as folder:
            bench = [str(pathlib.Path(arguments.onefold) / "onefold-lab"), "bench", "compare", "--threads", "1",
                     "--records", str(arguments.records), "--threshold", threshold, "--json"]
            # The sets are the same for the same size: written once, before the turns.
            subprocess.run([*bench, "--kernel", "popcnt", "--seconds", "0.1", "--filters-out", folder],
                           check=True, stdout=subprocess.DEVNULL)
            left = read_filters(pathlib.Path(folder) / "left.bin")
            right = read_filters(pathlib.Path(folder) / "right.bin")
        turns = [turn(left, right, float(threshold))]
        contest = [*bench, "--kernel", arguments.kernels, "--seconds", arguments.seconds]
        ours = json.loads(subprocess.run(contest, check=True, capture_output=True, text=True).stdout)
        turns += [turn(left, right, float(threshold)) for _ in range(2)]
        rate = max(one[0] for one in turns)
        equal = ours["hits"] == turns[0][1] and ours["hits_sha256"] == turns[0][2]
        same = same and equal
        row = {"threshold": float(threshold), "hits": ours["hits"], "hits_equal": equal,
               "anonlink_pairs_per_cpu_second": round(rate), "onefold": []}
        for one in ours.get("contestants", [ours]):
            row["onefold"].append({
                "kernel": one["kernel"], "filter": one["filter"],
                "pairs_per_cpu_second": round(one["pairs_per_cpu_second"]),
                "times_anonlink": round(one["pairs_per_cpu_second"] / rate, 1),
                "amx_probe_ns": one.get("amx_probe_ns_per_multiply")})
            print(f"t={threshold}  {one['kernel']:7} {one['filter']:12} "
                  f"{row['onefold'][-1]['times_anonlink']:7} times anonlink", file=sys.stderr)
        print(f"t={threshold}  hits {ours['hits']}, {'equal' if equal else 'DIFFERENT'}; "
              f"anonlink {rate / 1e6:.0f} million pairs a second", file=sys.stderr)
        result["thresholds"].append(row)
    print(json.dumps(result))
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
