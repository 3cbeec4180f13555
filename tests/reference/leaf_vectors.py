#!/usr/bin/env python3
"""Encodes leaves with python3-cbor2 and prints SHA-256 and leaf hash: the vectors of tests/services/audit/leaf_test.cc
and of docs/formats/leaf.md."""
import hashlib

import cbor2


def leaf(event):
    payload = cbor2.dumps(event, canonical=True)
    body = b"LAE1" + len(payload).to_bytes(2, "big") + payload
    size = 256
    while size < len(body):
        size *= 2
    return body + bytes(size - len(body))


def show(name, event):
    encoded = leaf(event)
    print(name)
    print("  payload  ", cbor2.dumps(event, canonical=True).hex())
    print("  size     ", len(encoded))
    print("  sha256   ", hashlib.sha256(encoded).hexdigest())
    print("  leaf hash", hashlib.sha256(b"\x00" + encoded).hexdigest())


def sample(number):
    """SampleEvent(number) of tests/services/audit/sample_events.h."""
    event_id = number.to_bytes(8, "little") + bytes(7) + b"\xe1"
    return {1: 1, 2: 1735689600000 + number, 3: "service.start", 4: ["matcher", "statistics-office", bytes(16)],
            5: "ok", 6: event_id, 9: {1: "onefold-matcher 0.1.0"}}


show("design vector", {1: 1, 2: 1735689600000, 3: "submission.accepted", 4: ["agency", "agency-a", bytes(range(16))],
                       5: "ok", 6: bytes(range(16, 32)), 7: {1: bytes(32), 2: b"\x11" * 32}})
show("sample 1", sample(1))
