"""Which side a number is on: ranges, parity, what lies across and around. Pure."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.matching import MAX_CHOICES, Ambiguous, Match, NotFound, among, choose
from geodata.model import AddressRange, Parity, StreetName, StreetSide, StreetSideId
from geodata.spans import Span

DENIS = StreetName("rue", None, "Saint-Denis", None)


def make_side(
    side_id: str, first: int = 0, last: int = 0, *, segment: str | None = None, parity: Parity | None = None
) -> StreetSide:
    numbers = AddressRange(first, last) if first else None
    return StreetSide(
        side_id=StreetSideId(side_id),
        segment_id=segment or side_id,
        street=DENIS,
        town="Montréal",
        borough="Verdun",
        sector=None,
        hand=None,
        range=numbers,
        parity=numbers.parity if numbers else parity,
    )


EVEN, ODD = make_side("even", 100, 198, segment="a"), make_side("odd", 101, 199, segment="a")
NEXT = make_side("next", 210, 298, segment="b")


@pytest.mark.parametrize(("civic", "side"), [(100, EVEN), (150, EVEN), (198, EVEN), (101, ODD), (199, ODD)])
def test_choose_goes_by_range_and_parity(civic: int, side: StreetSide) -> None:
    assert choose(civic, [[EVEN, ODD, NEXT]]) == Match(side)


def test_choose_keeps_mixed_ranges_open_to_both_parities() -> None:
    mixed = make_side("mixed", 100, 151)
    assert [choose(civic, [[mixed]]) for civic in (120, 121)] == [Match(mixed), Match(mixed)]


def test_choose_asks_when_ranges_overlap() -> None:
    other = make_side("other", 150, 250)
    assert choose(160, [[EVEN, ODD, other]]) == Ambiguous((EVEN, other))


def test_choose_asks_when_two_streets_have_the_number() -> None:
    twin = replace(EVEN, side_id=StreetSideId("twin"), borough="LaSalle")
    assert choose(150, [[EVEN], [twin]]) == Ambiguous((twin, EVEN))


def test_choose_asks_when_another_street_may_have_the_number() -> None:
    before, after = make_side("before", 102, 148), make_side("after", 152, 198)
    assert choose(150, [[EVEN], [before, after]]) == Ambiguous((EVEN, before, after))


def test_choose_takes_the_side_across_from_a_range_that_brackets_the_number() -> None:
    bare = make_side("bare", segment="a", parity=Parity.EVEN)
    assert choose(150, [[bare, ODD]]) == Match(bare)


def test_choose_offers_a_side_of_unknown_parity_across_and_takes_it_never() -> None:
    bare = make_side("bare", segment="a")
    assert choose(150, [[bare, ODD]]) == Ambiguous((bare,))


@pytest.mark.parametrize("civic", [100, 200])
def test_choose_takes_no_side_across_beyond_the_ends_of_the_range(civic: int) -> None:
    bare = make_side("bare", segment="a", parity=Parity.EVEN)
    assert not isinstance(choose(civic, [[bare, ODD]]), Match)


def test_choose_asks_when_two_sides_without_a_range_may_have_the_number() -> None:
    bare = make_side("bare", segment="a", parity=Parity.EVEN)
    beside, facing = make_side("beside", segment="c", parity=Parity.EVEN), make_side("facing", 141, 199, segment="c")
    assert choose(150, [[bare, ODD, beside, facing]]) == Ambiguous((bare, beside))


@pytest.mark.parametrize("civic", [200, 204, 206, 208])
def test_choose_gives_a_number_between_two_ranges_to_neither(civic: int) -> None:
    assert choose(civic, [[EVEN, NEXT]]) == Ambiguous((EVEN, NEXT))


def test_choose_takes_no_side_whose_own_range_lacks_the_number_though_the_range_across_has_it() -> None:
    far = make_side("far", 1060, 1180, segment="f")
    facing = make_side("facing", 201, 1181, segment="f")
    assert choose(234, [[EVEN, far, facing]]) == Ambiguous((EVEN, far))


def test_choose_offers_what_lies_between_two_ranges() -> None:
    bare = make_side("bare", segment="x")
    between = {bare.side_id: Span(AddressRange(198, 210), is_between=True)}
    assert choose(204, [[EVEN, bare, NEXT]], lambda _: between) == Ambiguous((EVEN, NEXT, bare))


def test_choose_looks_for_no_gap_between_two_parts() -> None:
    assert choose(204, [[EVEN], [NEXT]]) == NotFound(
        tuple(f"{number} rue Saint-Denis, Verdun" for number in (198, 210, 298, 100))
    )


def test_choose_lists_a_street_that_has_no_numbers_at_all() -> None:
    left, right = make_side("left"), make_side("right")
    assert choose(12, [[left, right]]) == Ambiguous((left, right))
    assert choose(12, [[left]]) == Ambiguous((left,))


def test_choose_without_number_lists_the_street_in_order() -> None:
    bare = make_side("bare")
    assert choose(None, [[bare, NEXT, ODD, EVEN]]) == Ambiguous((EVEN, ODD, NEXT, bare))
    assert choose(None, [[EVEN]]) == Match(EVEN)
    assert choose(None, []) == NotFound()


def test_among_offers_some_of_every_street_when_there_are_too_many() -> None:
    long = [make_side(f"a{number}", number, number) for number in range(1, 200)]
    other = replace(make_side("z", 1, 9), borough="Westmount")
    kept = among([*long, other])
    assert isinstance(kept, Ambiguous)
    assert (len(kept.choices), kept.choices[-1]) == (MAX_CHOICES, other)


@given(st.integers(1, 400))
def test_choose_never_crosses_parity(civic: int) -> None:
    chosen = choose(civic, [[EVEN, ODD, NEXT]])
    assert not isinstance(chosen, Match) or chosen.side.parity is Parity.of(civic)
