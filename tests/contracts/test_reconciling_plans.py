"""The queries that look after silent messages never read the whole history, whatever the planner knows of it."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import to_text
from notifier.reconciling import FORGET_AFTER
from tests.outbox_world import NOW, World

HISTORY = 10_000
SPANS = {"a minute": timedelta(minutes=1), "all that may be asked about": FORGET_AFTER}
QUEUE: dict[str, dict[str, object]] = {
    "drop_reported": {"most": 2000},
    "claim_unreported": {"batch": 60, "put_off": to_text(NOW + timedelta(minutes=10))},
}


@pytest.fixture(params=[False, True], ids=["unknown", "analyzed"])
def connection(database: Database, request: pytest.FixtureRequest) -> Iterator[Connection]:
    """Give a database that handed over a text an hour for a year, all without an end, the last few asked about."""
    world = World(database)
    person, window = world.person("ana", channel="sms"), world.window("1")
    instants = [to_text(NOW - number * timedelta(hours=1)) for number in range(HISTORY)]
    with database.transaction() as writing:
        texts = ", ".join(
            f"({window}, {person}, 'reminder', {number}, 11, '{at}', '{at}', 'sent', '{at}', 'SM{number}')"
            for number, at in enumerate(instants)
        )
        writing.execute(
            "INSERT INTO outbox (window_id, recipient_id, kind, lead_minutes, lane, send_at, not_after, state,"
            f" handed_over_at, provider_id) VALUES {texts}"
        )
        asked = ", ".join(f"('SM{number}', '{at}', '{at}')" for number, at in enumerate(instants[:3000]))
        writing.execute(f"INSERT INTO unreported (provider_id, handed_over_at, ask_at) VALUES {asked}")
        if request.param:
            for table in ("outbox", "unreported", "recipient"):
                writing.execute(f"ANALYZE {table}")
    with database.transaction() as explaining:
        yield explaining


@pytest.mark.parametrize("span", SPANS.values(), ids=SPANS)
def test_messages_are_found_by_when_they_were_handed_over(
    database: Database, connection: Connection, span: timedelta
) -> None:
    about = {"since": to_text(NOW - span), "until": to_text(NOW), "first": 10, "last": 12}
    plan = plan_of(database, connection, "silent_messages", **about)
    assert "outbox_handed_over" in plan
    assert not reads_the_history(plan)


@pytest.mark.parametrize("name", QUEUE)
def test_what_became_of_a_message_that_is_due_is_found_by_its_id(
    database: Database, connection: Connection, name: str
) -> None:
    about = {"now": to_text(NOW - timedelta(hours=2990)), "too_old": to_text(NOW - timedelta(hours=2995))}
    plan = plan_of(database, connection, name, **about, **QUEUE[name])
    assert "outbox_provider" in plan
    assert not reads_the_history(plan)


def plan_of(database: Database, connection: Connection, name: str, **parameters: object) -> str:
    """Return how the database would answer a named query, in its own words."""
    explain = {"sqlite": "EXPLAIN QUERY PLAN ", "postgres": "EXPLAIN "}[database.dialect]
    rows = connection.execute(explain + getattr(database.queries, name).sql, parameters).fetchall()
    return "\n".join(str(row[-1]) for row in rows)


def reads_the_history(plan: str) -> bool:
    """Say whether a plan goes through all of the outbox, or of an index of it."""
    return re.search(r"^SCAN (outbox|o)\b|Seq Scan on outbox", plan, re.MULTILINE) is not None


def test_plan_that_reads_the_history_is_recognized(database: Database, connection: Connection) -> None:
    explain = {"sqlite": "EXPLAIN QUERY PLAN ", "postgres": "EXPLAIN "}[database.dialect]
    rows = connection.execute(f"{explain} SELECT count(*) FROM outbox WHERE reason = 'x'").fetchall()
    assert reads_the_history("\n".join(str(row[-1]) for row in rows))
