"""What a row of a plan is about -> the sides of street: one, those of a street, a borough, a sector, the city."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from geodata.folding import fold
from geodata.matching import Ambiguous, NotFound
from geodata.model import Parity, StreetSideId
from schedules.plan_table.columns import COLUMN_WORDS, Column
from schedules.plan_table.plain_text import clean
from schedules.plan_table.refusals import RefusedCellError
from schedules.plan_table.street_directory import StreetDirectory
from schedules.plan_table.unusable import UnusableFileError

MOST_STREETS_REFUSED = 1_000
"""Different streets; a file with more was made for another city, and looking for suggestions takes time."""

_SHOWN = 6
_ALIKE = 3
_LIKENESS = 0.75
_FORMULA = ("=", "+", "-", "@")
_SIDE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}")
_EXCEL_NUMBER = re.compile(r"[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+|[0-9]+[.,][0-9]+")


@dataclass(frozen=True, slots=True)
class Target:
    """The cells of a row that say what it is about, cleaned; None where blank. They narrow each other down."""

    side_id: str | None = None
    street: str | None = None
    first: int | None = None
    last: int | None = None
    parity: Parity | None = None
    borough: str | None = None
    sector: str | None = None
    whole_city: bool = False


@dataclass(frozen=True, slots=True)
class _Sector:
    """The sides of a sector, and the borough in which they all are: it tells streets of one name apart."""

    sides: frozenset[StreetSideId]
    only_borough: str | None


class TargetFinder:
    """Finds the sides that targets name, each different target once."""

    def __init__(self, directory: StreetDirectory) -> None:
        """Take the city's streets."""
        self._directory = directory
        self._known = directory.side_ids()
        self._boroughs = {fold(clean(name)): name for name in directory.borough_names()}
        self._sectors = {fold(clean(name)): name for name in directory.sector_names()}
        self._borough_of = cache(self._find_borough)
        self._sector_of = cache(self._find_sector)
        self._found: dict[Target, tuple[StreetSideId, ...] | RefusedCellError] = {}
        self._streets_refused = 0

    def is_known(self, side_id: StreetSideId) -> bool:
        """Say whether the city has this side."""
        return side_id in self._known

    def sides(self, target: Target) -> tuple[StreetSideId, ...]:
        """Return the sides, at least one.

        An id alone decides and may be one that the city does not have. RefusedCellError for what names no side or
        could name several streets; UnusableFileError after ``MOST_STREETS_REFUSED`` streets that cannot be used.
        """
        if target.side_id is not None:
            return (self._side(target.side_id),)
        found = self._found.get(target)
        if found is None:
            found = self._found[target] = self._find(target)
        if isinstance(found, RefusedCellError):
            raise found.with_traceback(None)
        return found

    def _side(self, text: str) -> StreetSideId:
        side_id = StreetSideId(text)
        if side_id in self._known:
            return side_id
        if _EXCEL_NUMBER.fullmatch(text):
            advice = "format the column as text in the spreadsheet and export it again"
            raise RefusedCellError(Column.SIDE_ID, text, "a spreadsheet has turned this id into a number", advice)
        _refuse_formula(Column.SIDE_ID, text)
        if not _SIDE_ID.fullmatch(text):
            advice = "write the id as the city's street file has it"
            raise RefusedCellError(Column.SIDE_ID, text, "this cannot be the id of a side of street", advice)
        return side_id

    def _find(self, target: Target) -> tuple[StreetSideId, ...] | RefusedCellError:
        try:
            return self._on_street(target, target.street) if target.street else self._in_area(target)
        except RefusedCellError as refusal:
            self._streets_refused += 1
            if self._streets_refused > MOST_STREETS_REFUSED:
                reason = f"more than {MOST_STREETS_REFUSED:,} different streets or areas cannot be used"
                raise UnusableFileError(
                    reason=reason, suggestion="check that the plan and the street file are of one city"
                ) from refusal
            return refusal

    def _on_street(self, target: Target, street: str) -> tuple[StreetSideId, ...]:
        _refuse_formula(Column.STREET, street)
        if target.first and target.last and target.first > target.last:
            advice = f"write {target.last} to {target.first}"
            raise RefusedCellError(Column.LAST, str(target.last), "the range runs backwards", advice)
        sector = self._sector(target)
        found = self._directory.sides_on_street(
            street,
            borough=self._borough_name(target) or (sector.only_borough if sector else None),
            first=target.first,
            last=target.last,
            parity=target.parity,
        )
        if isinstance(found, Ambiguous):
            raise _several_streets(street, found)
        if isinstance(found, NotFound):
            raise _no_street(target, street, found)
        sides = tuple([side.side_id for side in found if sector is None or side.side_id in sector.sides])
        if not sides:
            raise _no_street(target, street, NotFound())
        return sides

    def _in_area(self, target: Target) -> tuple[StreetSideId, ...]:
        if target.first or target.last:
            raise RefusedCellError(
                Column.STREET, "", "civic numbers without a street", "write the street in this column"
            )
        if not (target.borough or target.sector or target.whole_city):
            advice = "write an id, a street, a borough or a sector, or * as the street for the whole city"
            raise RefusedCellError(Column.SIDE_ID, "", "the row does not say which sides of street", advice)
        borough, sector = self._borough_name(target), self._sector(target)
        sides = frozenset(self._directory.sides_in_borough(borough)) if borough else self._known
        if sector is not None:
            sides &= sector.sides
        kept = tuple(sorted(self._of_parity(sides, target.parity) if target.parity else sides))
        if not kept:
            column, value = _narrowest(target)
            raise RefusedCellError(column, value, "no side of street is there", "check the other cells of the row")
        return kept

    def _of_parity(self, sides: Iterable[StreetSideId], parity: Parity) -> Iterable[StreetSideId]:
        """Keep the sides of a parity, and those whose numbers are mixed or unknown: a ban too many harms less."""
        known = self._directory.sides(sides)
        return (side_id for side_id, side in known.items() if side.parity in (parity, Parity.MIXED, None))

    def _borough_name(self, target: Target) -> str | None:
        return self._borough_of(target.borough) if target.borough else None

    def _find_borough(self, text: str) -> str:
        return _look_up(Column.BOROUGH, text, self._boroughs, self._boroughs_like)

    def _sector(self, target: Target) -> "_Sector | None":
        return self._sector_of(target.sector) if target.sector else None

    def _find_sector(self, text: str) -> "_Sector":
        name = _look_up(Column.SECTOR, text, self._sectors, self._sectors_like)
        sides = frozenset(self._directory.sides_in_sector(name))
        boroughs = {side.borough for side in self._directory.sides(sides).values()}
        return _Sector(sides, boroughs.pop() if len(boroughs) == 1 else None)

    def _boroughs_like(self, text: str) -> Iterable[str]:
        known = frozenset(self._boroughs.values())
        return (name for name in self._directory.places_like(text) if name in known)

    def _sectors_like(self, text: str) -> Iterable[str]:
        return (self._sectors[name] for name in get_close_matches(fold(text), self._sectors, _ALIKE, _LIKENESS))


def _look_up(column: Column, text: str, names: dict[str, str], alike: Callable[[str], Iterable[str]]) -> str:
    _refuse_formula(column, text)
    word = fold(text)
    if word in names:
        return names[word]
    close = list(alike(text))[:_ALIKE]
    advice = f"did you mean {' or '.join(close)}?" if close else "write it as the city's street file does"
    if not names:
        advice = "the street file has none, name the streets"
    raise RefusedCellError(column, text, f"the city has no {COLUMN_WORDS[column][1]} of this name", advice)


def _refuse_formula(column: Column, text: str) -> None:
    if text.startswith(_FORMULA):
        raise RefusedCellError(column, text, "this looks like a spreadsheet formula", "write plain text")


def _several_streets(street: str, found: Ambiguous) -> RefusedCellError:
    streets = dict.fromkeys(f"{side.street}, {side.borough or side.town}" for side in found.choices)
    advice = f"write one of them with its borough: {_some(streets)}"
    return RefusedCellError(Column.STREET, street, "several streets bear this name", advice)


def _no_street(target: Target, street: str, found: NotFound) -> RefusedCellError:
    narrowed = target.first or target.last or target.parity or target.borough or target.sector
    reason = "no side of street matches these cells" if narrowed else "the city has no street of this name"
    advice = f"did you mean {_some(found.suggestions)}?" if found.suggestions else "check the street's name and numbers"
    return RefusedCellError(Column.STREET, street, reason, advice)


def _some(names: Iterable[str]) -> str:
    shown = list(names)
    more = "; ..." if len(shown) > _SHOWN else ""
    return "; ".join(shown[:_SHOWN]) + more


def _narrowest(target: Target) -> tuple[Column, str]:
    if target.sector:
        return Column.SECTOR, target.sector
    return (Column.BOROUGH, target.borough) if target.borough else (Column.STREET, "*")
