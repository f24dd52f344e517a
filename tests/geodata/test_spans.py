"""The numbers that a side may have, and whether a stretch of the street includes them. Pure."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.model import AddressRange, StreetName, StreetSide, StreetSideId
from geodata.spans import Ends, Span, spans


def make_side(side_id: str, first: int = 0, last: int = 0) -> StreetSide:
    return StreetSide(
        side_id=StreetSideId(side_id),
        segment_id=side_id[0],
        street=StreetName("rue", None, "Bagot", None),
        town="Montréal",
        borough=None,
        sector=None,
        hand=None,
        range=AddressRange(first, last) if first else None,
        parity=None,
    )


A1, A2 = make_side("a1", 100, 198), make_side("a2")
B1, C1 = make_side("b1"), make_side("c1")
D1 = make_side("d1", 301, 399)
ENDS: dict[str, Ends] = {
    "a": (frozenset(), frozenset("b")),
    "b": (frozenset("a"), frozenset("c")),
    "c": (frozenset("b"), frozenset("d")),
    "d": (frozenset("c"), frozenset()),
}


def test_spans_come_from_the_range_then_from_across_then_from_both_ends() -> None:
    assert spans([A1, A2, B1, C1, D1], lambda _: ENDS) == {
        "a1": Span(AddressRange(100, 198)),
        "a2": Span(AddressRange(100, 198)),
        "b1": Span(AddressRange(198, 301), is_between=True),
        "c1": Span(AddressRange(198, 301), is_between=True),
        "d1": Span(AddressRange(301, 399)),
    }


def test_spans_leave_out_a_side_that_has_numbers_at_one_end_only() -> None:
    assert spans([A1, B1, C1], lambda _: ENDS | {"c": (frozenset("b"), frozenset())}) == {
        "a1": Span(AddressRange(100, 198)),
    }


def test_spans_do_not_ask_what_meets_when_every_segment_has_numbers() -> None:
    assert list(spans([A1, A2, D1], lambda _: pytest.fail("asked"))) == ["a1", "a2", "d1"]


def test_spans_of_a_side_without_segment_are_its_own_range_or_nothing() -> None:
    assert list(spans([replace(A1, segment_id=None), replace(A2, segment_id=None)], lambda _: {})) == ["a1"]


@given(st.integers(1, 500), st.integers(1, 500), st.integers(1, 600), st.integers(1, 600))
def test_span_is_in_a_stretch_that_has_one_of_its_numbers(a: int, b: int, c: int, d: int) -> None:
    (first, last), (start, end) = sorted((a, b)), sorted((c, d))
    shared = bool(set(range(first, last + 1)) & set(range(start, end + 1)))
    assert Span(AddressRange(first, last)).is_in(start, end) == shared


@pytest.mark.parametrize(
    ("first", "last", "is_in"),
    [(198, 301, True), (199, 400, False), (100, 300, False), (None, 301, True), (150, None, True), (250, None, False)],
)
def test_span_between_two_ends_is_in_a_stretch_that_holds_both(
    first: int | None, last: int | None, *, is_in: bool
) -> None:
    assert Span(AddressRange(198, 301), is_between=True).is_in(first, last) is is_in


def test_spans_are_not_sought_beyond_the_sides_that_are_asked_about() -> None:
    beyond = ENDS | {"c": (frozenset("b"), frozenset("e")), "e": (frozenset("c"), frozenset("d"))}
    assert spans([A1, B1, C1, D1], lambda segments: {name: beyond[name] for name in segments}) == {
        "a1": Span(AddressRange(100, 198)),
        "d1": Span(AddressRange(301, 399)),
    }


def test_spans_ask_once_and_only_about_segments_without_numbers() -> None:
    asked = []

    def ends_of(segments: frozenset[str]) -> dict[str, Ends]:
        asked.append(segments)
        return ENDS

    spans([A1, A2, B1, C1, D1], ends_of)
    assert asked == [frozenset("bc")]
