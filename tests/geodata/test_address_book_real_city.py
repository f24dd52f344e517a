"""Every side of the real street file that has numbers is found by typing one of them; a sample of them here."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from geodata.address_book import AddressBook
from geodata.artefact_reader import ArtefactReader
from geodata.finding.side_table import SideTable
from geodata.matching import Ambiguous, Match, NotFound
from geodata.model import Parity, StreetSide

EVERY = 50


@pytest.fixture(scope="module")
def book(real_city: Path) -> Iterator[AddressBook]:
    with closing(AddressBook.open(real_city)) as opened:
        yield opened


@pytest.fixture(scope="module")
def numbered(book: AddressBook) -> list[tuple[StreetSide, int]]:
    """Give a sample of the sides with a range, each with its first number."""
    sides = sorted(book.sides(book.side_ids()).values(), key=lambda side: side.side_id)
    return [(side, side.range.first) for side in sides if side.range][::EVERY]


def misses(book: AddressBook, typed: list[tuple[StreetSide, str]]) -> list[str]:
    return [text for side, text in typed if not _is_offered(side, book.find(text))]


def _is_offered(side: StreetSide, answer: Match | Ambiguous | NotFound) -> bool:
    match answer:
        case Match(found):
            return found == side
        case Ambiguous(choices):
            return side in choices
        case NotFound():
            return False


def test_find_offers_every_side_by_number_street_and_borough(
    book: AddressBook, numbered: list[tuple[StreetSide, int]]
) -> None:
    typed = [(side, f"{first} {side.street}, {side.borough or side.town}") for side, first in numbered]
    assert misses(book, typed) == []


def test_find_matches_no_wrong_side_without_the_borough(
    book: AddressBook, numbered: list[tuple[StreetSide, int]]
) -> None:
    assert misses(book, [(side, f"{first} {side.street}") for side, first in numbered]) == []


@pytest.mark.parametrize(
    ("text", "side_id"),
    [
        ("4820 st-denis", "12402992"),
        ("1306 rue cartier", "13900402"),
        ("5000 queen mary road", "13003722"),
        ("3 ste catherine o", "13812371"),
        ("3 St. Catherine St W", "13812371"),
        ("455 notre-dame est", "13805902"),
        ("150 2e av verdun", "16014622"),
        ("6060 cote st luc", "13100892"),
        ("4650 lafontaine", "14102771"),
    ],
)
def test_find_knows_what_residents_type(book: AddressBook, text: str, side_id: str) -> None:
    answer = book.find(text)
    assert isinstance(answer, Match)
    assert answer.side.side_id == side_id


def test_find_asks_whether_notre_dame_is_east_or_west(book: AddressBook) -> None:
    answer = book.find("455 rue notre-dame")
    assert isinstance(answer, Ambiguous)
    assert {side.street.orientation for side in answer.choices} == {"Est", "Ouest", None}


def test_a_stretch_that_has_a_number_names_the_side_of_whoever_lives_there(book: AddressBook) -> None:
    sides = sorted(book.sides(book.side_ids()).values(), key=lambda side: side.side_id)
    across = [(side, other) for side in sides[::EVERY] for other in book.sides_of_segment(side.segment_id or "")]
    lived = [(side, other.range.first + (side != other)) for side, other in across if other.range]
    matched = [(home, number) for home, number in lived if _is_matched(book, home, number)]
    assert any(home.range is None for home, _ in matched)
    assert [(home, number) for home, number in matched if not _is_in_its_stretches(book, home, number)] == []


def _is_matched(book: AddressBook, home: StreetSide, number: int) -> bool:
    return book.find(f"{number} {home.street}, {home.borough or home.town}") == Match(home)


def _is_in_its_stretches(book: AddressBook, home: StreetSide, number: int) -> bool:
    """Ask for a stretch of any parity, and of the number's own, wherever the street can be told from others."""
    for parity in (None, Parity.of(number)):
        named = book.sides_on_street(
            str(home.street), borough=home.borough or home.town, first=number - 3, last=number + 3, parity=parity
        )
        if not isinstance(named, tuple) or home not in named:
            return False
    return True


def test_stretches_of_a_street_are_its_sides_with_some_of_the_numbers(
    real_city: Path, book: AddressBook, numbered: list[tuple[StreetSide, int]]
) -> None:
    """What many rows of a plan are told from what is kept in order, asked anew of every side of the street."""
    with closing(ArtefactReader(real_city)) as reader:
        table = SideTable(reader)
        for side, first in numbered[::5]:
            street, borough, last = str(side.street), side.borough or side.town, first + 400
            whole = book.sides_on_street(street, borough=borough)
            if not isinstance(whole, tuple):
                continue
            spans = table.spans(whole)
            wanted = tuple(side for side in whole if side.side_id in spans and spans[side.side_id].is_in(first, last))
            assert book.sides_on_street(street, borough=borough, first=first, last=last) == wanted, (street, borough)
