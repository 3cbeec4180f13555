#!/usr/bin/python3
"""Submits RECORDS rows over mutual TLS on loopback: agency, matcher and counter as real processes on this machine.

    ONEFOLD_BUILD_DIR=build/release tests/bench/submit.py [RECORDS]

Rows have FEBRL's shape: each value is drawn from its column of FEBRL 4. One JSON line: wall seconds of the whole command
(reading, encoding, upload, seal, verified receipts), resident memory and CPU seconds of each process, and the load of the
machine before, because a figure from a busy machine says little.
"""
import json
import os
import pathlib
import random
import resource
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import febrl  # noqa: E402
from onefold_cluster import Cluster  # noqa: E402
from processes import run  # noqa: E402


def write_extract(path, records):
    draw = random.Random(5)
    rows = [row.split(", ") for name in ("febrl4a", "febrl4b") for row in febrl.read(name).rows]
    columns = list(zip(*rows))[1:]
    with open(path, "w", encoding="utf-8") as file:
        file.write(febrl.read("febrl4a").header + "\n")
        for number in range(records):
            file.write(", ".join([f"rec-{number}-org"] + [draw.choice(column) for column in columns]) + "\n")


def daemon_use(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    peak_kib = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    ticks = int(fields[11]) + int(fields[12])
    return {"peak_rss_mib": peak_kib // 1024, "cpu_seconds": round(ticks / os.sysconf("SC_CLK_TCK"), 2)}


def main():
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory(prefix="onefold-bench") as folder:
        root = pathlib.Path(folder)
        write_extract(root / "extract.csv", records)
        with Cluster(root / "onefold") as cluster:
            cluster.start()
            load = os.getloadavg()[0]
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            began = time.monotonic()
            run("onefold-agency", "submit", root / "extract.csv", "--config", cluster.agencies["police"].config)
            seconds = time.monotonic() - began
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(json.dumps({
                "records": records, "seconds": round(seconds, 1), "load_before": round(load, 1),
                "agency": {"peak_rss_mib": after.ru_maxrss // 1024, "cpu_seconds": round(cpu, 1)},
                "matcher": daemon_use(cluster.matcher.pid), "counter": daemon_use(cluster.counter.pid)}))


if __name__ == "__main__":
    main()
