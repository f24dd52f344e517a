"""Groups what was announced into operations: by the name that the plan gives, else by the days of a storm. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

GAP: Final = timedelta(hours=24)
"""An operation without a name ends where no ban was announced or in force for this long."""

NAMED_GAP: Final = timedelta(days=30)
"""A name is used again after this long for another operation: the first one of the next winter, say."""


@dataclass(frozen=True, slots=True)
class Span:
    """What one publish announced under one name, and from when to when any of it was announced or in force.

    ``number`` is of no other span.
    """

    number: int
    publish_id: int
    name: str | None
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Operation:
    """Some publishes that belong together; ``number`` is that of the first span, and stays as the operation grows."""

    number: int
    name: str | None
    begins_at: datetime
    ends_at: datetime
    publish_ids: tuple[int, ...]


def operations(spans: Iterable[Span]) -> tuple[Operation, ...]:
    """Return the operations that these spans make up, the first one first; each span is in exactly one."""
    by_name = groupby(sorted(spans, key=_order), key=lambda span: span.name)
    found = [_operation(group) for name, named in by_name for group in _runs(named, NAMED_GAP if name else GAP)]
    return tuple(sorted(found, key=lambda one: (one.begins_at, one.number)))


def _order(span: Span) -> tuple[str, datetime, int]:
    return span.name or "", span.begins_at, span.number


def _runs(spans: Iterable[Span], gap: timedelta) -> Iterator[list[Span]]:
    """Cut spans, in the order in which they begin, wherever none was live for as long as the gap."""
    run: list[Span] = []
    live_until = None
    for span in spans:
        if live_until is not None and span.begins_at - live_until >= gap:
            yield run
            run, live_until = [], None
        run.append(span)
        live_until = span.ends_at if live_until is None else max(live_until, span.ends_at)
    if run:
        yield run


def _operation(spans: list[Span]) -> Operation:
    return Operation(
        number=min(span.number for span in spans),
        name=spans[0].name,
        begins_at=spans[0].begins_at,
        ends_at=max(span.ends_at for span in spans),
        publish_ids=tuple(sorted({span.publish_id for span in spans})),
    )
