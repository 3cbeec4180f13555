"""Sizes of a schema's items, worked out from the schema file alone (docs/formats/encoding.md)."""

import json

DEFAULT_BITS = {"name": 512, "text": 512, "code": 64, "date": 256}
TAG_BITS = 64


def item_bytes_of(path):
    """One number a pass: token 16 | sealed pseudonym 64 | filters, with tags where they are hardened."""
    schema = json.loads(path.read_text())
    bits = {field["name"]: field.get("filter_bits", DEFAULT_BITS[field["type"]]) for field in schema["fields"]}
    tag = 0 if schema.get("profile") == "unhardened" else TAG_BITS

    def compared(one):
        """Names of the fields; those of a list are weighed jointly."""
        for element in one.get("compare", bits):
            yield from element if isinstance(element, list) else [element]

    def in_block(one):
        return {part["field"] for term in one["block"] for part in term.get("any_order", [term])}

    def filter_bits(one):
        if one.get("filters") == "joined":
            return one.get("joined_bits", 1024)
        return sum(bits[field] + (0 if field in in_block(one) else tag) for field in compared(one))

    return [80 + filter_bits(one) // 8 for one in schema["passes"]]
