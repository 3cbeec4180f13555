"""Looks for planted values in files, memory and packets, in every form in which a value usually leaks: as UTF-8 and
UTF-16 in any case and Unicode form, reversed, in hexadecimal, base64, percent- and backslash-escapes."""

import base64
import os
import pathlib
import re
import subprocess
import tempfile
import unicodedata
import urllib.parse


def forms_of(word):
    """name of the form -> (bytes, whether upper and lower case are the same there)."""
    forms = {}
    spellings = {form: unicodedata.normalize(form, word) for form in ("NFC", "NFD")}
    for form, spelling in spellings.items():
        lower = spelling.lower()
        # bytes.lower() changes ASCII letters only: other letters are searched in both cases.
        for name, text in {"lower": lower, "upper": spelling.upper(), "": spelling}.items():
            kind = f"{form} {name}"
            forms[f"utf-8 {kind}"] = text.encode().lower(), True
            forms[f"reversed {kind}"] = text.encode()[::-1].lower(), True
            forms[f"utf-16le {kind}"] = text.encode("utf-16-le").lower(), True
            forms[f"utf-16be {kind}"] = text.encode("utf-16-be").lower(), True
            forms[f"hex {kind}"] = text.encode().hex().encode(), True
            forms[f"percent {kind}"] = urllib.parse.quote(text).encode().lower(), True
            forms[f"escaped {kind}"] = text.encode("unicode_escape").lower(), True
        for name, text in {"lower": lower, "upper": spelling.upper(), "title": spelling.title(), "": spelling}.items():
            for shift in range(3):
                forms[f"base64+{shift} {form} {name}"] = _base64_core(text.encode(), shift, base64.b64encode), False
                forms[f"base64url+{shift} {form} {name}"] = (
                    _base64_core(text.encode(), shift, base64.urlsafe_b64encode), False)
    return forms


def _base64_core(text, shift, encode):
    """The part of the encoding that does not depend on the neighbours, `shift` bytes after a multiple of three."""
    whole = encode(b"\0" * shift + text)
    return whole[(0, 2, 3)[shift]:len(whole) - (4 if (shift + len(text)) % 3 else 0)]


class Needles:
    """Searches with grep, which takes all needles in one pass. A needle holds no line break."""

    def __init__(self, words):
        self._names = {}  # (bytes, folded) -> name; equal forms are searched once
        for word in words:
            for name, form in forms_of(word).items():
                self._names.setdefault(form, f"{name} {word}")

    def in_bytes(self, content):
        """The forms found, by name."""
        found = set()
        for folded in (True, False):
            matches = self._grep(folded, "-o", "-h", input=content).split(b"\n")
            found |= {self._names[(m.lower() if folded else m), folded] for m in matches if m}
        return sorted(found)

    def in_tree(self, root):
        """path -> forms found, over every file below `root` (names of files included)."""
        paths = sorted(pathlib.Path(root).rglob("*"))
        files = [str(path) for path in paths if path.is_file() and not path.is_symlink()]
        assert files, f"{root} has no files: nothing was searched"
        hits = {line for folded in (True, False) for line in self._grep(folded, "-l", *files).decode().split("\n") if line}
        found = {path: self.in_bytes(pathlib.Path(path).read_bytes()) for path in sorted(hits)}
        for path in paths:
            if names := self.in_bytes(os.fsencode(path.name)):
                found.setdefault(str(path), []).extend(names)
        return found

    def _grep(self, folded, *arguments, input=None):
        needles = [needle for needle, fold in self._names if fold == folded]
        with tempfile.NamedTemporaryFile() as patterns:
            patterns.write(b"".join(needle + b"\n" for needle in needles))
            patterns.flush()
            done = subprocess.run(["grep", "-a", "-F", *(["-i"] if folded else []), "-f", patterns.name, *arguments],
                                  input=input, capture_output=True, env={"LC_ALL": "C", "PATH": os.environ["PATH"]})
        assert done.returncode in (0, 1), done.stderr
        return done.stdout

    def in_memory(self, pid):
        """The forms found in the writable memory of a running process (needs the right to read it)."""
        pieces = []
        with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
            for line in maps:
                bounds, rights = line.split()[:2]
                if not rights.startswith("rw"):
                    continue
                start, end = (int(bound, 16) for bound in bounds.split("-"))
                try:
                    memory.seek(start)
                    # Untouched pages are zeros: without them the search takes seconds.
                    pieces.append(re.sub(rb"\0{512,}", bytes(512), memory.read(end - start)))
                except (OSError, ValueError):
                    continue  # guarded pages
        return self.in_bytes(b"".join(pieces))
