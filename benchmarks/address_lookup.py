"""Ranked suggestions for what is being typed, against a linear scan over the same folded names in the same run."""

import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from geodata.address_book import AddressBook
from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city
from geodata.folding import fold

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "montreal" / "gbdouble.geojson"
PREFIXES = 5_000
LIMIT = 8


def run(*, quick: bool) -> list[dict[str, object]]:
    """Return milliseconds per suggestion, ours and the floor's; ``quick`` takes the demo city and fewer prefixes."""
    with tempfile.TemporaryDirectory() as folder:
        book, city = _book(Path(folder), quick=quick)
        names = [name for (name,) in book.reader.rows("SELECT search_name FROM street ORDER BY street_id")]
        typed = _typed_prefixes(book, random.Random(1), PREFIXES // 10 if quick else PREFIXES)
        book.suggest("rue")  # the first one loads the list of streets
        ours = _timed(lambda text: book.suggest(text, LIMIT), typed)
        floor = _timed(lambda text: _scan(names, text), typed)
        book.close()
    return [
        {
            "name": "address suggestions",
            "p50_ms": ours[0],
            "p99_ms": ours[1],
            "floor_p50_ms": floor[0],
            "floor_p99_ms": floor[1],
            "ratio": round(ours[1] / floor[1], 2),
            "note": f"{len(typed)} prefixes, {len(names)} streets, {city}; the floor scans, ranks nothing by number",
        }
    ]


def _book(folder: Path, *, quick: bool) -> tuple[AddressBook, str]:
    is_demo = quick or not DATA.is_file()
    artefact = folder / "geodata.db"
    build_artefact(BuildRequest(sides=write_demo_city(folder).sides if is_demo else DATA), artefact)
    return AddressBook.open(artefact), "the demo city" if is_demo else "Montréal"


def _typed_prefixes(book: AddressBook, draw: random.Random, count: int) -> list[str]:
    """Return addresses as they stand after some keystroke: a number mostly, the name cut anywhere."""
    sides = sorted(book.sides(book.side_ids()).values(), key=lambda side: side.side_id)
    drawn = draw.choices([side for side in sides if side.range], k=count)
    typed = []
    for side in drawn:
        name = draw.choice([str(side.street), side.street.name])
        number = f"{side.range.first} " if side.range and draw.random() < 0.7 else ""
        typed.append(number + name[: draw.randint(1, len(name))])
    return typed


def _scan(names: list[str], text: str) -> list[str]:
    """Look at every name: each typed word must begin one of its words; shorter names first."""
    words = [word for word in fold(text).split() if not word.isdecimal()]
    found = [name for name in names if all(f" {word}" in f" {name}" for word in words)]
    return sorted(found, key=lambda name: (len(name), name))[:LIMIT]


def _timed(suggest: Callable[[str], object], typed: list[str]) -> tuple[float, float]:
    """Return the median and the 99th percentile in milliseconds."""
    times = []
    for text in typed:
        started = perf_counter()
        suggest(text)
        times.append((perf_counter() - started) * 1000)
    cuts = quantiles(times, n=100)
    return round(cuts[49], 3), round(cuts[98], 3)


if __name__ == "__main__":
    for result in run(quick=False):
        print(result)
