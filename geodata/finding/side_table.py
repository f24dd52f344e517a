"""Rows of the artefact's side table as StreetSide, by id, segment, street, borough or sector."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

from geodata.artefact_reader import ArtefactReader, Row
from geodata.finding.street_index import Street
from geodata.finding.street_parts import parts_of_places
from geodata.folding import fold
from geodata.model import AddressRange, Hand, Parity, StreetName, StreetSide, StreetSideId
from geodata.spans import Ends, Span, spans

_SIDE = """
    SELECT side_id, segment_id, street_id, borough, sector, hand, first, last, parity, cross_streets FROM side
"""
_ONE = f"{_SIDE} WHERE side_id = ?"
_BY_ID = f"{_SIDE} WHERE side_id IN (SELECT value FROM json_each(?))"
_BY_SEGMENT = f"{_SIDE} WHERE segment_id = ? ORDER BY side_id"
_BY_STREET = f"{_SIDE} WHERE street_id = ?"
_STREETS = "SELECT street_id, kind, link, name, orientation, town FROM street"
_ALL_ENDS = "SELECT segment_id, meets FROM segment"
_ENDS = f"{_ALL_ENDS} WHERE segment_id IN (SELECT value FROM json_each(?))"
_STREETS_KEPT = 16_384
_CORNERS_KEPT = 65_536
_HANDS: dict[str | None, Hand | None] = {None: None, **{hand.value: hand for hand in Hand}}
_PARITIES: dict[str | None, Parity | None] = {None: None, **{parity.value: parity for parity in Parity}}
_GEOMETRY_BY_NAME = """
    SELECT coalesce(borough, side.town), geometry FROM side JOIN street USING (street_id)
    WHERE kind IS ? AND link IS ? AND name IS ? AND orientation IS ? AND geometry IS NOT NULL
"""


class SideTable:
    """The sides of one artefact."""

    def __init__(self, reader: ArtefactReader) -> None:
        """Read from this artefact."""
        self._reader = reader
        self._parts: dict[frozenset[StreetName], dict[str, int]] = {}
        self._of_street: Callable[[int], tuple[StreetSide, ...]] = lru_cache(maxsize=_STREETS_KEPT)(self._read_street)
        self._meets: Callable[[frozenset[str]], Iterable[tuple[str, str]]] = self._read_meets
        self._ends = lru_cache(maxsize=_STREETS_KEPT)(self._ends_of)

    def read_all(self) -> None:
        """Read the whole city at once, for who is about to ask for most of it street by street."""
        by_street: dict[int, list[StreetSide]] = defaultdict(list)
        for row in self._reader.rows(_SIDE):
            by_street[row[2]].append(_side(row, self.streets[row[2]]))
        sides = {street_id: tuple(found) for street_id, found in by_street.items()}
        meets: dict[str, str] = dict(self._reader.rows(_ALL_ENDS))
        self._of_street = lambda street_id: sides.get(street_id, ())
        self._meets = lambda segments: ((segment, meets[segment]) for segment in segments if segment in meets)

    @cached_property
    def streets(self) -> dict[int, Street]:
        """Every street by its id."""
        return {row[0]: Street(row[0], StreetName(*row[1:5]), row[5]) for row in self._reader.rows(_STREETS)}

    def one(self, side_id: str) -> StreetSide | None:
        """Return the side with this id."""
        return next(iter(self._sides(_ONE, side_id)), None)

    def by_id(self, side_ids: Iterable[str]) -> tuple[StreetSide, ...]:
        """Return the sides that exist among these ids, in no order."""
        return self._sides(_BY_ID, json.dumps(list(side_ids)))

    def of_segment(self, segment_id: str) -> tuple[StreetSide, ...]:
        """Return the sides of one segment, by id."""
        return self._sides(_BY_SEGMENT, segment_id)

    def of_streets(self, street_ids: Iterable[int]) -> tuple[StreetSide, ...]:
        """Return all sides of these streets, in no order."""
        return tuple(side for street_id in street_ids for side in self._of_street(street_id))

    def ids_where(self, column: str, value: str) -> tuple[StreetSideId, ...]:
        """Return the ids of the sides whose column (``borough`` or ``sector``) has this value."""
        rows = self._reader.rows(f"SELECT side_id FROM side WHERE {column} = ? ORDER BY side_id", [value])
        return tuple(StreetSideId(side_id) for (side_id,) in rows)

    def in_parts(self, sides: Iterable[StreetSide]) -> tuple[tuple[StreetSide, ...], ...]:
        """Group sides into continuous streets: one name, however spelled, in places that touch or nearly do."""
        kept = tuple(sides)
        if len({id(side.street) for side in kept}) == 1:  # as those of one street are: they share it
            return self._parts_of(kept)
        by_name: dict[str, list[StreetSide]] = {}
        for side in kept:
            by_name.setdefault(_folded(side.street), []).append(side)
        return tuple(part for named in by_name.values() for part in self._parts_of(named))

    def spans(self, street: Iterable[StreetSide]) -> dict[StreetSideId, Span]:
        """Return the numbers that each side of one street has or may have."""
        return spans(street, self._ends)

    def _ends_of(self, segments: frozenset[str]) -> Mapping[str, Ends]:
        return {segment: _ends(*json.loads(meets)) for segment, meets in self._meets(segments)}

    def _read_meets(self, segments: frozenset[str]) -> Iterable[tuple[str, str]]:
        return self._reader.rows(_ENDS, [json.dumps(list(segments))])

    def _read_street(self, street_id: int) -> tuple[StreetSide, ...]:
        return self._sides(_BY_STREET, street_id)

    def _parts_of(self, sides: Sequence[StreetSide]) -> tuple[tuple[StreetSide, ...], ...]:
        if len({side.borough or side.town for side in sides}) == 1:
            return (tuple(sides),)
        part_of = self._part_numbers(frozenset(side.street for side in sides))
        parts: dict[int | str, list[StreetSide]] = {}
        for side in sides:
            place = _place(side)
            parts.setdefault(part_of.get(place, place), []).append(side)
        return tuple(tuple(part) for part in parts.values())

    def _part_numbers(self, names: frozenset[StreetName]) -> dict[str, int]:
        if names not in self._parts:
            lines: dict[str, list[bytes]] = {}
            for name in names:
                words = (name.kind, name.link, name.name, name.orientation)
                for place, geometry in self._reader.rows(_GEOMETRY_BY_NAME, words):
                    lines.setdefault(place, []).append(geometry)
            self._parts[names] = parts_of_places(lines)
        return self._parts[names]

    def _sides(self, sql: str, parameter: str | int) -> tuple[StreetSide, ...]:
        streets = self.streets
        return tuple(_side(row, streets[row[2]]) for row in self._reader.rows(sql, [parameter]))


def _ends(one: list[str], other: list[str]) -> Ends:
    return frozenset(one), frozenset(other)


def _place(side: StreetSide) -> str:
    return side.borough or side.town


@lru_cache(maxsize=16384)
def _folded(name: StreetName) -> str:
    return fold(str(name))


@lru_cache(maxsize=_CORNERS_KEPT)
def _cross_streets(written: str | None) -> tuple[str, ...]:
    return tuple(json.loads(written)) if written else ()


def _side(row: Row, street: Street) -> StreetSide:
    side_id, segment_id, _, borough, sector, hand, first, last, parity, met = row
    return StreetSide(
        side_id=StreetSideId(side_id),
        segment_id=segment_id,
        street=street.name,
        town=street.town,
        borough=borough,
        sector=sector,
        hand=_HANDS[hand],
        range=None if first is None or last is None else AddressRange(first, last),
        parity=_PARITIES[parity],
        cross_streets=_cross_streets(met),
    )
