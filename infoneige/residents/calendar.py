"""A side's bans as a calendar: which revisions are one event, and that event in iCalendar (RFC 5545). Pure.

An event is one ban through all that became of it: it keeps its UID when its hours move, and its SEQUENCE counts what
changed since. Both come from the stored revisions alone, so that every server gives the same ones for ever.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from icalendar import Calendar, Event, vText

from infoneige.residents.calendar_zone import city_time
from infoneige.residents.history import Outcome, Revision
from schedules.local_time import CITY_ZONE, to_local

OPEN_END: Final = timedelta(hours=12)
"""A loading whose end nobody knows is shown to last so long, and so long again each time that it has."""

SHORTEST: Final = timedelta(minutes=1)

_PRODUCT: Final = "-//infoneige//stationnement et deneigement//FR"
_SAME_OPERATION: Final = timedelta(hours=12)
_REFRESH: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CalendarBan:
    """One ban as it stands now; ``first_window_id`` is the stored revision that began it.

    ``outcome`` is None while it holds. Where no end was announced, ``ends_at`` is a guess that grows.
    """

    first_window_id: int
    starts_at: datetime
    ends_at: datetime
    has_known_end: bool
    sequence: int
    announced_at: datetime
    changed_at: datetime
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class BanText:
    """What a calendar shows of a ban."""

    summary: str
    description: str


@dataclass(frozen=True, slots=True)
class CalendarFrame:
    """What a side's calendar says of itself; ``domain`` makes the UIDs ours, ``language`` is the tag of the words."""

    name: str
    about: str
    language: str
    side_id: str
    domain: str
    page_url: str


def calendar_bans(revisions: Sequence[Revision], now: datetime, *, is_cut: bool = False) -> tuple[CalendarBan, ...]:
    """Return the bans of one side, its revisions given oldest first.

    ``is_cut`` says that older revisions were left out: the first ban may have begun in one of them, so it is left out
    too, unless there is no other.
    """
    lines: list[list[Revision]] = []
    for revision in revisions:
        if lines and _goes_on(lines[-1][-1], revision):
            lines[-1].append(revision)
        else:
            lines.append([revision])
    return tuple(_ban(line, now) for line in lines[1 if is_cut and len(lines) > 1 else 0 :])


def calendar_bytes(
    bans: Iterable[CalendarBan], frame: CalendarFrame, tell: Callable[[CalendarBan], BanText], now: datetime
) -> bytes:
    """Return the calendar of these bans; the same bytes as long as nothing of it changes, but for a new year."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", _PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, vText(frame.name))
    for name in ("description", "x-wr-caldesc"):
        calendar.add(name, vText(frame.about))
    calendar.add("url", frame.page_url)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    calendar.add("x-wr-timezone", CITY_ZONE.key)
    told = tuple(bans)
    years = [now.year, *(instant.year for ban in told for instant in (ban.starts_at, ban.ends_at))]
    calendar.add_component(city_time(min(years) - 1, max(years)))
    for ban in told:
        calendar.add_component(_event(ban, frame, tell(ban)))
    written: bytes = calendar.to_ical()
    return written


def _goes_on(before: Revision, after: Revision) -> bool:
    """Say whether a revision is the same ban as the one before it.

    Hours that replace a ban long over are another ban; trucks that are still there after its end are the same.
    """
    if before.outcome is not Outcome.MOVED:
        return False
    ended_at = before.window.ends_at
    if ended_at is None or after.opened_at < ended_at:
        return True
    return after.window.ends_at is None and after.opened_at - ended_at <= _SAME_OPERATION


def _ban(line: Sequence[Revision], now: datetime) -> CalendarBan:
    first, last = line[0], line[-1]
    starts_at, ends_at = _starts_at(line), _ends_at(last, now)
    prolongations = [_prolongations(revision, now) for revision in line]
    prolonged_at = last.window.starts_at + prolongations[-1] * OPEN_END
    return CalendarBan(
        first_window_id=first.window_id,
        starts_at=starts_at,
        ends_at=max(ends_at, starts_at + SHORTEST),
        has_known_end=last.window.ends_at is not None or last.closed_at is not None,
        sequence=len(line) - 1 + sum(prolongations) + (last.closed_at is not None),
        announced_at=first.opened_at,
        changed_at=last.closed_at or (max(last.opened_at, prolonged_at) if prolongations[-1] else last.opened_at),
        outcome=_outcome(last),
    )


def _starts_at(line: Sequence[Revision]) -> datetime:
    """Return when the ban began: where trucks came during it or stayed after it, that is its own start."""
    starts_at = line[0].window.starts_at
    for before, after in pairwise(line):
        if after.window.ends_at is not None or before.window.starts_at > after.window.starts_at:
            starts_at = after.window.starts_at
    return starts_at


def _ends_at(last: Revision, now: datetime) -> datetime:
    if last.window.ends_at is not None:
        return last.window.ends_at
    return last.closed_at or last.window.starts_at + (_prolongations(last, now) + 1) * OPEN_END


def _prolongations(revision: Revision, now: datetime) -> int:
    if revision.window.ends_at is not None:
        return 0
    return max((revision.closed_at or now) - revision.window.starts_at, timedelta()) // OPEN_END


def _outcome(last: Revision) -> Outcome | None:
    """Return what became of a ban: one that was taken back only when it was over, or while trucks were there, held."""
    if last.outcome is Outcome.WITHDRAWN and last.closed_at is not None:
        held = last.window.ends_at is None or last.window.is_over(last.closed_at)
        return None if held else Outcome.WITHDRAWN
    return Outcome.DONE if last.outcome is Outcome.DONE else None


def _event(ban: CalendarBan, frame: CalendarFrame, text: BanText) -> Event:
    event = Event()
    event.add("uid", f"{frame.side_id}-{ban.first_window_id}@{frame.domain}")
    event.add("sequence", ban.sequence)
    event.add("status", "CANCELLED" if ban.outcome is Outcome.WITHDRAWN else "CONFIRMED")
    event.add("dtstamp", _whole_seconds(ban.changed_at))
    event.add("created", _whole_seconds(ban.announced_at))
    event.add("last-modified", _whole_seconds(ban.changed_at))
    event.add("dtstart", _written(ban.starts_at))
    event.add("dtend", _written(ban.ends_at))
    event.add("summary", text.summary, parameters={"LANGUAGE": frame.language})
    event.add("description", text.description, parameters={"LANGUAGE": frame.language})
    event.add("url", frame.page_url)
    event.add("transp", "TRANSPARENT")
    return event


def _written(instant: datetime) -> datetime:
    """Return an instant as the calendar writes it: the city's wall time, as it stands on the sign.

    A wall time that autumn shows twice is written in UTC, for readers do not agree on which of the two it is.
    """
    local = to_local(_whole_seconds(instant))
    return local.astimezone(UTC) if local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset() else local


def _whole_seconds(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)
