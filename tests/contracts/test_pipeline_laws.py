"""Any order of publishing, subscribing, stopping, dying and bad answers: each person's last message is the plan."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, takewhile
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from geodata.model import StreetSideId
from infoneige.clock import FakeClock
from infoneige.delivery_loop import DeliveryLoop
from infoneige.pipeline import publish
from infoneige.storage.database import Database, open_database
from infoneige.storage.instants import to_text
from infoneige.storage.migrate import migrate
from infoneige.storage.outbox import LEASE, Batch, Outbox, Result
from infoneige.storage.subscriptions import subscribe
from notifier.channels.contract import Envelope, SendOutcome, Verdict
from notifier.channels.threaded import OneByOne
from notifier.delivery import SETTLE
from notifier.model import CLOSING_KINDS, TELLING_KINDS, AlertKind, Channel, PreferenceProfile, Recipient, Subscription
from schedules.model import BanWindow, LoadingStatus, Period, Plan, PlanBatch, PlanMode
from tests.stories.story import local
from tests.vault import VAULT

START = local("2026-11-22 12:00")
PEOPLE, SIDES = "ab", ("1", "2")
HOURS = tuple(Period(START + timedelta(hours=h), START + timedelta(hours=h + 12)) for h in (40, 52))
WITH_HOURS = (LoadingStatus.PLANNED, LoadingStatus.REPLANNED)
PROFILE = PreferenceProfile((timedelta(minutes=60),))
Pair = tuple[str, str]
Hours = tuple[datetime, datetime | None]
STATUSES = (
    *[LoadingStatus.PLANNED] * 3,
    LoadingStatus.REPLANNED,
    LoadingStatus.SNOWY,
    LoadingStatus.SNOWY,
    LoadingStatus.CLEARED,
    LoadingStatus.IN_PROGRESS,
)


class Heard(NamedTuple):
    """One message as one person took it, about one side."""

    kind: AlertKind
    hours: Hours
    at: datetime
    replaces_at: datetime | None
    entry_ids: tuple[int, ...]


@dataclass
class Oracle:
    """What is true and what was heard, by the written rules alone."""

    bans: dict[str, Hours] = field(default_factory=dict)
    heard: dict[Pair, list[Heard]] = field(default_factory=dict)
    subscribed: set[Pair] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)
    doubtful: set[Pair] = field(default_factory=set)
    objections: list[AssertionError] = field(default_factory=list)

    def publish(self, side: str, status: LoadingStatus, hours: Period, now: datetime) -> None:
        """Take a new plan: hours where the status has them, from now on while loading, else none."""
        standing = self.bans.get(side)
        if status in WITH_HOURS:
            self.bans[side] = (hours.starts_at, hours.ends_at)
        elif status is not LoadingStatus.IN_PROGRESS:
            self.bans.pop(side, None)
        elif standing is None or standing[0] > now:
            self.bans[side] = (now, None)

    def belief(self, pair: Pair) -> Hours | None:
        """Return the ban in which a person believes."""
        said = [one for one in self.heard.get(pair, []) if one.kind in TELLING_KINDS | CLOSING_KINDS]
        return said[-1].hours if said and said[-1].kind in TELLING_KINDS else None

    def hear(self, pair: Pair, message: Heard) -> None:
        """Take a message in; whether this person should not get it now is said later: a loop lets no exception by."""
        try:
            assert pair[0] not in self.stopped
            assert pair in self.subscribed
            if pair not in self.doubtful:
                self._judge(pair, message)
        except AssertionError as objection:
            self.objections.append(objection)
        self.heard.setdefault(pair, []).append(message)

    def _judge(self, pair: Pair, message: Heard) -> None:
        belief = self.belief(pair)
        match message.kind:
            case AlertKind.CANCELLED | AlertKind.DONE:
                assert belief is not None
            case AlertKind.MOVED:
                assert belief not in (None, message.hours)
            case AlertKind.PLANNED | AlertKind.SHORT_NOTICE:
                assert belief is None
            case AlertKind.REMINDER | AlertKind.EVENING_BEFORE:
                assert belief == message.hours
        assert not any((message.kind, message.entry_ids) == (one.kind, one.entry_ids) for one in self._of(pair))
        if message.replaces_at is not None:
            latest = takewhile(lambda one: one.hours == belief, reversed(self._of(pair)))
            *_, first = latest  # of the messages that made this belief
            assert abs(first.at - message.replaces_at) < timedelta(minutes=1)

    def _of(self, pair: Pair) -> list[Heard]:
        """Return what was heard since the person last believed in nothing."""
        heard = self.heard.get(pair, [])
        lifted = [number for number, one in enumerate(heard) if one.kind in CLOSING_KINDS]
        return heard[lifted[-1] + 1 :] if lifted else heard


class City(RuleBasedStateMachine):
    """The real pipeline, outbox and delivery loop on a fake clock, against the oracle."""

    databases: Iterator[Database]

    def __init__(self) -> None:
        super().__init__()
        self.database = next(self.databases)
        self.clock, self.oracle, self.names = FakeClock(START), Oracle(), count()
        self.answers: list[str] = []
        self.others: list[tuple[Outbox, Batch, Verdict]] = []
        channel = OneByOne(self, in_flight=3)
        self.loop = DeliveryLoop(self.database, self.clock, channel, lambda _: {}, "worker", vault=VAULT)

    @initialize()
    def people_come(self) -> None:
        self.subscribes("a", "1")

    @rule(
        sides=st.sampled_from([*SIDES, "".join(SIDES)]),
        status=st.sampled_from(STATUSES),
        hours=st.sampled_from(HOURS),
        coalesce=st.sampled_from([0, 120]),
        then_delivers=st.booleans(),
    )
    def publishes(
        self, sides: str, status: LoadingStatus, hours: Period, coalesce: int, *, then_delivers: bool
    ) -> None:
        now = self.clock.now()
        publish(
            self.database,
            PlanBatch(tuple(_plan(side, status, hours) for side in sides)),
            source="feed",
            mode=PlanMode.CHANGES,
            coalesce=timedelta(seconds=coalesce),
            content_hash="",
            now=now,
        )
        for side in sides:
            self.oracle.publish(side, status, hours, now)
        if then_delivers:
            self.loop.deliver_due()

    @rule(who=st.sampled_from(PEOPLE), side=st.sampled_from(SIDES))
    def subscribes(self, who: str, side: str) -> None:
        if who not in self.oracle.stopped:
            self.oracle.subscribed.add((who, side))
            wish = Subscription(Recipient(Channel.CONSOLE, who), StreetSideId(side), PROFILE)
            subscribe(self.database, VAULT, wish, now=self.clock.now())

    @rule(who=st.sampled_from(PEOPLE))
    def stops(self, who: str) -> None:
        self.oracle.stopped.add(who)
        with self.database.transaction() as connection:
            at, found_by = to_text(self.clock.now()), VAULT.hmac(Channel.CONSOLE, who)
            connection.execute(f"UPDATE recipient SET stopped_at = '{at}' WHERE address_hmac = '{found_by}'")

    @rule(seconds=st.sampled_from([1, 119, 1200]))
    def waits(self, seconds: int) -> None:
        self.clock.set(self.clock.now() + timedelta(seconds=seconds))

    @rule(answers=st.lists(st.sampled_from(["sent", "retry", "taken", "lost"]), max_size=4))
    def delivers(self, answers: list[str]) -> None:
        self.answers = answers
        self.loop.deliver_due()
        self.answers = []

    @rule(sends=st.booleans())
    def other_worker_claims(self, sends: bool) -> None:  # noqa: FBT001 - hypothesis gives keywords
        """Be another worker, which calls or does not get so far; it dies, or answers later."""
        other = Outbox(self.database, f"other {next(self.names)}")
        if (batch := other.claim(self.clock.now(), 2)) is None:
            return
        self.others.append((other, batch, Verdict.SENT if sends else Verdict.RETRY))
        for bundle in batch.bundles:
            who = VAULT.opened(bundle.recipient).address
            pairs = {(who, str(topic.window.side_id)) for topic in bundle.topics}
            self.oracle.doubtful |= pairs
            if sends:
                for topic in bundle.topics:
                    message = Heard(topic.kind, _hours(topic.window), self.clock.now(), None, bundle.entry_ids)
                    self.oracle.hear((who, str(topic.window.side_id)), message)

    @precondition(lambda self: self.others)
    @rule()
    def other_worker_answers(self) -> None:
        other, batch, verdict = self.others.pop(0)
        other.record(batch, [Result(bundle, SendOutcome(verdict), self.clock.now()) for bundle in batch.bundles])

    @rule()
    def everything_comes_to_rest(self) -> None:
        for pause in (timedelta(0), timedelta(minutes=2), LEASE, SETTLE, timedelta(minutes=6)):
            self.clock.set(self.clock.now() + pause)
            self.loop.deliver_due()
        for who, side in sorted(self.oracle.subscribed):
            if who not in self.oracle.stopped and not self._gave_up(who):
                assert self.oracle.belief((who, side)) == self.oracle.bans.get(side), (who, side)

    @invariant()
    def nobody_has_two_live_windows(self) -> None:
        query = "SELECT side_id FROM ban_window WHERE closed_at IS NULL GROUP BY side_id HAVING count(*) > 1"
        with self.database.read() as connection:
            assert connection.execute(query).fetchall() == []

    @invariant()
    def nobody_heard_what_is_against_the_rules(self) -> None:
        for objection in self.oracle.objections:
            raise objection

    def teardown(self) -> None:
        self.everything_comes_to_rest()
        self.nobody_heard_what_is_against_the_rules()

    def send(self, envelope: Envelope) -> SendOutcome:
        """Be the channel: answer as the test says, and let the oracle hear what was taken."""
        answer = self.answers.pop(0) if self.answers else "sent"
        subject, who = envelope.subject, envelope.recipient.address
        if answer in ("taken", "lost"):
            self.oracle.doubtful |= {(who, str(side)) for side in subject.sides}
        if answer in ("sent", "taken"):
            for side in subject.sides:
                hours, at = _hours(subject.window), self.clock.now()
                message = Heard(subject.kind, hours, at, subject.replaces_at, envelope.entry_ids)
                self.oracle.hear((who, str(side)), message)
        verdicts = {"sent": Verdict.SENT, "retry": Verdict.RETRY}
        return SendOutcome(verdicts.get(answer, Verdict.UNKNOWN))

    def _gave_up(self, who: str) -> bool:
        """Say whether something in doubt was given up, as what is cleared is: then nobody knows what this one heard."""
        query = "SELECT 1 FROM outbox JOIN recipient USING (recipient_id) WHERE state = 'gave_up'"
        with self.database.read() as connection:
            found_by = VAULT.hmac(Channel.CONSOLE, who)
            return connection.execute(f"{query} AND address_hmac = '{found_by}'").fetchone() is not None


def _plan(side: str, status: LoadingStatus, hours: Period) -> Plan:
    replanned = hours if status is LoadingStatus.REPLANNED else None
    return Plan(StreetSideId(side), status, hours if status is LoadingStatus.PLANNED else None, replanned)


def _hours(window: BanWindow) -> Hours:
    return window.starts_at, window.ends_at


def in_memory() -> Iterator[Database]:
    while True:
        with open_database("sqlite:///:memory:") as database:
            migrate(database)
            yield database


def in_schemas(url: str) -> Iterator[Database]:
    """Give an empty database again and again: all tables of one, emptied."""
    with open_database(url) as database:
        migrate(database)
        while True:
            with database.transaction() as connection:
                connection.execute(_EMPTY)
            yield database


_EMPTY = """
TRUNCATE attempt, outbox, subscription, profile, recipient, ban_window, plan, anomaly, publish, silence, held_change
CASCADE
"""


def hold(databases: Iterator[Database], examples: int) -> None:
    city = type("City", (City,), {"databases": databases})
    quiet = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    profile = settings(
        max_examples=examples, stateful_step_count=25, deadline=None, derandomize=True, suppress_health_check=quiet
    )
    run_state_machine_as_test(city, settings=profile)


def test_laws_of_telling_hold_on_sqlite() -> None:
    hold(in_memory(), 150)


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_laws_of_telling_hold_on_postgresql(database_url: str) -> None:
    hold(in_schemas(database_url), 12)
