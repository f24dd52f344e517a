"""Every bad input that an operator's file can be has a clear answer: what, where, why; and loses nothing beside it."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator

import pytest

from infoneige.desk.receiving import LONGEST_NAME, NAMELESS
from infoneige.storage.database import IN_MEMORY
from infoneige.storage.migrate import open_migrated
from schedules.model import AnomalyKind, LoadingStatus, PlanBatch
from schedules.plan_table.limits import LARGEST_FILE
from schedules.plan_table.unusable import Unusable
from tests.infoneige.desk.bad_inputs import END, GOOD, HEADER, START, Clerk, Refused, lines_of
from tests.schedules.workbooks import archive, changed, with_entry, with_link, workbook

MALFORMED, TOO_LARGE, OTHER = Unusable.MALFORMED, Unusable.TOO_LARGE, Unusable.OTHER_FORMAT
COLUMNS: list[object] = ["cote_rue_id", "etat", "debut", "fin"]
PLAN = workbook(COLUMNS, ["100", 2, START, END])


@pytest.fixture(scope="module")
def clerk() -> Iterator[Clerk]:
    with open_migrated(IN_MEMORY) as database:
        yield Clerk(database)


def read(clerk: Clerk, content: bytes) -> PlanBatch:
    batch = clerk.bring(content)
    assert isinstance(batch, PlanBatch), batch
    return batch


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (b"", Refused(MALFORMED, "the file is empty", None)),
        (b"\xef\xbb\xbf", Refused(None, "the file is empty", None)),
        (b"\xff\xfe", Refused(None, "the file is empty", None)),
        (b" \r\n\r\n", Refused(None, "the file is empty", None)),
        (HEADER.encode(), Refused(None, "the file has a header and no row", "line 1")),
        (HEADER.encode() + b";;;\n", Refused(None, "the file has a header and no row", "line 1")),
        (workbook(COLUMNS), Refused(None, "the sheet has a header and no row", "sheet 'Plan', row 1")),
        (
            workbook(["Bonjour"]),
            Refused(None, "no sheet of the workbook has a header of our columns in its first rows", None),
        ),
    ],
)
def test_file_without_rows_is_refused_by_name(clerk: Clerk, content: bytes, refused: Refused) -> None:
    assert clerk.bring(content) == refused


@pytest.mark.parametrize(
    "header",
    [
        "\ufeff Côté_Rue_ID ;ÉTAT; début;Fin\n",
        "COTE RUE ID;Etat;DEBUT;FIN;autre\n",
        '"cote_rue_id";"état";"debut";"fin"\n',
    ],
)
def test_headers_are_folded(clerk: Clerk, header: str) -> None:
    assert [plan.side_id for plan in read(clerk, (header + GOOD).encode())] == ["100"]


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("cote_rue_id;etat;début;debut;fin\n", "the columns 'début' and 'debut' say the same thing"),
        ("cote_rue_id;etat;debut\n", "the required column fin (end) is missing"),
        ("cote_rue_id;etat;debt;fin\n", "the column 'debt' is not known"),
        (
            "etat;debut;fin\n",
            "no column says which sides of street: cote_rue_id, voie, arrondissement or secteur is missing",
        ),
    ],
)
def test_bad_header_is_refused_by_name(clerk: Clerk, header: str, reason: str) -> None:
    assert clerk.bring((header + GOOD).encode()) == Refused(None, reason, "line 1")
    names: list[object] = [*header.strip().split(";")]
    place = "sheet 'Plan', row 1"
    assert clerk.bring(workbook(names, ["100", 2, START, END])) == Refused(None, reason, place)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("declares", [True, False])
def test_delimiters_of_spreadsheets_are_read(clerk: Clerk, delimiter: str, declares: bool) -> None:  # noqa: FBT001
    text = io.StringIO()
    rows = [["cote_rue_id", "etat", "debut", "fin", "motif"], ["100", "2", START, END, "12,5 cm; ensuite"]]
    csv.writer(text, delimiter=delimiter).writerows(rows)
    first = f"sep={delimiter}\r\n" if declares else ""
    (plan,) = read(clerk, (first + text.getvalue()).encode())
    assert plan.reason == "12,5 cm; ensuite"


def test_bad_byte_far_down_is_named_by_line_and_offset(clerk: Clerk) -> None:
    content = "voie;debut;fin\n" + f"rue de l'Église;{START};{END}\n" * 69_999
    bad = content.encode() + b"rue de l'\xc9glise;;\n"
    place = f"line 70001, byte offset {len(content.encode()) + 9}"
    assert clerk.bring(bad) == Refused(None, "byte 0xC9 is not UTF-8, although other letters of the file are", place)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (f"10\0;2;{START};{END}", None, "the row has a NUL byte"),
        (f'101;"2;{START};{END}', None, "a quote that opens on this line is not closed, or not at the end of its cell"),
        ("x" * 200_000 + f";2;{START};{END}", None, "the row is longer than 10,000 characters"),
        ("," * 10_000_000, None, "the row is longer than 10,000 characters"),
        ("a;b;c;d;e", None, "the row has 5 cells, the header 4"),
    ],
)
def test_broken_row_is_rejected_alone(clerk: Clerk, row: str, column: str | None, reason: str) -> None:
    assert clerk.row(row) == (column, reason, True)


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_line_ends_of_any_kind_are_read(clerk: Clerk, end: str) -> None:
    text = end.join(["cote_rue_id;etat;debut;fin", f"100;2;{START};{END}", f"101;2;{START};{END}"])
    assert len(read(clerk, text.encode()).plans) == 2
    mixed = f"cote_rue_id;etat;debut;fin\r\n100;2;{START};{END}\n101;2;{START};{END}\r"
    assert len(read(clerk, mixed.encode()).plans) == 2


def test_file_beyond_the_limits_is_refused(clerk: Clerk) -> None:
    too_large = Refused(TOO_LARGE, "the file has more than 20,000,000 bytes", None)
    assert clerk.bring(b"x" * (LARGEST_FILE + 1)) == too_large
    too_many = Refused(None, "the file has more than 200,000 rows", None)
    assert clerk.bring(b"a\n" * 5_000_000) == too_many


def test_hundred_thousand_bad_rows_are_counted_by_kind(clerk: Clerk) -> None:
    content = HEADER + "".join(lines_of("#;7;;\n", 100_000))
    batch = read(clerk, content.encode())
    assert (batch.plans, batch.rows, len(batch.rejected)) == ((), 100_000, 100_000)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (archive({"plan.csv": (HEADER + GOOD).encode()}), "a zip archive"),
        (archive({}), "a zip archive"),
        (archive({"content.xml": b"", "mimetype": b""}), "an OpenDocument spreadsheet (.ods)"),
        (archive({"[Content_Types].xml": b"", "word/document.xml": b""}), "a Word document"),
        (archive({"[Content_Types].xml": b"", "xl/workbook.bin": b""}), "a binary Excel workbook (.xlsb)"),
    ],
)
def test_archive_that_is_no_workbook_is_refused_by_content(clerk: Clerk, content: bytes, what: str) -> None:
    reason = f"this is {what}, not an Excel workbook (.xlsx) or a CSV file"
    assert clerk.bring(content) == Refused(OTHER, reason, "byte 0")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\x1f\x8b\x08\0", "a gzip archive"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\x7fELF\x02", "a program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls), or one with a password"),
        (b"<!doctype html><script>alert(1)</script>", "HTML or XML"),
        (b'{"plan": []}', "JSON"),
    ],
)
def test_other_formats_are_refused_by_content(clerk: Clerk, content: bytes, what: str) -> None:
    refused = clerk.bring(content, "plan.csv")
    assert isinstance(refused, Refused)
    assert refused.reason == f"this is {what}, not a CSV file"
    assert refused.kind in (OTHER, None)


def _filled(entries: dict[str, bytes]) -> None:
    entries |= {f"xl/media/{number}.png": b"" for number in range(10_000)}


@pytest.mark.parametrize(
    ("make", "kind", "reason"),
    [
        (lambda: with_entry(PLAN, "xl/zeros.xml", bytes(150_000_000)), TOO_LARGE, "an entry that inflates too much"),
        (lambda: changed(PLAN, _filled), OTHER, "more than 1,000 entries"),
        (lambda: with_entry(PLAN, "xl/more.zip", b""), OTHER, "another archive or document in it"),
        (lambda: with_entry(PLAN, "../../etc/x", b""), OTHER, "an entry whose name leads out of it"),
        (lambda: with_entry(PLAN, "/etc/x", b""), OTHER, "an entry whose name leads out of it"),
        (lambda: with_entry(PLAN, "XL/workbook.xml", b""), OTHER, "two entries of one name"),
        (lambda: with_link(PLAN), OTHER, "a link in place of a file"),
    ],
)
def test_archive_that_could_do_harm_is_refused_before_it_is_inflated(
    clerk: Clerk, make: Callable[[], bytes], kind: Unusable, reason: str
) -> None:
    assert clerk.bring(make()) == Refused(kind, f"the archive has {reason}", None)


def test_workbook_cut_short_or_broken_is_refused(clerk: Clerk) -> None:
    half = PLAN[: len(PLAN) // 2]
    assert clerk.bring(half) == Refused(MALFORMED, "the workbook is cut short or damaged", None)
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    for data in (b"<worksheet", entity):
        broken = with_entry(PLAN, "xl/worksheets/sheet1.xml", data)
        refused = clerk.bring(broken)
        assert isinstance(refused, Refused)
        assert refused.reason.startswith("the workbook is damaged or is none (")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x.csv", "x.csv"),
        ("C:\\plans\\CON.csv", "CON.csv"),
        ("a\x00.csv", "a.csv"),
        ("n" * 300, "n" * LONGEST_NAME),
        ("\u202evsc.nalp", "vsc.nalp"),
        ("/", NAMELESS),
        ("plan de\n la  ville.csv", "plan de la ville.csv"),
    ],
)
def test_file_name_is_only_shown(clerk: Clerk, name: str, shown: str) -> None:
    clerk.bring((HEADER + GOOD).encode(), name)
    assert clerk.names[-1] == shown


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        ("2026-13-01", "this date does not exist, there is no month 13"),
        ("31/12/2026", "the hour is missing"),
        ("12/31/26 19:00", "the year has two digits"),
        ("2026-02-29 19:00", "this date does not exist, there is no day 29 in 2026-02"),
        ("0000-00-00", "the year 0 is out of range"),
        ("9999-12-31 00:00", "the year 9999 is out of range"),
        ("45992.79", "this is Excel's own number for a date"),
        ("19h", "the date is missing"),
        ("2026-11-23 24:00", "a day ends at 00:00 of the next"),
        ("2027-03-14T02:30", "the clocks skip this time, they go forward that night"),
        ("2026-11-23T19:00+15:00", "no place on earth has the offset +15:00"),
    ],
)
def test_bad_date_is_rejected_by_name(clerk: Clerk, date: str, reason: str) -> None:
    assert clerk.row(f"101;2;{date};{END}") == ("debut", reason, True)


@pytest.mark.parametrize("date", ["2026-11-23T19:00-05:00", "2026-11-24T00:00Z", "2026-11-24T05:00+05:00"])
def test_offsets_are_read(clerk: Clerk, date: str) -> None:
    plans = read(clerk, f"{HEADER}100;2;{date};{END}\n".encode()).plans
    assert plans == read(clerk, (HEADER + GOOD).encode()).plans


@pytest.mark.parametrize(
    ("start", "end", "column"),
    [
        (END, START, "fin"),
        (START, START, "fin"),
        (START, "2027-01-03 07:00", "fin"),
        ("2026-11-16 19:00", "2026-11-17 07:00", "fin"),
    ],
)
def test_impossible_period_is_rejected(clerk: Clerk, start: str, end: str, column: str) -> None:
    found, _, others_stand = clerk.row(f"101;2;{start};{end}")
    assert (found, others_stand) == (column, True)


def test_rows_about_one_side_are_merged_or_refused_never_chosen(clerk: Clerk) -> None:
    twice = read(clerk, (HEADER + GOOD + GOOD).encode())
    assert (len(twice.plans), twice.rejected, twice.anomalies) == (1, (), ())
    overlapping = read(clerk, f"{HEADER}{GOOD}100;2;2026-11-24 06:00;2026-11-24 12:00\n".encode())
    assert [one.kind for one in overlapping.anomalies] == [AnomalyKind.DISAGREEING_DUPLICATES]
    apart = read(clerk, f"{HEADER}{GOOD}100;2;2026-11-25 19:00;2026-11-26 07:00\n".encode())
    assert [(row.line, row.column) for row in apart.rejected] == [(3, "debut")]
    disagree = read(clerk, f"{HEADER}{GOOD}100;0;;\n".encode())
    assert [one.kind for one in disagree.anomalies] == [AnomalyKind.DUPLICATE_SIDE]
    assert [plan.status for plan in disagree] == [LoadingStatus.PLANNED]


@pytest.mark.parametrize(
    "side",
    ["-100", "1e5", "１２３", "=cmd|' /C calc'!A0", "<img src=x onerror=alert(1)>", "", "12,5"],
)
def test_side_that_is_none_is_rejected(clerk: Clerk, side: str) -> None:
    column, _, others_stand = clerk.row(f'"{side}";2;{START};{END}')
    assert (column, others_stand) == ("cote_rue_id", True)


@pytest.mark.parametrize("side", ["999999", "00123", str(2**63)])
def test_side_that_the_city_lacks_is_kept_and_noted(clerk: Clerk, side: str) -> None:
    batch = read(clerk, f"{HEADER}{side};2;{START};{END}\n".encode())
    assert [(one.kind, one.side_id) for one in batch.anomalies] == [(AnomalyKind.UNKNOWN_SIDE, side)]


def test_states_are_read_by_the_table_of_the_format(clerk: Clerk) -> None:
    assert clerk.row(f"101;7;{START};{END}") == ("etat", "this is no state of a loading", True)
    assert clerk.row(f"101;2.0;{START};{END}") == ("etat", "a state is a whole number", True)
    assert clerk.row("101;3;;") == ("debut", "the date is blank", True)
    named, deferred = read(clerk, f"{HEADER}100;planifié;{START};{END}\n101;4;{START};{END}\n".encode())
    assert (named.status, deferred.status, deferred.planned) == (LoadingStatus.PLANNED, LoadingStatus.DEFERRED, None)


@pytest.mark.parametrize(
    "street", ["rue de l'E\u0301glise", "rue\u00a0de l'Église", "rue de l'Ég\u00adlise", "rue de l'Ég\u200dlise"]
)
def test_letters_that_look_the_same_are_folded(clerk: Clerk, street: str) -> None:
    batch = read(clerk, f"voie;debut;fin\n{street};{START};{END}\n".encode())
    assert [plan.side_id for plan in batch] == ["100", "101", "102"]


def test_cyrillic_letter_is_refused_and_never_taken_for_ours(clerk: Clerk) -> None:
    batch = read(clerk, f"voie;debut;fin\nrue de l'Églis\u0435;{START};{END}\n".encode())
    assert [(row.column, row.reason) for row in batch.rejected] == [
        ("voie", "the city has no street of this name"),
    ]


def test_upload_cut_short_is_seen_in_its_last_row(clerk: Clerk) -> None:
    content = (HEADER + GOOD + f"101;2;{START};{END}\n").encode()
    batch = read(clerk, content[:-25])
    assert [(row.line, row.reason) for row in batch.rejected] == [
        (3, "the file ends inside this row, after 3 of 4 cells")
    ]


def test_row_beyond_any_sheet_is_refused(clerk: Clerk) -> None:
    def far(entries: dict[str, bytes]) -> None:
        sheet = entries["xl/worksheets/sheet1.xml"]
        entries["xl/worksheets/sheet1.xml"] = sheet.replace(b'<row r="2"', b'<row r="99999999999999"')

    assert clerk.bring(changed(PLAN, far)) == Refused(None, "the file has more than 200,000 rows", None)


def test_directory_of_an_archive_that_lies_is_refused(clerk: Clerk) -> None:
    with zipfile.ZipFile(io.BytesIO(PLAN)) as found:
        size = found.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = PLAN.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    refused = clerk.bring(lying)
    assert isinstance(refused, Refused)
    assert refused.reason.startswith("the workbook is damaged or is none (")
