#!/usr/bin/env python3
"""An independent encoder of our own profile (docs/formats/encoding.md), standard library only.

    tests/reference/encoding.py > tests/vectors/encoding.json

Rows are plain lower-case ASCII, which normalisation leaves as it is: normal forms have vectors of their own.
"""
import hashlib
import hmac
import json
import struct
import sys

NORMALIZATION = "onefold-norm-1"


def siphash_2_4_128(key, message):
    mask = (1 << 64) - 1
    k0, k1 = struct.unpack("<QQ", key)
    v = [k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D ^ 0xEE, k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573]

    def rotate(x, n):
        return ((x << n) | (x >> (64 - n))) & mask

    def rounds(n):
        for _ in range(n):
            v[0] = (v[0] + v[1]) & mask
            v[1] = rotate(v[1], 13) ^ v[0]
            v[0] = rotate(v[0], 32)
            v[2] = (v[2] + v[3]) & mask
            v[3] = rotate(v[3], 16) ^ v[2]
            v[0] = (v[0] + v[3]) & mask
            v[3] = rotate(v[3], 21) ^ v[0]
            v[2] = (v[2] + v[1]) & mask
            v[1] = rotate(v[1], 17) ^ v[2]
            v[2] = rotate(v[2], 32)

    padded = message + bytes(7 - len(message) % 8) + bytes([len(message) & 0xFF])
    for (word,) in struct.iter_unpack("<Q", padded):
        v[3] ^= word
        rounds(2)
        v[0] ^= word
    v[2] ^= 0xEE
    rounds(4)
    first = v[0] ^ v[1] ^ v[2] ^ v[3]
    v[1] ^= 0xDD
    rounds(4)
    return struct.pack("<QQ", first, v[0] ^ v[1] ^ v[2] ^ v[3])


def hkdf_sha512(key, salt, info, length):
    prk = hmac.new(salt, key, hashlib.sha512).digest()
    out, block = b"", b""
    for counter in range(1, 256):
        if len(out) >= length:
            break
        block = hmac.new(prk, block + info + bytes([counter]), hashlib.sha512).digest()
        out += block
    return out[:length]


def prefixed(part):
    part = part if isinstance(part, bytes) else part.encode()
    return struct.pack(">H", len(part)) + part


def grams(text, n):
    padded = "_" * (n - 1) + text + "_" * (n - 1)
    return {padded[i:i + n] for i in range(len(padded) - n + 1)}


def soundex(text):
    codes = {c: d for d, letters in enumerate(["bfpv", "cgjkqsxz", "dt", "l", "mn", "r"], 1) for c in letters}
    letters = [c for c in text if "a" <= c <= "z"]
    if not letters:
        return ""
    out, last = letters[0], codes.get(letters[0])
    for c in letters[1:]:
        if c in "hw":
            continue
        digit = codes.get(c)
        if digit and digit != last:
            out += str(digit)
        last = digit
    return (out + "000")[:4]


def normalized(field, value):
    """words, flat, (y, m, d), tokens"""
    value = value.strip()
    if not value or value in field.get("missing", []):
        return [], "", (0, 0, 0), set()
    n = field.get("ngram", 2)
    if field["type"] == "name":
        words = value.split()
        return words, "".join(words), (0, 0, 0), set().union(*(grams(w, n) for w in words))
    if field["type"] == "text":
        words = value.split()
        return words, "".join(words), (0, 0, 0), grams("_".join(words), n)
    if field["type"] == "code":
        return [], value.upper(), (0, 0, 0), {value.upper()}
    year, month, day = int(value[:4]), int(value[5:7]), int(value[8:10])
    digits = [(0, "%04d" % year if year else ""), (4, "%02d" % month if month else ""), (6, "%02d" % day if day else "")]
    tokens = {f"{place + i}:{c}" for place, text in digits for i, c in enumerate(text)}
    return [], "", (year, month if month <= 12 else 0, day if day <= 31 else 0), tokens


def block_part(field, part, value):
    _, flat, (year, month, day), _ = value
    form = part.get("as", "value")
    if form == "value":
        if field["type"] != "date":
            return flat
        return "%04d%02d%02d" % (year, month, day) if year and month and day else ""
    if form == "prefix":
        return flat[:part["length"]]
    if form == "phonetic":
        return soundex(flat)
    return {"year": "%04d" % year if year else "", "month": "%02d" % month if month else "",
            "day": "%02d" % day if day else "", "decade": "%03d" % (year // 10) if year else "",
            "day_month": "%02d%02d" % (min(day, month), max(day, month)) if day and month else ""}[form]


def encode(schema_bytes, key, epoch, row):
    schema = json.loads(schema_bytes)
    fields = {f["name"]: f for f in schema["fields"]}
    values = {f["name"]: normalized(f, v) for f, v in zip(schema["fields"], row)}
    items = []
    for p in schema["passes"]:
        block = b""
        for term in p["block"]:
            parts = [block_part(fields[q["field"]], q, values[q["field"]]).encode() for q in term.get("any_order", [term])]
            if not all(parts):
                block = None
                break
            block += b"".join(prefixed(q) for q in sorted(parts))
        if block is None:
            items.append(None)
            continue
        info = b"".join(map(prefixed, ["encode", NORMALIZATION, hashlib.sha256(schema_bytes).digest(), epoch, p["name"], block]))
        names = p.get("compare", [f["name"] for f in schema["fields"]])
        okm = hkdf_sha512(key, b"onefold/v1", info, 32 + 16 * len(names))
        joined = p.get("filters") == "joined"
        filters = [bytearray(p["joined_bits"] // 8)] if joined else []
        for i, name in enumerate(names):
            if not joined:
                filters.append(bytearray(fields[name]["filter_bits"] // 8))
            for token in values[name][3]:
                hashes = fields[name]["hashes_per_token"]
                for j in range(hashes):
                    digest = siphash_2_4_128(okm[32 + 16 * i:48 + 16 * i], token.encode() + bytes([j // 8]))
                    (number,) = struct.unpack_from(">H", digest, 2 * (j % 8))
                    bit = number % (len(filters[-1]) * 8)
                    filters[-1][bit // 8] |= 0x80 >> (bit % 8)
        items.append({"token": okm[:16].hex(), "filters": [bytes(f).hex() for f in filters]})
    return items


SCHEMA = json.dumps({
    "onefold_schema": 1, "name": "vectors", "record_id": "id",
    "fields": [
        {"name": "given", "type": "name", "filter_bits": 128, "hashes_per_token": 10},
        {"name": "family", "type": "name", "ngram": 3, "filter_bits": 192, "hashes_per_token": 4},
        {"name": "street", "type": "text", "filter_bits": 128, "hashes_per_token": 5, "missing": ["unknown"]},
        {"name": "sex", "type": "code", "filter_bits": 64, "hashes_per_token": 17},
        {"name": "born", "type": "date", "filter_bits": 128, "hashes_per_token": 8, "date_formats": ["yyyy-mm-dd"]}],
    "passes": [
        {"name": "a", "block": [{"field": "family", "as": "phonetic"}, {"field": "born", "as": "year"}]},
        {"name": "b", "block": [{"any_order": [{"field": "given", "as": "phonetic"}, {"field": "family", "as": "phonetic"}]},
                                {"field": "born", "as": "decade"}], "compare": ["born", "given"]},
        {"name": "c", "block": [{"field": "born", "as": "day_month"}, {"field": "given", "as": "prefix", "length": 3}],
         "filters": "joined", "joined_bits": 256, "joined_levels": [900, 700]},
        {"name": "d", "block": [{"field": "born"}, {"field": "sex"}], "compare": ["street"]},
        {"name": "e", "block": [{"field": "born", "as": "month"}, {"field": "born", "as": "day"}, {"field": "street"}],
         "compare": ["sex"]}]}, indent=1).encode()

ROWS = [
    ["ana", "horvat", "12 ilica", "f", "1990-04-12"],
    ["horvat", "ana", "12 ilica", "f", "1990-12-04"],
    ["maria anna", "smith jones", "", "F", "1987-00-00"],
    ["anna maria", "ashcraft", "unknown", "m", "1987-05-00"],
    ["", "pfister", "main street 5", "x", "1990-94-31"],
    ["o", "tymczak", "a", "", ""],
    ["", "", "", "", ""],
    [" ana ", " horvat", " 12 ilica ", " f ", " 1990-04-12 "],
    ["maximiliana", "washington", "far away lane 123456789", "f", "2024-02-29"],
]


def main():
    assert siphash_2_4_128(bytes(range(16)), b"").hex() == "a3817f04ba25a8e66df67214c7550293"  # Aumasson and Bernstein's vectors
    assert siphash_2_4_128(bytes(range(16)), bytes(range(15))).hex() == "5493e99933b0a8117e08ec0f97cfc3d9"
    key = bytes(range(32))
    json.dump({"schema": SCHEMA.decode(), "key": key.hex(), "epoch": "2026",
               "rows": [{"values": row, "items": encode(SCHEMA, key, "2026", row)} for row in ROWS]},
              sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
