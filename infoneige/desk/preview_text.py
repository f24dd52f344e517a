"""A preview as text and back, so that it can be kept beside its load. Hours that many sides share stand there once."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from geodata.model import StreetSideId
from infoneige.desk.model import (
    AbsentArea,
    DifferenceKind,
    Guard,
    GuardKind,
    Notice,
    Preview,
    SampleMessage,
    SideDifference,
)
from schedules.model import BanWindow, PlanMode

_PLAIN = (
    "base_version",
    "rows",
    "rejected",
    "sides",
    "unknown_sides",
    "unchanged",
    "left_alone",
    "over",
    "messages",
    "segments",
    "segments_per_second",
    "live_sides",
)
"""The fields that JSON holds as they are."""

_Hours = tuple[str, str | None]


def to_text(preview: Preview) -> str:
    """Return the preview as JSON."""
    hours: dict[_Hours, int] = {}
    differences = [_packed(difference, hours) for difference in preview.differences]
    kept = {name: getattr(preview, name) for name in _PLAIN} | {
        "made_at": preview.made_at.isoformat(),
        "mode": preview.mode.value,
        "counts": preview.counts,
        "people": dict(preview.people),
        "cost": str(preview.cost),
        "drains_in": preview.drains_in / timedelta(microseconds=1),
        "late": dict(preview.late),
        "notice": _values(preview.notice),
        "absent": [_values(area) for area in preview.absent],
        "guards": [_values(guard) for guard in preview.guards],
        "samples": [_values(sample) for sample in preview.samples],
        "hours": list(hours),
        "differences": differences,
    }
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Preview:
    """Return the preview that ``to_text`` wrote."""
    kept = json.loads(text)
    hours = [(_instant(starts_at), _instant(ends_at) if ends_at else None) for starts_at, ends_at in kept["hours"]]
    return Preview(
        **{name: kept[name] for name in _PLAIN},
        made_at=_instant(kept["made_at"]),
        mode=PlanMode(kept["mode"]),
        counts=Counter({DifferenceKind(kind): count for kind, count in kept["counts"].items()}),
        people=kept["people"],
        cost=Decimal(kept["cost"]),
        drains_in=timedelta(microseconds=kept["drains_in"]),
        late=kept["late"],
        notice=Notice(*kept["notice"]),
        absent=tuple(AbsentArea(*area) for area in kept["absent"]),
        guards=tuple(Guard(GuardKind(kind), *rest) for kind, *rest in kept["guards"]),
        samples=tuple(SampleMessage(*sample) for sample in kept["samples"]),
        differences=tuple(_unpacked(row, hours) for row in kept["differences"]),
    )


def _values(record: Any) -> list[object]:  # noqa: ANN401 - any of our flat dataclasses
    return [getattr(record, name) for name in record.__slots__]


def _packed(difference: SideDifference, hours: dict[_Hours, int]) -> list[object]:
    before, after = (_place(window, hours) for window in (difference.before, difference.after))
    return [difference.side_id, difference.kind.value, before, after, difference.people]


def _place(window: BanWindow | None, hours: dict[_Hours, int]) -> int | None:
    """Return where these hours stand in the list, added if they do not yet."""
    if window is None:
        return None
    return hours.setdefault((_text(window.starts_at), _text(window.ends_at) if window.ends_at else None), len(hours))


def _unpacked(row: Sequence[Any], hours: Sequence[tuple[datetime, datetime | None]]) -> SideDifference:
    side, kind, before, after, people = row
    side_id = StreetSideId(side)
    return SideDifference(
        side_id,
        _KINDS[kind],
        None if before is None else BanWindow(side_id, *hours[before]),
        None if after is None else BanWindow(side_id, *hours[after]),
        people,
    )


_KINDS: Mapping[str, DifferenceKind] = {kind.value: kind for kind in DifferenceKind}


@lru_cache(maxsize=4096)
def _text(instant: datetime) -> str:
    return instant.isoformat()


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
