"""What the quality page measures, read from the database by operation."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from geodata.model import StreetSideId
from infoneige.desk.model import GuardKind
from infoneige.quality.bans import Revision
from infoneige.quality.people import NOTICE_HOURS, Fate, PeopleAlike
from infoneige.quality.report import GuardedPublish
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from schedules.bounds import LONGEST_BAN
from schedules.operations import Operation, Span


def spans(database: Database, connection: Connection, *, since: datetime, now: datetime) -> tuple[Span, ...]:
    """Return what each publish since then announced.

    A ban without an end counts as in force for as long as the longest ban: a side that a city forgets to clear would
    make one operation of all the storms until it is thought of.
    """
    rows = database.queries.operation_spans(connection, since=to_text(since), now=to_text(now))
    return tuple(_span(*row) for row in rows)


def revisions(database: Database, connection: Connection, operation: Operation) -> list[Revision]:
    """Return all hours that were announced in an operation, by side and then as they followed each other."""
    rows = database.queries.revisions_of_operation(connection, **_of(operation))
    instant = cache(from_text)  # thousands of sides share their hours
    return [
        Revision(
            side_id=StreetSideId(side_id),
            starts_at=instant(starts_at),
            ends_at=instant(ends_at) if ends_at else None,
            opened_at=instant(opened_at),
            loading_began_at=instant(began_at) if began_at else None,
            closed_at=instant(closed_at) if closed_at else None,
            outcome=outcome,
        )
        for side_id, starts_at, ends_at, opened_at, began_at, closed_at, outcome in rows
    ]


def people(
    database: Database, connection: Connection, operation: Operation, starts: Iterable[datetime]
) -> tuple[PeopleAlike, ...]:
    """Return the people to whom something was due in an operation whose bans start at these instants."""
    bounds = json.dumps({_bounds(starts_at): 0 for starts_at in set(starts)})
    rows = database.queries.people_of_operation(connection, **_of(operation), bounds=bounds)
    return tuple(
        PeopleAlike(first_lane, Fate(fate), notice, bool(corrected), bool(our_error), count)
        for first_lane, fate, notice, corrected, our_error, count in rows
    )


def opted_out(database: Database, connection: Connection, operation: Operation) -> int:
    """Count the people who said stop while an operation went on."""
    return int(database.queries.count_opted_out(connection, **_during(operation)))


def guarded(database: Database, connection: Connection, operation: Operation) -> tuple[GuardedPublish, ...]:
    """Return what operators published in an operation after a guard had stopped it, and why."""
    rows = database.queries.guarded_publishes(connection, **_during(operation))
    return tuple(
        GuardedPublish(publish_id, from_text(at), tuple(map(GuardKind, guards.split(","))), reason)
        for publish_id, at, guards, reason in rows
    )


def taken_back(database: Database, connection: Connection, operation: Operation) -> tuple[int, int]:
    """Count the versions that took another one back in an operation, and those that said that we had been wrong."""
    versions, our_errors = database.queries.count_taken_back(connection, **_during(operation))
    return int(versions), int(our_errors)


def _span(
    number: int, publish_id: int, name: str | None, published_at: str, live_until: str | None, open_until: str | None
) -> Span:
    begins_at = from_text(published_at)
    live = from_text(live_until) if live_until else begins_at
    still_open = min(from_text(open_until), begins_at + LONGEST_BAN) if open_until else begins_at
    return Span(number, publish_id, name, begins_at, max(begins_at, live, still_open))


def _of(operation: Operation) -> dict[str, str]:
    publishes = json.dumps(dict.fromkeys(operation.publish_ids, 0))
    return {"publishes": publishes, "operation": operation.name or ""}


def _during(operation: Operation) -> dict[str, str]:
    """Name the time of an operation; what was published at its very end is in it."""
    return {"since": to_text(operation.begins_at), "until": to_text(operation.ends_at + timedelta(milliseconds=1))}


def _bounds(starts_at: datetime) -> str:
    return "".join(to_text(starts_at - timedelta(hours=hours)) for hours in (0, *reversed(NOTICE_HOURS)))
