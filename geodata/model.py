"""The words of the street: sides, segments, ranges, names. Knows nothing of files, databases or snow."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

_ORDINAL = re.compile(r"\d+(re|er|e)")
_ENGLISH_KIND = re.compile(
    "ave|blvd|close|court|cr|cres|crescent|crt|ct|dr|drive|gdns|grove|hill|hts|hwy|highway|lane|ln|pkwy|parkway|pl|"
    "rd|ridge|road|row|sq|st|street|ter|terrace|trail|way"
)
_ENGLISH_TURN = re.compile("(north|south)?(east|west)?|w|[ns][ew]")

StreetSideId = NewType("StreetSideId", str)
"""The city's own key of one side of one segment (Montréal: COTE_RUE_ID). Text, whatever its shape."""


class Hand(StrEnum):
    """Which hand a side lies on when one walks along its segment as digitised."""

    LEFT = "left"
    RIGHT = "right"


class Parity(StrEnum):
    """What the civic numbers of a side have in common; this, and not left or right, is how people name a side."""

    EVEN = "even"
    ODD = "odd"
    MIXED = "mixed"

    @classmethod
    def of(cls, civic: int) -> "Parity":
        """Return the parity of one civic number."""
        return cls.ODD if civic % 2 else cls.EVEN


class GeodataError(Exception):
    """Something about streets that the person at the keyboard can act upon; its text says what to do."""


@dataclass(frozen=True, slots=True)
class AddressRange:
    """The civic numbers of one side, both ends included, the smaller first."""

    first: int
    last: int

    def __post_init__(self) -> None:
        """Refuse what is not a range."""
        if not 0 < self.first <= self.last:
            message = f"a range of civic numbers runs upwards from 1, not {self.first} to {self.last}"
            raise ValueError(message)

    @property
    def parity(self) -> Parity:
        """Return what both ends have in common."""
        first, last = Parity.of(self.first), Parity.of(self.last)
        return first if first is last else Parity.MIXED

    def contains(self, civic: int) -> bool:
        """Say whether this civic number lies in the range and has its parity."""
        return self.first <= civic <= self.last and self.parity in (Parity.MIXED, Parity.of(civic))


@dataclass(frozen=True, slots=True)
class StreetName:
    """A street's name in the four parts that French gives it: *rue* | *de la* | *Montagne* | *Ouest*."""

    kind: str | None
    link: str | None
    name: str
    orientation: str | None

    def __str__(self) -> str:
        """Return the name as a sign would show it: ``rue de l'Église Est``, ``2e Avenue``, ``Main Street N``."""
        if self._is_english:
            return " ".join(filter(None, (self.link, self.name, self.kind, self.orientation)))
        if self.kind and not self.link and _ORDINAL.fullmatch(self.name):
            return " ".join(filter(None, (self.name, self.kind.capitalize(), self.orientation)))
        link = self.link or ""
        joint = "" if not link or link.endswith("'") else " "
        parts = (self.kind, f"{link}{joint}{self.name}", self.orientation)
        return " ".join(part for part in parts if part)

    @property
    def _is_english(self) -> bool:
        """Say so by the type, or by the orientation where the type is a word of both languages, such as *avenue*."""
        kind, turn = ((part or "").casefold().rstrip(".") for part in (self.kind, self.orientation))
        return bool(_ENGLISH_KIND.fullmatch(kind) or (kind and turn and _ENGLISH_TURN.fullmatch(turn)))


@dataclass(frozen=True, slots=True)
class StreetSide:
    """One side of one segment, and all that is needed to name it to a person.

    ``parity`` is None when neither this side, the opposite one nor a neighbour has a range; then ``cross_streets``
    (the names met at the segment's two ends) name the side, and an invented parity never does.
    """

    side_id: StreetSideId
    segment_id: str | None
    street: StreetName
    town: str
    borough: str | None
    sector: str | None
    hand: Hand | None
    range: AddressRange | None
    parity: Parity | None
    cross_streets: tuple[str, ...] = ()
