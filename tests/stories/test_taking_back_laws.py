"""Whatever was published by mistake: once taken back, whoever heard of it hears one correction, and nobody else any."""

from collections import Counter
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from infoneige.storage.database import IN_MEMORY
from infoneige.storage.migrate import open_migrated
from schedules.model import LoadingStatus, Plan
from tests.stories.story import NIGHT as QUIET
from tests.stories.story import Story, bare, planned
from tests.stories.test_taking_back import take_back

SIDES = ("1", "2", "3")
REMINDERS = {"reminder", "evening_before"}
HOURS = [("2026-11-23 19:00", "2026-11-24 07:00"), ("2026-11-24 19:00", "2026-11-25 07:00")]


@dataclass(frozen=True)
class Person:
    sides: frozenset[str]
    leads: tuple[int, ...]
    sleeps: bool


PEOPLE = st.builds(
    Person,
    st.frozensets(st.sampled_from(SIDES), min_size=1),
    st.sampled_from([(), (60,), (60, 720)]),
    st.booleans(),
)


@st.composite
def plans(draw: st.DrawFn) -> list[Plan]:
    """Draw plans for some of the sides."""
    return [_plan(draw, side) for side in sorted(draw(st.sets(st.sampled_from(SIDES))))]


def _plan(draw: st.DrawFn, side: str) -> Plan:
    status = draw(st.sampled_from(LoadingStatus))
    if status in (LoadingStatus.PLANNED, LoadingStatus.REPLANNED):
        return planned(side, *draw(st.sampled_from(HOURS)), status)
    return bare(side, status)


def news(story: Story) -> "Counter[tuple[str, str]]":
    """Count what each person heard of each side, but for reminders; begin to count anew."""
    heard = Counter(
        (told.who, side) for told in story.told if told.kind not in REMINDERS for side in told.sides.split()
    )
    story.told.clear()
    return heard


@given(
    people=st.lists(PEOPLE, min_size=1, max_size=3), first=plans(), mistake=plans(), is_our_error=st.booleans(),
    later=st.sampled_from(["2026-11-23 11:01", "2026-11-23 11:30", "2026-11-23 14:00"]),
)  # fmt: skip
@settings(max_examples=50, deadline=None)
def test_who_heard_of_the_mistake_hears_one_correction_and_nobody_else_any(
    *,
    people: list[Person],
    first: list[Plan],
    mistake: list[Plan],
    is_our_error: bool,
    later: str,
) -> None:
    with open_migrated(IN_MEMORY) as database:
        story = Story(database)
        for number, person in enumerate(people):
            story.person(f"p{number}", *person.sides, leads=person.leads, quiet=QUIET if person.sleeps else None)
        story.publish("2026-11-23 10:00", *first, source="operator")
        story.go_to("2026-11-23 10:30")
        news(story)
        result = story.publish("2026-11-23 11:00", *mistake, source="operator", coalesce=120)
        story.go_to(later)
        heard = news(story)
        if result.sides_changed:
            take_back(story, later, is_our_error=is_our_error, coalesce=120)
        story.go_to("2026-11-26 12:00")
        assert news(story) == heard
