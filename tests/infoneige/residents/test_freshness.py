"""What data of some age support."""

from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoneige.residents.freshness import DataAge, Freshness, Source, data_age
from tests.outbox_world import NOW

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("minutes", "level"),
    [
        (0, Freshness.FRESH),
        (15, Freshness.FRESH),
        (15.01, Freshness.LATE),
        (60, Freshness.LATE),
        (60.01, Freshness.SILENT),
        (5_000, Freshness.SILENT),
    ],
)
def test_level_of_a_polled_source_falls_with_its_age(minutes: float, level: Freshness) -> None:
    assert DataAge(NOW, is_polled=True).level(NOW + minutes * MINUTE) is level


def test_level_of_what_an_operator_loaded_does_not_fall_by_age_alone() -> None:
    assert DataAge(NOW, is_polled=False).level(NOW + timedelta(days=3)) is Freshness.FRESH


def test_level_is_silent_where_no_data_ever_came() -> None:
    assert DataAge(None, is_polled=False).level(NOW) is Freshness.SILENT
    assert DataAge(None, is_polled=True).level(NOW) is Freshness.SILENT


def test_data_age_is_that_of_the_polled_source_silent_longest_whatever_the_others_say() -> None:
    sources = [
        Source(NOW, is_polled=False),
        Source(NOW - 5 * MINUTE, is_polled=True),
        Source(NOW - 90 * MINUTE, is_polled=True),
        Source(None, is_polled=True),
    ]
    assert data_age(sources) == DataAge(NOW - 90 * MINUTE, is_polled=True)


def test_data_age_without_a_feed_is_that_of_the_last_load() -> None:
    sources = [Source(NOW - 90 * MINUTE, is_polled=False), Source(None, is_polled=True)]
    assert data_age(sources) == DataAge(NOW - 90 * MINUTE, is_polled=False)


def test_data_age_of_nothing_is_no_knowledge() -> None:
    assert data_age([]) == DataAge(None, is_polled=False)


@given(st.lists(st.builds(Source, st.none() | st.datetimes(timezones=st.just(UTC)), st.booleans())), st.data())
def test_one_more_source_that_is_polled_never_makes_data_fresher(sources: list[Source], data: st.DataObject) -> None:
    """Among polled sources the worst counts, so that one more can only take away."""
    polled = [source for source in sources if source.is_polled and source.good_at]
    one_more = Source(data.draw(st.datetimes(timezones=st.just(UTC))), is_polled=True)
    before, after = data_age([*polled]).as_of, data_age([*polled, one_more]).as_of
    assert after is not None
    assert before is None or after <= before
