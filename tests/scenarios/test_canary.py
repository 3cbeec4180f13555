"""Names that nobody else has are planted in an agency's extract and then looked for everywhere else: in every file
that matcher, counter, gateway, logs and releases have, in what every program said, in the memory of the running
centre, and in every packet that went over the wire."""

import pathlib
import subprocess
import sys

import pytest

import capture
import febrl
from needles import Needles
from processes import run, wait_until

WORDS = {"given_name": "zyxquorvbelle", "surname": "quizzlethornwick", "address_1": "brumfoozle esplanade",
         "suburb": "vexithumplewich", "rec_id": "rec-7000771-canary"}
FOREIGN = "Ždralžuvñić"
OTHERS = "snozzwanglerine"  # stands only in rows that are refused
PERSONS = range(0, 150)


def planted(source, surname):
    """The source's rows; one row is the canary's, one has a name that is not ASCII."""
    extract = febrl.read(source, PERSONS)
    columns = [c.strip() for c in extract.header.split(",")]

    def row_with(values):
        cells = [c.strip() for c in extract.rows[0].split(",")]
        for name, value in values.items():
            cells[columns.index(name)] = value
        return ", ".join(cells)

    extract.rows.append(row_with({**WORDS, "surname": surname, "rec_id": f"rec-7000771-canary-{source}"}))
    extract.rows.append(row_with({"rec_id": f"rec-7000772-{source}", "surname": FOREIGN}))
    return extract


def broken(extract):
    """Rows that must be refused, each holding a name in the wrong place."""
    bad = [f"rec-7000781-x, {OTHERS}", f'rec-7000782-x,"{OTHERS}, never closed',
           extract.rows[0].replace("rec-", f"rec-{OTHERS}-") + f", {OTHERS}",
           extract.rows[1].rsplit(",", 2)[0] + f", {OTHERS}, {OTHERS}"]
    return febrl.Extract(extract.header, extract.rows[:20] + bad[:1] + bad[2:] + extract.rows[20:] + bad[1:2])


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """The whole path with the canaries in it, on a wire that is listened to. Yields the still running cluster."""
    from onefold_cluster import Cluster
    root = tmp_path_factory.mktemp("canary")
    reason = capture.why_not()
    with Cluster(root / "onefold") as cluster:
        cluster.start()
        cluster.start_gateway()
        wire = root / "wire.pcap"
        with capture.Capture(wire) if reason is None else open("/dev/null") as listener:
            for name, source in (("police", "febrl4a"), ("shelter", "febrl4b")):
                agency = cluster.agencies[name]
                path = planted(source, WORDS["surname"]).write(root / f"{name}.csv")
                agency.command("check", path)
                sent = agency.submit(path).json["submission_id"]
                agency.command("status")
                agency.command("receipt", sent)
            agency = cluster.agencies["police"]
            bad = broken(planted("febrl4a", WORDS["surname"])).write(root / "bad.csv")
            agency.command("check", bad, code=None)
            agency.submit(bad, code=None)
            result = cluster.run_linkage()
            cluster.release(result["run_id"])
            port = cluster.ports["gateway"]
            page = subprocess.run(["curl", "-sS", f"http://127.0.0.1:{port}/"], capture_output=True, check=True)
        (root / "page.html").write_bytes(page.stdout)
        cluster.root_of_inputs, cluster.wire, cluster.no_capture = root, wire, reason
        cluster.listener = listener
        yield cluster


@pytest.fixture
def needles():
    return Needles([*WORDS.values(), FOREIGN, OTHERS])


def test_search_finds_the_canary_where_it_belongs(story, needles):
    """Control: the extracts hold every word, and the search sees them."""
    content = b"".join(p.read_bytes() for p in story.root_of_inputs.glob("*.csv"))
    for word in [*WORDS.values(), FOREIGN, OTHERS]:
        assert Needles([word]).in_bytes(content), word


@pytest.mark.parametrize("folder", ["matcher", "counter", "gateway", "publish", "envelopes"])
def test_nothing_in_the_centre_s_files(story, needles, folder):
    assert needles.in_tree(story.root / folder) == {}


def test_nothing_in_what_the_programs_said(story, needles):
    said = [p for agency in story.agencies.values() for p in agency.folder.glob("commands.*")]
    said += [p for d in story.daemons for p in (d.stderr_path, d.stdout_path)]
    said.append(story.root_of_inputs / "page.html")
    assert sum(p.stat().st_size for p in said) > 1000, "nothing was said: nothing was searched"
    assert {str(p): hits for p in said if (hits := needles.in_bytes(p.read_bytes()))} == {}


def test_refused_rows_were_reported_without_their_values(story):
    said = "".join((story.agencies["police"].folder / f"commands.{s}").read_text() for s in ("stdout", "stderr"))
    for rule in ("csv.column-count", "csv.quote-not-closed", "record.id-repeated", "date.format"):
        assert rule in said


def test_nothing_in_the_memory_of_the_running_centre(story, needles):
    def held(pid):
        try:
            return needles.in_memory(pid)
        except PermissionError as error:
            pytest.skip(f"memory of other processes cannot be read here: {error}")
    # Control: a process that does hold the name.
    holder = subprocess.Popen([sys.executable, "-c", "import sys; kept = sys.stdin.read(); print('ready', flush=True); "
                               "import time; time.sleep(60)"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        holder.stdin.write((WORDS["surname"] * 3).encode())
        holder.stdin.close()
        assert holder.stdout.readline() == b"ready\n"
        assert held(holder.pid), "the search sees a name in a process that holds it"
    finally:
        holder.kill()
        holder.wait()
    for daemon in (story.matcher, story.counter, story.gateway):
        assert held(daemon.pid) == [], daemon.name


def test_nothing_on_the_wire(story, needles):
    if story.no_capture:
        pytest.skip(story.no_capture)
    assert story.listener.dropped == 0
    packets = story.wire.read_bytes()
    assert len(packets) > 200_000, "the capture missed the uploads"
    assert needles.in_bytes(packets) == []


def test_search_finds_the_canary_on_a_wire_in_clear(needles, tmp_path):
    """Control: the same words over plain TCP are seen, in clear, in hexadecimal and in base64."""
    import base64
    reason = capture.why_not()
    if reason:
        pytest.skip(reason)
    word = WORDS["surname"]
    for content in (word.encode(), word.upper().encode(), word.encode().hex().encode(),
                    base64.b64encode(b"x" + word.encode() + b"yz"), word.encode("utf-16-le"), FOREIGN.encode()):
        path = pathlib.Path(tmp_path, "control.pcap")
        with capture.Capture(path) as listener:
            capture.say_over_tcp(b"name: " + content + b"\n")
            wait_until(lambda: needles.in_bytes(listener.bytes), 5, f"{content!r} in the capture")


def test_stopped_programs_left_nothing_either(story, needles):
    """After an orderly stop everything that was buffered is on disk: once more over all files. Runs last."""
    story.stop()
    for folder in ("matcher", "counter", "gateway", "publish"):
        assert needles.in_tree(story.root / folder) == {}
    dump = run("onefold-audit", "verify", "--log", story.publish / "matcher", "--json").out
    assert needles.in_bytes(dump.encode()) == []
