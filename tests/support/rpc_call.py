"""gRPC calls made by curl: any method, any certificate, any bytes. Independent of our own client code."""

import pathlib
import subprocess
import tempfile
import urllib.parse

import wire

OK, INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED = 0, 3, 5, 6, 7
RESOURCE_EXHAUSTED, FAILED_PRECONDITION, UNIMPLEMENTED, UNAVAILABLE, DATA_LOSS = 8, 9, 12, 14, 15


class Reply:
    def __init__(self, connected, status, message, messages, words):
        self.connected = connected  # the TLS handshake and an HTTP answer happened
        self.status = status        # canonical code; None when there was no gRPC answer
        self.message = message
        self.messages = messages    # decoded
        self.words = words          # of curl

    def __repr__(self):
        return f"Reply(connected={self.connected}, status={self.status}, message={self.message!r}, {self.words!r})"


def call(port, method, requests, pki, certificate=None, seconds=20):
    """As _call_once; again when curl dropped an answer: it does (error 92) when the server ends a stream, as it should
    for a call that is denied, before curl has sent the request's last byte."""
    for _ in range(20):
        reply = _call_once(port, method, requests, pki, certificate, seconds)
        if reply.connected or "(92)" not in reply.words:
            break
    return reply


def _call_once(port, method, requests, pki, certificate, seconds):
    """`method`: "onefold.v1.SubmissionService/Seal". `requests`: the messages to send, serialized or as wire fields.
    `certificate`: name in the PKI folder such as "agency-police"; None = the client shows none."""
    body = b""
    for request in requests:
        message = request if isinstance(request, bytes) else wire.encode(request)
        body += b"\0" + len(message).to_bytes(4, "big") + message
    pki = pathlib.Path(pki)
    with tempfile.TemporaryDirectory() as folder:
        sent, got, head = (pathlib.Path(folder, name) for name in ("sent", "got", "head"))
        sent.write_bytes(body)
        argv = ["curl", "-sS", "--http2", "--max-time", str(seconds), "--cacert", str(pki / "ca.crt"),
                "-H", "content-type: application/grpc", "-H", "te: trailers", "--data-binary", f"@{sent}",
                "-o", str(got), "-D", str(head), f"https://localhost:{port}/{method}"]
        if certificate:
            argv += ["--cert", str(pki / f"{certificate}.crt"), "--key", str(pki / f"{certificate}.pem")]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=seconds + 10)
        headers = {}
        for line in head.read_text().splitlines() if head.exists() else []:
            name, colon, value = line.partition(":")
            if colon:
                headers[name.strip().lower()] = value.strip()
        content = got.read_bytes() if got.exists() else b""
    status = headers.get("grpc-status")
    message = urllib.parse.unquote(headers.get("grpc-message", ""))
    return Reply("content-type" in headers, int(status) if status is not None else None, message,
                 [wire.decode(m) for m in _frames(content)], done.stderr.strip())


def _frames(content):
    while len(content) >= 5:
        size = int.from_bytes(content[1:5], "big")
        yield content[5:5 + size]
        content = content[5 + size:]
