"""A plan that changes while its messages are on their way: each person's last message is the truth."""

from datetime import timedelta

import pytest

from infoneige.storage.database import Database
from infoneige.storage.outbox import LEASE, Batch, Outbox, Result
from notifier.channels.contract import SendOutcome, Verdict
from notifier.delivery import SETTLE
from schedules.model import LoadingStatus
from tests.contracts.pipeline_races import A, B, publish_only
from tests.stories.story import Story, bare, local, planned

NOW = local("2026-11-23 10:00")
SECOND = timedelta(seconds=1)
SNOWY = bare("1", LoadingStatus.SNOWY)


@pytest.fixture
def story(database: Database) -> Story:
    """Give a city where Ana is about to be told of a ban."""
    story = Story(database)
    story.clock.set(NOW)
    story.person("ana", "1")
    publish_only(database, NOW, planned("1", *A))
    return story


@pytest.fixture
def other(database: Database) -> Outbox:
    """Give the outbox of another worker, whose calls the test answers."""
    return Outbox(database, "other")


def claim(outbox: Outbox) -> Batch:
    batch = outbox.claim(NOW, 10)
    assert batch is not None
    return batch


def answer(outbox: Outbox, batch: Batch, verdict: Verdict) -> None:
    outbox.record(batch, [Result(bundle, SendOutcome(verdict), NOW) for bundle in batch.bundles])


def kinds(story: Story) -> list[str]:
    story.go_to("2026-11-23 18:00")
    return [told.kind for told in story.told]


def test_message_in_the_air_is_corrected(story: Story, database: Database, other: Outbox) -> None:
    batch = claim(other)
    publish_only(database, NOW + SECOND, SNOWY)
    answer(other, batch, Verdict.SENT)
    assert kinds(story) == ["cancelled"]


def test_message_left_without_an_answer_is_corrected(story: Story, database: Database, other: Outbox) -> None:
    answer(other, claim(other), Verdict.UNKNOWN)
    publish_only(database, NOW + SECOND, planned("1", *B))
    assert kinds(story) == ["moved"]


def test_message_left_without_an_answer_and_due_again_is_corrected(
    story: Story, database: Database, other: Outbox
) -> None:
    answer(other, claim(other), Verdict.UNKNOWN)
    other.resolve(NOW + SETTLE)
    publish_only(database, NOW + SETTLE, SNOWY)
    assert kinds(story) == ["cancelled"]


def test_message_that_was_not_taken_is_not_corrected(story: Story, database: Database, other: Outbox) -> None:
    batch = claim(other)
    publish_only(database, NOW + SECOND, SNOWY)
    answer(other, batch, Verdict.RETRY)
    assert kinds(story) == []


@pytest.mark.parametrize("verdict", [Verdict.RETRY, Verdict.UNKNOWN])
def test_cancellation_that_comes_late_never_follows_the_plan_after_it(
    story: Story, database: Database, other: Outbox, verdict: Verdict
) -> None:
    story.delivery.deliver_due()
    publish_only(database, NOW, SNOWY)
    batch = claim(other)
    publish_only(database, NOW + SECOND, planned("1", *B))
    answer(other, batch, verdict)
    assert kinds(story)[-1] in ("planned", "moved")


def test_correction_waits_for_the_message_that_it_corrects(story: Story, database: Database, other: Outbox) -> None:
    """Two workers: the one that holds the first message is slow, the other must not overtake it."""
    claim(other)
    publish_only(database, NOW + SECOND, planned("1", *B))
    story.clock.set(NOW + SECOND)
    story.delivery.deliver_due()
    assert story.told == []
    story.clock.set(NOW + LEASE + SETTLE)
    assert kinds(story) == ["moved"]


def test_ban_withdrawn_restored_and_withdrawn_again_is_cancelled(story: Story) -> None:
    story.delivery.deliver_due()
    story.publish("2026-11-23 11:00:00", SNOWY, coalesce=120)
    story.publish("2026-11-23 11:01:00", planned("1", *A), coalesce=120)
    story.publish("2026-11-23 12:00:00", SNOWY)
    assert kinds(story) == ["planned", "cancelled"]


def test_subscribing_again_repeats_nothing_however_near_the_ban(story: Story) -> None:
    story.go_to("2026-11-23 17:30")
    story.person("ana", "1", leads=(60,))
    assert kinds(story) == ["planned", "reminder"]


def test_subscribing_again_after_a_ban_came_back_repeats_nothing(story: Story) -> None:
    story.go_to("2026-11-23 10:30")
    story.publish("2026-11-23 11:00:00", SNOWY, coalesce=120)
    story.publish("2026-11-23 11:01:00", planned("1", *A), coalesce=120)
    story.person("ana", "1", leads=(60,))
    assert kinds(story) == ["planned", "reminder"]


def test_message_that_may_be_lost_is_not_forgotten_when_the_plan_goes_there_and_back(
    story: Story, other: Outbox
) -> None:
    answer(other, claim(other), Verdict.UNKNOWN)
    story.publish("2026-11-23 10:00:10", planned("1", *B), coalesce=120)
    story.publish("2026-11-23 10:00:20", planned("1", *A), coalesce=120)
    assert kinds(story) != []


def test_correction_not_taken_after_its_ban_was_withdrawn_leaves_nobody_with_what_it_corrected(
    story: Story, database: Database, other: Outbox
) -> None:
    story.delivery.deliver_due()
    publish_only(database, NOW, planned("1", *B))
    correction = claim(other)
    publish_only(database, NOW + SECOND, SNOWY)
    answer(other, correction, Verdict.RETRY)
    assert kinds(story) == ["planned", "cancelled"]
    assert story.told[-1].replaces == "Mon 10:00"
    assert "lun 23 nov 19h" in story.texts[-1]


@pytest.mark.parametrize(("again", "then"), [(B, "moved"), (A, "planned")])
def test_cancellation_in_doubt_leaves_the_ban_in_doubt(
    story: Story, database: Database, other: Outbox, again: tuple[str, str], then: str
) -> None:
    cancel_in_doubt(story, database, other)
    publish_only(database, NOW + SETTLE, planned("1", *again))
    assert kinds(story) == ["planned", then]


def test_cancellation_in_doubt_is_made_anew_when_the_plan_after_it_was_seen_by_nobody(
    story: Story, database: Database, other: Outbox
) -> None:
    cancel_in_doubt(story, database, other)
    publish_only(database, NOW + SETTLE, planned("1", *B))
    publish_only(database, NOW + SETTLE + SECOND, SNOWY)
    assert kinds(story) == ["planned", "cancelled"]


def cancel_in_doubt(story: Story, database: Database, other: Outbox) -> None:
    """Tell Ana of the ban, and call once, without an answer, to take it back; that call is due again."""
    story.delivery.deliver_due()
    publish_only(database, NOW, SNOWY)
    answer(other, claim(other), Verdict.UNKNOWN)
    other.resolve(NOW + SETTLE)


def test_subscribing_again_does_not_hold_back_a_cancellation(story: Story, database: Database) -> None:
    story.delivery.deliver_due()
    publish_only(database, NOW, SNOWY)
    story.person("ana", "1", leads=(60,))
    assert kinds(story) == ["planned", "cancelled"]
