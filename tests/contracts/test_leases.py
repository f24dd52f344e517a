"""A lease is one owner's at a time, on both databases."""

from datetime import UTC, datetime, timedelta

from infoneige.storage.database import Database
from infoneige.storage.leases import take

NOW = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_take_refuses_what_another_owner_has(database: Database) -> None:
    assert take(database, "poll", "a", NOW, MINUTE)
    assert not take(database, "poll", "b", NOW, MINUTE)
    assert take(database, "sweep", "b", NOW, MINUTE)


def test_take_renews_ones_own(database: Database) -> None:
    assert take(database, "poll", "a", NOW, MINUTE)
    assert take(database, "poll", "a", NOW + MINUTE / 2, MINUTE)
    assert not take(database, "poll", "b", NOW + MINUTE, MINUTE)


def test_take_gets_what_has_run_out(database: Database) -> None:
    assert take(database, "poll", "a", NOW, MINUTE)
    assert take(database, "poll", "b", NOW + MINUTE, MINUTE)
    assert not take(database, "poll", "a", NOW + MINUTE, MINUTE)
