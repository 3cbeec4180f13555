"""Extracts cut from deploy/data: rows as they stand in the file, chosen by person, with the truth beside them."""

import re

from processes import SOURCE_DIR

DATA = SOURCE_DIR / "deploy" / "data"


class Extract:
    def __init__(self, header, rows):
        self.header, self.rows = header, rows

    def persons(self):
        return {person_of(row) for row in self.rows}

    def write(self, path):
        path.write_text("".join(line + "\n" for line in [self.header] + self.rows))
        return path

    def part(self, start, stop):
        return Extract(self.header, self.rows[start:stop])

    def with_columns(self, **columns):
        """The same rows with further columns, each a value or a function of the row's position."""
        rows = [", ".join([row] + [value(i) if callable(value) else value for value in columns.values()])
                for i, row in enumerate(self.rows)]
        return Extract(", ".join([self.header, *columns]), rows)


def person_of(row):
    return int(re.match(r"rec-(\d+)-", row).group(1))


def read(name, persons=None):
    """`persons`: a range of person numbers; None = all."""
    header, *rows = (DATA / f"{name}.csv").read_text().splitlines()
    return Extract(header, [row for row in rows if persons is None or person_of(row) in persons])
