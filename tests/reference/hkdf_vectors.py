#!/usr/bin/env python3
"""Writes tests/vectors/hkdf.txt: HKDF (RFC 5869) over SHA-256 and SHA-512 by Python's hmac, an implementation of its own.

Lines: HASH IKM SALT INFO OUTPUT, hexadecimal, "-" for empty. The first three are the RFC's own inputs.
With --check the file is compared instead of written.
"""
import hashlib
import hmac
import pathlib
import sys

VECTORS = pathlib.Path(__file__).parent.parent / "vectors" / "hkdf.txt"


def hkdf(hash_name, ikm, salt, info, length):
    size = hashlib.new(hash_name).digest_size
    prk = hmac.new(salt or bytes(size), ikm, hash_name).digest()
    output, block = b"", b""
    counter = 0
    while len(output) < length:
        counter += 1
        block = hmac.new(prk, block + info + bytes([counter]), hash_name).digest()
        output += block
    return output[:length]


def cases():
    rfc = [
        (bytes([0x0B] * 22), bytes(range(13)), bytes(range(0xF0, 0xFA)), 42),
        (bytes(range(0x50)), bytes(range(0x60, 0xB0)), bytes(range(0xB0, 0x100)), 82),
        (bytes([0x0B] * 22), b"", b"", 42),
    ]
    for hash_name in ("sha256", "sha512"):
        for case in rfc:
            yield (hash_name, *case)
        for length in (1, 31, 32, 33, 63, 64, 65, 128, 129, 1000):
            yield hash_name, b"linkage key %d" % length, b"onefold/v1", b"field\x00%d" % length, length


def main():
    lines = []
    for hash_name, ikm, salt, info, length in cases():
        parts = [part.hex() or "-" for part in (ikm, salt, info, hkdf(hash_name, ikm, salt, info, length))]
        lines.append(" ".join([hash_name] + parts))
    text = "\n".join(lines) + "\n"
    if "--check" in sys.argv:
        sys.exit(0 if VECTORS.read_text() == text else "hkdf.txt differs")
    VECTORS.write_text(text)


if __name__ == "__main__":
    main()
