"""Instants as text: exact to the millisecond, of one width, and sorting as time passes."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoneige.errors import ServiceError
from infoneige.storage.instants import from_text, to_text

INSTANTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-5))]), min_value=datetime(1, 1, 2))  # noqa: DTZ001 - hypothesis wants naive bounds


def test_to_text_has_one_fixed_form() -> None:
    montreal = timezone(timedelta(hours=-5))
    assert to_text(datetime(2026, 11, 23, 14, 0, tzinfo=montreal)) == "2026-11-23T19:00:00.000Z"
    assert to_text(datetime(2026, 11, 23, 19, 0, 0, 999_999, tzinfo=UTC)) == "2026-11-23T19:00:00.999Z"


def test_to_text_refuses_a_wall_clock_time() -> None:
    with pytest.raises(ServiceError, match="without a zone"):
        to_text(datetime(2026, 11, 23, 14, 0))  # noqa: DTZ001 - the point


@given(INSTANTS)
def test_from_text_undoes_to_text_but_for_the_microseconds(instant: datetime) -> None:
    assert timedelta(0) <= instant - from_text(to_text(instant)) < timedelta(milliseconds=1)
    assert from_text(to_text(instant)).tzinfo is UTC


@given(INSTANTS, INSTANTS)
def test_to_text_sorts_as_time_passes(one: datetime, other: datetime) -> None:
    assert (to_text(one) <= to_text(other)) or one > other
