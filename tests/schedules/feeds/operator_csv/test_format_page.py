"""docs/plan-format.md says what the code does, and the sample beside it is a good file of the demo city."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geodata.address_book import AddressBook
from geodata.model import Parity
from schedules.feeds.operator_csv.plan import read_plan_csv
from schedules.feeds.operator_csv.table import MOST_LINES_IN_A_ROW
from schedules.feeds.operator_workbook.package import MOST_ENTRIES, MOST_INFLATED
from schedules.feeds.operator_workbook.plan import HEADER_WITHIN
from schedules.local_time import Edge
from schedules.model import LoadingStatus
from schedules.plan_table.columns import COLUMN_WORDS
from schedules.plan_table.dates import date_reader
from schedules.plan_table.limits import LARGEST_FILE, LONGEST_ROW, MOST_ROWS
from schedules.plan_table.reading import MOST_SIDES
from schedules.plan_table.refusals import RefusedValueError
from schedules.plan_table.street_directory import StreetDirectory
from schedules.plan_table.targets import MOST_STREETS_REFUSED
from schedules.plan_table.words import PARITY_WORDS, STATUS_WORDS, WHOLE_CITY_WORDS
from tests.schedules.small_city import NOW, SmallCity

DOCS = Path(__file__).resolve().parents[4] / "docs"
PAGE = (DOCS / "plan-format.md").read_text(encoding="utf-8")
SAMPLE = DOCS / "samples" / "plan.csv"


def _table(heading: str) -> list[list[str]]:
    """Return the cells of a table of the page, without its heading."""
    block = PAGE[PAGE.index(f"| {heading} |") :].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()[2:]]


def _words(*cells: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", " ".join(cells)))


@pytest.fixture(scope="module")
def book(valneige: Path) -> Iterator[AddressBook]:
    with closing(AddressBook.open(valneige)) as opened:
        yield opened


def test_page_names_every_column_and_no_other() -> None:
    assert [_words(*row[:2]) for row in _table("Column")] == list(COLUMN_WORDS.values())


def test_page_names_every_state_word_and_no_other() -> None:
    documented = {LoadingStatus(int(row[0])): _words(row[1]) for row in _table("State")}
    assert documented == STATUS_WORDS


def test_page_names_every_target_word_and_no_other() -> None:
    even, odd, both, city = [_words(row[1]) for row in _table("Meaning")]
    assert {Parity.EVEN: even, Parity.ODD: odd, None: both} == PARITY_WORDS
    assert city == WHOLE_CITY_WORDS


@pytest.mark.parametrize("date", [_words(row[0])[0] for row in _table("Accepted")])
def test_page_shows_dates_that_are_accepted(date: str) -> None:
    assert date_reader(day_first=False)(date, Edge.START).instant == datetime(2026, 11, 24, 0, tzinfo=UTC)


@pytest.mark.parametrize("date", [_words(row[0])[0] for row in _table("Refused")])
def test_page_shows_dates_that_are_refused(date: str) -> None:
    with pytest.raises(RefusedValueError):
        date_reader(day_first=False)(date, Edge.START)


@pytest.mark.parametrize(
    "limit",
    [
        f"{LARGEST_FILE:,} bytes",
        f"{MOST_ROWS:,} rows",
        f"{LONGEST_ROW:,} characters",
        f"{MOST_LINES_IN_A_ROW} lines",
        f"{MOST_STREETS_REFUSED:,} different",
        f"{MOST_SIDES:,} sides",
        f"{MOST_ENTRIES:,} entries",
        f"{MOST_INFLATED:,} bytes when inflated",
        f"first {HEADER_WITHIN} filled rows",
    ],
)
def test_page_states_each_limit(limit: str) -> None:
    assert limit in " ".join(PAGE.split())


def test_page_shows_a_plan_that_reads() -> None:
    example = re.findall(r"```\n(.*?)```", PAGE, re.DOTALL)[0]
    batch = read_plan_csv(example.encode(), SmallCity(), NOW)
    assert (batch.rejected, batch.anomalies, [plan.side_id for plan in batch]) == ((), (), ["102"])


def test_sample_is_a_clean_plan_of_the_demo_city(book: AddressBook) -> None:
    directory: StreetDirectory = book
    batch = read_plan_csv(SAMPLE.read_bytes(), directory, NOW)
    states = [plan.status.name for plan in batch]
    assert (batch.rejected, batch.anomalies, batch.rows) == ((), (), 7)
    assert {state: states.count(state) for state in states} == {
        "PLANNED": 47,
        "REPLANNED": 6,
        "DEFERRED": 2,
        "CLEARED": 2,
    }


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_sample_reads_the_same_in_the_encodings_of_a_spreadsheet(book: AddressBook, encoding: str) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    assert read_plan_csv(text.encode(encoding), book, NOW) == read_plan_csv(text.encode(), book, NOW)
