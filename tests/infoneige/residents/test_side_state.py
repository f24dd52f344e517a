"""What a side looks like, and where an instant lies with regard to its ban."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoneige.residents.freshness import Freshness
from infoneige.residents.side_state import LOOKS, Phase, ban_not_over, look, phase
from schedules.model import BanWindow, LoadingStatus
from tests.infoneige.residents.published_city import ELOI, HOUR, NIGHT, ban
from tests.outbox_world import NOW

STATUSES = st.sampled_from([None, *LoadingStatus])
ANNOUNCED = {LoadingStatus.PLANNED, LoadingStatus.REPLANNED, LoadingStatus.IN_PROGRESS}
OPEN = BanWindow(ELOI, NIGHT.starts_at, None)
DURING, AFTER = NIGHT.starts_at, NIGHT.ends_at


@given(status=STATUSES)
def test_silence_never_shows_what_could_put_anybody_at_ease(status: LoadingStatus | None) -> None:
    shown = look(status, Freshness.SILENT)
    assert shown == (str(int(status)) if status in ANNOUNCED and status is not None else "x")


@given(status=STATUSES, freshness=st.sampled_from(Freshness))
def test_every_look_is_one_that_the_overlay_can_number(status: LoadingStatus | None, freshness: Freshness) -> None:
    assert look(status, freshness) in LOOKS


@pytest.mark.parametrize("freshness", [Freshness.FRESH, Freshness.LATE])
@pytest.mark.parametrize("status", LoadingStatus)
def test_a_look_is_the_city_s_own_number_while_it_answers(status: LoadingStatus, freshness: Freshness) -> None:
    assert look(status, freshness) == str(int(status))


@pytest.mark.parametrize(
    ("status", "window", "instant", "expected"),
    [
        (None, None, NOW, Phase.NO_BAN),
        (LoadingStatus.CLEARED, None, NOW, Phase.NO_BAN),
        (LoadingStatus.PLANNED, ban(ELOI), NOW, Phase.BEFORE),
        (LoadingStatus.PLANNED, ban(ELOI), DURING, Phase.DURING),
        (LoadingStatus.PLANNED, ban(ELOI), AFTER - timedelta(milliseconds=1), Phase.DURING),
        (LoadingStatus.PLANNED, ban(ELOI), AFTER, Phase.AFTER),
        (LoadingStatus.IN_PROGRESS, ban(ELOI), DURING, Phase.DURING),
        (LoadingStatus.IN_PROGRESS, ban(ELOI), AFTER, Phase.OVERRUN),
        (LoadingStatus.IN_PROGRESS, OPEN, DURING + 40 * HOUR, Phase.OPEN_END),
        (LoadingStatus.IN_PROGRESS, None, NOW, Phase.OPEN_END),
    ],
)
def test_phase_is_where_an_instant_lies(
    status: LoadingStatus | None, window: BanWindow | None, instant: datetime, expected: Phase
) -> None:
    assert phase(status, window, instant) is expected


@given(status=STATUSES, window=st.sampled_from([None, ban(ELOI), OPEN]), hours=st.integers(-30, 30))
def test_a_ban_is_told_as_long_as_it_is_not_over(
    status: LoadingStatus | None, window: BanWindow | None, hours: int
) -> None:
    now = NOW + hours * HOUR
    told = ban_not_over(ELOI, status, window, now)
    if told is None:
        assert phase(status, window, now) in (Phase.NO_BAN, Phase.AFTER)
    else:
        assert told.is_active(now) == (phase(status, window, now) is not Phase.BEFORE)
        assert not told.is_over(now)
