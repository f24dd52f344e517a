"""Every message in both languages, with what it costs, held against tests/golden/messages.

After a wanted change: ``INFONEIGE_REWRITE_GOLDEN=1 pytest tests/notifier/test_messages_golden.py``, then read the
difference aloud before committing it.
"""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geodata.model import AddressRange, Parity, StreetName, StreetSide, StreetSideId
from notifier.messages import render
from notifier.model import AlertKind, Channel, Language, MessageSubject
from notifier.sms_text import segments
from schedules.model import BanWindow

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "messages"

EVEN = StreetSide(
    StreetSideId("16100381"),
    "1610038",
    StreetName("rue", None, "Cartier", None),
    "Montréal",
    "Le Plateau-Mont-Royal",
    None,
    None,
    AddressRange(1200, 1298),
    Parity.EVEN,
)
ODD = replace(EVEN, side_id=StreetSideId("16100382"), range=AddressRange(1201, 1299), parity=Parity.ODD)
FABRE = replace(ODD, side_id=StreetSideId("2"), street=StreetName("rue", None, "Fabre", None))
SNOWS = replace(EVEN, side_id=StreetSideId("3"), street=StreetName("chemin", "de la", "Côte-des-Neiges", None))
GOUIN = replace(EVEN, side_id=StreetSideId("4"), street=StreetName("boulevard", None, "Gouin", "Ouest"))
SQUARE = replace(
    ODD,
    side_id=StreetSideId("5"),
    street=StreetName("rue", "du", "Square-Sir-George-Étienne-Cartier", None),
    range=AddressRange(12001, 12999),
)
CORNERS = replace(EVEN, range=None, parity=None, cross_streets=("rue Gilford", "avenue du Mont-Royal Est"))


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


WINDOW = BanWindow(EVEN.side_id, utc(24, 0), utc(24, 12))  # Monday 19:00 to Tuesday 07:00
BY_DAY = BanWindow(EVEN.side_id, utc(24, 12), utc(25, 0))  # Tuesday 07:00 to 19:00
OPEN = replace(WINDOW, ends_at=None)
UNTIL_MIDNIGHT = replace(WINDOW, ends_at=utc(24, 5))
FROM_MIDNIGHT = replace(WINDOW, starts_at=utc(24, 5))
CLOCKS_BACK = replace(WINDOW, starts_at=utc(1, 5, 30), ends_at=utc(1, 6, 30))  # 1:30 to 1:30
AFTERNOON, EVENING, TOLD_AT = utc(23, 20), utc(24, 1), utc(23, 19, 5)

Case = tuple[str, MessageSubject, datetime]


def of_kind(kind: AlertKind, window: BanWindow = WINDOW, previous: BanWindow | None = None) -> MessageSubject:
    corrected = kind in (AlertKind.MOVED, AlertKind.CANCELLED, AlertKind.OUR_ERROR)
    happened = {AlertKind.DONE: utc(24, 7, 40), AlertKind.DATA_SILENT: utc(23, 18, 40), AlertKind.DATA_BACK: AFTERNOON}
    return MessageSubject(kind, (EVEN,), window, TOLD_AT if corrected else None, previous, happened.get(kind))


def kinds() -> list[Case]:
    earlier, ends_later = replace(WINDOW, starts_at=utc(23, 21)), replace(WINDOW, ends_at=utc(24, 18))
    announcing = (AlertKind.PLANNED, AlertKind.SHORT_NOTICE, AlertKind.REMINDER, AlertKind.IN_PROGRESS)
    return [
        *((f"{kind} before", of_kind(kind), AFTERNOON) for kind in announcing),
        *((f"{kind} under way", of_kind(kind), EVENING) for kind in announcing),
        *((f"{kind} with an open end", of_kind(kind, OPEN), AFTERNOON) for kind in announcing),
        *((f"{kind} under way with an open end", of_kind(kind, OPEN), EVENING) for kind in announcing),
        ("evening_before on the eve", of_kind(AlertKind.EVENING_BEFORE, BY_DAY), EVENING),
        ("evening_before on the day", of_kind(AlertKind.EVENING_BEFORE), AFTERNOON),
        ("evening_before under way", of_kind(AlertKind.EVENING_BEFORE), EVENING),
        ("moved later", of_kind(AlertKind.MOVED, BY_DAY, WINDOW), AFTERNOON),
        ("moved later, told the day before", of_kind(AlertKind.MOVED, BY_DAY, WINDOW), utc(24, 10)),
        ("moved earlier", of_kind(AlertKind.MOVED, earlier, WINDOW), AFTERNOON),
        ("moved to an earlier start now past", of_kind(AlertKind.MOVED, WINDOW, BY_DAY), EVENING),
        ("moved end", of_kind(AlertKind.MOVED, ends_later, WINDOW), AFTERNOON),
        ("moved end under way", of_kind(AlertKind.MOVED, ends_later, WINDOW), EVENING),
        ("cancelled", of_kind(AlertKind.CANCELLED), AFTERNOON),
        ("done the same night", of_kind(AlertKind.DONE), utc(24, 7, 41)),
        ("done the day before", of_kind(AlertKind.DONE), utc(25, 12)),
        ("data_silent", of_kind(AlertKind.DATA_SILENT), AFTERNOON),
        ("data_back before", of_kind(AlertKind.DATA_BACK), AFTERNOON),
        ("data_back under way", of_kind(AlertKind.DATA_BACK), EVENING),
        ("data_back too late", of_kind(AlertKind.DATA_BACK), utc(24, 13)),
        ("data_back, several sides", replace(of_kind(AlertKind.DATA_BACK), sides=(EVEN, FABRE)), AFTERNOON),
        ("our_error", of_kind(AlertKind.OUR_ERROR), AFTERNOON),
        ("planned until midnight", of_kind(AlertKind.PLANNED, UNTIL_MIDNIGHT), AFTERNOON),
        ("planned from midnight", of_kind(AlertKind.PLANNED, FROM_MIDNIGHT), AFTERNOON),
        ("under way until midnight", of_kind(AlertKind.REMINDER, UNTIL_MIDNIGHT), EVENING),
        ("planned in an hour that comes twice", of_kind(AlertKind.PLANNED, CLOCKS_BACK), utc(1, 0)),
    ]


def names() -> list[Case]:
    told: dict[str, tuple[StreetSide | StreetSideId, ...]] = {
        "no numbers": (replace(EVEN, range=None),),
        "numbers of mixed parity": (replace(EVEN, range=AddressRange(1200, 1299), parity=Parity.MIXED),),
        "named by its corners": (CORNERS,),
        "parity from its neighbours": (replace(CORNERS, parity=Parity.EVEN),),
        "one corner": (replace(CORNERS, cross_streets=("rue Gilford",)),),
        "a side that the street file does not know": (StreetSideId("16118822"),),
        "a letter that costs": (SNOWS,),
        "a long name": (SQUARE,),
        "an orientation": (GOUIN,),
        "both sides of a street": (EVEN, ODD),
        "two streets": (EVEN, FABRE),
        "six sides": (EVEN, ODD, FABRE, SNOWS, GOUIN, SQUARE),
    }
    planned = of_kind(AlertKind.PLANNED)
    return [(f"planned, {name}", replace(planned, sides=sides), AFTERNOON) for name, sides in told.items()]


def permissions() -> list[Case]:
    """List what a message that lifts a ban must not widen."""
    blocks = tuple(
        replace(EVEN, side_id=StreetSideId(str(first)), range=AddressRange(first, first + 98))
        for first in range(1200, 1800, 100)
    )
    told = {
        "corners": (replace(CORNERS, parity=Parity.EVEN),),
        "one corner": (replace(CORNERS, parity=Parity.EVEN, cross_streets=("rue Gilford",)),),
        "no parity": (CORNERS,),
        "one corner and no parity": (replace(CORNERS, cross_streets=("rue Gilford",)),),
        "six blocks": blocks,
        "two streets of one name": (EVEN, replace(ODD, borough="Lachine")),
        "a long name": (SQUARE,),
    }
    lifting = {
        "cancelled": of_kind(AlertKind.CANCELLED),
        "done": of_kind(AlertKind.DONE),
        "moved later": of_kind(AlertKind.MOVED, BY_DAY, WINDOW),
        "our_error": of_kind(AlertKind.OUR_ERROR),
    }
    return [
        (f"{kind}, {name}", replace(subject, sides=sides), AFTERNOON)
        for name, sides in told.items()
        for kind, subject in lifting.items()
    ]


def page(language: Language, channel: Channel) -> str:
    """Lay out every message of one language on one channel, each under its case."""
    lines = []
    for name, subject, now in (*kinds(), *names(), *permissions()):
        message = render(subject, language=language, channel=channel, now=now)
        cost = f"{message.segments} x, {segments(message.text).units} septets"
        head = f"{message.tag}, {len(message.text)} characters" if channel is Channel.PUSH else cost
        lines += [f"{name} [{head}]", *filter(None, (message.title, message.text)), ""]
    return "\n".join(lines)


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.PUSH])
@pytest.mark.parametrize("language", list(Language))
def test_every_message_reads_as_agreed(language: Language, channel: Channel) -> None:
    golden = GOLDEN / f"{channel}.{language}.txt"
    if os.environ.get("INFONEIGE_REWRITE_GOLDEN"):
        golden.write_text(page(language, channel), encoding="utf-8")
    assert page(language, channel) == golden.read_text(encoding="utf-8")


def test_every_kind_is_shown() -> None:
    assert {subject.kind for _, subject, _ in kinds()} == set(AlertKind)
