"""What the operations page tells people to type does what it says, on both databases."""

import re
from datetime import timedelta
from pathlib import Path

from geodata.model import StreetSideId
from infoneige.clock import SystemClock
from infoneige.pipeline import publish
from infoneige.storage.database import Database
from infoneige.storage.subscriptions import add_subscriptions
from notifier.model import AlertKind, Channel, PreferenceProfile, Recipient, Subscription
from schedules.model import LoadingStatus, Period, Plan, PlanBatch, PlanMode
from tests.vault import VAULT

PAGE = Path(__file__).resolve().parents[2] / "docs" / "operations.md"
SIDE = StreetSideId("13811012")


def restore_statement(database: Database) -> str:
    page = PAGE.read_text(encoding="utf-8")
    (statement,) = re.findall(r"^    (UPDATE outbox SET .*?;)$", page, re.MULTILINE | re.DOTALL)
    (postgres_now,) = re.findall(r"On PostgreSQL the last expression is `(.*?)`", page)
    sqlite_now = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
    assert sqlite_now in statement
    return str(statement) if database.dialect == "sqlite" else str(statement).replace(sqlite_now, postgres_now)


def test_restore_statement_sets_aside_what_was_due_and_keeps_what_is_to_come(database: Database) -> None:
    an_hour_ago = SystemClock().now() - timedelta(hours=1)
    profile = PreferenceProfile(leads=(timedelta(hours=1),))
    wish = Subscription(Recipient(Channel.CONSOLE, "one"), SIDE, profile)
    with database.transaction() as connection:
        add_subscriptions(database, connection, VAULT, [wish], now=an_hour_ago)
    window = Period(an_hour_ago + timedelta(hours=12), an_hour_ago + timedelta(hours=24))
    publish(
        database,
        PlanBatch((Plan(SIDE, LoadingStatus.PLANNED, planned=window),)),
        source="operator",
        mode=PlanMode.CHANGES,
        coalesce=timedelta(0),
        content_hash="one",
        now=an_hour_ago,
    )
    with database.transaction() as connection:
        connection.execute(restore_statement(database))
    with database.read() as connection:
        rows = connection.execute("SELECT kind, state FROM outbox ORDER BY send_at").fetchall()
    assert [tuple(row) for row in rows] == [(AlertKind.PLANNED, "expired"), (AlertKind.REMINDER, "due")]
