"""Announcements are grouped into operations: each belongs to one, by name, else by the days of a storm."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from schedules.operations import GAP, NAMED_GAP, Operation, Span, operations

DAY0 = datetime(2026, 12, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

LIVES = st.lists(
    st.tuples(
        st.sampled_from([None, "Opération 1", "Opération 2"]),
        st.integers(0, 100).map(lambda days: DAY0 + days * DAY / 2),
        st.integers(0, 5).map(lambda days: days * DAY / 2),
    ),
    max_size=30,
)


def span(number: int, begins_at: datetime, length: timedelta = HOUR, name: str | None = None) -> Span:
    return Span(number, number * 10, name, begins_at, begins_at + length)


def drawn(lives: list[tuple[str | None, datetime, timedelta]]) -> list[Span]:
    return [span(number, begins_at, length, name) for number, (name, begins_at, length) in enumerate(lives)]


def test_what_follows_within_a_day_is_one_operation() -> None:
    first, second = span(1, DAY0, 12 * HOUR), span(2, DAY0 + 12 * HOUR + GAP - HOUR)
    assert operations([second, first]) == (Operation(1, None, DAY0, second.ends_at, (10, 20)),)


def test_a_day_without_a_ban_ends_an_operation() -> None:
    first, second = span(1, DAY0, 12 * HOUR), span(2, DAY0 + 12 * HOUR + GAP)
    assert [one.publish_ids for one in operations([first, second])] == [(10,), (20,)]


def test_a_long_ban_holds_an_operation_together() -> None:
    spans = [span(1, DAY0, 5 * DAY), span(2, DAY0 + HOUR), span(3, DAY0 + 5 * DAY + HOUR)]
    assert [one.publish_ids for one in operations(spans)] == [(10, 20, 30)]


def test_a_name_makes_an_operation_and_comes_back_next_winter() -> None:
    named = [span(number, DAY0 + number * 3 * DAY, name="Opération 1") for number in (1, 2)]
    unnamed, next_winter = span(3, DAY0 + 3 * DAY), span(4, DAY0 + NAMED_GAP + 10 * DAY, name="Opération 1")
    found = operations([*named, unnamed, next_winter])
    assert [(one.name, one.publish_ids) for one in found] == [
        ("Opération 1", (10, 20)),
        (None, (30,)),
        ("Opération 1", (40,)),
    ]


@given(LIVES)
def test_every_span_is_in_one_operation_that_holds_it(lives: list[tuple[str | None, datetime, timedelta]]) -> None:
    spans = drawn(lives)
    found = operations(spans)
    assert sorted(number for one in found for number in one.publish_ids) == sorted(one.publish_id for one in spans)
    for one in spans:
        (home,) = (operation for operation in found if one.publish_id in operation.publish_ids)
        assert home.name == one.name
        assert home.begins_at <= one.begins_at
        assert one.ends_at <= home.ends_at


@given(LIVES, st.randoms(use_true_random=False))
def test_the_order_of_the_spans_does_not_matter(
    lives: list[tuple[str | None, datetime, timedelta]], draw: object
) -> None:
    spans = drawn(lives)
    shuffled = list(spans)
    draw.shuffle(shuffled)  # type: ignore[attr-defined]
    assert operations(shuffled) == operations(spans)


@given(LIVES)
def test_operations_without_a_name_lie_a_day_apart(lives: list[tuple[str | None, datetime, timedelta]]) -> None:
    unnamed = [one for one in operations(drawn(lives)) if one.name is None]
    for before, after in pairwise(unnamed):
        assert after.begins_at - before.ends_at >= GAP
