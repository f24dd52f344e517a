"""The allowance of a sender, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from infoneige.storage.database import Database
from infoneige.storage.pace import take, whole_at
from notifier.pacing import Pace
from tests.outbox_world import NOW

SECOND = timedelta(seconds=1)


def test_each_sender_has_an_allowance_of_its_own(database: Database) -> None:
    assert whole_at(database, "MG1") is None
    take(database, "MG1", Pace(10), 5, NOW)
    take(database, "MG1", Pace(10), 2, NOW)
    assert whole_at(database, "MG1") == NOW + 0.7 * SECOND
    assert whole_at(database, "MG2") is None


def test_what_two_workers_take_at_once_is_all_charged(database: Database) -> None:
    def take_one(_: int) -> None:
        take(database, "MG1", Pace(10), 1, NOW)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(take_one, range(40)))
    assert whole_at(database, "MG1") == NOW + 4 * SECOND
