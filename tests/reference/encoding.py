#!/usr/bin/env python3
"""An independent encoder of our own profile (docs/formats/encoding.md), standard library only.

    tests/reference/encoding.py > tests/vectors/encoding.json

Rows are plain lower-case ASCII, which normalisation leaves as it is: normal forms have vectors of their own.
"""
import hashlib
import hmac
import json
import math
import re
import struct
import sys

NORMALIZATION = "onefold-norm-3"


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


def chacha20(key, nonce, length):
    """The key stream from block 0, with a nonce of eight bytes (Bernstein 2008)."""
    def quarter(s, a, b, c, d):
        for x, y, z, n in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            s[x] = (s[x] + s[y]) & 0xFFFFFFFF
            s[z] ^= s[x]
            s[z] = ((s[z] << n) | (s[z] >> (32 - n))) & 0xFFFFFFFF

    out = b""
    for counter in range((length + 63) // 64):
        start = list(struct.unpack("<4I", b"expand 32-byte k") + struct.unpack("<8I", key)
                     + struct.unpack("<2I", struct.pack("<Q", counter)) + struct.unpack("<2I", nonce))
        state = list(start)
        for _ in range(10):
            for i in range(4):
                quarter(state, i, 4 + i, 8 + i, 12 + i)
            for i in range(4):
                quarter(state, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
        out += struct.pack("<16I", *((a + b) & 0xFFFFFFFF for a, b in zip(start, state)))
    return out[:length]


def diffuse(bits, terms, secret):
    """`bits`: a list of 0 and 1. Every result bit is the XOR of `terms` of them, then of a bit of the mask."""
    words = len(bits) // 64
    steps = [s for s in range(1, words + 1) if math.gcd(s, words) == 1]
    rotations = list(range(64))
    draws = struct.unpack(">%dH" % (3 * terms), secret[:6 * terms])
    out = [0] * len(bits)
    for i in range(terms):
        other = i + (draws[3 * i] * (64 - i) >> 16)
        rotations[i], rotations[other] = rotations[other], rotations[i]
        step, start = steps[draws[3 * i + 1] * len(steps) >> 16], draws[3 * i + 2] * words >> 16
        for w in range(words):
            for b in range(64):
                out[64 * w + b] ^= bits[64 * ((start + w * step) % words) + (b + rotations[i]) % 64]
    mask = secret[6 * terms:]
    return [bit ^ (mask[i // 8] >> (7 - i % 8) & 1) for i, bit in enumerate(out)]


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


SPELLINGS = [pair.split("=") for pair in (
    "shch=ST dzh=T sht=ST sch=ST tch=K nth=T sc=ST ch=K kh=K sh=S zh=S ts=K tz=K th=T ph=V dz=T dj=T xh=T xr=KR gj=K kj=K "
    "mp=B mb=B nt=T nd=T gk=K ng=K x=KS").split()]
CLASSES = {c: name for name, letters in [("B", "bp"), ("V", "fvw"), ("K", "ckqgh"), ("T", "dt"), ("S", "sz"), ("L", "l"),
                                         ("M", "m"), ("N", "n"), ("R", "r")] for c in letters}


def skeleton(word):
    code, last = "", ""
    word = re.sub("[^a-z]", "", word)
    word = re.sub("(?<=...)(iene|aite|yte)$", "", word)
    word = re.sub("(?<=..)(?<=[aeiouyj])[sz]$", "", word)
    start = re.match("[aeiouyj]*", word).group()
    if start:
        code = "J" if re.match("[ijy][aou]", start) else "A"
    word = word[len(start):]
    while word:
        spelling, symbols = next(((s, t) for s, t in SPELLINGS if word.startswith(s)), (word[0], CLASSES.get(word[0])))
        if symbols is None:
            last = ""
        else:
            for symbol in symbols:
                code += symbol if symbol != last else ""
                last = symbol
        word = word[len(spelling):]
    return code[:6]


def union(field, sources):
    """words, flat, (y, m, d), tokens"""
    words = sorted(set().union(*(s[0] for s in sources)))
    n = field.get("ngram", 2)
    if field["type"] == "name":
        return words, "".join(words), (0, 0, 0), set().union(*(grams(w, n) for w in words))
    if field["type"] == "text":
        return words, "".join(words), (0, 0, 0), set().union(*(grams("_".join(s[0]), n) for s in sources if s[0]))
    codes = sorted(set().union(*(s[3] for s in sources)))
    return [], "".join(codes), (0, 0, 0), set(codes)


def parts(fields, values, terms):
    """The values of all parts, sorted inside a term; None when one is absent."""
    out = []
    for term in terms:
        term = [block_part(fields[q["field"]], q, values[q["field"]]).encode() for q in term.get("any_order", [term])]
        if not all(0 < len(q) <= 1024 for q in term):
            return None
        out += sorted(term)
    return out


def derived(field, fields, values):
    if isinstance(field["from"][0], str):
        return union(field, [values[name] for name in field["from"]])
    found = parts(fields, values, field["from"])
    if found is None:
        return [], "", (0, 0, 0), set()
    value = found[0] if len(found) == 1 else b"".join(map(prefixed, found))
    return [], value.decode("latin-1"), (0, 0, 0), {value.decode("latin-1")}


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
    if value[5:] in field.get("default_dates", ["01-01"]):
        month = day = 0
    digits = [(0, "%04d" % year if year else ""), (4, "%02d" % month if month else ""), (6, "%02d" % day if day else "")]
    tokens = {f"{place + i}:{c}" for place, text in digits for i, c in enumerate(text)}
    if month and day:
        tokens |= {"%s:%02d%02d" % (copy, min(month, day), max(month, day)) for copy in "abc"}
    return [], "", (year, month if month <= 12 else 0, day if day <= 31 else 0), tokens


def block_part(field, part, value):
    words, flat, (year, month, day), _ = value
    form = part.get("as", "value")
    if form == "value":
        if field["type"] != "date":
            return flat
        return "%04d%02d%02d" % (year, month, day) if year and month and day else ""
    if form == "prefix":
        return flat[:part["length"]]
    if form == "phonetic":
        return soundex(flat)
    if form == "skeleton":
        codes = [skeleton(w) for w in words if skeleton(w)]
        return "-".join(sorted(set(codes)) if "from" in field else codes[:1])
    return {"year": "%04d" % year if year else "", "month": "%02d" % month if month else "",
            "day": "%02d" % day if day else "", "decade": "%03d" % (year // 10) if year else "",
            "day_month": "%02d%02d" % (min(day, month), max(day, month)) if day and month else ""}[form]


def positions(key, place, token, hashes, bits):
    """The leading digits, in base `bits`, of the halves of as many hashes as are needed."""
    per_half = 56 // (bits - 1).bit_length()
    out, counter = [], 0
    while len(out) < hashes:
        for half in struct.unpack(">QQ", siphash_2_4_128(key, bytes([place, counter]) + token)):
            for _ in range(per_half):
                out.append(half * bits >> 64)
                half = half * bits & ((1 << 64) - 1)
        counter += 1
    return out[:hashes]


def encode(schema_bytes, key, epoch, row):
    schema = json.loads(schema_bytes)
    profile = schema.get("profile", "default")
    terms = 0 if profile == "unhardened" else schema.get("diffusion", {"default": 10, "high": 12}[profile])
    fields = {f["name"]: f for f in schema["fields"]}
    values = {}
    for f, v in zip(schema["fields"], row):
        values[f["name"]] = derived(f, fields, values) if "from" in f else normalized(f, v)
    items = []
    for p in schema["passes"]:
        block = parts(fields, values, p["block"])
        if block is None:
            items.append(None)
            continue
        info = b"".join(map(prefixed, ["encode", NORMALIZATION, hashlib.sha256(schema_bytes).digest(), epoch, p["name"]]))
        pass_key = hkdf_sha512(key, b"onefold/v1", info, 64)
        okm = hkdf_sha512(pass_key, b"onefold/v1", b"".join(map(prefixed, block)), 64)
        names = []
        for element in p.get("compare", [f["name"] for f in schema["fields"]]):
            names += [element] if isinstance(element, str) else element
        joined = p.get("filters") == "joined"
        filters = [[0] * p["joined_bits"]] if joined else []
        for i, name in enumerate(names):
            if not joined:
                filters.append([0] * fields[name]["filter_bits"])
            for token in values[name][3]:
                for bit in positions(okm[16:32], i, token.encode("latin-1"), fields[name]["hashes_per_token"], len(filters[-1])):
                    filters[-1][bit] = 1
        items.append({"token": okm[:16].hex(), "filters": list(map(bytes_of, filters))})
        if terms:
            in_block = {q["field"] for term in p["block"] for q in term.get("any_order", [term])}
            tagged = [not joined and name not in in_block for name in names]
            missing = [not joined and not values[name][3] for name in names]
            harden(items[-1], filters, terms, okm[32:], tagged, missing)
    return items


def bytes_of(bits):
    return "".join("%02x" % sum(bit << 7 - i for i, bit in enumerate(bits[at:at + 8])) for at in range(0, len(bits), 8))


def harden(item, filters, terms, key, tagged, missing):
    """Filters with their presence tags behind them. Noise: key of 32 times 0x07, number 0."""
    sizes = [len(f) // 8 for f in filters]
    stream = chacha20(key, bytes(8), sum(6 * terms + size + 8 * tag for size, tag in zip(sizes, tagged)))
    item["filters"] = []
    for slot, bits in enumerate(filters):
        secret, stream = stream[:6 * terms + sizes[slot] + 8 * tagged[slot]], stream[6 * terms + sizes[slot] + 8 * tagged[slot]:]
        hardened = bytes_of(diffuse(bits, terms, secret)) + secret[6 * terms + sizes[slot]:].hex()
        if missing[slot]:
            hardened = chacha20(bytes([7]) * 32, struct.pack(">Q", slot), sizes[slot] + 8 * tagged[slot]).hex()
        item["filters"].append(hardened)


SCHEMA = {
    "onefold_schema": 1, "name": "vectors", "record_id": "id",
    "fields": [
        {"name": "given", "type": "name", "filter_bits": 128, "hashes_per_token": 10},
        {"name": "family", "type": "name", "ngram": 3, "filter_bits": 192, "hashes_per_token": 4},
        {"name": "street", "type": "text", "filter_bits": 128, "hashes_per_token": 5, "missing": ["unknown"]},
        {"name": "sex", "type": "code", "filter_bits": 64, "hashes_per_token": 17},
        {"name": "born", "type": "date", "filter_bits": 128, "hashes_per_token": 8, "date_formats": ["yyyy-mm-dd"],
         "default_dates": ["01-01", "07-01"]},
        {"name": "names", "type": "name", "from": ["given", "family"], "filter_bits": 256, "hashes_per_token": 3},
        {"name": "words", "type": "text", "ngram": 3, "from": ["given", "street"], "filter_bits": 320, "hashes_per_token": 3},
        {"name": "year", "type": "code", "from": [{"field": "born", "as": "year"}], "filter_bits": 64, "hashes_per_token": 20},
        {"name": "who", "type": "code", "filter_bits": 128, "hashes_per_token": 30,
         "from": [{"any_order": [{"field": "given", "as": "phonetic"}, {"field": "family", "as": "prefix", "length": 2}]},
                  {"field": "sex"}]}],
    "passes": [
        {"name": "a", "block": [{"field": "family", "as": "phonetic"}, {"field": "born", "as": "year"}]},
        {"name": "b", "block": [{"any_order": [{"field": "given", "as": "phonetic"}, {"field": "family", "as": "phonetic"}]},
                                {"field": "born", "as": "decade"}], "compare": ["born", "given"]},
        {"name": "c", "block": [{"field": "born", "as": "day_month"}, {"field": "given", "as": "prefix", "length": 3}],
         "filters": "joined", "joined_bits": 256, "joined_levels": [900, 700]},
        {"name": "d", "block": [{"field": "born"}, {"field": "sex"}], "compare": ["street"]},
        {"name": "e", "block": [{"field": "born", "as": "month"}, {"field": "born", "as": "day"}, {"field": "street"}],
         "compare": ["sex"]},
        {"name": "f", "block": [{"field": "names"}], "compare": [["given", "family"], "words", ["born", "year"]]},
        {"name": "g", "block": [{"field": "who"}, {"field": "names", "as": "phonetic"}], "compare": [["names", "who"]]},
        {"name": "h", "block": [{"field": "names", "as": "skeleton"}, {"field": "family", "as": "skeleton"}], "compare": ["year"]}]}
SCHEMAS = [json.dumps({**SCHEMA, **more}, indent=1).encode()
           for more in ({"profile": "unhardened"}, {}, {"profile": "high"}, {"diffusion": 64})]

ROWS = [row + [""] * 4 for row in [
    ["ana", "horvat", "12 ilica", "f", "1990-04-12"],
    ["horvat", "ana", "12 ilica", "f", "1990-12-04"],
    ["maria anna", "smith jones", "", "F", "1987-00-00"],
    ["anna maria", "ashcraft", "unknown", "m", "1987-05-00"],
    ["", "pfister", "main street 5", "x", "1990-94-31"],
    ["o", "tymczak", "a", "", ""],
    ["", "", "", "", ""],
    [" ana ", " horvat", " 12 ilica ", " f ", " 1990-04-12 "],
    ["maximiliana", "washington", "far away lane 123456789", "f", "2024-02-29"],
    ["ana", "ana horvat", "12 ilica", "f", "1990-01-01"],
    ["ana", "", "ana ilica", "f", "1990-07-01"],
    ["ana", "horvat", "12 ilica", "f", "1990-07-02"],
]]


def main():
    assert siphash_2_4_128(bytes(range(16)), b"").hex() == "a3817f04ba25a8e66df67214c7550293"  # Aumasson and Bernstein's vectors
    assert siphash_2_4_128(bytes(range(16)), bytes(range(15))).hex() == "5493e99933b0a8117e08ec0f97cfc3d9"
    assert chacha20(bytes(32), bytes(8), 8).hex() == "76b8e0ada0f13d90"  # RFC 8439, appendix A.1
    key = bytes(range(32))
    json.dump([{"schema": schema.decode(), "key": key.hex(), "epoch": "2026",
                "rows": [{"values": row, "items": encode(schema, key, "2026", row)} for row in ROWS]} for schema in SCHEMAS],
              sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
