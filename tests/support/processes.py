"""The real programs as processes: started, waited for, stopped, killed; what they say is kept."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import time

SOURCE_DIR = pathlib.Path(os.environ.get("ONEFOLD_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
BUILD_DIR = pathlib.Path(os.environ.get("ONEFOLD_BUILD_DIR", SOURCE_DIR / "build" / "dev"))
BIN = BUILD_DIR / "bin"


class Failed(AssertionError):
    """A program did not do what the test needs; the text has its own words."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, seconds=30.0, what="the condition", every=0.02):
    """Returns the first true value of `condition`; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Failed(f"{what} did not come true within {seconds:g} s")
        time.sleep(every)


def settled(measure, seconds=30.0, quiet=1.0):
    """The value of `measure` once it has not changed for `quiet` seconds; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    value, since = measure(), time.monotonic()
    while time.monotonic() - since < quiet:
        if time.monotonic() > deadline:
            raise Failed(f"the measure still changed after {seconds:g} s")
        time.sleep(0.05)
        if (now := measure()) != value:
            value, since = now, time.monotonic()
    return value


class Result:
    def __init__(self, argv, code, out, err):
        self.argv, self.code, self.out, self.err = argv, code, out, err

    @property
    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return f"{' '.join(self.argv)}\nexit code {self.code}\n{self.out}\n{self.err}"


def run(program, *arguments, code=0, cwd=None, timeout=300):
    """Runs a program to its end. `code`: the exit code that must come back; None = any."""
    argv = [str(BIN / program)] + [str(a) for a in arguments]
    done = subprocess.run(argv, capture_output=True, text=True, cwd=cwd, timeout=timeout,
                          stdin=subprocess.DEVNULL)
    result = Result(argv, done.returncode, done.stdout, done.stderr)
    if code is not None and done.returncode != code:
        raise Failed(f"exit code {code} was expected:\n{result}")
    return result


class Daemon:
    """A serving program. stderr (its diagnostics) is appended to FOLDER/NAME.stderr over all its lives."""

    def __init__(self, name, program, config, folder):
        self.name, self.program, self.config = name, program, pathlib.Path(config)
        self.folder = pathlib.Path(folder)
        self.stderr_path = self.folder / f"{name}.stderr"
        self.stdout_path = self.folder / f"{name}.stdout"
        self.ports_path = self.folder / f"{name}.ports"
        self.process = None
        self.ports = {}

    def start(self, wait=True):
        assert not self.alive, f"{self.name} runs already"
        self.ports_path.unlink(missing_ok=True)
        argv = [str(BIN / self.program), "serve", "--config", str(self.config),
                "--ports-file", str(self.ports_path)]
        with open(self.stderr_path, "ab") as err, open(self.stdout_path, "ab") as out:
            self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        if wait:
            self.wait_ready()
        return self

    def wait_ready(self, seconds=30):
        def bound():
            if not self.alive:
                raise Failed(f"{self.name} ended with {self.process.returncode}:\n{self.last_words()}")
            return self.ports_path.exists()
        wait_until(bound, seconds, f"{self.name} listening")
        self.ports = json.loads(self.ports_path.read_text())

    @property
    def alive(self):
        return self.process is not None and self.process.poll() is None

    @property
    def pid(self):
        return self.process.pid

    def stop(self, seconds=30):
        """SIGTERM; the exit code must be 0."""
        if not self.alive:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failed(f"{self.name} did not stop within {seconds} s:\n{self.last_words()}") from None
        if code != 0:
            raise Failed(f"{self.name} stopped with exit code {code}:\n{self.last_words()}")

    def kill(self):
        """kill -9."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def wait_end(self, seconds=30):
        return self.process.wait(seconds)

    def last_words(self, lines=20):
        text = self.stderr_path.read_text(errors="replace") if self.stderr_path.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    def diagnostics(self):
        """Every line of stderr as an object, but for the plain words of a refused start. Any other line fails."""
        found = []
        for line in self.stderr_path.read_text().splitlines():
            if line.startswith(f"{self.program}: "):
                continue
            entry = json.loads(line)
            assert isinstance(entry, dict), f"{self.name}: not an object: {line}"
            found.append(entry)
        return found
