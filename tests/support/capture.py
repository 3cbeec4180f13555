"""tcpdump on loopback, for what a listener on the wire would see."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile

from processes import wait_until


class Capture:
    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.process = None

    def __enter__(self):
        errors = open(self.path.with_suffix(".err"), "w+")
        # -U: each packet is written at once. -Z: stay the user that owns the folder.
        self.process = subprocess.Popen(
            ["tcpdump", "-i", "lo", "-U", "-s", "0", "-B", "65536", "-Z", "root", "-w", str(self.path), "tcp"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
        self.errors = errors

        def listening():
            assert self.process.poll() is None, self._said()
            return "listening on" in self._said()
        wait_until(listening, 10, "tcpdump listening")
        return self

    def _said(self):
        self.errors.seek(0)
        return self.errors.read()

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)
        self.said = self._said()
        self.errors.close()

    @property
    def bytes(self):
        return self.path.read_bytes()

    @property
    def dropped(self):
        """Packets the kernel dropped: with any, the capture proves nothing."""
        for line in self.said.splitlines():
            if "dropped by kernel" in line:
                return int(line.split()[0])
        raise AssertionError(f"tcpdump said nothing about drops: {self.said}")


def why_not():
    """None when capturing works here; otherwise the reason."""
    if not shutil.which("tcpdump"):
        return "tcpdump is not installed"
    if os.geteuid() != 0:
        return "tcpdump needs root"
    with tempfile.TemporaryDirectory() as folder:
        try:
            with Capture(pathlib.Path(folder, "try.pcap")) as capture:
                say_over_tcp(b"is anybody listening")
                wait_until(lambda: b"is anybody listening" in capture.bytes, 5, "a packet")
        except AssertionError as error:
            return f"tcpdump cannot capture on lo: {error}"
    return None


def say_over_tcp(content):
    """Sends `content` in clear over loopback: the control for a capture."""
    with socket.create_server(("127.0.0.1", 0)) as server, \
            socket.create_connection(server.getsockname()) as client:
        peer, _ = server.accept()
        client.sendall(content)
        client.shutdown(socket.SHUT_WR)
        with peer:
            while peer.recv(65536):
                pass
