"""Reading an address: what the text says, before any street is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.address import MAX_LENGTH, NOTHING, CivicAddress, parse

CARTIER = ("rue", "cartier")


def address(
    civic: int | None = None,
    words: tuple[str, ...] = CARTIER,
    *,
    suffix: str | None = None,
    unit: str | None = None,
    places: tuple[tuple[str, ...], ...] = (),
    postal_code: str | None = None,
    other: int | None = None,
) -> CivicAddress:
    return CivicAddress(civic, suffix, unit, words, places, postal_code, other)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1250 rue Cartier", address(1250)),
        ("1250, rue Cartier", address(1250)),
        ("rue Cartier 1250", address(1250)),
        ("rue Cartier, 1250", address(1250)),
        ("rue Cartier", address()),
        ("１２５０ rue Cartier", address(1250)),
        ("1250 rue\u00a0Cartier\u200b", address(1250)),
    ],
)
def test_parse_finds_the_number_wherever_it_stands(text: str, read: CivicAddress) -> None:
    assert parse(text) == read


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("1234A rue Cartier", "A"),
        ("1234-A rue Cartier", "A"),
        ("1234 A rue Cartier", "A"),
        ("1234 a, rue Cartier", "A"),
        ("1234 1/2 rue Cartier", "1/2"),
        ("1234½ rue Cartier", "1/2"),
        ("1234 ½ rue Cartier", "1/2"),
        ("rue Cartier 1234A", "A"),
    ],
)
def test_parse_takes_the_suffix_off_the_number(text: str, suffix: str) -> None:
    assert parse(text) == address(1234, suffix=suffix)


@pytest.mark.parametrize(
    "text",
    [
        "1250 rue Cartier app 3",
        "1250 rue Cartier, apt. 3",
        "1250 rue Cartier #3",
        "app. 3, 1250 rue Cartier",
        "unit 3 1250 rue Cartier",
        "1250 rue Cartier, appartement 3",
        "#3-1250 rue Cartier",
    ],
)
def test_parse_takes_the_unit_away(text: str) -> None:
    assert parse(text) == address(1250, unit="3")


@pytest.mark.parametrize(
    ("text", "civic", "unit"),
    [
        ("3-1250 rue Cartier", 1250, 3),
        ("3 – 1250 rue Cartier", 1250, 3),
        ("1250-3 rue Cartier", 3, 1250),
        ("101-85 rue Cartier", 85, 101),
        ("2-1 rue Cartier", 1, 2),
    ],
)
def test_parse_reads_the_first_of_two_numbers_as_the_unit_and_knows_the_other_reading(
    text: str, civic: int, unit: int
) -> None:
    assert parse(text) == address(civic, unit=str(unit), other=unit)
    assert parse(text).with_other_number() == address(unit, unit=str(civic), other=civic)


@pytest.mark.parametrize(
    "text", ["app. 3, 1250 rue Cartier", "3A-1250 rue Cartier", "1250 rue Cartier #3", "rue Cartier"]
)
def test_with_other_number_is_none_where_there_is_no_doubt(text: str) -> None:
    assert parse(text).with_other_number() is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("4 820 cartier", address(4820, ("cartier",), other=820)),
        ("4820Cartier", address(4820, ("cartier",))),
        ("4820St-Denis", address(4820, ("st", "denis"))),
        ("rue Cartier no 4820", address(4820)),
        ("rue Cartier n° 4820", address(4820)),
        ("rue Cartier #4820", address(4820)),
        ("rue Cartier app. #4820", address(None, unit="4820")),
        ("4820 rue Cartier h2j", address(4820, postal_code="H2J")),
        ("4820 rue Cartier 2nd floor", address(4820)),
        ("4820 rue Cartier, 2e étage, Montréal", address(4820, places=(("montreal",),))),
        ("4820 rue Cartier, rez-de-chaussée", address(4820)),
    ],
)
def test_parse_reads_what_people_add_or_leave_out(text: str, read: CivicAddress) -> None:
    assert parse(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1250 rue Cartier, Montréal", address(1250, places=(("montreal",),))),
        ("1250 rue Cartier, Montréal (Québec)", address(1250, places=(("montreal",),))),
        (
            "1250 rue Cartier, Montréal, QC h2k4c9, Canada",
            address(1250, places=(("montreal",),), postal_code="H2K 4C9"),
        ),
        ("1250 rue Cartier H2K 4C9", address(1250, postal_code="H2K 4C9")),
    ],
)
def test_parse_sets_places_and_postal_code_apart(text: str, read: CivicAddress) -> None:
    assert parse(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("5e avenue", address(None, ("5e", "avenue"))),
        ("12 5e avenue", address(12, ("5e", "avenue"))),
        ("12 25 avenue", address(12, ("25", "avenue"))),
        ("1st street", address(None, ("1st", "street"))),
        ("20 avenue", address(20, ("avenue",))),
    ],
)
def test_parse_leaves_a_numbered_street_its_number(text: str, read: CivicAddress) -> None:
    assert parse(text) == read


@pytest.mark.parametrize(
    ("text", "words"),
    [("20 avenue", ("avenue", "20")), ("autoroute 40", ("autoroute", "40"))],
)
def test_with_number_as_name_reads_the_number_as_the_street(text: str, words: tuple[str, ...]) -> None:
    assert parse(text).with_number_as_name() == address(None, words)


def test_with_number_as_name_is_none_when_there_is_a_name() -> None:
    assert parse("1250 rue Cartier").with_number_as_name() is None


@pytest.mark.parametrize("text", ["", " ", "\x00", "🚗", "\ud800", "\u200b\u202e", ",,,", "1" * (MAX_LENGTH + 1)])
def test_parse_reads_nothing_from_what_is_no_address(text: str) -> None:
    assert parse(text) == NOTHING


def test_parse_takes_no_number_longer_than_any_street_has() -> None:
    assert parse("12345678901234567890 rue Cartier").civic is None


@given(st.text(max_size=2 * MAX_LENGTH))
def test_parse_never_raises_and_reads_words_that_are_folded(text: str) -> None:
    read = parse(text)
    assert all(word == word.casefold() and word.isalnum() for word in read.words)


@given(st.integers(1, 99_999), st.sampled_from(["rue Cartier", "av. du Parc", "boul. René-Lévesque O.", "2e avenue"]))
def test_parse_reads_back_any_number(civic: int, street: str) -> None:
    assert parse(f"{civic} {street}").civic == civic
