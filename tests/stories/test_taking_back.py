"""A plan taken back: those who were told hear so once, truthfully, and nobody else hears anything."""

from datetime import timedelta

import pytest

from infoneige.desk.taking_back import batch_that_restores
from infoneige.pipeline import publish
from infoneige.plans.signature import Signature
from notifier.model import AlertKind
from schedules.model import LoadingStatus, PlanMode
from tests.stories.story import Story, bare, planned

NIGHT = ("2026-11-23 19:00", "2026-11-24 07:00")
LATER = ("2026-11-24 19:00", "2026-11-25 07:00")


def take_back(story: Story, at: str, *, is_our_error: bool = False, coalesce: int = 0) -> int:
    """Take the last version back, and return how many rows became due."""
    story.go_to(at)
    with story.database.transaction() as connection:
        (last,) = connection.execute("SELECT max(publish_id) FROM publish").fetchone()
        result = publish(
            story.database,
            batch_that_restores(story.database, connection, last),
            source="operator",
            mode=PlanMode.CHANGES,
            coalesce=timedelta(seconds=coalesce),
            content_hash="",
            now=story.clock.now(),
            signature=Signature(published_by="operator:amelie", takes_back=last, is_our_error=is_our_error),
            confirmed=True,
            within=connection,
        )
    story.delivery.deliver_due()
    return result.alerts


def heard(story: Story) -> list[tuple[str, str]]:
    return [(told.who, told.kind) for told in story.told]


def test_ban_that_goes_is_cancelled(story: Story) -> None:
    story.person("ana", "1")
    story.publish("2026-11-23 10:00", planned("1", *NIGHT), source="operator")
    take_back(story, "2026-11-23 11:00")
    assert heard(story) == [("ana", "planned"), ("ana", "cancelled")]
    assert story.told[-1].replaces == "Mon 10:00"


def test_ban_that_should_never_have_been_is_called_our_error(story: Story) -> None:
    story.person("ana", "1")
    story.publish("2026-11-23 10:00", planned("1", *NIGHT), source="operator")
    take_back(story, "2026-11-23 11:00", is_our_error=True)
    assert heard(story) == [("ana", "planned"), ("ana", "our_error")]
    assert story.texts[-1].startswith("AvisNeige ERREUR de notre part: l'avis de 10h pour lun 23 nov 19h, ")


def test_who_asked_for_cancellations_hears_of_our_errors_and_who_did_not_does_not(story: Story) -> None:
    story.person("ana", "1", kinds=(AlertKind.PLANNED, AlertKind.CANCELLED))
    story.person("bob", "1", kinds=(AlertKind.PLANNED,))
    story.publish("2026-11-23 10:00", planned("1", *NIGHT), source="operator")
    take_back(story, "2026-11-23 11:00", is_our_error=True)
    assert heard(story)[2:] == [("ana", "our_error")]


@pytest.mark.parametrize("is_our_error", [False, True])
def test_ban_that_moves_back_is_told_as_moved(story: Story, *, is_our_error: bool) -> None:
    story.person("ana", "1")
    story.publish("2026-11-23 10:00", planned("1", *NIGHT), source="operator")
    story.publish("2026-11-23 11:00", planned("1", *LATER), source="operator")
    take_back(story, "2026-11-23 12:00", is_our_error=is_our_error)
    assert heard(story) == [("ana", "planned"), ("ana", "moved"), ("ana", "moved")]


def test_withdrawal_taken_back_announces_the_ban_anew(story: Story) -> None:
    story.person("ana", "1")
    story.publish("2026-11-23 10:00", planned("1", *NIGHT), source="operator")
    story.publish("2026-11-23 11:00", bare("1", LoadingStatus.SNOWY), source="operator")
    take_back(story, "2026-11-23 12:00", is_our_error=True)
    assert heard(story) == [("ana", "planned"), ("ana", "cancelled"), ("ana", "planned")]


def test_within_the_coalescing_time_nobody_hears_anything(story: Story) -> None:
    story.person("ana", "1", "2", leads=(60,))
    story.publish("2026-11-23 10:00", planned("1", *NIGHT), source="operator")
    story.publish("2026-11-23 11:00", planned("1", *LATER), planned("2", *NIGHT), source="operator", coalesce=120)
    take_back(story, "2026-11-23 11:01", is_our_error=True, coalesce=120)
    story.go_to("2026-11-23 17:59")
    assert heard(story) == [("ana", "planned")]
    story.go_to("2026-11-25 12:00")
    assert heard(story) == [("ana", "planned"), ("ana", "reminder")]


def test_withdrawal_taken_back_within_the_coalescing_time_is_never_told(story: Story) -> None:
    story.person("ana", "1", leads=(60,))
    story.publish("2026-11-23 10:00", planned("1", *NIGHT), source="operator")
    story.publish("2026-11-23 11:00", bare("1", LoadingStatus.SNOWY), source="operator", coalesce=120)
    take_back(story, "2026-11-23 11:01", coalesce=120)
    story.go_to("2026-11-25 12:00")
    assert heard(story) == [("ana", "planned"), ("ana", "reminder")]


def test_taking_back_the_taking_back_announces_again(story: Story) -> None:
    story.person("ana", "1")
    story.publish("2026-11-23 10:00", planned("1", *NIGHT), source="operator")
    take_back(story, "2026-11-23 11:00", is_our_error=True)
    take_back(story, "2026-11-23 12:00")
    assert heard(story) == [("ana", "planned"), ("ana", "our_error"), ("ana", "planned")]


def test_ban_withdrawn_as_our_error_and_again_as_the_citys_is_told_each_time(story: Story) -> None:
    story.person("ana", "1")
    story.publish("2026-11-23 10:00", planned("1", *NIGHT), source="operator")
    take_back(story, "2026-11-23 11:00", is_our_error=True)
    story.publish("2026-11-23 12:00", planned("1", *NIGHT), source="operator")
    story.publish("2026-11-23 13:00", bare("1", LoadingStatus.SNOWY), source="operator")
    assert [kind for _, kind in heard(story)] == ["planned", "our_error", "planned", "cancelled"]


def test_who_came_after_the_mistake_was_taken_back_hears_nothing_of_it(story: Story) -> None:
    story.publish("2026-11-23 10:00", planned("1", *NIGHT), source="operator")
    assert take_back(story, "2026-11-23 11:00", is_our_error=True) == 0
    story.person("ana", "1")
    story.go_to("2026-11-24 12:00")
    assert heard(story) == []


def test_loading_taken_away_and_given_back_within_the_coalescing_time_is_not_told_again(story: Story) -> None:
    story.person("ana", "1")
    story.publish("2026-11-23 10:00", bare("1", LoadingStatus.IN_PROGRESS), source="operator")
    story.publish("2026-11-23 11:00", bare("1", LoadingStatus.SNOWY), source="operator", coalesce=120)
    take_back(story, "2026-11-23 11:01", coalesce=120)
    story.go_to("2026-11-23 12:00")
    assert heard(story) == [("ana", "in_progress")]
