from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoneige.errors import ServiceError
from infoneige.instants import from_iso, to_iso


@given(st.datetimes(timezones=st.just(UTC)).map(lambda instant: instant.replace(microsecond=0)))
def test_instant_written_is_the_instant_read(instant: datetime) -> None:
    assert from_iso(to_iso(instant)) == instant


def test_instant_is_written_in_utc_with_milliseconds_only_where_there_are_any() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=-5)))
    assert (to_iso(noon), to_iso(noon.replace(microsecond=250_000))) == (
        "2026-11-23T17:00:00Z",
        "2026-11-23T17:00:00.250Z",
    )


def test_instant_may_be_written_in_any_zone_and_never_without_one() -> None:
    assert from_iso("2026-11-23T12:00-05:00") == datetime(2026, 11, 23, 17, tzinfo=UTC)
    with pytest.raises(ServiceError, match="end it with Z"):
        from_iso("2026-11-23T12:00")
    with pytest.raises(ServiceError, match="write it such as"):
        from_iso("tomorrow")
