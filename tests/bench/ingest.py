#!/usr/bin/python3
"""What a matcher takes from clients that have their encodings ready: mutual TLS on loopback, durable, sealed.

    ONEFOLD_BUILD_DIR=build/release tests/bench/ingest.py [--records 2000000] [--streams 1] [--repeat 3]

A real onefold-matcher; agencies that hold prepared record-level items (clkhash profile, 1,024 bits) and send a submission
each at the same time. One JSON line a repetition, timed from the opening of the uploads to the last verified receipt. The
disk is that of TMPDIR.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from onefold_cluster import Cluster  # noqa: E402
from processes import BUILD_DIR  # noqa: E402
from submit import daemon_use  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=2_000_000, help="items of one submission")
    parser.add_argument("--streams", type=int, default=1, help="agencies that send at once")
    parser.add_argument("--repeat", type=int, default=3)
    a = parser.parse_args()
    agencies = [f"agency-{number}" for number in range(a.streams)]
    with tempfile.TemporaryDirectory(prefix="onefold-bench") as folder:
        with Cluster(pathlib.Path(folder) / "onefold", agencies=agencies, schema="febrl-clkhash") as cluster:
            cluster.start()
            configs = [str(agency.config) for agency in cluster.agencies.values()]
            for _ in range(a.repeat):
                load, before = os.getloadavg()[0], daemon_use(cluster.matcher.pid)["cpu_seconds"]
                done = subprocess.run([BUILD_DIR / "bench" / "onefold-bench-upload", str(a.records), *configs], check=True,
                                      stdout=subprocess.PIPE, text=True)
                matcher = daemon_use(cluster.matcher.pid)
                matcher["cpu_seconds"] = round(matcher["cpu_seconds"] - before, 2)
                print(json.dumps({**json.loads(done.stdout), "load_before": round(load, 1), "matcher": matcher}), flush=True)


if __name__ == "__main__":
    main()
