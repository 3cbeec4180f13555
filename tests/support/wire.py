"""Protobuf's wire format, as much as tests need to make and read single messages, and Ed25519 by openssl."""

import base64
import pathlib
import subprocess
import tempfile


def _varint(value):
    out = bytearray()
    while True:
        byte, value = value & 0x7F, value >> 7
        out.append(byte | (0x80 if value else 0))
        if not value:
            return bytes(out)


def encode(fields):
    """[(number, value)] -> bytes. int: varint; bytes, str: length-delimited; list of pairs: a message."""
    out = b""
    for number, value in fields:
        if isinstance(value, int):
            out += _varint(number << 3) + _varint(value)
            continue
        if isinstance(value, list):
            value = encode(value)
        elif isinstance(value, str):
            value = value.encode()
        out += _varint(number << 3 | 2) + _varint(len(value)) + value
    return out


def decode(message):
    """bytes -> {number: [values]}, varints as int, everything else as bytes."""
    fields, at = {}, 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(message):
        key = varint()
        kind = key & 7
        if kind == 0:
            value = varint()
        elif kind == 2:
            size = varint()
            value, at = message[at:at + size], at + size
        else:
            size = {1: 8, 5: 4}[kind]
            value, at = message[at:at + size], at + size
        fields.setdefault(key >> 3, []).append(value)
    return fields


def sign(key_file, content):
    """Ed25519 signature with the seed of a onefold-key file of kind sign."""
    word, version, kind, text = pathlib.Path(key_file).read_text().split()
    assert (word, version, kind) == ("onefold-key", "v1", "sign")
    seed = base64.b64decode(text)
    pkcs8 = bytes.fromhex("302e020100300506032b657004220420") + seed
    with tempfile.TemporaryDirectory() as folder:
        key, data = pathlib.Path(folder, "key.der"), pathlib.Path(folder, "data")
        key.touch(mode=0o600)
        key.write_bytes(pkcs8)
        data.write_bytes(content)
        return subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey", str(key),
                               "-in", str(data)], check=True, capture_output=True).stdout
