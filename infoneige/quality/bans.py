"""From the revisions of a side's hours to its bans: what was announced, and what then came of it. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Final

from geodata.model import StreetSideId

GIVEN_UP_AFTER: Final = timedelta(hours=24)
"""A ban that nobody closed this long after its announced end was never closed."""


@dataclass(frozen=True, slots=True)
class Revision:
    """Hours of one side as they stood from ``opened_at`` to ``closed_at``.

    The end is open only where loading itself, and no plan, opened it. ``outcome`` is ``moved`` where other hours took
    its place, ``withdrawn`` or ``done``.
    """

    side_id: StreetSideId
    starts_at: datetime
    ends_at: datetime | None
    opened_at: datetime
    loading_began_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: str | None = None


class Ending(StrEnum):
    """What came of a ban; ``OPEN`` is what may still come to an end, ``REPLACED`` what another operation took over."""

    IN_TIME = "in_time"
    LATE = "late"
    WITHDRAWN = "withdrawn"
    NEVER_CLOSED = "never_closed"
    REPLACED = "replaced"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Ban:
    """One ban of one side, from its announcement to its end, over all its revisions.

    ``start_delay`` is from the announced start to the first loading, negative where trucks came early; ``overrun`` is
    from the announced end to the word that all is done, zero where that came in time. None where that cannot be said.
    """

    side_id: StreetSideId
    ending: Ending
    is_planned: bool
    is_replanned: bool
    start_delay: timedelta | None
    overrun: timedelta | None


def bans(revisions: Iterable[Revision], now: datetime) -> Iterator[Ban]:
    """Yield the bans that these revisions tell of; those of a side follow each other, as they were made."""
    for _, of_side in groupby(revisions, key=lambda revision: revision.side_id):
        for chain in _chains(of_side):
            yield _ban(chain, now)


def _chains(revisions: Iterable[Revision]) -> Iterator[list[Revision]]:
    chain: list[Revision] = []
    for revision in revisions:
        if chain and not _goes_on(chain[-1], revision):
            yield chain
            chain = []
        chain.append(revision)
    if chain:
        yield chain


def _goes_on(before: Revision, after: Revision) -> bool:
    """Say whether a revision changes the ban before it, rather than being another one."""
    if before.outcome != "moved" or before.closed_at is None:
        return False
    if before.ends_at is None or before.closed_at < before.ends_at:
        return True
    return after.ends_at is None and before.closed_at - before.ends_at < GIVEN_UP_AFTER


def _ban(chain: list[Revision], now: datetime) -> Ban:
    announced = [one for one in chain if one.ends_at is not None]
    began_at = min((one.loading_began_at for one in chain if one.loading_began_at), default=None)
    ends_at = announced[-1].ends_at if announced else None
    last = chain[-1]
    ending = _ending(last, ends_at, now)
    return Ban(
        side_id=last.side_id,
        ending=ending,
        is_planned=bool(announced),
        is_replanned=len(announced) > 1,
        start_delay=_start_delay(announced, began_at),
        overrun=_overrun(last, ends_at) if ending in (Ending.IN_TIME, Ending.LATE) else None,
    )


def _overrun(last: Revision, ends_at: datetime | None) -> timedelta | None:
    if last.closed_at is None or ends_at is None:
        return None
    return max(last.closed_at - ends_at, timedelta())


def _start_delay(announced: list[Revision], began_at: datetime | None) -> timedelta | None:
    """Count from the start that stood announced when loading began."""
    if began_at is None:
        return None
    stood = [one for one in announced if one.opened_at <= began_at]
    return began_at - stood[-1].starts_at if stood else None


def _ending(last: Revision, ends_at: datetime | None, now: datetime) -> Ending:
    if last.outcome == "withdrawn":
        return Ending.WITHDRAWN
    if last.outcome == "done" and last.closed_at is not None:
        return Ending.LATE if ends_at is not None and last.closed_at > ends_at else Ending.IN_TIME
    if last.closed_at is not None:
        was_over = last.ends_at is not None and last.ends_at <= last.closed_at
        return Ending.NEVER_CLOSED if was_over else Ending.REPLACED
    is_given_up = last.ends_at is not None and now - last.ends_at >= GIVEN_UP_AFTER
    return Ending.NEVER_CLOSED if is_given_up else Ending.OPEN
