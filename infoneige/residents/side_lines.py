"""The lines of some sides as the street file has them, in metres, with the segment that each belongs to."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely

from geodata.artefact_reader import ArtefactReader

_LINES = """
SELECT side_id, segment_id, geometry FROM side
WHERE side_id IN (SELECT value FROM json_each(?)) AND geometry IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class SideLine:
    """The line of a side in the city's own metres; the sides of one street share a segment, None if it is unknown."""

    side_id: str
    segment_id: str | None
    line: Any


def side_lines(reader: ArtefactReader, side_ids: Iterable[str]) -> tuple[SideLine, ...]:
    """Return the lines of these sides, in their order; a side without one is left out."""
    wanted = list(dict.fromkeys(side_ids))
    found = {row[0]: row for row in reader.rows(_LINES, [json.dumps(wanted)])}
    rows = [found[side_id] for side_id in wanted if side_id in found]
    return tuple(SideLine(side_id, segment, _one_line(shapely.from_wkb(wkb))) for side_id, segment, wkb in rows)


def _one_line(geometry: Any) -> Any:  # noqa: ANN401 - shapely is untyped
    """Return a side's line without heights; of one in several parts the longest stands for it."""
    merged = shapely.line_merge(shapely.force_2d(geometry))
    return max(merged.geoms, key=lambda part: part.length) if hasattr(merged, "geoms") else merged
