"""Sizes of a schema's items, worked out from the schema file alone (docs/formats/encoding.md)."""

import json

DEFAULT_BITS = {"name": 512, "text": 512, "code": 64, "date": 256}


def item_bytes_of(path):
    """One number a pass: token 16 | sealed pseudonym 64 | filters."""
    schema = json.loads(path.read_text())
    bits = {field["name"]: field.get("filter_bits", DEFAULT_BITS[field["type"]]) for field in schema["fields"]}
    def compared(one):
        """Names of the fields; those of a list are weighed jointly."""
        for element in one.get("compare", bits):
            yield from element if isinstance(element, list) else [element]

    return [80 + (one.get("joined_bits", 1024) if one.get("filters") == "joined" else
                  sum(bits[field] for field in compared(one))) // 8 for one in schema["passes"]]
