"""What must hold after any faults, judged by the ledger of what people got and, only then, by our own tables."""

from collections import Counter
from datetime import timedelta
from typing import Any

from infoneige.storage.database import Database
from infoneige.storage.instants import from_text
from infoneige.storage.invariants import broken_promises
from notifier.model import CLOSING_KINDS, TELLING_KINDS, Channel, Recipient
from tests.faults.fast_city import SPEED
from tests.faults.ledger import Hours, Line, by_person_and_side
from tests.vault import VAULT

TOLD = {kind.value for kind in TELLING_KINDS}
LIFTED = {kind.value for kind in CLOSING_KINDS}

PLANS = {
    "a plan and its live window disagree": """
        SELECT p.side_id FROM plan p LEFT JOIN ban_window w ON w.side_id = p.side_id AND w.closed_at IS NULL
        WHERE (p.status = 2) <> (w.side_id IS NOT NULL)
        OR (p.status = 2 AND (p.planned_starts_at <> w.starts_at OR p.planned_ends_at <> w.ends_at))""",
    "a message about a closed window is due": """
        SELECT entry_id FROM outbox JOIN ban_window USING (window_id)
        WHERE state = 'due' AND closed_at IS NOT NULL AND kind NOT IN ('cancelled', 'done')""",
}
"""Each finds rows only where the promise is broken."""


def broken_invariants(database: Database) -> dict[str, list[Any]]:
    """Return the promises that our own tables break by the time of the last call, with some of what breaks them."""
    with database.read() as connection:
        last_call = from_text(connection.execute("SELECT max(started_at) FROM attempt").fetchone()[0])
        found = {name: connection.execute(query).fetchmany(5) for name, query in PLANS.items()}
    stop_takes = timedelta(seconds=SPEED)  # a second of ours
    return {name: rows for name, rows in found.items() if rows} | broken_promises(
        database, last_call, stop_takes=stop_takes
    )


def lost(database: Database, lines: list[Line]) -> dict[str, int]:
    """Return, by state, the rows that nobody got and that do not say honestly why."""
    got = {entry_id for line in lines for entry_id in line.entry_ids}
    missing = (state for entry_id, state in _states(database).items() if entry_id not in got)
    return dict(Counter(state for state in missing if state not in ("superseded", "suppressed", "expired", "gave_up")))


def doubled(lines: list[Line]) -> dict[int, int]:
    """Return the rows that somebody got more than once, and how often."""
    got = Counter(entry_id for line in lines for entry_id in line.entry_ids)
    return {entry_id: times for entry_id, times in got.items() if times > 1}


def doubled_without_doubt(database: Database, lines: list[Line]) -> set[int]:
    """Return the rows that were got again although no call of theirs had been left without an answer."""
    with database.read() as connection:
        rows = connection.execute("SELECT entry_id, count(*) FROM attempt WHERE outcome = 'unknown' GROUP BY entry_id")
        in_doubt = dict(rows.fetchall())
    return {entry_id for entry_id, times in doubled(lines).items() if times > 1 + in_doubt.get(entry_id, 0)}


def misled(database: Database, lines: list[Line]) -> dict[tuple[str, str], tuple[list[str], Hours | None]]:
    """Return the people and sides whose last message is not the plan in force, with what they got and what is true."""
    told = by_person_and_side(lines)
    with database.read() as connection:
        found = connection.execute(_WISHES).fetchall()
    wishes = [(opened(stored), *wish) for stored, *wish in found]
    return {
        (who, side): ([f"{line.kind} {line.hours}" for line in told.get((who, side), [])], (starts, ends))
        for who, side, starts, ends in wishes
        if belief(told.get((who, side), [])) != ((starts, ends) if starts else None)
    }


_WISHES = """
SELECT r.address_hmac || ' ' || r.address_sealed AS stored, s.side_id, w.starts_at, w.ends_at
FROM subscription s
JOIN recipient r ON r.recipient_id = s.recipient_id AND r.stopped_at IS NULL
LEFT JOIN ban_window w ON w.side_id = s.side_id AND w.closed_at IS NULL
"""


def opened(stored: str) -> str:
    return VAULT.opened(Recipient(Channel.CONSOLE, stored)).address


def belief(got: list[Line]) -> Hours | None:
    """Return the ban that a person believes in after these messages."""
    last = [line for line in got if line.kind in TOLD | LIFTED][-1:]
    return last[0].hours if last and last[0].kind in TOLD else None


def _states(database: Database) -> dict[int, str]:
    with database.read() as connection:
        return dict(connection.execute("SELECT entry_id, state FROM outbox").fetchall())
