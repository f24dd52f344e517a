"""One plan in every encoding, delimiter and line end that programs write: the same plan, or the byte that is wrong."""

import codecs
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Literal

import pytest

from geodata.address_book import AddressBook
from schedules.feeds.operator_csv.plan import read_plan_csv
from schedules.model import PlanBatch
from schedules.plan_table.unusable import UnusableFileError

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
BE_MARK, LE_MARK = "utf-16-be marked", "utf-16-le marked"
UNICODE = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", LE_MARK, BE_MARK)
WESTERN = ("cp1252", "latin-1")
FOREIGN = ("mac_roman", "cp850", "cp437")
DELIMITERS = (";", ",", "\t")
ENDS = ("\r\n", "\r", "\n")
READ = [*product(UNICODE, DELIMITERS, ENDS, ("NFC", "NFD")), *product(WESTERN, DELIMITERS, ENDS, ("NFC",))]
NAMES_IN_ONE_FILE = 100


def written(streets: Iterable[str], delimiter: str, end: str) -> str:
    """Return a plan of these streets; none of their names has a delimiter."""
    rows = [
        ["opération", "voie", "état", "début", "fin", "motif"],
        *(["OP-1", street, "planifié", "2026-11-23 19:00", "2026-11-24 07:00", "tempête"] for street in streets),
    ]
    return "".join(delimiter.join(row) + end for row in rows)


def encoded(text: str, encoding: str) -> bytes:
    marks = {BE_MARK: codecs.BOM_UTF16_BE, LE_MARK: codecs.BOM_UTF16_LE}
    return marks.get(encoding, b"") + text.encode(encoding.partition(" ")[0])


def accented_streets(book: AddressBook) -> list[str]:
    """Return the accented names of the city's streets that have no delimiter in them."""
    names = {str(side.street) for side in book.sides(book.side_ids()).values()}
    return sorted(name for name in names if not name.isascii() and not set(name) & set(DELIMITERS))


@pytest.fixture(scope="module")
def book(valneige: Path) -> Iterator[AddressBook]:
    with closing(AddressBook.open(valneige)) as opened:
        yield opened


@pytest.fixture(scope="module")
def accented(book: AddressBook) -> list[str]:
    return accented_streets(book)


@pytest.fixture(scope="module")
def expected(book: AddressBook, accented: list[str]) -> PlanBatch:
    batch = read_plan_csv(written(accented, ";", "\n").encode(), book, NOW)
    assert batch.plans
    return batch


def test_matrix_has_more_than_thirty_files() -> None:
    assert (len(READ), len(set(READ)), len(FOREIGN)) == (126, 126, 3)


@pytest.mark.parametrize(("encoding", "delimiter", "end", "form"), READ)
def test_plan_of_the_invented_city_reads_the_same(
    book: AddressBook,
    accented: list[str],
    expected: PlanBatch,
    encoding: str,
    delimiter: str,
    end: str,
    form: Literal["NFC", "NFD"],
) -> None:
    streets = [street for street in accented if can_write(street, encoding)]
    text = unicodedata.normalize(form, written(streets, delimiter, end))
    batch = read_plan_csv(encoded(text, encoding), book, NOW)
    assert batch == (expected if can_write("œ", encoding) else without_oe(expected, book))


@pytest.mark.parametrize(("encoding", "delimiter", "end"), list(product(FOREIGN, DELIMITERS, ENDS)))
def test_foreign_plan_of_the_invented_city_is_refused_by_its_byte(
    book: AddressBook, accented: list[str], encoding: str, delimiter: str, end: str
) -> None:
    streets = [street for street in accented if can_write(street, encoding)]
    content = encoded(written(streets, delimiter, end), encoding)
    with pytest.raises(UnusableFileError) as refusal:
        read_plan_csv(content, book, NOW)
    assert_names_the_byte(refusal.value, content)


@pytest.mark.parametrize("encoding", [*UNICODE, *WESTERN, *FOREIGN])
def test_real_street_names_are_never_altered(real_book: AddressBook, real_accented: list[str], encoding: str) -> None:
    streets = [street for street in real_accented if can_write(street, encoding)]
    text = written(streets[:: len(streets) // NAMES_IN_ONE_FILE], ";", "\r\n")
    expected = read_plan_csv(text.encode(), real_book, NOW)
    assert_same_or_refused(encoded(text, encoding), expected, real_book, encoding)


@pytest.mark.parametrize("encoding", FOREIGN)
def test_each_real_street_alone_in_a_foreign_file_is_the_same_or_refused(
    real_book: AddressBook, real_accented: list[str], encoding: str
) -> None:
    streets = [street for street in real_accented if can_write(street, encoding)]
    assert len(streets) > NAMES_IN_ONE_FILE
    for street in streets[:: len(streets) // 20]:
        text = f"voie;debut;fin\r\n{street};2026-11-23 19:00;2026-11-24 07:00\r\n"
        content = text.encode(encoding)
        assert_same_or_refused(content, read_plan_csv(text.encode(), real_book, NOW), real_book, encoding)


@pytest.fixture(scope="module")
def real_book(real_city: Path) -> Iterator[AddressBook]:
    with closing(AddressBook.open(real_city)) as opened:
        yield opened


@pytest.fixture(scope="module")
def real_accented(real_book: AddressBook) -> list[str]:
    return accented_streets(real_book)


def without_oe(batch: PlanBatch, book: AddressBook) -> PlanBatch:
    """Return the plan without the streets that Latin-1 has no letters for."""
    street_of = {side_id: str(side.street) for side_id, side in book.sides(book.side_ids()).items()}
    plans = tuple(plan for plan in batch if "œ" not in street_of[plan.side_id])
    names = {name for name in accented_streets(book) if "œ" in name}
    assert names
    return replace(batch, plans=plans, rows=batch.rows - len(names))


def can_write(text: str, encoding: str) -> bool:
    try:
        encoded(text, encoding)
    except UnicodeEncodeError:
        return False
    return True


def assert_same_or_refused(content: bytes, expected: PlanBatch, book: AddressBook, encoding: str) -> None:
    """Whoever writes Unicode or Windows' own is read; a foreign file is refused by its byte, or says the same."""
    try:
        batch = read_plan_csv(content, book, NOW)
    except UnusableFileError as refusal:
        assert encoding in FOREIGN
        assert_names_the_byte(refusal, content)
    else:
        assert batch == expected


def assert_names_the_byte(refusal: UnusableFileError, content: bytes) -> None:
    offset = int((refusal.place or "").rpartition(" ")[2])
    assert content[offset] > 0x7F
    assert refusal.reason.startswith(f"byte 0x{content[offset]:02X} ")
