"""No number of people under five can be seen, nor found out from what is seen."""

from collections.abc import Iterable, Iterator
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from infoneige.quality.people import CLASSES, Detail, Fate, PeopleAlike, Told, told
from infoneige.quality.shown import LEAST, Shown, leaves_open, shown, total
from notifier.lanes import first_lane
from notifier.model import Channel

GROUPS = st.lists(
    st.builds(
        PeopleAlike,
        st.sampled_from(Channel).map(first_lane),
        st.sampled_from(Fate),
        st.sampled_from([None, *CLASSES]),
        st.booleans(),
        st.booleans(),
        st.integers(1, 30),
    ),
    max_size=12,
)


def could_be(cell: Shown) -> range:
    """Return every number of people of which this would be shown."""
    return range(LEAST) if cell is None else range(cell, cell + LEAST)


@given(st.integers(0, 10_000))
def test_what_is_shown_leaves_five_numbers_possible(people: int) -> None:
    assert people in could_be(shown(people))
    assert {shown(number) for number in could_be(shown(people))} == {shown(people)}


@given(st.lists(st.integers(0, 40)))
def test_a_total_says_nothing_that_its_cells_do_not(people: list[int]) -> None:
    cells = [shown(number) for number in people]
    others = [(could_be(cell)[0], could_be(cell)[-1]) for cell in cells]
    for seen in zip(*others, strict=True):
        assert total(shown(number) for number in seen) == total(cells)


@given(st.lists(st.integers(0, 14), min_size=1, max_size=3), st.lists(st.integers(0, 14), min_size=1, max_size=3))
def test_a_part_beside_its_whole_leaves_every_cell_its_whole_range(part: list[int], whole: list[int]) -> None:
    seen_part, seen_whole = [shown(one) for one in part], [shown(one) for one in whole]
    if not leaves_open(seen_part, seen_whole):
        return
    possible = [numbers for numbers in _tables([*seen_part, *seen_whole]) if _fits(numbers, len(part))]
    for place, cell in enumerate([*seen_part, *seen_whole]):
        assert {numbers[place] for numbers in possible} == set(could_be(cell))


def test_a_part_that_would_tell_the_rest_is_found_out() -> None:
    assert not leaves_open([20], [None] * 5)
    assert leaves_open([20], [None] * 6)


@given(GROUPS)
def test_all_that_is_shown_of_people_is_a_multiple_of_five(groups: list[PeopleAlike]) -> None:
    assert all(cell is None or (cell >= LEAST and cell % LEAST == 0) for cell in _cells(told(groups, 3)))


@settings(max_examples=50)
@given(GROUPS)
def test_any_hidden_number_of_people_may_be_any_under_five(groups: list[PeopleAlike]) -> None:
    """Whoever knows how the two tables hang together learns no more.

    It is enough that each tie leaves all open: at the fewest people reached that the first two allow, the third holds.
    """
    found = told(groups, 0)
    if found.detail is None:
        return
    reach, detail = [cell for row in found.reach.values() for cell in row.values()], found.detail
    reached = [row[fate] for row in found.reach.values() for fate in (Fate.DELIVERED, Fate.HANDED_OVER)]
    said = [*detail.notice, detail.corrected, detail.our_error]
    for part, whole in ((list(detail.notice), reach), ([detail.corrected], reach), (reached, said)):
        fewest, most = sum(could_be(one)[0] for one in part), sum(could_be(one)[-1] for one in whole)
        assert all(fewest - could_be(one)[0] + could_be(one)[-1] <= most for one in part)
        assert all(fewest <= most - could_be(one)[-1] + could_be(one)[0] for one in whole)


def test_a_detail_that_would_tell_too_much_is_kept_back() -> None:
    everybody = [
        PeopleAlike(first_lane(channel), fate, number % 6, is_corrected=False, is_told_of_our_error=False, count=4)
        for number, (channel, fate) in enumerate(product(Channel, Fate))
    ]
    spread = told(everybody, 0)
    assert spread.reach == {channel: dict.fromkeys(Fate) for channel in Channel}
    assert spread.detail == Detail((10, 10, 10, 5, 5, 5), None, None)
    gathered = [
        PeopleAlike(one.first_lane, one.fate, 0, one.is_corrected, one.is_told_of_our_error, 4) for one in everybody
    ]
    assert told(gathered, 0).detail is None


def _cells(found: Told) -> Iterator[Shown]:
    for row in found.reach.values():
        yield from row.values()
    if found.detail:
        yield from (*found.detail.notice, found.detail.corrected, found.detail.our_error)
    yield from (found.people, found.opted_out)


def _tables(cells: Iterable[Shown]) -> Iterator[tuple[int, ...]]:
    return product(*map(could_be, cells))


def _fits(numbers: tuple[int, ...], parts: int) -> bool:
    return sum(numbers[:parts]) <= sum(numbers[parts:])
