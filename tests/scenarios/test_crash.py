"""kill -9 of matcher, counter or agency at random points of upload, seal and run, against a model of what was
acknowledged: that is there once afterwards, everything else can be resumed, and the totals do not change."""

import collections
import random
import shutil
import threading
import time

import pytest

import febrl
import rpc_call
from processes import wait_until

PARTS = 3
PERSONS = range(0, 900)


def extracts(tmp_path):
    """agency -> PARTS files. Together they are the same records in every round."""
    files = {}
    for name, source in (("police", "febrl4a"), ("shelter", "febrl4b")):
        whole = febrl.read(source, PERSONS)
        size = (len(whole.rows) + PARTS - 1) // PARTS
        files[name] = [whole.part(i * size, (i + 1) * size).write(tmp_path / f"{name}-{i}.csv") for i in range(PARTS)]
    return files


TOTALS = ("gross", "linkable", "entities", "unique_estimate", "unique_low", "unique_high", "candidate_pairs", "pairs")


def totals(result):
    return {key: result[key] for key in TOTALS}


Undisturbed = collections.namedtuple("Undisturbed", "totals upload_seconds run_seconds linkage_key")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """Totals, the time of the uploads and of the run when nothing is killed, and the linkage key: bits that collide
    in a filter depend on it, so every round has the same."""
    from onefold_cluster import Cluster
    root = tmp_path_factory.mktemp("undisturbed")
    with Cluster(root / "onefold") as cluster:
        cluster.start()
        began = time.monotonic()
        for name, files in extracts(root).items():
            for path in files:
                cluster.agencies[name].submit(path)
        seconds = time.monotonic() - began
        began = time.monotonic()
        result = cluster.run_linkage()
        run_seconds = time.monotonic() - began
        cluster.stop()
        yield Undisturbed(totals(result), seconds, run_seconds, cluster.agencies["police"].folder / "keys" / "linkage.key")


class Acknowledged:
    """The model: (agency, submission id) -> what the centres said when they sealed it."""

    def __init__(self, cluster):
        self.cluster, self.sealed = cluster, {}

    def at(self, centre, agency, submission):
        def ask():
            reply = rpc_call.call(self.cluster.ports[centre], "onefold.v1.SubmissionService/GetSubmission",
                                  [[(1, bytes.fromhex(submission))]], self.cluster.pki, f"agency-{agency}")
            return reply if reply.status not in (None, rpc_call.UNAVAILABLE) else None
        reply = wait_until(ask, 30, f"the {centre} answering", every=0.1)
        assert reply.status == rpc_call.OK, f"{centre} forgot {submission} of {agency}: {reply}"
        stored = reply.messages[0]
        return stored[3][0], stored[8], stored[9], stored.get(10, [0])

    def note(self, agency, submitted):
        submission = submitted["submission_id"]
        assert submitted["state"] == "sealed"
        self.sealed[agency, submission] = {c: self.at(c, agency, submission) for c in ("matcher", "counter")}

    def check(self):
        for (agency, submission), said in self.sealed.items():
            for centre, then in said.items():
                now = self.at(centre, agency, submission)
                assert now == then and now[0] == b"sealed", f"{submission} at the {centre}: {then} became {now}"


def submit_all(cluster, files, model, until=None):
    """What the clerks do: each file in turn, the same command again after a failure."""
    for name, paths in files.items():
        for path in paths:
            while True:
                if until is not None and until.is_set():
                    return
                done = cluster.agencies[name].submit(path, code=None)
                if done.code == 0:
                    model.note(name, done.json)
                    break
                if until is None:
                    raise AssertionError(f"could not be resumed:\n{done}")
                time.sleep(0.1)


def revive(cluster):
    for daemon in (cluster.matcher, cluster.counter):
        if not daemon.alive:
            daemon.start()


@pytest.mark.parametrize("seed", range(6))
def test_centre_killed_during_uploads(new_cluster, undisturbed, tmp_path, seed):
    chance = random.Random(seed)
    cluster = new_cluster().start(undisturbed.linkage_key)
    files, model, stop = extracts(tmp_path), Acknowledged(cluster), threading.Event()
    failure = []

    def clerks():
        try:
            submit_all(cluster, files, model, stop)
        except AssertionError as error:
            failure.append(error)
    thread = threading.Thread(target=clerks)
    thread.start()
    victim = chance.choice((cluster.matcher, cluster.counter))
    time.sleep(chance.uniform(0.05, 1.0) * undisturbed.upload_seconds)
    victim.kill()
    stop.set()
    time.sleep(chance.uniform(0, 0.5))
    revive(cluster)
    thread.join(180)
    assert not thread.is_alive() and failure == []
    model.check()
    finish_and_compare(cluster, files, model, undisturbed.totals)


def finish_and_compare(cluster, files, model, expected):
    submit_all(cluster, files, model)
    model.check()
    for name in files:
        states = [s["state"] for s in cluster.agencies[name].status()["submissions"]]
        assert states == ["sealed"] * PARTS, "every file is one submission"
    assert totals(cluster.run_linkage()) == expected
    cluster.verify_logs()


@pytest.mark.parametrize("centre", ["matcher", "counter"])
def test_centre_killed_while_it_seals(new_cluster, undisturbed, tmp_path, centre):
    """The guard file changes between the synced batch and the signed checkpoint: killed right there."""
    cluster = new_cluster().start(undisturbed.linkage_key)
    files, model = extracts(tmp_path), Acknowledged(cluster)
    guard = cluster.root / centre / "guard"
    before = guard.read_bytes()
    running = cluster.agencies["police"].start_command("submit", files["police"][0], "--json")
    wait_until(lambda: guard.read_bytes() != before, 60, "the guard changed", every=0)
    getattr(cluster, centre).kill()
    running.kill()
    running.wait()
    revive(cluster)
    finish_and_compare(cluster, files, model, undisturbed.totals)


@pytest.mark.parametrize("share", [0.1, 0.4, 0.7, 0.95])
def test_agency_killed_during_its_upload(new_cluster, undisturbed, tmp_path, share):
    cluster = new_cluster().start(undisturbed.linkage_key)
    files, model = extracts(tmp_path), Acknowledged(cluster)
    running = cluster.agencies["police"].start_command("submit", files["police"][0], "--json")
    time.sleep(share * undisturbed.upload_seconds / (2 * PARTS))
    running.kill()
    running.wait()
    finish_and_compare(cluster, files, model, undisturbed.totals)


@pytest.mark.parametrize("centre,share", [("matcher", 0.2), ("matcher", 0.6), ("counter", 0.2), ("counter", 0.6),
                                          ("counter", 0.9)])
def test_centre_killed_during_a_run(new_cluster, undisturbed, tmp_path, centre, share):
    cluster = new_cluster().start(undisturbed.linkage_key)
    files, model = extracts(tmp_path), Acknowledged(cluster)
    submit_all(cluster, files, model)
    running = start_run(cluster)
    time.sleep(share * undisturbed.run_seconds)
    getattr(cluster, centre).kill()
    if centre == "counter":
        running.join(120)
        assert not running.is_alive(), "the run command ends when the counter is gone"
    revive(cluster)
    running.join(120)  # a run waits for the matcher for about two minutes, and goes on
    assert not running.is_alive(), "the run command ends with its run"
    finish_and_compare(cluster, files, model, undisturbed.totals)
    wait_until(lambda: {r["state"] for r in cluster.coordinator("status").json["runs"]} <= {"done", "failed"}, 60,
               "every run that was cut has ended, one way or the other")


def start_run(cluster):
    def attempt():
        cluster.coordinator("run", "--wait", "--register", "victim", "--purpose", cluster.purpose, "--key-epoch",
                            cluster.epoch, "--schema", cluster.schema, code=None)
    thread = threading.Thread(target=attempt)
    thread.start()
    return thread


def test_restored_backup_of_a_log_is_refused(new_cluster, tmp_path):
    """An old copy of the database beside a newer guard: the matcher does not start and forget."""
    cluster = new_cluster().start()
    files = extracts(tmp_path)
    cluster.agencies["police"].submit(files["police"][0])
    data = cluster.root / "matcher" / "data"
    cluster.matcher.stop()
    shutil.copytree(data, tmp_path / "backup")
    cluster.matcher.start()
    cluster.agencies["police"].submit(files["police"][1])
    cluster.matcher.stop()
    shutil.rmtree(data)
    shutil.copytree(tmp_path / "backup", data)
    cluster.matcher.start(wait=False)
    assert cluster.matcher.wait_end() == 1
    assert "the database is older" in cluster.matcher.last_words()
