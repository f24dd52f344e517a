"""Every answer in both languages, with what it costs, held against tests/golden/replies.

After a wanted change: ``INFONEIGE_REWRITE_GOLDEN=1 pytest tests/notifier/test_replies_golden.py``, then read the
difference aloud before committing it.
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from geodata.model import StreetSide
from notifier.model import Language
from notifier.replies import House, code_message, reply, reply_about, reply_texts
from notifier.sms_text import Alphabet, segments
from notifier.status_words import SideStatus, StatusReport, status_reply
from tests.notifier.test_messages_golden import (
    AFTERNOON,
    BY_DAY,
    CORNERS,
    EVEN,
    EVENING,
    FABRE,
    GOUIN,
    ODD,
    OPEN,
    SNOWS,
    SQUARE,
    WINDOW,
    utc,
)

TEMPLATES = Path(__file__).resolve().parents[2] / "notifier" / "templates" / "replies"
GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "replies"

HOUSE = House("AvisNeige", "Ville de Saint-Jean-sur-Richelieu", "1-800-555-0199")
PLAIN = (
    *("stopped", "help", "info", "started", "not_started", "subscribed", "no_subscription", "nothing_moved"),
    *("language", "error_noted", "unclear", "address_unknown"),
)
ABOUT_SIDES = ("confirm", "confirmed", "moved")
SIDES: dict[str, tuple[StreetSide, ...]] = {
    "one side": (EVEN,),
    "a long name": (SQUARE,),
    "corners": (CORNERS,),
    "both sides of a street": (EVEN, ODD),
    "four sides": (SNOWS, SQUARE, GOUIN, FABRE),
}


def report(*statuses: SideStatus, one_place: bool = False) -> StatusReport:
    return StatusReport(statuses, AFTERNOON, AFTERNOON, one_place)


FREE, BANNED = SideStatus(ODD, None), SideStatus(EVEN, WINDOW)
STATUSES = {
    "a ban to come, none across": report(BANNED, FREE, one_place=True),
    "none, a ban to come across": report(FREE, BANNED, one_place=True),
    "none on both sides": report(SideStatus(EVEN, None), FREE, one_place=True),
    "a ban in force": replace(report(BANNED, FREE), now=EVENING),
    "a ban without a known end": report(SideStatus(EVEN, OPEN)),
    "old data": replace(report(BANNED, FREE, one_place=True), data_as_of=utc(23, 18)),
    "no data": replace(report(FREE), data_as_of=None),
    "one side": report(SideStatus(EVEN, BY_DAY)),
    "a long name": report(SideStatus(SQUARE, WINDOW), SideStatus(replace(SQUARE, range=None), BY_DAY)),
    "corners": report(SideStatus(CORNERS, None)),
    "five sides": report(FREE, BANNED, SideStatus(SNOWS, BY_DAY), SideStatus(SQUARE, None), SideStatus(GOUIN, WINDOW)),
}


def answers(language: Language) -> dict[str, str]:
    """Return every answer by its case."""
    place = "1250 chemin de la Côte-des-Neiges, Côte-des-Neiges–Notre-Dame-de-Grâce"
    return {
        **{name: reply(name, language, HOUSE) for name in PLAIN},
        "help, from a house without a telephone": reply("help", language, House()),
        "info, from a house without a name": reply("info", language, House()),
        "address_ambiguous": reply("address_ambiguous", language, HOUSE, example=place),
        "address_ambiguous, no number": reply(
            "address_ambiguous", language, HOUSE, heading="number", example="1250 chemin de la Côte-des-Neiges"
        ),
        **{
            f"{name}, {case}": reply_about(name, language, HOUSE, sides, start="lun 23 nov 19h")
            for name in ABOUT_SIDES
            for case, sides in SIDES.items()
        },
        **{f"status, {case}": status_reply(told, language, HOUSE) for case, told in STATUSES.items()},
        "code": code_message("123456", language, HOUSE, "avis.ville.saint-jean-sur-richelieu.qc.ca"),
        "code, for a host too long": code_message("123456", language, HOUSE, f"{'x' * 60}.ca"),
        "code, for no host": code_message("123456", language, HOUSE, ""),
    }


@pytest.mark.parametrize("language", list(Language))
def test_every_answer_reads_as_agreed(language: Language) -> None:
    golden = GOLDEN / f"{language}.txt"
    lines: list[str] = []
    for case, text in answers(language).items():
        size = segments(text)
        lines += [f"{case} [{size.segments} x, {size.units} septets]", text, ""]
    page = "\n".join(lines)
    if os.environ.get("INFONEIGE_REWRITE_GOLDEN"):
        golden.write_text(page, encoding="utf-8")
    assert page == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", list(Language))
def test_every_answer_is_one_segment(language: Language) -> None:
    costs = {case: segments(text) for case, text in answers(language).items()}
    assert {case: size for case, size in costs.items() if (size.alphabet, size.segments) != (Alphabet.GSM7, 1)} == {}


def test_every_template_is_shown_in_both_languages_with_the_same_headings() -> None:
    names = {*PLAIN, *ABOUT_SIDES, "address_ambiguous", "status", "code"}
    assert {file.name for file in TEMPLATES.iterdir()} == {f"{name}.{lang}.txt" for name in names for lang in Language}
    for name in names:
        assert reply_texts(name, Language.FR).keys() == reply_texts(name, Language.EN).keys()


def test_info_is_one_answer_in_both_languages() -> None:
    assert reply("info", Language.FR, HOUSE) == reply("info", Language.EN, HOUSE)
