"""Publishing while others subscribe, stop, claim or publish: each person is told the truth once."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from infoneige.plans.silence import watch_silence
from infoneige.storage.database import Database
from infoneige.storage.instants import to_text
from infoneige.storage.outbox import LEASE, Outbox, Result
from notifier.channels.contract import SendOutcome, Verdict
from notifier.model import Channel
from schedules.model import LoadingStatus, Plan
from tests.contracts.pipeline_races import (
    ON_POSTGRES,
    A,
    B,
    commits_held_back,
    publish_only,
    rows,
    two_at_once,
    wait_until_waiting,
)
from tests.stories.story import Story, bare, local, planned
from tests.vault import VAULT

NOW = local("2026-11-23 10:00")
SENT = SendOutcome(Verdict.SENT)


@pytest.fixture
def story(database: Database) -> Story:
    story = Story(database)
    story.publish("2026-11-23 09:00", planned("elsewhere", *A))
    story.clock.set(NOW)
    return story


def kinds_told(story: Story) -> list[tuple[str, str]]:
    story.go_to("2026-11-23 18:00")
    return [(told.who, told.kind) for told in story.told]


@ON_POSTGRES
def test_subscriber_who_comes_while_a_publish_commits_is_told_once(story: Story, database: Database) -> None:
    with two_at_once() as threads, commits_held_back(database, "publish"):
        publishing = threads.submit(publish_only, database, NOW, planned("1", *A))
        wait_until_waiting(database, 1, publishing)
        subscribing = threads.submit(story.person, "ana", "1")
        wait_until_waiting(database, 2, subscribing)
    assert kinds_told(story) == [("ana", "planned")]


@ON_POSTGRES
def test_subscriber_who_commits_while_a_plan_is_published_is_told_once(story: Story, database: Database) -> None:
    with two_at_once() as threads, commits_held_back(database, "subscription"):
        subscribing = threads.submit(story.person, "ana", "1")
        wait_until_waiting(database, 1, subscribing)
        publishing = threads.submit(publish_only, database, NOW, planned("1", *A))
        wait_until_waiting(database, 2, publishing)
    assert kinds_told(story) == [("ana", "planned")]


def test_subscribers_who_race_with_a_publish_are_each_told_once(story: Story, database: Database) -> None:
    rounds = 40
    for number in range(rounds):
        at_once(
            partial(publish_only, database, NOW, planned(str(number), *A)),
            partial(story.person, f"person {number}", str(number)),
        )
    told = Counter(who for who, _ in kinds_told(story))
    assert told == {f"person {number}": 1 for number in range(rounds)}


@ON_POSTGRES
@pytest.mark.parametrize(
    ("change", "correction"), [(bare("1", LoadingStatus.SNOWY), "cancelled"), (planned("1", *B), "moved")]
)
def test_plan_that_changes_while_its_message_is_claimed_is_corrected(
    story: Story, database: Database, change: Plan, correction: str
) -> None:
    story.person("ana", "1")
    publish_only(database, NOW, planned("1", *A))
    with two_at_once() as threads:
        with commits_held_back(database, "attempt"):
            claiming = threads.submit(Outbox(database, "worker").claim, NOW, 10)
            wait_until_waiting(database, 1, claiming)
            publishing = threads.submit(publish_only, database, NOW, change)
            wait_until_waiting(database, 2, publishing)
        batch = claiming.result()
        publishing.result()
    assert batch is not None
    Outbox(database, "worker").record(batch, [Result(bundle, SENT, NOW) for bundle in batch.bundles])
    assert kinds_told(story) == [("ana", correction)]


@ON_POSTGRES
def test_stop_waits_for_the_claim_that_it_races_with(story: Story, database: Database) -> None:
    """Whatever is claimed was claimed before the stop was answered."""
    story.person("ana", "1")
    publish_only(database, NOW, planned("1", *A))
    with two_at_once() as threads:
        with commits_held_back(database, "attempt"):
            claiming = threads.submit(Outbox(database, "worker").claim, NOW, 10)
            wait_until_waiting(database, 1, claiming)
            stopping = threads.submit(stop, database, "ana")
            wait_until_waiting(database, 2, stopping)
            assert not stopping.done()
        assert stopping.result() == "calling"


def test_nothing_is_claimed_after_a_stop(story: Story, database: Database) -> None:
    people = [f"person {number}" for number in range(60)]
    for who in people:
        story.person(who, "1")
    publish_only(database, NOW, planned("1", *A))
    with ThreadPoolExecutor(3) as threads:
        workers = [threads.submit(deliver_one_by_one, database, owner) for owner in ("one", "other")]
        stopped = random.Random(1).sample(people, 40)
        at_stop = threads.submit(lambda: {who: stop(database, who) for who in stopped}).result()
        for worker in workers:
            worker.result()
    found = rows(database, "SELECT address_hmac, state FROM outbox JOIN recipient USING (recipient_id)")
    by_hmac = {VAULT.hmac(Channel.SMS, who): who for who in people}
    ended = {by_hmac[found_by]: state for found_by, state in found}
    assert {who: ended[who] for who in stopped if at_stop[who] == "due"} == {
        who: "suppressed" for who in stopped if at_stop[who] == "due"
    }
    assert {ended[who] for who in people if at_stop.get(who) != "due"} <= {"sent", "suppressed"}


def deliver_one_by_one(database: Database, owner: str) -> None:
    outbox = Outbox(database, owner)
    while (due := outbox.next_to_send()) is not None and due <= NOW:
        if batch := outbox.claim(NOW, 1):  # none where all that is next is in others' hands
            outbox.record(batch, [Result(bundle, SENT, NOW) for bundle in batch.bundles])


def stop(database: Database, who: str) -> str:
    """Say stop for a person, and return in which state their entry was when that was committed."""
    found_by = VAULT.hmac(Channel.SMS, who)
    with database.transaction() as connection:
        connection.execute(f"UPDATE recipient SET stopped_at = '{to_text(NOW)}' WHERE address_hmac = '{found_by}'")
    query = f"SELECT state FROM outbox JOIN recipient USING (recipient_id) WHERE address_hmac = '{found_by}'"
    return str(rows(database, query)[0][0])


def test_two_publishers_at_once_follow_each_other(story: Story, database: Database) -> None:
    story.person("ana", "1", "2")
    draw = random.Random(2)
    hours = [A, B, ("2026-11-25 07:00", "2026-11-25 19:00")]
    for _ in range(100):
        one, other = ([planned(side, *draw.choice(hours)) for side in "12"] for _ in range(2))
        at_once(
            partial(publish_only, database, NOW, *one),
            partial(publish_only, database, NOW, *other),
        )
        assert live_hours(database) in (hours_of(one), hours_of(other))
    assert rows(database, DISAGREEMENTS) == []
    assert rows(database, "SELECT side_id FROM ban_window WHERE closed_at IS NULL GROUP BY 1 HAVING count(*) > 1") == []
    story.delivery.deliver_due()
    assert {told.kind for told in story.told} == {"planned"}
    assert sorted(side for told in story.told for side in told.sides.split()) == ["1", "2"]


DISAGREEMENTS = """
SELECT p.side_id FROM plan p LEFT JOIN ban_window w ON w.side_id = p.side_id AND w.closed_at IS NULL
WHERE w.side_id IS NULL OR w.starts_at <> p.planned_starts_at OR w.ends_at <> p.planned_ends_at
UNION ALL
SELECT w.side_id FROM outbox o JOIN ban_window w USING (window_id) WHERE o.state = 'due' AND w.closed_at IS NOT NULL
"""
"""Sides whose live window is not their plan's, and windows that are closed and would still be told."""


def live_hours(database: Database) -> dict[str, tuple[str, str]]:
    query = "SELECT side_id, starts_at, ends_at FROM ban_window WHERE closed_at IS NULL AND side_id <> 'elsewhere'"
    return {side: (starts, ends) for side, starts, ends in rows(database, query)}


def hours_of(plans: list[Plan]) -> dict[str, tuple[str, str]]:
    spans = {plan.side_id: plan.planned for plan in plans}
    return {side: (to_text(span.starts_at), to_text(span.ends_at)) for side, span in spans.items() if span is not None}


def test_the_same_plan_published_twice_at_once_is_published_once(database: Database) -> None:
    plan = planned("1", *A)
    at_once(*[lambda: publish_only(database, NOW, plan)] * 2)
    assert rows(database, "SELECT count(*) FROM publish") == [(1,)]


def test_two_watchers_notice_one_silence(story: Story, database: Database) -> None:
    story.person("ana", "elsewhere")
    at_once(*[lambda: watch_silence(database, source="feed", stale_after=LEASE, now=NOW)] * 2)
    assert rows(database, "SELECT count(*) FROM silence") == [(1,)]
    assert kinds_told(story) == [("ana", "planned"), ("ana", "data_silent")]


def at_once(*work: Callable[[], object]) -> None:
    """Do two things on two threads that start together."""
    start = Barrier(len(work))

    def begin(one: Callable[[], object]) -> object:
        start.wait()
        return one()

    with two_at_once() as threads:
        for done in [threads.submit(begin, one) for one in work]:
            done.result()
