"""The promises as queries, on both databases: health finds nothing, and each promise is seen to be broken."""

from datetime import timedelta

import pytest

from infoneige.storage.database import Database
from infoneige.storage.instants import to_text
from infoneige.storage.invariants import broken_promises
from infoneige.storage.outbox import Outbox, Result
from notifier.channels.contract import SendOutcome, Verdict
from tests.outbox_world import ENDS, NOW, World

SECOND = timedelta(seconds=1)


@pytest.fixture
def world(database: Database) -> World:
    """Give a world in which one message was sent and another is due."""
    world, outbox = World(database), Outbox(database, "worker")
    world.due(world.window("1"), world.person("ana"))
    batch = outbox.claim(NOW, 10)
    assert batch is not None
    outbox.record(batch, [Result(bundle, SendOutcome(Verdict.SENT), NOW) for bundle in batch.bundles])
    world.due(world.window("2"), world.person("bob"))
    return world


def test_healthy_tables_break_no_promise(world: World) -> None:
    assert broken_promises(world.database, NOW) == {}
    world.change(f"UPDATE recipient SET stopped_at = '{to_text(NOW - SECOND)}'")
    assert broken_promises(world.database, NOW) == {}


def test_entry_that_is_open_at_its_deadline_is_found(world: World) -> None:
    assert broken_promises(world.database, ENDS) == {"I1: an entry is still open at its deadline": [2]}


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (
            f"UPDATE recipient SET stopped_at = '{to_text(NOW - 2 * SECOND)}'",
            {"I3: somebody was called after they had said stop": [1]},
        ),
        (
            f"UPDATE outbox SET not_after = '{to_text(NOW)}' WHERE entry_id = 1",
            {"I4: a call was begun after its deadline": [1]},
        ),
        ("UPDATE attempt SET ended_at = NULL", {"a call was never counted, or left open": [1]}),
        ("UPDATE outbox SET attempts = 1 WHERE entry_id = 2", {"a call was never counted, or left open": [2]}),
        (
            f"UPDATE outbox SET lease_until = '{to_text(NOW)}' WHERE entry_id = 2",
            {"a lease stands on an entry that nobody has": [2]},
        ),
    ],
)
def test_broken_promise_is_found_with_its_entry(world: World, change: str, broken: dict[str, list[int]]) -> None:
    world.change(change)
    assert broken_promises(world.database, NOW) == broken
