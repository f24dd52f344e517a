"""Text that a resident typed -> CivicAddress. Knows how addresses are written, not which streets exist."""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from geodata.address_words import BUILDING_WORDS, KINDS, REGIONS
from geodata.folding import fold

MAX_LENGTH: Final = 160
"""Longer text is no address: cutting it could cut a number in two, so it is read as nothing."""

_MOST_DIGITS: Final = 6
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_FRACTIONS: Final = str.maketrans({"½": " 1/2", "¼": " 1/4", "¾": " 3/4"})
_UNIT_DASH = re.compile(r"([0-9][a-z]?)\s*-\s*(?=[0-9])", re.IGNORECASE)
_LETTER_DASH = re.compile(r"([0-9])\s*-\s*(?=[a-z]\b)", re.IGNORECASE)
_POSTAL = re.compile(r"\b([abceghj-nprstvxy][0-9][a-z])(?: ?([0-9][a-z][0-9]))?\b")
_FLOOR = re.compile(
    r"\b((?:(?:[0-9]+(?:e|er|re|eme|ieme|st|nd|rd|th)|premier|deuxieme|troisieme|first|second|third|ground) )?"
    r"(?:etage|floor)(?: [0-9]+)?|rez de chaussee|rdc|sous sol|basement)\b"
)
_UNIT_WORDS = "app|appt|appartement|apartment|apt|unit|unite|suite|bureau|local"
_UNIT = re.compile(rf"(?:\b(?:{_UNIT_WORDS}) ?#?|#) ?([0-9]+[a-z]?|[a-z])\b~?")
_LONE_SIGN = re.compile(rf"^((?:(?!\b(?:{_UNIT_WORDS}) ?#)[^0-9#])*)# ?(?=[0-9]+[a-z]?\b[^0-9#]*$)")
_NUMBER_WORD = re.compile(r"\b(?:no|numero|number) ?(?=[0-9])|\bn° ?")
_RUN_ON = re.compile(r"(?<=^[0-9]{4})(?=[a-z]{2})|(?<=^[0-9]{5})(?=[a-z]{2})")
_THOUSANDS = re.compile(r"(?P<thousands>[0-9]{1,2}) (?P<rest>[0-9]{3}) +(?=[a-z])")
_NUMBER = rf"(?P<civic>[0-9]{{1,{_MOST_DIGITS}}})(?:\s?(?P<fraction>[1-3]/[1-9])|(?P<letter>[a-z]))?"
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
    ``other_civic`` is what else may be the civic number of two: 101 in ``101-85``, 820 in ``4 820``.
    """

    civic: int | None
    suffix: str | None
    unit: str | None
    words: tuple[str, ...]
    places: tuple[tuple[str, ...], ...]
    postal_code: str | None
    other_civic: int | None = None

    def with_other_number(self) -> "CivicAddress | None":
        """Return the other reading of ``101-85``, where the unit stands last; None where only one number stands."""
        if self.other_civic is None:
            return None
        return replace(self, civic=self.other_civic, unit=str(self.civic), other_civic=self.civic)

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
    line, _ = _take(_FLOOR, line)
    line, unit = _take(_UNIT, _NUMBER_WORD.sub("", _LONE_SIGN.sub(r"\1", line)))
    number, rest = _take_number(_RUN_ON.sub(" ", line))
    words, *places = _parts(rest) or [()]
    return CivicAddress(
        civic=int(number["civic"] or 0) if number else None,
        suffix=_suffix(number),
        unit=unit or (number.get("unit") if number else None),
        words=words,
        places=tuple(places),
        postal_code=postal.upper() if postal else None,
        other_civic=_other_civic(number),
    )


def _plain(text: str) -> str:
    """Fold, keeping the two uses of a hyphen that carry meaning: ``3-4820`` as ``3~4820``, ``1234-A`` as ``1234a``."""
    plain = text.replace("~", " ")
    visible = plain if plain.isprintable() else "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    dashed = visible if visible.isascii() else visible.translate(_DASHES).translate(_FRACTIONS)
    return fold(_LETTER_DASH.sub(r"\1", _UNIT_DASH.sub(r"\1~", dashed))).replace(" ,", ",")


def _take(pattern: re.Pattern[str], line: str) -> tuple[str, str | None]:
    """Cut the first hit out of the line; the groups of the hit, joined, are what it said."""
    hit = pattern.search(line)
    if hit is None:
        return line, None
    return f"{line[: hit.start()]} , {line[hit.end() :]}".strip(" ,"), " ".join(filter(None, hit.groups()))


def _take_number(line: str) -> tuple[dict[str, str | None] | None, str]:
    """Cut the civic number out of the line: the leading one, else the last one that is not the first word."""
    spaced = _THOUSANDS.match(line)
    if spaced and not BUILDING_WORDS.issuperset(_WORD.findall(line[spaced.end() :])):
        return _joined(spaced), line[spaced.end() :]
    leading = None if _ORDINAL_STREET.match(line) else _LEADING.match(line)
    if leading:
        return leading.groupdict(), line[leading.end() :]
    inner = max(_INNER.finditer(line), key=re.Match.start, default=None)
    if inner:
        return inner.groupdict(), f"{line[: inner.start()]} {line[inner.end() :]}"
    return None, line


def _joined(spaced: re.Match[str]) -> dict[str, str | None]:
    """Read ``4 820`` as 4820; it may still be unit 4 at 820."""
    civic = f"{spaced['thousands']}{spaced['rest']}"
    return {"civic": civic, "fraction": None, "letter": None, "other": spaced["rest"]}


def _other_civic(number: dict[str, str | None] | None) -> int | None:
    """Return the first of two numbers: ``101-85`` is unit 101 at 85 in Canada, but some put the unit last."""
    other = number and (number.get("other") or number.get("unit"))
    return int(other) if other and other.isdecimal() and len(other) <= _MOST_DIGITS else None


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
