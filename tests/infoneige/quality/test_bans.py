"""A side's revisions are told as its bans: each is announced once, and comes to one end."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from geodata.model import StreetSideId
from infoneige.quality.bans import Ban, Ending, Revision, bans
from infoneige.quality.measures import Spread, kept
from tests.outbox_world import ENDS, NOW, STARTS

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
SIDE = StreetSideId("a")
LONG_AFTER = ENDS + 30 * DAY


def revision(
    opened_at: datetime = NOW,
    hours: tuple[datetime, datetime | None] = (STARTS, ENDS),
    *,
    loading: datetime | None = None,
    closed: tuple[datetime, str] | None = None,
) -> Revision:
    closed_at, outcome = closed or (None, None)
    return Revision(SIDE, *hours, opened_at, loading, closed_at, outcome)


def endings(*revisions: Revision, now: datetime = LONG_AFTER) -> list[Ending]:
    return [ban.ending for ban in bans(revisions, now)]


def test_hours_that_nobody_closed_are_never_closed_and_the_next_ones_are_another_ban() -> None:
    tomorrow = (STARTS + DAY, ENDS + DAY)
    forgotten = revision(closed=(ENDS + HOUR, "moved"))
    again = revision(ENDS + HOUR, tomorrow, closed=(ENDS + DAY, "done"))
    assert endings(forgotten, again) == [Ending.NEVER_CLOSED, Ending.IN_TIME]


def test_a_ban_is_open_until_a_day_after_its_end() -> None:
    ends = [endings(revision(), now=ENDS + length) for length in (-HOUR, DAY - MINUTE, DAY)]
    assert ends == [[Ending.OPEN], [Ending.OPEN], [Ending.NEVER_CLOSED]]


def test_trucks_within_a_day_come_for_the_ban_that_is_over_and_later_ones_do_not() -> None:
    for late, expected in ((HOUR, [Ending.LATE]), (DAY, [Ending.NEVER_CLOSED, Ending.IN_TIME])):
        at = ENDS + late
        over = revision(closed=(at, "moved"))
        loaded = revision(at, (at, None), loading=at, closed=(at + HOUR, "done"))
        assert endings(over, loaded) == expected


def test_what_another_operation_took_over_has_no_end_here() -> None:
    assert endings(revision(closed=(STARTS, "moved"))) == [Ending.REPLACED]


def test_a_withdrawal_and_a_new_announcement_are_two_bans() -> None:
    assert endings(revision(closed=(NOW + HOUR, "withdrawn")), revision(NOW + 2 * HOUR)) == [
        Ending.WITHDRAWN,
        Ending.NEVER_CLOSED,
    ]


def test_the_delay_counts_from_the_hours_that_stood_when_loading_began() -> None:
    moved = revision(closed=(NOW + HOUR, "moved"))
    later = revision(
        NOW + HOUR, (STARTS + HOUR, ENDS), loading=STARTS + HOUR + MINUTE, closed=(STARTS + 2 * HOUR, "moved")
    )
    replanned_while_loading = revision(STARTS + 2 * HOUR, (STARTS + DAY, ENDS + DAY), closed=(ENDS + DAY, "done"))
    assert list(bans([moved, later, replanned_while_loading], LONG_AFTER)) == [
        Ban(SIDE, Ending.IN_TIME, is_planned=True, is_replanned=True, start_delay=MINUTE, overrun=timedelta())
    ]


def test_a_spread_is_by_nearest_rank() -> None:
    assert Spread.of([]) is None
    assert Spread.of([7 * MINUTE]) == Spread(1, 7, 7)
    assert Spread.of(number * MINUTE for number in range(10, 0, -1)) == Spread(10, 5, 9)
    assert Spread.of([-2 * MINUTE, 3 * MINUTE]) == Spread(2, -2, 3)


INSTANTS = st.integers(0, 200).map(lambda hours: NOW + hours * HOUR)


@st.composite
def histories(draw: st.DrawFn) -> list[Revision]:
    """Draw what the database can hold of one side: each revision begins where the one before was closed, or after."""
    moments: Sequence[datetime] = sorted(draw(st.lists(INSTANTS, min_size=1, max_size=7, unique=True)))
    outcomes = draw(st.lists(st.sampled_from(["moved", "withdrawn", "done"]), min_size=7, max_size=7))
    made = []
    for number, opened_at in enumerate(moments):
        closes_at = moments[number + 1] if number + 1 < len(moments) else None
        starts_at = opened_at + draw(st.integers(-5, 30)) * HOUR
        is_loading = draw(st.booleans())
        hours = (opened_at, None) if is_loading else (starts_at, starts_at + 12 * HOUR)
        closed = (closes_at, outcomes[number]) if closes_at else None
        made.append(revision(opened_at, hours, loading=opened_at if is_loading else None, closed=closed))
    return made


@given(histories(), INSTANTS)
def test_every_announced_ban_comes_to_exactly_one_end(history: list[Revision], after: datetime) -> None:
    now = max(after, *(one.closed_at or one.opened_at for one in history))
    found = list(bans(history, now))
    measured = kept(found)
    replaced = sum(ban.is_planned and ban.ending is Ending.REPLACED for ban in found)
    assert measured.announced + measured.unannounced == len(found)
    assert measured.announced == measured.due + measured.withdrawn + measured.open + replaced
    assert all(ban.overrun is None or ban.overrun >= timedelta() for ban in found)
    assert all((ban.ending is Ending.LATE) <= bool(ban.overrun) for ban in found)
