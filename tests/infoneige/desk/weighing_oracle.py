"""What a publish really did, read from what it left behind, by other means than the preview's."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from infoneige.desk.model import Notice
from infoneige.storage.database import Database
from infoneige.storage.instants import from_text, to_text

ZONE = ZoneInfo("America/Toronto")
TABLES = ("source", "publish", "plan", "plan_before", "anomaly", "held_change", "ban_window", "outbox", "audit_head")
_CAUSED = """
SELECT o.recipient_id, r.channel, o.kind, o.send_at, o.not_after, o.window_id, r.language
FROM outbox o JOIN recipient r ON r.recipient_id = o.recipient_id
WHERE o.state = 'due' AND o.reason IS NULL AND r.stopped_at IS NULL AND r.disabled_at IS NULL
"""
_OPENED = """
SELECT w.window_id, w.starts_at, p.status, EXISTS (
    SELECT 1 FROM ban_window old WHERE old.side_id = w.side_id AND old.closed_at = '{now}'
)
FROM ban_window w JOIN plan p ON p.side_id = w.side_id
WHERE w.closed_at IS NULL AND w.publish_id = {publish_id}
"""
_QUIET = """
SELECT w.window_id, s.recipient_id, q.quiet_from, q.quiet_to
FROM ban_window w JOIN subscription s ON s.side_id = w.side_id JOIN profile q ON q.profile_id = s.profile_id
"""


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(query).fetchall()]


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that a publish may write to."""
    return {table: sorted(rows(database, f"SELECT * FROM {table}"), key=repr) for table in TABLES}


def mark_what_is_due(database: Database) -> None:
    """Mark what was due before: what a publish makes due, anew or again, bears no mark."""
    with database.transaction() as connection:
        connection.execute("UPDATE outbox SET reason = 'before' WHERE state = 'due'")


def people_by_channel(database: Database) -> dict[str, int]:
    found = {(channel, person) for person, channel, *_ in rows(database, _CAUSED)}
    return Counter(channel for channel, _ in found)


def messages(database: Database) -> int:
    return len({tuple(row[:5]) for row in rows(database, _CAUSED)})


def people_by_kind_and_language(database: Database) -> dict[tuple[str, str], int]:
    return Counter(
        (kind, language) for kind, language, _ in {(row[2], row[6], row[0]) for row in rows(database, _CAUSED)}
    )


def notice(database: Database, publish_id: int | None, now: datetime) -> Notice:
    """Judge the first message about each new or moved ban, person by person."""
    opened = {
        window: from_text(starts_at)
        for window, starts_at, status, replaces in rows(
            database, _OPENED.format(now=to_text(now), publish_id=publish_id or -1)
        )
        if status != 5 or not replaces
    }
    quiet = {(window, person): (start, end) for window, person, start, end in rows(database, _QUIET)}
    first: dict[tuple[int, int], datetime] = {}
    for person, _, _, send_at, _, window, _ in rows(database, _CAUSED):
        if window in opened:
            at = from_text(send_at)
            first[window, person] = min(at, first.get((window, person), at))
    late, unslept, woken = set(), set(), set()
    for (window, person), at in first.items():
        nights = list(_nights(opened[window], *quiet[window, person]))
        late |= {person} if opened[window] - at < timedelta(hours=4) else set()
        woken |= {person} if any(begins <= at < ends for begins, ends in nights) else set()
        last = [night for night in nights if night[0] < opened[window]][-1:]
        unslept |= {person} if any(begins <= at <= ends for begins, ends in last) else set()
    return Notice(len({person for _, person in first}), len(late), len(unslept), len(woken))


def _nights(around: datetime, quiet_from: str, quiet_to: str) -> Iterable[tuple[datetime, datetime]]:
    """Yield the quiet hours of the weeks around an instant."""
    if quiet_from:
        begins, ends = time.fromisoformat(quiet_from), time.fromisoformat(quiet_to)
        for number in range(-20, 3):
            day = around.astimezone(ZONE).date() + timedelta(days=number)
            until = day + timedelta(days=int(begins >= ends))
            yield datetime.combine(day, begins, ZONE), datetime.combine(until, ends, ZONE)
