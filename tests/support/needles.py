"""Looks for planted values in files, memory and packets, in every form in which a value usually leaks."""

import base64
import os
import pathlib
import re
import unicodedata
import urllib.parse


def forms_of(word):
    """name of the form -> bytes. Case and Unicode form are covered by searching folded copies as well."""
    forms = {}
    spellings = {word, word.lower(), word.upper(), word.title(),
                 unicodedata.normalize("NFC", word), unicodedata.normalize("NFD", word),
                 unicodedata.normalize("NFC", word.lower()), unicodedata.normalize("NFD", word.lower())}
    for spelling in sorted(spellings):
        text = spelling.encode()
        forms[f"utf-8 {spelling}"] = text
        forms[f"utf-16le {spelling}"] = spelling.encode("utf-16-le")
        forms[f"utf-16be {spelling}"] = spelling.encode("utf-16-be")
        forms[f"hex {spelling}"] = text.hex().encode()
        forms[f"HEX {spelling}"] = text.hex().upper().encode()
        forms[f"reversed {spelling}"] = text[::-1]
        quoted = urllib.parse.quote(spelling).encode()
        if quoted != text:
            forms[f"percent {spelling}"] = quoted
            forms[f"escaped {spelling}"] = spelling.encode("unicode_escape")
        for shift in range(3):
            for alphabet, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
                # The part of the encoding that does not depend on the neighbours.
                whole = encode(b"\0" * shift + text)
                start = (0, 2, 3)[shift]
                end = len(whole) - (4 if (shift + len(text)) % 3 else 0)
                forms[f"{alphabet}+{shift} {spelling}"] = whole[start:end]
    return {name: needle for name, needle in forms.items() if len(needle) >= 6}


class Needles:
    def __init__(self, words):
        self.forms = {}
        for word in words:
            self.forms.update(forms_of(word))
        unique = sorted(set(self.forms.values()), key=len, reverse=True)
        self._pattern = re.compile(b"|".join(re.escape(needle) for needle in unique))

    def in_bytes(self, content):
        """The forms found, by name."""
        hits = {match.group() for match in self._pattern.finditer(content)}
        return sorted(name for name, needle in self.forms.items() if needle in hits)

    def in_tree(self, root):
        """path -> forms found, over every file below `root` (names of files included)."""
        found, files = {}, 0
        for path in sorted(pathlib.Path(root).rglob("*")):
            hits = self.in_bytes(os.fsencode(path.name))
            if path.is_file() and not path.is_symlink():
                files += 1
                hits += self.in_bytes(path.read_bytes())
            if hits:
                found[str(path)] = hits
        assert files, f"{root} has no files: nothing was searched"
        return found

    def in_memory(self, pid):
        """The forms found in the writable memory of a running process (needs the right to read it)."""
        found = set()
        with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
            for line in maps:
                bounds, rights = line.split()[:2]
                if "r" not in rights or "w" not in rights:
                    continue
                start, end = (int(bound, 16) for bound in bounds.split("-"))
                try:
                    memory.seek(start)
                    found.update(self.in_bytes(memory.read(end - start)))
                except (OSError, ValueError):
                    continue  # guarded pages
        return sorted(found)
