from datetime import UTC, datetime, timedelta

import pytest

from geodata.model import StreetSideId
from schedules.model import BanWindow, Period

STARTS = datetime(2026, 11, 24, 0, tzinfo=UTC)
ENDS = datetime(2026, 11, 24, 12, tzinfo=UTC)
BEFORE, INSIDE = STARTS - timedelta(seconds=1), ENDS - timedelta(seconds=1)
SIDE = StreetSideId("13801661")


@pytest.mark.parametrize(("starts_at", "ends_at"), [(STARTS, STARTS), (ENDS, STARTS)])
def test_period_that_does_not_run_forward_is_refused(starts_at: datetime, ends_at: datetime) -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        Period(starts_at, ends_at)


def test_naive_period_is_refused() -> None:
    with pytest.raises(ValueError, match="aware instants"):
        Period(STARTS.replace(tzinfo=None), ENDS)


def test_ban_holds_from_its_start_and_is_over_at_its_end() -> None:
    window = BanWindow(SIDE, STARTS, ENDS)
    assert [window.is_active(at) for at in (BEFORE, STARTS, INSIDE, ENDS)] == [False, True, True, False]
    assert [window.is_over(at) for at in (BEFORE, STARTS, INSIDE, ENDS)] == [False, False, False, True]


def test_ban_without_a_known_end_is_never_over() -> None:
    window = BanWindow(SIDE, STARTS, None)
    assert (window.is_active(BEFORE), window.is_active(ENDS), window.is_over(ENDS)) == (False, True, False)
