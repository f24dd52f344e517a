"""Text that a resident typed -> CivicAddress. Knows how addresses are written, not which streets exist."""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from geodata.address_words import BUILDING_WORDS, KINDS, REGIONS
from geodata.folding import fold

MAX_LENGTH: Final = 160
"""Longer text is no address: cutting it could cut a number in two, so it is read as nothing."""

_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_FRACTIONS: Final = str.maketrans({"½": " 1/2", "¼": " 1/4", "¾": " 3/4"})
_UNIT_DASH = re.compile(r"([0-9][a-z]?)\s*-\s*(?=[0-9])", re.IGNORECASE)
_LETTER_DASH = re.compile(r"([0-9])\s*-\s*(?=[a-z]\b)", re.IGNORECASE)
_POSTAL = re.compile(r"\b([a-z][0-9][a-z]) ?([0-9][a-z][0-9])\b")
_UNIT_WORDS = "app|appt|appartement|apartment|apt|unit|unite|suite|bureau|local"
_UNIT = re.compile(rf"(?:\b(?:{_UNIT_WORDS}) ?#?|#) ?([0-9]+[a-z]?|[a-z])\b~?")
_NUMBER = r"(?P<civic>[0-9]{1,6})(?:\s?(?P<fraction>[1-3]/[1-9])|(?P<letter>[a-z]))?"
_KIND_AHEAD = "|".join(sorted(KINDS, key=len, reverse=True))
_LEADING = re.compile(
    rf"(?:(?P<unit>[0-9]+[a-z]?)~)?{_NUMBER}(?:\s(?P<apart>[a-d])(?=\s(?:{_KIND_AHEAD})\b|\s?,))?(?![\w/~])[\s,]*"
)
_ORDINAL_STREET = re.compile(r"[0-9]{1,3}e (?:avenue|av|ave|rue|street|st|boulevard|boul|terrasse|place|croissant)\b")
_INNER = re.compile(rf"(?<=\s){_NUMBER}(?![\w/~])")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class CivicAddress:
    """What the text says, in folded words, in the order typed.

    ``words`` hold the street: type, link words, name, orientation and perhaps a town, which only the street index can
    tell apart. ``places`` are what stood after a comma, one tuple of words each. ``suffix`` is ``A`` or ``1/2``.
    """

    civic: int | None
    suffix: str | None
    unit: str | None
    words: tuple[str, ...]
    places: tuple[tuple[str, ...], ...]
    postal_code: str | None

    def with_number_as_name(self) -> "CivicAddress | None":
        """Return the other reading of ``20 avenue`` and ``autoroute 40``; None where the words hold a name already."""
        if self.civic is None or not self.words or not BUILDING_WORDS.issuperset(self.words):
            return None
        return replace(self, civic=None, suffix=None, words=(*self.words, str(self.civic)))


NOTHING: Final = CivicAddress(civic=None, suffix=None, unit=None, words=(), places=(), postal_code=None)
"""What is read from text that is no address."""


def parse(text: str) -> CivicAddress:
    """Read an address in French or English. Never raises; what cannot be read is `NOTHING`."""
    if len(text) > MAX_LENGTH:
        return NOTHING
    line, postal = _take(_POSTAL, _plain(text))
    line, unit = _take(_UNIT, line)
    number, rest = _take_number(line)
    words, *places = _parts(rest) or [()]
    return CivicAddress(
        civic=int(number["civic"] or 0) if number else None,
        suffix=_suffix(number),
        unit=unit or (number.get("unit") if number else None),
        words=words,
        places=tuple(places),
        postal_code=postal.upper() if postal else None,
    )


def _plain(text: str) -> str:
    """Fold, keeping the two uses of a hyphen that carry meaning: ``3-4820`` as ``3~4820``, ``1234-A`` as ``1234a``."""
    visible = "".join(sign for sign in text.replace("~", " ") if unicodedata.category(sign) != "Cf")
    dashed = visible.translate(_DASHES).translate(_FRACTIONS)
    return fold(_LETTER_DASH.sub(r"\1", _UNIT_DASH.sub(r"\1~", dashed))).replace(" ,", ",")


def _take(pattern: re.Pattern[str], line: str) -> tuple[str, str | None]:
    """Cut the first hit out of the line; the groups of the hit, joined, are what it said."""
    hit = pattern.search(line)
    if hit is None:
        return line, None
    return f"{line[: hit.start()]} , {line[hit.end() :]}".strip(" ,"), " ".join(hit.groups())


def _take_number(line: str) -> tuple[dict[str, str | None] | None, str]:
    """Cut the civic number out of the line: the leading one, else the last one that is not the first word."""
    leading = None if _ORDINAL_STREET.match(line) else _LEADING.match(line)
    if leading:
        return _in_order(leading.groupdict()), line[leading.end() :]
    inner = max(_INNER.finditer(line), key=re.Match.start, default=None)
    if inner:
        return inner.groupdict(), f"{line[: inner.start()]} {line[inner.end() :]}"
    return None, line


def _in_order(number: dict[str, str | None]) -> dict[str, str | None]:
    """Tell ``3-4820`` (unit first) from ``4820-3`` (unit last): the civic number is the greater one."""
    unit, civic = number["unit"], number["civic"]
    if unit and civic and unit.isdecimal() and int(unit) > int(civic) and len(unit) <= len("123456"):
        return {**number, "unit": civic, "civic": unit}
    return number


def _suffix(number: dict[str, str | None] | None) -> str | None:
    if number is None:
        return None
    letter = number["fraction"] or number["letter"] or number.get("apart")
    return letter.upper() if letter else None


def _parts(line: str) -> list[tuple[str, ...]]:
    """Split at commas and brackets into words; parts that name only the province or nothing are dropped."""
    parts = [tuple(_WORD.findall(part)) for part in re.split(r"[,;()\[\]]", line)]
    named = [part for part in parts if part]
    return named[:1] + [place for place in map(_without_regions, named[1:]) if place]


def _without_regions(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in REGIONS)
