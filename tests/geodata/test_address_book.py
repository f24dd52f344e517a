"""Looking up sides: by id, by place, and by what people type."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.address_book import AddressBook
from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city
from geodata.matching import Ambiguous, Match, NotFound
from geodata.model import AddressRange, GeodataError, Hand, Parity, StreetName, StreetSide, StreetSideId
from tests.geodata.crossroads import PLATEAU, ROSEMONT, SEGMENTS, build_crossroads

HOSTILE = [
    "", "a", "z" * 10_000, "%", "_", "*", '"', "NEAR(", "a OR 1=1", "'; DROP TABLE side; --", "\x00", "🚗", "\ud800",
    "1234 ½ rue", "1234-A", "12345678901234567890 rue X", "rue rue rue", "a" * 100, "((((((((((" * 10, "٣ cartier",
    "\u202ecartier", "-1 cartier", "0 cartier", "1e5 cartier", "#", "app", "1/2", ",,,,", "de la", "e", "st st st st",
]  # fmt: skip

PIECES = ["12", "3-4", "st", "de", "rue", "av", "e", "o", "cartier", "denis", "montreal", ",", "#", "app", "1/2", "2e"]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AddressBook]:
    opened = AddressBook.open(build_crossroads(tmp_path_factory.mktemp("crossroads")))
    yield opened
    opened.close()


def ids(sides: object) -> list[str]:
    assert isinstance(sides, tuple)
    return [side.side_id for side in sides]


def answer(book: AddressBook, text: str) -> tuple[str, list[str]]:
    match book.find(text):
        case Match(side):
            return "match", [side.side_id]
        case Ambiguous(choices):
            return "ambiguous", ids(choices)
        case NotFound(suggestions):
            return "not_found", list(suggestions)


@pytest.mark.parametrize(
    "text",
    [
        "4820 st-denis",
        "4820 rue Saint-Denis",
        "4820 RUE SAINT DENIS",
        "4820 Saint Denis Street",
        "4820 St. Denis St",
        "4820 st denis, montreal",
        "4820, rue Saint-Denis, app. 3, Montréal (Québec) H2J 2L6",
        "3-4820 rue Saint‑Denis",
        "4820A saint-denis",
        "4820 1/2 saint-denis",
        "4820 Sai\u0301nt-Denis",
        "rue Saint-Denis 4820",
        "4820 saint-denis plateau",
        "4820 saint-denis Le Plateau-Mont-Royal",
        "4820 rue de Saint-Denis",
        "4820 saintdenis",
        "# 3, 4820 saint-denis montreal qc",
    ],
)
def test_find_meets_every_way_to_write_an_address(book: AddressBook, text: str) -> None:
    assert answer(book, text) == ("match", ["10012"])


@pytest.mark.parametrize(
    ("text", "side_id"),
    [
        ("4821 saint-denis", "10011"),
        ("5 mont-royal e", "11021"),
        ("5 mont royal avenue west", "11031"),
        ("1210 rue cartier", "12012"),
        ("1320 rue cartier", "12022"),
        ("1290 rue cartier, saint-laurent", "12022"),
        ("1290 cartier st laurent", "12022"),
        ("20 avenue cartier", "12032"),
        ("150 2e avenue", "13012"),
        ("150 2nd avenue", "13012"),
        ("150 av 2", "13012"),
        ("150 lafontaine", "13022"),
        ("150 de la fontaine", "13022"),
        ("70 cote st luc", "13032"),
        ("70 chemin Côte-Saint-Luc", "13032"),
        ("100 st catherine e", "13042"),
        ("1000 rene levesque o", "13052"),
        ("4990-4820 saint-denis", "10012"),
        ("50 N Main St", "16012"),
        ("50 Main Street North", "16012"),
        ("50 main", "16012"),
        ("50 St. John's Road", "16022"),
        ("50 st johns rd", "16022"),
        ("50 Saint John's Street", "16032"),
        ("150 sainte-catherine, Westmount", "15012"),
        ("102 sainte-catherine, Montréal", "13042"),
    ],
)
def test_find_tells_streets_apart_by_parity_number_kind_orientation_and_place(
    book: AddressBook, text: str, side_id: str
) -> None:
    assert answer(book, text) == ("match", [side_id])


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("5 mont-royal", ["11021", "11031"]),
        ("1290 rue cartier", ["12012", "12022"]),
        ("ruelle verte", ["13061", "13062"]),
        ("12 ruelle verte", ["13061", "13062"]),
        ("2e avenue", ["13012", "13011"]),
        ("4821-4820 saint-denis", ["10012", "10011"]),
        ("150 sainte-catherine, Montréal", ["13042", "15012"]),
        ("150 ontario ouest", ["15022", "15032", "15031"]),
    ],
)
def test_find_asks_when_several_sides_fit(book: AddressBook, text: str, choices: list[str]) -> None:
    assert answer(book, text) == ("ambiguous", choices)


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("4820 avenue saint-denis", "10012"),
        ("4820 saint-denis ouest", "10012"),
        ("4820 saint-denis, Laval", "10012"),
        ("4820 saint-denis, Rosemont", "10012"),
        ("1000 levesque", "13052"),
        ("4820-3 saint-denis", "10012"),
    ],
)
def test_find_asks_to_confirm_what_contradicts_the_text(book: AddressBook, text: str, choice: str) -> None:
    assert answer(book, text) == ("ambiguous", [choice])


@pytest.mark.parametrize(
    ("text", "side_id"),
    [
        ("4921 saint-denis", "10021"),
        ("4901 saint-denis", "10021"),
        ("4949 saint-denis", "10021"),
    ],
)
def test_find_places_a_number_without_a_range_by_what_is_across(book: AddressBook, text: str, side_id: str) -> None:
    assert answer(book, text) == ("match", [side_id])


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("5300 saint-denis", ["10032", "10042"]),
        ("4960 saint-denis", ["10022", "10032"]),
        ("4951 saint-denis", ["10011", "10031", "10021"]),
        ("150 rue bélanger", ["14012", "14032", "14022"]),
    ],
)
def test_find_asks_about_a_number_in_a_gap(book: AddressBook, text: str, choices: list[str]) -> None:
    assert answer(book, text) == ("ambiguous", choices)


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [
        (
            "9000 saint-denis",
            [f"5598 rue Saint-Denis, {ROSEMONT}", f"5500 rue Saint-Denis, {ROSEMONT}"],
        ),
        ("4820 saint-dennis", [f"4820 rue Saint-Denis, {PLATEAU}"]),
        ("1000 rene leveque", [f"1000 boulevard René-Lévesque Ouest, {ROSEMONT}"]),
        ("4820 xyzzy", []),
    ],
)
def test_find_suggests_what_exists(book: AddressBook, text: str, suggestions: list[str]) -> None:
    status, found = answer(book, text)
    assert (status, found[: len(suggestions)]) == ("not_found", suggestions)


@pytest.mark.parametrize("text", HOSTILE)
def test_find_and_suggest_survive_what_is_no_address(book: AddressBook, text: str) -> None:
    assert answer(book, text) == answer(book, text)
    assert book.suggest(text) == book.suggest(text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join))
def test_find_never_raises(book: AddressBook, text: str) -> None:
    assert isinstance(book.find(text), Match | Ambiguous | NotFound)
    assert isinstance(book.suggest(text), tuple)


def test_find_returns_every_side_that_has_a_range(book: AddressBook) -> None:
    sides = [side for side in book.sides(book.side_ids()).values() if side.range]
    typed = [(side, f"{side.range.first} {side.street}, {side.borough}") for side in sides if side.range]
    assert [book.find(text) for _, text in typed] == [Match(side) for side, _ in typed]


def test_find_offers_every_side_of_the_demo_city(tmp_path: Path) -> None:
    build_artefact(BuildRequest(sides=write_demo_city(tmp_path).sides), tmp_path / "geodata.db")
    demo = AddressBook.open(tmp_path / "geodata.db")
    sides = [side for side in demo.sides(demo.side_ids()).values() if side.range]
    typed = [(side, f"{side.range.first} {side.street}, {side.borough}") for side in sides if side.range]
    assert [text for side, text in typed if side.side_id not in answer(demo, text)[1]] == []
    demo.close()


def test_suggest_ranks_streets_that_have_the_number_first(book: AddressBook) -> None:
    assert book.suggest("1210 cart") == (f"1210 rue Cartier, {PLATEAU}", f"avenue Cartier, {ROSEMONT}")


@pytest.mark.parametrize("typed", ["mont-r", "av mont r", "avenue du mont", "royal"])
def test_suggest_completes_the_last_word(book: AddressBook, typed: str) -> None:
    assert book.suggest(typed) == (f"avenue du Mont-Royal Est, {PLATEAU}", f"avenue du Mont-Royal Ouest, {PLATEAU}")


def test_suggest_keeps_to_its_limit(book: AddressBook) -> None:
    assert len(book.suggest("rue", limit=2)) == 2


def test_side_carries_all_that_names_it(book: AddressBook) -> None:
    assert book.side("10022") == StreetSide(
        side_id=StreetSideId("10022"),
        segment_id="1002",
        street=StreetName("rue", None, "Saint-Denis", None),
        town="Montréal",
        borough=PLATEAU,
        sector=None,
        hand=Hand.LEFT,
        range=AddressRange(4900, 4950),
        parity=Parity.EVEN,
        cross_streets=("rue Gilford", "avenue du Mont-Royal Est"),
    )


def test_sides_leaves_out_unknown_ids(book: AddressBook) -> None:
    assert list(book.sides(["10022", "nothing"])) == ["10022"]
    assert book.side("nothing") is None


def test_side_ids_are_all_of_the_file(book: AddressBook) -> None:
    assert book.side_ids() == {f"{segment[0]}{digit}" for segment in SEGMENTS for digit in (1, 2)}


def test_sides_of_segment_are_its_two(book: AddressBook) -> None:
    assert ids(book.sides_of_segment("1001")) == ["10011", "10012"]
    assert book.sides_of_segment("nothing") == ()


def test_sides_in_borough_compares_names_folded(book: AddressBook) -> None:
    assert book.sides_in_borough("SAINT LAURENT") == ("12021", "12022", "13031", "13032")
    assert book.sides_in_borough("Nulle-Part") == ()
    assert book.sides_in_sector("Nulle-Part") == ()
    assert book.sector_names() == ()


def test_street_words_keep_accents(book: AddressBook) -> None:
    assert {"lévesque", "côte", "montréal", "plateau", "fontaine"} <= book.street_words()


def test_sides_on_street_returns_a_whole_street_across_a_borough_limit(book: AddressBook) -> None:
    found = ids(book.sides_on_street("rue Saint-Denis"))
    assert sorted(found) == ["10011", "10012", "10021", "10022", "10031", "10032", "10041", "10042"]


def test_sides_on_street_keeps_to_a_stretch_and_a_parity(book: AddressBook) -> None:
    found = book.sides_on_street("rue Saint-Denis", first=4890, last=5010, parity=Parity.EVEN)
    assert ids(found) == ["10012", "10022", "10032"]


@pytest.mark.parametrize(
    ("first", "last", "parity", "found"),
    [
        (4900, 4950, None, ["10022", "10021"]),
        (4901, 4901, Parity.ODD, ["10021"]),
        (4900, 4950, Parity.EVEN, ["10022"]),
    ],
)
def test_sides_on_street_count_a_side_without_range_by_what_is_across(
    book: AddressBook, first: int, last: int, parity: Parity | None, found: list[str]
) -> None:
    assert ids(book.sides_on_street("rue Saint-Denis", first=first, last=last, parity=parity)) == found


def test_sides_on_street_count_a_block_without_numbers_where_both_its_ends_are_within(book: AddressBook) -> None:
    both = book.sides_on_street("rue Bélanger", first=90, last=210)
    assert ids(both) == ["14012", "14011", "14031", "14032", "14021", "14022"]
    assert ids(book.sides_on_street("rue Bélanger", first=150, last=210)) == ["14031", "14032"]


def test_sides_on_street_without_range_belong_only_to_the_whole_street(book: AddressBook) -> None:
    assert sorted(ids(book.sides_on_street("ruelle Verte"))) == ["13061", "13062"]
    assert book.sides_on_street("ruelle Verte", first=1, last=99) == NotFound()


def test_sides_on_street_never_returns_two_streets_of_one_name(book: AddressBook) -> None:
    choices = book.sides_on_street("rue Cartier")
    assert isinstance(choices, Ambiguous)
    assert ids(choices.choices) == ["12012", "12022"]
    assert ids(book.sides_on_street("rue Cartier", borough="saint laurent")) == ["12022", "12021"]
    assert ids(book.sides_on_street("rue Cartier, Saint-Laurent")) == ["12022", "12021"]
    assert isinstance(book.sides_on_street("avenue du Mont-Royal"), Ambiguous)
    assert ids(book.sides_on_street("avenue du Mont-Royal Est")) == ["11021", "11022"]


@pytest.mark.parametrize(
    ("street", "found"),
    [
        ("rue Ontario", ["15042", "15041"]),
        ("rue du Champ-d'Eau", ["15062", "15061", "15052", "15051"]),
        ("boulevard du Plateau", ["15082", "15081"]),
        ("boul. du Plateau", ["15082", "15081"]),
    ],
)
def test_sides_on_street_take_a_full_name_as_such(book: AddressBook, street: str, found: list[str]) -> None:
    assert ids(book.sides_on_street(street)) == found
    assert isinstance(book.sides_on_street("Ontario"), Ambiguous)


@pytest.mark.parametrize(
    ("street", "borough"), [("rue Gilford, Laval", None), ("rue Gilford", "Laval"), ("Xyzzy", None)]
)
def test_sides_on_street_returns_nothing_for_a_place_that_is_not_known(
    book: AddressBook, street: str, borough: str | None
) -> None:
    assert isinstance(book.sides_on_street(street, borough=borough), NotFound)


def test_sides_on_street_reads_a_number_as_an_address_or_as_the_name(book: AddressBook) -> None:
    assert ids(book.sides_on_street("4821 rue Saint-Denis")) == ["10011"]
    assert ids(book.sides_on_street("avenue 2")) == ["13012", "13011"]


def test_sides_on_street_says_what_exists_instead(book: AddressBook) -> None:
    assert book.sides_on_street("rue Cartierr") == NotFound(("rue Cartier, Montréal", f"avenue Cartier, {ROSEMONT}"))


def test_open_refuses_what_is_no_artefact(tmp_path: Path) -> None:
    text, other, old = tmp_path / "text.db", tmp_path / "other.db", tmp_path / "old.db"
    text.write_text("not a database, but long enough to be taken for one" * 40)
    sqlite3.connect(other).executescript("CREATE TABLE x (y)")
    sqlite3.connect(old).executescript(
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT); INSERT INTO meta VALUES ('format_version', '0');"
    )
    for path, word in (
        (tmp_path / "none.db", "no such file"),
        (tmp_path, "is a folder"),
        (text, "not a"),
        (other, "not a"),
        (old, "format 0"),
    ):
        with pytest.raises(GeodataError, match=word):
            AddressBook.open(path)


def test_book_is_shared_by_threads(book: AddressBook) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(book.find, ["4820 st-denis", "5 mont-royal est"] * 50))
    assert [answer.side.side_id for answer in found if isinstance(answer, Match)] == ["10012", "11021"] * 50
