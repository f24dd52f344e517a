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
from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city
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
def valneige(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AddressBook]:
    folder: Path = tmp_path_factory.mktemp("valneige")
    files = write_demo_city(folder)
    artefact = folder / "geodata.db"
    build_artefact(BuildRequest(files.sides, files.boroughs, files.sectors, files.free_lots), artefact)
    with closing(AddressBook.open(artefact)) as book:
        yield book


@pytest.fixture(scope="module")
def expected(valneige: AddressBook) -> PlanBatch:
    batch = read_plan_csv(written(accented_streets(valneige), ";", "\n").encode(), valneige, NOW)
    assert batch.plans
    return batch


def test_matrix_has_more_than_thirty_files() -> None:
    assert (len(READ), len(set(READ)), len(FOREIGN)) == (126, 126, 3)


@pytest.mark.parametrize(("encoding", "delimiter", "end", "form"), READ)
def test_plan_of_the_invented_city_reads_the_same(
    valneige: AddressBook, expected: PlanBatch, encoding: str, delimiter: str, end: str, form: Literal["NFC", "NFD"]
) -> None:
    streets = [street for street in accented_streets(valneige) if can_write(street, encoding)]
    text = unicodedata.normalize(form, written(streets, delimiter, end))
    batch = read_plan_csv(encoded(text, encoding), valneige, NOW)
    assert batch == (expected if can_write("œ", encoding) else without_oe(expected, valneige))


@pytest.mark.parametrize(("encoding", "delimiter", "end"), list(product(FOREIGN, DELIMITERS, ENDS)))
def test_foreign_plan_of_the_invented_city_is_refused_by_its_byte(
    valneige: AddressBook, encoding: str, delimiter: str, end: str
) -> None:
    streets = [street for street in accented_streets(valneige) if can_write(street, encoding)]
    content = encoded(written(streets, delimiter, end), encoding)
    with pytest.raises(UnusableFileError) as refusal:
        read_plan_csv(content, valneige, NOW)
    assert_names_the_byte(refusal.value, content)


@pytest.mark.parametrize("encoding", [*UNICODE, *WESTERN, *FOREIGN])
def test_real_street_names_are_never_altered(real_book: AddressBook, encoding: str) -> None:
    streets = [street for street in accented_streets(real_book) if can_write(street, encoding)]
    text = written(streets[:: len(streets) // NAMES_IN_ONE_FILE], ";", "\r\n")
    expected = read_plan_csv(text.encode(), real_book, NOW)
    assert_same_or_refused(encoded(text, encoding), expected, real_book, encoding)


@pytest.mark.parametrize("encoding", FOREIGN)
def test_each_real_street_alone_in_a_foreign_file_is_the_same_or_refused(real_book: AddressBook, encoding: str) -> None:
    streets = [street for street in accented_streets(real_book) if can_write(street, encoding)]
    assert len(streets) > NAMES_IN_ONE_FILE
    for street in streets[:: len(streets) // 20]:
        text = f"voie;debut;fin\r\n{street};2026-11-23 19:00;2026-11-24 07:00\r\n"
        content = text.encode(encoding)
        assert_same_or_refused(content, read_plan_csv(text.encode(), real_book, NOW), real_book, encoding)


@pytest.fixture(scope="module")
def real_book(real_city: Path) -> Iterator[AddressBook]:
    with closing(AddressBook.open(real_city)) as book:
        yield book


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
