"""How events hang together: the text of each, the hash that covers it and the hash before it, and what breaks it. Pure.

Whoever can write to the database can also write every hash anew: the chain alone finds what was changed by hand, by a
script or by a fault. Against the rest stands a head, number and hash, that somebody else kept.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple

from infoneige.errors import ServiceError

FIRST = 1
_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})", re.ASCII)


class Head(NamedTuple):
    """The last event of a trail; number 0 and no hash for an empty one."""

    number: int
    hash: str

    def __str__(self) -> str:
        """Return ``NUMBER:HASH``, as ``read_head`` takes it."""
        return f"{self.number}:{self.hash}"


NOTHING = Head(0, "")


class Row(NamedTuple):
    """One event as it is stored; ``detail`` is canonical JSON."""

    number: int
    happened_at: str
    actor: str
    verb: str
    subject: str
    detail: str
    previous_hash: str
    hash: str


class Fault(StrEnum):
    """What is wrong with the first bad row."""

    EDITED = "edited"
    MISSING = "missing"
    REORDERED = "reordered"
    INSERTED = "inserted"
    UNCHAINED = "unchained"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found: ``count`` rows that fit, the last of them ``head``; of what breaks, where and why."""

    count: int
    head: Head
    first_bad: int | None = None
    fault: Fault | None = None
    why: str = ""

    @property
    def intact(self) -> bool:
        """Say whether nothing breaks."""
        return self.fault is None


def canonical(value: Mapping[str, object]) -> str:
    """Return JSON of one spelling only: names sorted, no spaces, every text in Unicode's form NFC.

    Raises:
        ServiceError: it is not JSON, or holds a number that JSON has not.
    """
    try:
        once = clean(json.dumps(value, ensure_ascii=False, allow_nan=False))
        return json.dumps(json.loads(once), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        message = f"what is recorded must be JSON: {error}"
        raise ServiceError(message) from error


def clean(text: str) -> str:
    """Return the text in NFC, with a question mark for what no database takes: halves of characters, and NUL."""
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8").replace("\0", "?"))


def digest(row: Row) -> str:
    """Return the SHA-256, in hexadecimal, that a row must bear: every column but the hash, each after its length."""
    found = sha256()
    for column in row[:-1]:
        data = str(column).encode("utf-8", "replace")
        found.update(b"%d:" % len(data))
        found.update(data)
    return found.hexdigest()


def chained(row: Row) -> Row:
    """Return the row with its own hash."""
    return row._replace(hash=digest(row))


def read_head(text: str) -> Head:
    """Return the head that ``NUMBER:HASH`` names.

    Raises:
        ServiceError: it is written otherwise.
    """
    found = _HEAD.fullmatch(text.strip())
    if found is None:
        message = "a head is written NUMBER:HASH, as `infoneige audit head` prints it, with 64 hexadecimal digits"
        raise ServiceError(message)
    return Head(int(found[1]), found[2])


def verify(rows: Iterable[Any], head: Head, kept: Head | None = None, *, after: Head = NOTHING) -> Verdict:
    """Follow the chain through rows given by number, up to ``head``, and stop at the first that breaks it.

    ``kept`` is a head noted earlier, elsewhere: the trail must still hold that very event. The rows follow ``after``.
    """
    last = after
    if kept is not None and kept.number > head.number:
        why = f"the trail ends at {head.number}, before the head that was kept"
        return Verdict(last.number, last, head.number + 1, Fault.MISSING, why)
    for row in map(Row._make, rows):
        if wrong := _fault(row, last, head, kept):
            return Verdict(last.number, last, last.number + 1, *wrong)
        last = Head(row.number, row.hash)
    return Verdict(last.number, last, *_fault_at_end(last, head))


def _fault_at_end(last: Head, head: Head) -> tuple[()] | tuple[int, Fault, str]:
    """Return what is wrong where no row follows ``last``, nothing if it is the head."""
    if last.number < head.number:
        return last.number + 1, Fault.MISSING, f"{_gap(last.number + 1, head.number)} missing at the end"
    if last != head:
        return last.number, Fault.HEAD, "the last row is not the one that the head names"
    return ()


def _fault(row: Row, last: Head, head: Head, kept: Head | None) -> tuple[Fault, str] | None:
    """Return what is wrong with the row that follows ``last``, None if nothing is."""
    due = last.number + 1
    if row.number != due:
        return _misnumbered(row, due)
    if row.number > head.number:
        return Fault.INSERTED, f"the trail ended at {head.number}, this row was put after it"
    if digest(row) != row.hash:
        return _altered(row, head)
    if row.previous_hash != last.hash:
        return Fault.UNCHAINED, f"it does not follow row {last.number}: that one was written over, or this one put in"
    if kept is not None and row.number == kept.number and row.hash != kept.hash:
        return Fault.UNCHAINED, "it is not the row of the head that was kept: the trail was written anew"
    return None


def _misnumbered(row: Row, due: int) -> tuple[Fault, str]:
    if not isinstance(row.number, int) or row.number < due:
        return Fault.INSERTED, f"a row numbered {row.number} was put in"
    return Fault.MISSING, f"{_gap(due, row.number - 1)} missing"


def _gap(first: int, last: int) -> str:
    return f"row {first} is" if first == last else f"rows {first} to {last} are"


def _altered(row: Row, head: Head) -> tuple[Fault, str]:
    """Say whether a row whose hash does not fit was written under another number, or is another than was written."""
    for number in range(FIRST, head.number + 2):
        if digest(row._replace(number=number)) == row.hash:
            return Fault.REORDERED, f"this row was written as number {number}"
    return Fault.EDITED, "its content is not what its hash covers"
