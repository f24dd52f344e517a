"""What clerks send, read by the real reader: streets and numbers in the forms that a row may have, good and bad.

Floor: the same sides by their ids, read as well.
"""

import random
import string
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from geodata.address_book import AddressBook
from geodata.model import AddressRange, StreetSide
from infoneige.clock import SystemClock
from infoneige.desk.reading import read_plan
from schedules.local_time import to_local
from schedules.plan_table.unusable import UnusableFileError

BY_NUMBERS = "voie;de;a;cote;arrondissement"
_MISSPELT = 900
"""Different names, each in many rows: a file with more is refused as a whole, and sooner."""


def measure(artefact: Path, rows: int) -> Iterator[dict[str, object]]:
    """Yield what each form takes to be read, every street for the first time."""
    with closing(AddressBook.open(artefact)) as book:
        sides = numbered(book, rows)
    floor, _ = _cpu_to_read(artefact, "cote_rue_id", (side.side_id for side, _ in sides))
    forms: dict[str, tuple[str, Callable[[StreetSide, AddressRange], str]]] = {
        "street and numbers": (BY_NUMBERS, by_numbers),
        "address in one cell": ("voie;arrondissement", lambda side, its: f"{its.first} {side.street};{_place(side)}"),
    }
    for form, (header, written) in forms.items():
        seconds, said = _cpu_to_read(artefact, header, (written(*known) for known in sides))
        yield _figures(form, len(sides), said, seconds, floor)
    for form, names in {"misspelt street": _misspelt(sides), "unknown street": _invented()}.items():
        seconds, said = _cpu_to_read(artefact, "voie", (names[at % len(names)] for at in range(rows)))
        yield _figures(form, rows, said, seconds, floor)


def numbered(book: AddressBook, most: int) -> list[tuple[StreetSide, AddressRange]]:
    """Return sides with their civic numbers, drawn from the whole city."""
    sides = book.sides(book.side_ids())
    known = [(side, side.range) for _, side in sorted(sides.items()) if side.range]
    return random.Random(3).sample(known, min(most, len(known)))


def by_numbers(side: StreetSide, its: AddressRange) -> str:
    """Return the cells under ``BY_NUMBERS``."""
    return f"{side.street};{its.first};{its.last};{its.parity.value};{_place(side)}"


def plan_text(header: str, rows: Iterable[str], now: datetime) -> bytes:
    """Return a file of tomorrow night's bans."""
    tomorrow = to_local(now).date() + timedelta(days=1)
    hours = f"{tomorrow} 19:00;{tomorrow + timedelta(days=1)} 07:00"
    return "\n".join([f"{header};etat;debut;fin", *(f"{row};planifié;{hours}" for row in rows), ""]).encode()


def _cpu_to_read(artefact: Path, header: str, rows: Iterable[str]) -> tuple[float, str]:
    """Return the seconds of the processor, and how many rows were rejected or why the file was."""
    now = SystemClock().now()
    text, begun = plan_text(header, rows, now), time.process_time()
    with closing(AddressBook.open(artefact)) as book:
        try:
            said = f"{len(read_plan(text, book, now, day_first=False).rejected):,}"
        except UnusableFileError as error:
            said = error.reason
    return time.process_time() - begun, said


def _figures(form: str, rows: int, rejected: str, seconds: float, floor: float) -> dict[str, object]:
    return {
        "name": f"desk: {rows:,} rows by {form} read",
        "rejected": rejected,
        "cpu_seconds": round(seconds, 2),
        "floor_seconds": round(floor, 2),
        "ratio": round(seconds / floor, 1),
        "goal": "3 s",
    }


def _place(side: StreetSide) -> str:
    return side.borough or side.town


def _misspelt(sides: Iterable[tuple[StreetSide, AddressRange]]) -> list[str]:
    names = sorted({str(side.street) for side, _ in sides})[:_MISSPELT]
    return [f"{name[:-2]}{name[-1]}{name[-2]}" for name in names]


def _invented() -> list[str]:
    draw = random.Random(4)
    return [f"rue {''.join(draw.choices(string.ascii_lowercase, k=12))}" for _ in range(_MISSPELT)]
