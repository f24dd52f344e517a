"""One poll: at most one call in five minutes whoever asks, errors kept, and nothing lost between two calls."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from geodata.model import StreetSideId
from infoneige.clock import FakeClock
from infoneige.pipeline import PublishResult
from infoneige.plans.polling import Poller
from infoneige.storage.database import Database
from schedules.feeds.answers import FeedError
from schedules.feeds.planif_neige.rows import RawPlanifNeige
from schedules.model import Anomaly, AnomalyKind, SchedulesError

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
FIVE_MINUTES = timedelta(minutes=5)
SOURCE = "planif-neige"


class City:
    """A feed that gives the answers it was told to give, in order, and notes since when it was asked."""

    def __init__(self, *answers: tuple[RawPlanifNeige, ...] | Exception) -> None:
        self._answers = iter(answers)
        self.asked_since: list[datetime] = []

    def __call__(self, since: datetime) -> tuple[RawPlanifNeige, ...]:
        self.asked_since.append(since)
        answer = next(self._answers)
        if isinstance(answer, Exception):
            raise answer
        return answer


def make_row(
    side: str = "13811012", status: str = "2", starts: str = "2026-11-23T19:00:00", updated: str = "2026-11-23T11:58:00"
) -> RawPlanifNeige:
    return RawPlanifNeige(side, status, starts, "2026-11-24T07:00:00", None, None, updated)


def make_poller(database: Database, city: City, clock: FakeClock, owners: Iterator[int] | None = None) -> Poller:
    numbers = owners or count()
    return Poller(
        database=database,
        clock=clock,
        feed=city,
        source=SOURCE,
        every=FIVE_MINUTES,
        known_sides=frozenset({StreetSideId("13811012")}),
        new_owner=lambda: f"owner-{next(numbers)}",
    )


def source_row(database: Database) -> tuple[str | None, str | None, str | None]:
    with database.read() as connection:
        cursor = database.queries.feed_cursor(connection, name=SOURCE)
        last_success, last_error = database.queries.feed_state(connection, name=SOURCE)
    return cursor, last_success, last_error


def test_poll_publishes_the_changes_and_moves_the_cursor(database: Database) -> None:
    city = City((make_row(),))
    result = make_poller(database, city, FakeClock(NOON)).poll()
    assert result == PublishResult(sides_changed=1, announced=1)
    assert city.asked_since == [NOON - timedelta(days=30)]
    assert source_row(database) == ("2026-11-23T16:48:00.000Z", "2026-11-23T17:00:00.000Z", None)


def test_poll_asks_from_the_cursor_on(database: Database) -> None:
    city, clock = City((make_row(),), ()), FakeClock(NOON)
    poller = make_poller(database, city, clock)
    poller.poll()
    clock.set(NOON + timedelta(minutes=6))
    assert poller.poll() == PublishResult()
    assert city.asked_since[1] == NOON - timedelta(minutes=12)
    assert source_row(database) == ("2026-11-23T16:48:00.000Z", "2026-11-23T17:06:00.000Z", None)


@pytest.mark.parametrize("seconds", [0, 1, 60, 299, 300])
def test_poll_never_asks_twice_in_five_minutes_even_after_a_restart(database: Database, seconds: int) -> None:
    city, owners = City(()), count()
    make_poller(database, city, FakeClock(NOON), owners).poll()
    restarted = make_poller(database, city, FakeClock(NOON + timedelta(seconds=seconds)), owners)
    assert restarted.poll() is None
    assert len(city.asked_since) == 1


def test_poll_that_failed_counts_as_a_call(database: Database) -> None:
    city, clock = City(FeedError("code 14"), ()), FakeClock(NOON)
    poller = make_poller(database, city, clock)
    assert poller.poll() is None
    clock.set(NOON + timedelta(minutes=4))
    assert poller.poll() is None
    assert len(city.asked_since) == 1


@pytest.mark.parametrize("error", [FeedError("the account has expired"), SchedulesError("no answer in time")])
def test_poll_keeps_the_error_until_an_answer_comes(
    database: Database, error: SchedulesError, caplog: pytest.LogCaptureFixture
) -> None:
    city, clock = City((make_row(),), error, ()), FakeClock(NOON)
    poller = make_poller(database, city, clock)
    poller.poll()
    clock.set(NOON + timedelta(minutes=6))
    poller.poll()
    assert source_row(database) == ("2026-11-23T16:48:00.000Z", "2026-11-23T17:00:00.000Z", str(error))
    assert f"the feed planif-neige gave no usable answer: {error}" in caplog.text
    clock.set(NOON + timedelta(minutes=12))
    poller.poll()
    assert source_row(database) == ("2026-11-23T16:48:00.000Z", "2026-11-23T17:12:00.000Z", None)
    assert city.asked_since[1] == city.asked_since[2]


def test_poll_of_the_same_changes_changes_nothing(database: Database) -> None:
    city, clock = City((make_row(),), (make_row(),)), FakeClock(NOON)
    poller = make_poller(database, city, clock)
    poller.poll()
    clock.set(NOON + timedelta(minutes=6))
    assert poller.poll() == PublishResult()


def test_poll_takes_absence_for_no_change(database: Database) -> None:
    city, clock = City((make_row(),), (make_row(side="13811013"),)), FakeClock(NOON)
    poller = make_poller(database, city, clock)
    poller.poll()
    clock.set(NOON + timedelta(minutes=6))
    assert poller.poll() == PublishResult(sides_changed=1, announced=1)


def test_poll_keeps_what_was_odd(database: Database) -> None:
    make_poller(database, City((make_row(side="99999999"),)), FakeClock(NOON)).poll()
    with database.read() as connection:
        rows = connection.execute("SELECT kind, side_id, detail FROM anomaly").fetchall()
    odd = Anomaly(AnomalyKind.UNKNOWN_SIDE, StreetSideId("99999999"), "the street file has no such side")
    assert [tuple(row) for row in rows] == [(odd.kind.value, odd.side_id, odd.detail)]
