"""The lines beside the map of a side: none says of a number what holds for another one only."""

from datetime import UTC, datetime
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from geodata.model import AddressRange, Parity, StreetName, StreetSide, StreetSideId
from infoneige.residents.freshness import DataAge, Freshness
from infoneige.residents.side_state import SideState
from infoneige.web.pages.side import rows
from schedules.model import LoadingStatus

NOW = datetime(2026, 11, 23, 19, tzinfo=UTC)
PLANNED, CLEARED = LoadingStatus.PLANNED, LoadingStatus.CLEARED
WORDS = st.sampled_from([PLANNED, CLEARED])


def block(number: int, status: LoadingStatus) -> SideState:
    """Return one of the blocks of a street, numbered 100 to 198, 200 to 298 and so on."""
    side = StreetSide(
        side_id=StreetSideId(str(number)),
        segment_id=str(number),
        street=StreetName("avenue", "des", "Érables", None),
        town="Valneige",
        borough=None,
        sector=None,
        hand=None,
        range=AddressRange(100 * number, 100 * number + 98),
        parity=Parity.EVEN,
    )
    return SideState(side, status, None, DataAge(NOW, is_polled=False), Freshness.FRESH)


def shown(*states: SideState) -> list[tuple[str, AddressRange | None, LoadingStatus | None]]:
    return [(row.nearest.side.side_id, row.stretch.range, row.nearest.status) for row in rows(states)]


def test_blocks_that_follow_one_another_stand_in_one_line() -> None:
    assert shown(block(2, PLANNED), block(1, PLANNED), block(3, PLANNED)) == [("2", AddressRange(100, 398), PLANNED)]


def test_block_between_two_is_not_within_their_line() -> None:
    assert shown(block(2, CLEARED), block(1, PLANNED), block(3, PLANNED)) == [
        ("2", AddressRange(200, 298), CLEARED),
        ("1", AddressRange(100, 198), PLANNED),
        ("3", AddressRange(300, 398), PLANNED),
    ]


def test_block_that_is_not_shown_is_not_spoken_for() -> None:
    assert shown(block(1, PLANNED), block(3, PLANNED)) == [
        ("1", AddressRange(100, 198), PLANNED),
        ("3", AddressRange(300, 398), PLANNED),
    ]


@given(st.dictionaries(st.integers(1, 9), WORDS, min_size=1), st.randoms())
def test_every_number_stands_in_one_line_and_reads_what_holds_there(
    street: dict[int, LoadingStatus], order: Random
) -> None:
    near = [block(number, status) for number, status in street.items()]
    order.shuffle(near)
    lines = [(one, status) for _, one, status in shown(*near) if one is not None]
    assert {
        number: [status for one, status in lines if one.first <= 100 * number <= one.last] for number in range(1, 10)
    } == {number: [street[number]] if number in street else [] for number in range(1, 10)}
