import pytest

from schedules.plan_table.columns import COLUMN_WORDS, Column, Columns, known_column, match_columns
from schedules.plan_table.unusable import UnusableFileError


def _refusal(*headers: str) -> str:
    with pytest.raises(UnusableFileError) as refusal:
        match_columns(headers, "line 1")
    return str(refusal.value)


@pytest.mark.parametrize(
    ("column", "word"), [(column, word) for column, words in COLUMN_WORDS.items() for word in words]
)
def test_column_is_known_by_each_of_its_words_however_written(column: Column, word: str) -> None:
    spellings = (word, word.upper(), f"  {word.replace('_', ' ').title()}\N{NO-BREAK SPACE}", f"\ufeff{word}")
    assert [known_column(spelling) for spelling in spellings] == [column] * 4


def test_columns_are_found_in_any_order_and_keep_their_headers() -> None:
    columns = match_columns([" Fin", "DÉBUT", "", "Side ID", "Remarque"], "line 1")
    assert columns == Columns(
        ("Fin", "DÉBUT", "", "Side ID", "Remarque"),
        {Column.END: 0, Column.START: 1, Column.SIDE_ID: 3},
        ("Remarque",),
    )
    assert (columns.header(Column.SIDE_ID), columns.header(Column.STATUS)) == ("Side ID", "etat")


def test_columns_give_the_cells_that_there_are_cleaned() -> None:
    columns = match_columns(["voie", "note", "debut", "fin"], "line 1")
    assert columns.texts(("  rue  Foo ", "?", "")) == {Column.STREET: "rue Foo", Column.START: ""}


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        (
            ("voie", "debut", "fin", "Début"),
            "line 1: the columns 'debut' and 'Début' say the same thing; keep one of the two",
        ),
        (
            ("side_id", "start", "end", "debut"),
            "line 1: the columns 'start' and 'debut' say the same thing; keep one of the two",
        ),
        (
            ("voie", "etat", "debut"),
            "line 1: the required column fin (end) is missing; the header has voie, etat, debut; add it",
        ),
        (
            ("side_id",),
            "line 1: the required column debut (start) and fin (end) is missing; the header has side_id; add it",
        ),
        (
            ("etat", "debut", "fin"),
            (
                "line 1: no column says which sides of street: cote_rue_id, voie, arrondissement or secteur is "
                "missing; the header has etat, debut, fin; name the columns as documented"
            ),
        ),
        (
            ("cote_rue_id", "debut", "fin", "eta_deneig"),
            "line 1: the column 'eta_deneig' is not known; did you mean 'etat' (etat deneig)?",
        ),
        (("voie", "debut", "fin", "cotes"), "line 1: the column 'cotes' is not known; did you mean 'cote' (cote)?"),
    ],
)
def test_header_that_cannot_be_trusted_is_refused_by_name(headers: tuple[str, ...], message: str) -> None:
    assert _refusal(*headers) == message


def test_header_without_dates_is_enough_where_a_state_says_it_all() -> None:
    assert match_columns(["cote_rue_id", "etat"], "line 1").positions == {Column.SIDE_ID: 0, Column.STATUS: 1}
