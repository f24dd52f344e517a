"""Everything that readers of plans refuse is said in French on a French page."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from geodata.model import StreetSideId
from infoneige.desk.model import Refusal
from infoneige.web.desk.refusal_words import oddity_words, refusal_words, words_of
from infoneige.web.i18n import LANGUAGES
from schedules.feeds.operator_csv.content import _SIGNATURES
from schedules.feeds.operator_csv.plan import read_plan_csv
from schedules.feeds.operator_workbook.package import _OTHERS
from schedules.feeds.planif_neige.rows import RawPlanifNeige, parse_rows
from tests.infoneige.web.desk.plan_world import HEADER, PlanSite

ROOT = Path(__file__).parents[4]
_PLAIN = re.compile(r'(?:reason|suggestion|reason, advice|advice)\s?=\s?"([^"{}]+)"')
PLAIN = sorted(
    {
        text
        for folder in ("plan_table", "feeds/operator_csv", "feeds/operator_workbook")
        for file in (ROOT / "schedules" / folder).glob("*.py")
        for text in _PLAIN.findall(file.read_text(encoding="utf-8"))
    }
)
"""What stands in their source as it is said."""

TOMORROW = "2026-11-24 19:00;2026-11-25 07:00"
BAD = (
    f";rue Introuvable;;;;;2;{TOMORROW};",
    f";;Nulle-Part;;;;2;{TOMORROW};",
    f";rue Sainte-Flavie;;198;100;;2;{TOMORROW};",
    f";rue Sainte-Flavie;;x;;;2;{TOMORROW};",
    f";rue Sainte-Flavie;;;;gauche;2;{TOMORROW};",
    f";rue Sainte-Flavie;;;;dessus;2;{TOMORROW};",
    f"1,5E+07;;;;;;2;{TOMORROW};",
    f";;;;;;2;{TOMORROW};",
    f"=A1;;;;;;2;{TOMORROW};",
    f"@;;;;;;77;{TOMORROW};",
    f"@;;;;;;2.5;{TOMORROW};",
    *(f"@;;;;;;2;{start};2026-11-25 07:00;" for start in ("", "19:00", "2026-11-24", "03/04/2026 19:00", "7 pm")),
    *(f"@;;;;;;2;{start};2026-11-25 07:00;" for start in ("24 novembre 2026 19:00", "46350.79", "24/11/26 19:00")),
    *(f"@;;;;;;2;{start};2026-11-25 07:00;" for start in ("2026-13-01 19:00", "2026-11-31 19:00", "2026-11-24 24:00")),
    *(f"@;;;;;;2;{start};2026-11-25 07:00;" for start in ("2026-11-24 25:00", "2026-11-24T19:00+99:00", "soir")),
    "@;;;;;;2;2026-11-25 07:00;2026-11-24 19:00;",
    "@;;;;;;2;2026-11-24 19:00;2026-11-24 19:00;",
    "@;;;;;;2;2026-11-24 19:00;2026-11-29 19:00;",
    "@;;;;;;2;2026-12-24 19:00;2026-12-25 07:00;",
    "@;;;;;;2;2026-11-01 19:00;2026-11-02 07:00;",
    f'@;;;;;;2;{TOMORROW};"',
    f"@;;;;;;2;{TOMORROW};;;;one too many",
)


@pytest.fixture
def french() -> Flask:
    return Flask("french")


@pytest.mark.parametrize("text", PLAIN)
def test_sentence_of_the_readers_has_french_words(french: Flask, text: str) -> None:
    with french.test_request_context():
        assert words_of(text) != text


def test_refused_rows_have_french_words(plans: PlanSite) -> None:
    rows = [row.replace("@", side) for row, side in zip(BAD, plans.sides, strict=False)]
    plans.load(*rows)
    told = plans.world.rows("SELECT reason, suggestion FROM rejected_row ORDER BY number")
    assert len(told) == len(BAD)
    with plans.app.test_request_context():
        assert [text for row in told for text in row if words_of(text) == text] == []


def test_quoted_part_that_is_a_sentence_is_french_too(french: Flask) -> None:
    told = (
        "side 5 already has the ban of lines 3 and 4, from 2026-11-24 19:00 to 2026-11-25 07:00, and this window is "
        "apart from that one"
    )
    with french.test_request_context():
        assert words_of(told) == (
            "le côté 5 est déjà interdit (lignes 3 et 4) de 2026-11-24 19:00 à 2026-11-25 07:00; cette période en "
            "est séparée"
        )
        assert words_of("the start is 31 days 5 h ahead, more than 21 days") == (
            "le début est dans 31 jours 5 h, plus de 21 jours"
        )


@pytest.mark.parametrize(("_mark", "what"), [(mark, what) for mark, what, _ in _SIGNATURES] + [*_OTHERS])
def test_every_other_format_has_a_french_name(french: Flask, _mark: object, what: str) -> None:
    with french.test_request_context():
        assert what not in words_of(f"this is {what}, not a CSV file")


def test_english_page_has_the_readers_own_words(french: Flask) -> None:
    with french.test_request_context(environ_overrides={"infoneige.language": LANGUAGES["en"]}):
        refusal = refusal_words(Refusal("line 3", "the file is empty", None))
    assert refusal == Refusal("line 3", "The file is empty", None)


AT, TO, NO_PLAN = "2026-11-23T19:00:00", "2026-11-24T07:00:00", (None, None, None, None)
STRANGE = (
    RawPlanifNeige("1", "2", AT, TO, None, None, None),  # the street file has no such side
    RawPlanifNeige("2", "2", AT, TO, None, None, None),
    RawPlanifNeige("2", "0", AT, TO, None, None, None),  # twice, with other words
    RawPlanifNeige("3", "2", AT, TO, None, None, None),
    RawPlanifNeige("3", "2", AT, "2026-11-24T09:00:00", None, None, None),  # twice, at other hours
    RawPlanifNeige("4", "2", AT, TO, None, None, None),
    RawPlanifNeige("4", "2", "2026-11-29T19:00:00", "2026-11-30T07:00:00", None, None, None),  # days apart
    RawPlanifNeige("5", "2", *NO_PLAN, None),
    RawPlanifNeige("6", "2", AT, None, None, None, None),
    RawPlanifNeige("7", "2", "2026-11-23 at 7", TO, None, None, None),
    RawPlanifNeige("8", "2", TO, AT, None, None, None),
    RawPlanifNeige("9", "0", AT, AT, None, None, "2027-01-01T00:00:00"),
    RawPlanifNeige("10", "2", AT, "2026-11-29T07:00:00", None, None, None),
    RawPlanifNeige("11", "2", "2026-12-24T19:00:00", "2026-12-25T07:00:00", None, None, None),
    RawPlanifNeige("12", "77", *NO_PLAN, None),
    RawPlanifNeige("13", None, *NO_PLAN, None),
    RawPlanifNeige(None, "0", *NO_PLAN, None),
    RawPlanifNeige("\x07", "0", *NO_PLAN, None),
    RawPlanifNeige("14", "0", "2026-11-01T01:30:00", "2026-11-01T07:00:00", None, None, None),
    RawPlanifNeige("15", "0", "2026-03-08T02:30:00", "2026-03-08T07:00:00", None, None, None),
)


def test_everything_strange_in_a_feed_has_french_words(french: Flask) -> None:
    known = frozenset(map(StreetSideId, map(str, range(2, 20))))
    told = [one.detail for one in parse_rows(STRANGE, datetime(2026, 11, 23, 19, tzinfo=UTC), known).anomalies]
    with french.test_request_context():
        said = dict(zip(told, map(oddity_words, told), strict=True))
    english = re.compile(r"\b(the|this|was|kept|rows?|record|dropped|is|in|to|more|than|lasts|start)\b")
    assert {text: words for text, words in said.items() if english.search(words)} == {}
    assert len(told) >= len(STRANGE) - 2


def test_side_and_lines_of_something_strange_are_said_in_french(french: Flask) -> None:
    with french.test_request_context():
        assert words_of("lines 4 and 5, side 90000271") == "lignes 4 et 5, côté 90000271"
        assert words_of("line 4, side 90000271") == "ligne 4, côté 90000271"


def test_strange_hours_of_a_feed_are_said_as_a_sentence(french: Flask) -> None:
    told = (
        "record 8 left out, date_deb_planif '2026-11-24T07:00:00 to 2026-11-23T19:00:00': the end is before the start"
    )
    with french.test_request_context():
        assert oddity_words(told) == (
            "fiche 8 laissée de côté, date_deb_planif « 2026-11-24T07:00:00 à 2026-11-23T19:00:00 » : finit avant de "
            "commencer"
        )
        assert oddity_words(
            "lines 2 and 5 give side 7 windows that overlap or touch; they were joined: from A to B"
        ) == ("lignes 2 et 5 : les périodes du côté 7 se touchent; elles sont réunies, de A à B")
        assert oddity_words("an unheard-of oddity") == "an unheard-of oddity"
    with french.test_request_context(environ_overrides={"infoneige.language": LANGUAGES["en"]}):
        assert oddity_words(told) == told


def test_everything_strange_in_a_file_has_french_words(plans: PlanSite) -> None:
    header = f"{HEADER};couleur"
    one, other, fold = "2026-11-10 19:00;2026-11-11 07:00", "2026-11-11 07:00;2026-11-11 09:00", "2026-11-01 01:30"
    said = ((plans.sides[0], one), (plans.sides[0], other), ("4711", one), (plans.sides[1], f"{fold};2026-11-01 07:00"))
    rows = [f"{side};;;;;;2;{hours};;" for side, hours in said]
    clock = datetime(2026, 11, 1, 2, tzinfo=UTC)
    told = [one.detail for one in read_plan_csv("\n".join([header, *rows]).encode(), plans.streets, clock).anomalies]
    with plans.app.test_request_context():
        assert [text for text in told if oddity_words(text) == text] == []
    assert len(told) == 4


def test_what_has_no_words_stays_as_it_is(french: Flask) -> None:
    with french.test_request_context():
        assert words_of("an unheard-of reason") == "an unheard-of reason"
