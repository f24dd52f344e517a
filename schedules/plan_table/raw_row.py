"""A row as its file has it."""

from dataclasses import dataclass

SHOWN = 80
"""How much of a bad row or cell its report quotes, in characters."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """The cells of one row as written, and the line of the file, or row of the sheet, where it starts (from 1)."""

    line: int
    cells: tuple[str, ...]
