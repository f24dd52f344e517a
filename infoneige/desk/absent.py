"""The boroughs and sectors that one expects in a load, since the last operation had them, and does not find."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from geodata.address_book import AddressBook
from geodata.model import StreetSideId
from infoneige.desk.model import AbsentArea

LAST_OPERATION = timedelta(days=14)
"""An operation takes days: the last one is what was announced within this time, or else by the last publish."""

AreaName = tuple[str, str]
"""The kind of an area, ``borough`` or ``sector``, and its name."""


def absent_areas(
    areas_of: Mapping[StreetSideId, Collection[AreaName]],
    last: Iterable[StreetSideId],
    now_named: Iterable[StreetSideId],
) -> tuple[AbsentArea, ...]:
    """Return the areas of which the load names none, or under half, of as many sides as the last operation had."""
    before, now = (Counter(area for side in sides for area in areas_of.get(side, ())) for sides in (last, now_named))
    return tuple(
        AbsentArea(name, kind, sides_last, now[kind, name])
        for (kind, name), sides_last in sorted(before.items())
        if now[kind, name] * 2 < sides_last
    )


def areas_of_sides(book: AddressBook) -> dict[StreetSideId, tuple[AreaName, ...]]:
    """Return the borough (the town where there is none) and the sector, if any, of every side of the street file."""
    rows = book.reader.rows("SELECT side_id, coalesce(borough, town), sector FROM side")
    return {
        StreetSideId(side_id): (("borough", borough), ("sector", sector)) if sector else (("borough", borough),)
        for side_id, borough, sector in rows
    }
