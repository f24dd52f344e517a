"""Whether a street that several places share is one street or several of one name, by the distance between them."""

from collections.abc import Mapping, Sequence
from typing import Final

import shapely

REACH_M: Final = 300.0
"""Stretches of one name closer than this are one street: a railway or a park interrupts it, a former town does not."""


def parts_of_places(lines: Mapping[str, Sequence[bytes]]) -> dict[str, int]:
    """Number the continuous parts of one street.

    ``lines`` holds, for each place (borough or town), the WKB of the street's sides there, in metres. The result
    gives each place the number of its part.
    """
    trees = {place: shapely.STRtree(shapely.from_wkb(list(found))) for place, found in sorted(lines.items())}
    part_of = {place: number for number, place in enumerate(trees)}
    places = list(trees)
    for at, place in enumerate(places):
        for other in places[at + 1 :]:
            if part_of[place] != part_of[other] and _touch(trees[place], trees[other]):
                _merge(part_of, part_of[other], part_of[place])
    return part_of


def _touch(one: shapely.STRtree, other: shapely.STRtree) -> bool:
    return bool(one.query(other.geometries, predicate="dwithin", distance=REACH_M).size)


def _merge(part_of: dict[str, int], old: int, new: int) -> None:
    part_of.update({place: new for place, part in part_of.items() if part == old})
