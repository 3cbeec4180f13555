#!/usr/bin/env python3
"""Writes tests/vectors/submission_keys.txt: what follows from a submission's seed, by Python's hmac and cryptography.

Lines: NAME VALUE; bytes in hexadecimal, orders as numbers with commas. With --check the file is compared instead of
written. The derivations are those of docs/formats/submission.md; nothing of the C++ code is used.
"""
import hashlib
import hmac
import pathlib
import struct
import sys

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

VECTORS = pathlib.Path(__file__).parent.parent / "vectors" / "submission_keys.txt"
SEED = bytes(range(32))
SUBMISSION = bytes(range(100, 116))


def hkdf_sha512(key, info, length):
    prk = hmac.new(bytes(64), key, "sha512").digest()
    return hmac.new(prk, info + b"\x01", "sha512").digest()[:length]


class Stream:
    """ChaCha20 (RFC 8439) key stream of a seed, nonce zero, from block 0."""

    def __init__(self, info):
        self.cipher = Cipher(algorithms.ChaCha20(hkdf_sha512(SEED, info, 32), bytes(16)), mode=None).encryptor()

    def fill(self, count):
        return self.cipher.update(bytes(count))

    def below(self, bound):
        while True:
            value = int.from_bytes(self.fill(8), "big")
            if value >= 2**64 % bound:
                return value % bound


def shuffled(info, rows):
    stream, rows = Stream(info), list(rows)
    for i in range(len(rows) - 1, 0, -1):
        j = stream.below(i + 1)
        rows[i], rows[j] = rows[j], rows[i]
    return rows


def rotate(value, count):
    return (value << count | value >> (32 - count)) & 0xFFFFFFFF


def hchacha20(key, nonce16):
    """RFC draft-irtf-cfrg-xchacha, section 2.2."""
    x = [0x61707865, 0x3320646E, 0x79622D32, 0x6B206574, *struct.unpack("<8I", key), *struct.unpack("<4I", nonce16)]

    def quarter(a, b, c, d):
        x[a] = (x[a] + x[b]) & 0xFFFFFFFF
        x[d] = rotate(x[d] ^ x[a], 16)
        x[c] = (x[c] + x[d]) & 0xFFFFFFFF
        x[b] = rotate(x[b] ^ x[c], 12)
        x[a] = (x[a] + x[b]) & 0xFFFFFFFF
        x[d] = rotate(x[d] ^ x[a], 8)
        x[c] = (x[c] + x[d]) & 0xFFFFFFFF
        x[b] = rotate(x[b] ^ x[c], 7)

    for _ in range(10):
        for i in range(4):
            quarter(i, i + 4, i + 8, i + 12)
        for i in range(4):
            quarter(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return struct.pack("<8I", *x[:4], *x[12:])


def xchacha20_poly1305(key, nonce24, associated, plain):
    inner = ChaCha20Poly1305(hchacha20(key, nonce24[:16]))
    return nonce24 + inner.encrypt(bytes(4) + nonce24[16:], plain, associated)


def handle(record_id):
    return hmac.new(SEED, b"onefold/v1/handle\x00" + record_id, hashlib.sha256).digest()[:16]


def vectors():
    yield "seed", SEED.hex()
    yield "submission", SUBMISSION.hex()
    pseudonym_key = hkdf_sha512(SEED, b"onefold/v1/pseudonym", 32)
    yield "pseudonym_key", pseudonym_key.hex()
    yield "handle.rec-1070-org", handle(b"rec-1070-org").hex()
    yield "handle.", handle(b"").hex()
    for number in (0, 1, 6):
        suffix = number.to_bytes(2, "big")
        order = shuffled(b"onefold/v1/shuffle" + suffix, range(10, 40))
        yield f"order.{number}", ",".join(map(str, order))
        nonces = Stream(b"onefold/v1/nonce" + suffix)
        nonces.fill(24 * 200)  # beyond the first refill of the stream
        nonce = nonces.fill(24)
        yield f"nonce200.{number}", nonce.hex()
        sealed = xchacha20_poly1305(pseudonym_key, nonce, SUBMISSION + bytes([number]),
                                    handle(b"rec-1070-org") + bytes(8))
        yield f"sealed.{number}", sealed.hex()
    yield "order.cases", ",".join(map(str, shuffled(b"onefold/v1/shuffle-cases", range(30))))


def main():
    text = "".join(f"{name} {value}\n" for name, value in vectors())
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if VECTORS.read_text() == text else "submission_keys.txt differs")
    VECTORS.write_text(text)


main()
