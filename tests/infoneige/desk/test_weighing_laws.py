"""In any situation, the preview says what the publish then does, and leaves everything as it was."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copy

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from geodata.address_book import AddressBook
from geodata.model import StreetSideId
from infoneige.desk.guards import GuardLimits
from infoneige.desk.model import DifferenceKind, Preview
from infoneige.desk.weighing import weigh
from infoneige.pipeline import PublishResult, publish
from infoneige.plans.signature import Signature
from infoneige.sending.forecasting import Forecaster
from infoneige.storage.database import Database, open_database
from infoneige.storage.instants import to_text
from infoneige.storage.migrate import migrate
from infoneige.storage.subscriptions import subscribe
from notifier.model import AlertKind, Channel, Language, PreferenceProfile, QuietHours, Recipient, Subscription
from notifier.sender_profiles import SENDER_PROFILES
from schedules.model import LoadingStatus, Period, Plan, PlanBatch, PlanMode
from tests.infoneige.desk import weighing_oracle as oracle
from tests.stories.story import NIGHT, local
from tests.vault import VAULT

START = local("2026-11-22 12:00")
HOURS = tuple(Period(START + timedelta(hours=h), START + timedelta(hours=h + 12)) for h in (7, 20, 31))
SLOW, PRICE = SENDER_PROFILES["long_code"], Decimal("0.0120")
LIMITS = GuardLimits(reason_people=2, approval_people=4)
PROFILES = (
    PreferenceProfile((timedelta(hours=2),), NIGHT),
    PreferenceProfile((timedelta(hours=2), timedelta(minutes=30))),
    PreferenceProfile((timedelta(hours=3),), NIGHT, frozenset({AlertKind.REMINDER, AlertKind.CANCELLED})),
    PreferenceProfile((), QuietHours(NIGHT.ends, NIGHT.starts)),
)
WITH_HOURS = (LoadingStatus.PLANNED, LoadingStatus.REPLANNED)


@dataclass(frozen=True)
class Person:
    channel: Channel
    sides: frozenset[int]
    profile: PreferenceProfile
    is_reachable: bool
    language: Language


@dataclass(frozen=True)
class Step:
    """A publish, some time after the one before; what is due until then may have been sent."""

    after: timedelta
    plans: dict[int, tuple[LoadingStatus, Period]]
    removed: frozenset[int]
    mode: PlanMode
    coalesce: timedelta
    sends: bool
    is_our_error: bool

    def batch(self, sides: list[StreetSideId]) -> PlanBatch:
        plans = tuple(
            Plan(
                sides[number],
                status,
                planned=hours if status is LoadingStatus.PLANNED else None,
                replanned=hours if status is LoadingStatus.REPLANNED else None,
            )
            for number, (status, hours) in self.plans.items()
        )
        removed = frozenset(sides[number] for number in self.removed - self.plans.keys())
        return PlanBatch(plans, rows=len(plans), removed_sides=removed)


NUMBERS = st.integers(0, 3)
PEOPLE = st.builds(
    Person,
    st.sampled_from([Channel.SMS, Channel.SMS, Channel.PUSH, Channel.CONSOLE]),
    st.frozensets(NUMBERS, min_size=1),
    st.sampled_from(PROFILES),
    st.sampled_from([True, True, True, False]),
    st.sampled_from(Language),
)
STEPS = st.builds(
    Step,
    st.sampled_from([timedelta(minutes=m) for m in (1, 60, 300, 660, 1200)]),
    st.dictionaries(
        NUMBERS, st.tuples(st.sampled_from([*LoadingStatus, *[LoadingStatus.PLANNED] * 6]), st.sampled_from(HOURS))
    ),
    st.frozensets(NUMBERS, max_size=1),
    st.sampled_from(PlanMode),
    st.sampled_from([timedelta(0), timedelta(minutes=2)]),
    st.booleans(),
    st.booleans(),
)


def hold(databases: Iterator[Database], streets: AddressBook, examples: int) -> None:
    sides = sorted(streets.side_ids())[:4]

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(st.lists(PEOPLE, min_size=1, max_size=6), st.lists(STEPS, min_size=1, max_size=4))
    def a_preview_is_true(people: list[Person], steps: list[Step]) -> None:
        database = next(databases)
        for number, person in enumerate(people):
            settle(database, f"+1514555{number:04}", person, sides)
        now = START
        for step in steps:
            now += step.after
            send_what_is_due(database, now, really=step.sends)
            foresee_and_publish(database, streets, step, step.batch(sides), now)

    a_preview_is_true()


def settle(database: Database, address: str, person: Person, sides: list[StreetSideId]) -> None:
    recipient = Recipient(person.channel, address, person.language)
    for number in person.sides:
        subscribe(database, VAULT, Subscription(recipient, sides[number], person.profile), now=START)
    if not person.is_reachable:
        with database.transaction() as connection:
            connection.execute(
                "UPDATE recipient SET disabled_at = '2026-11-01T00:00:00.000Z'"
                " WHERE recipient_id = (SELECT max(recipient_id) FROM recipient)"
            )


def send_what_is_due(database: Database, now: datetime, *, really: bool) -> None:
    """Deliver what is due; or leave its fate unknown."""
    state, handed = ("delivered", "send_at") if really else ("unknown", "NULL")
    with database.transaction() as connection:
        connection.execute(
            f"UPDATE outbox SET state = '{state}', handed_over_at = {handed}, attempts = 1"
            f" WHERE state = 'due' AND send_at <= '{to_text(now)}'"
        )


def foresee_and_publish(database: Database, streets: AddressBook, step: Step, batch: PlanBatch, now: datetime) -> None:
    before = oracle.everything(database)
    preview = weigh(
        database,
        streets,
        batch,
        mode=step.mode,
        coalesce=step.coalesce,
        profile=SLOW,
        price=PRICE,
        limits=LIMITS,
        is_our_error=step.is_our_error,
        now=now,
    )
    assert oracle.everything(database) == before
    oracle.mark_what_is_due(database)
    result = publish(
        database,
        batch,
        source="operator",
        mode=preview.mode,
        coalesce=step.coalesce,
        content_hash="",
        signature=Signature(published_by="operator:amelie", is_our_error=step.is_our_error),
        now=now,
        confirmed=True,
    )
    check_people(database, preview, result, now)
    check_sides(database, preview, result, batch)


def check_people(database: Database, preview: Preview, result: PublishResult, now: datetime) -> None:
    queue = Forecaster(database, lambda _: {}, SLOW, PRICE).of_queue(now)
    assert preview.people == oracle.people_by_channel(database)
    assert preview.messages == oracle.messages(database)
    samples = {(sample.kind, sample.language): sample.people for sample in preview.samples}
    assert samples == oracle.people_by_kind_and_language(database)
    assert preview.notice == oracle.notice(database, result.publish_id, now)
    assert preview.late == {kind.value: count for kind, count in queue.expired.items()}
    assert preview.cost == preview.segments * PRICE


def check_sides(database: Database, preview: Preview, result: PublishResult, batch: PlanBatch) -> None:
    by_side = {difference.side_id: difference for difference in preview.differences}
    assert len(by_side) == len(preview.differences)
    assert preview.counts == Counter(difference.kind for difference in preview.differences)
    assert preview.unchanged == len({plan.side_id for plan in batch} - by_side.keys())
    live = {row[0]: row[1:] for row in oracle.rows(database, LIVE)}
    for side_id, difference in by_side.items():
        after = difference.after
        text = after and (to_text(after.starts_at), to_text(after.ends_at) if after.ends_at else None)
        assert live.get(side_id) == text
    kinds = preview.counts
    assert kinds[DifferenceKind.DONE] == result.done
    assert kinds[DifferenceKind.IN_PROGRESS] == result.in_progress
    assert kinds[DifferenceKind.ADDED] + kinds[DifferenceKind.MOVED] == result.announced + result.moved


LIVE = "SELECT side_id, starts_at, ends_at FROM ban_window WHERE closed_at IS NULL"


def test_a_preview_is_what_the_publish_then_does_on_sqlite(streets: AddressBook, tmp_path: Path) -> None:
    with open_database(f"sqlite:///{tmp_path}/empty.db") as database:
        migrate(database)

    def copies() -> Iterator[Database]:
        while True:
            copy(tmp_path / "empty.db", tmp_path / "state.db")
            with open_database(f"sqlite:///{tmp_path}/state.db") as database:
                yield database

    hold(copies(), streets, 30)


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_preview_is_what_the_publish_then_does_on_postgresql(streets: AddressBook, database: Database) -> None:
    def emptied() -> Iterator[Database]:
        while True:
            with database.transaction() as connection:
                connection.execute(EMPTY)
            yield database

    hold(emptied(), streets, 8)


EMPTY = """
TRUNCATE attempt, outbox, subscription, profile, recipient, ban_window, plan, plan_before, anomaly, publish, silence,
held_change CASCADE
"""
