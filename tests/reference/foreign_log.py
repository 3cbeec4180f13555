#!/usr/bin/env python3
"""Writes tests/vectors/foreign_log/: a log of 257 entries with nothing of ours (hashlib, python3-cbor2,
python3-cryptography). tests/services/audit/verify_test.cc verifies it."""
import base64
import hashlib
import pathlib

import cbor2
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FOLDER = pathlib.Path(__file__).parent.parent / "vectors" / "foreign_log"
ORIGIN = "foreign.example/linkage/test"
SIZE = 257


def sha256(content):
    return hashlib.sha256(content).digest()


def root(hashes):
    """RFC 6962 section 2.1, as written there."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return sha256(b"\x01" + root(hashes[:split]) + root(hashes[split:]))


def leaf(index):
    kind, text = ("service.start", "foreign 1") if index else ("log.genesis", ORIGIN)
    payload = cbor2.dumps({1: 1, 2: 1735689600000 + index, 3: kind, 4: ["matcher", "office", bytes(16)], 5: "ok",
                           6: index.to_bytes(16, "big"), 9: {1: text}}, canonical=True)
    body = b"LAE1" + len(payload).to_bytes(2, "big") + payload
    return body + bytes(256 - len(body))


def bundle(leaves):
    return b"".join(len(each).to_bytes(2, "big") + each for each in leaves)


def write(path, content):
    (FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
    (FOLDER / path).write_bytes(content)


def main():
    leaves = [leaf(index) for index in range(SIZE)]
    hashes = [sha256(b"\x00" + each) for each in leaves]
    write("tile/0/000", b"".join(hashes[:256]))
    write("tile/0/001.p/1", hashes[256])
    write("tile/1/000.p/1", root(hashes[:256]))
    write("tile/entries/000", bundle(leaves[:256]))
    write("tile/entries/001.p/1", bundle(leaves[256:]))
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = b"\x01" + key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    key_id = sha256(ORIGIN.encode() + b"\n" + public)[:4]
    text = "%s\n%d\n%s\n" % (ORIGIN, SIZE, base64.b64encode(root(hashes)).decode())
    signature = base64.b64encode(key_id + key.sign(text.encode())).decode()
    write("checkpoint", ("%s\n\u2014 %s %s\n" % (text, ORIGIN, signature)).encode())
    write("log.vkey", ("%s+%s+%s\n" % (ORIGIN, key_id.hex(), base64.b64encode(public).decode())).encode())


if __name__ == "__main__":
    main()
