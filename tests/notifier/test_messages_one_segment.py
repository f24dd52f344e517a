"""A warning about one side is one segment: held on purpose where least room is left, not where chance may draw it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from geodata.model import AddressRange, Parity, StreetName, StreetSide, StreetSideId
from notifier.messages import render
from notifier.model import AlertKind, Channel, Language, MessageSubject, NotifierError
from notifier.sms_text import Alphabet, segments
from schedules.local_time import at_local
from schedules.model import BanWindow
from tests.notifier.test_messages_laws import CORNERS, WARNINGS

LONGEST_ID = StreetSideId("12345678901234")
STREETS = [
    StreetName("chemin", "de la", "Côte-Sainte-Catherine", None),
    StreetName("rue", "du", "Square-Sir-George-Étienne-Cartier", None),
    StreetName("pont-tunnel", None, "Louis-Hippolyte-La Fontaine", None),
    StreetName("boulevard", "de l'", "Île-des-Sœurs", None),
    StreetName("rue", "de la", "Commune", "Ouest"),
    StreetName("carrefour", "de la", "Communauté-des-Pionniers", "Ouest"),
    StreetName("rue", "du", "Cœur-de-Sœur-Lœwe-Schœnauer", None),
    StreetName("Crescent", None, "Maple Heights Manor", "Northwest"),
    StreetName("rue", None, "M" * 60, None),
]
ODD = StreetSide(LONGEST_ID, None, STREETS[0], "Montréal", None, None, None, AddressRange(40_513, 40_701), Parity.ODD)
SIDES: dict[str, StreetSide] = {
    "odd": ODD,
    "even": replace(ODD, range=AddressRange(40_512, 40_700), parity=Parity.EVEN),
    "mixed": replace(ODD, range=AddressRange(40_512, 40_701), parity=Parity.MIXED),
    "numbers whose parity is not known": replace(ODD, range=AddressRange(40_512, 40_701), parity=None),
    "parity from its neighbours": replace(ODD, range=None, cross_streets=tuple(CORNERS[1:3])),
    "named by its corners": replace(ODD, range=None, parity=None, cross_streets=tuple(CORNERS[1:3])),
    "nothing but its id": replace(ODD, range=None, parity=None),
}


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return at_local(day, time(hour, minute))


NOVEMBER, CLOCKS_BACK = date(2026, 11, 25), date(2026, 11, 1)
TWICE = local(CLOCKS_BACK, 0, 59) + timedelta(hours=1)  # 1:59 for the first time
SPANS: dict[str, tuple[datetime, datetime | None]] = {
    "open end": (local(NOVEMBER, 23, 59), None),
    "open end, at noon": (local(NOVEMBER, 12, 59), None),
    "open end, from midnight": (local(NOVEMBER, 0), None),
    "open end, from an hour that comes twice": (TWICE, None),
    "over two days": (local(NOVEMBER, 12, 59), local(date(2026, 11, 27), 12, 59)),
    "from midnight to midnight": (local(NOVEMBER, 0), local(date(2026, 11, 27), 0)),
    "over midnight": (local(NOVEMBER, 23, 59), local(date(2026, 11, 26), 11, 59)),
    "the same day": (local(NOVEMBER, 10, 1), local(NOVEMBER, 12, 59)),
    "to an hour that comes twice": (local(date(2026, 10, 31), 12, 59), TWICE),
    "from an hour that comes twice": (TWICE, local(date(2026, 11, 3), 0)),
}
FELL_SILENT = [local(date(2026, 11, 14), 0), TWICE]
BEFORE_START = [timedelta(days=9, minutes=1), timedelta(hours=3), timedelta(0)]


def moments(window: BanWindow) -> Iterator[datetime]:
    """Yield when it may be said: days ahead, on the eve, once it has begun and when it is over."""
    yield from (window.starts_at - before for before in BEFORE_START)
    if window.ends_at:
        yield window.ends_at


def warnings(kind: AlertKind, side: StreetSide | StreetSideId) -> Iterator[tuple[MessageSubject, datetime]]:
    """Yield every case of one kind about one side."""
    of_the_data = kind in (AlertKind.DATA_SILENT, AlertKind.DATA_BACK)
    for starts_at, ends_at in SPANS.values():
        window = BanWindow(LONGEST_ID, starts_at, ends_at)
        for now in moments(window):
            for happened_at in FELL_SILENT if of_the_data else [None]:
                subject = MessageSubject(kind, (side,), window, happened_at=happened_at)
                yield brought_forward(subject) if kind is AlertKind.MOVED else subject, now


def brought_forward(subject: MessageSubject) -> MessageSubject:
    """Give what a correction that only warns corrects: a ban that was to begin later."""
    later = replace(subject.window, starts_at=subject.window.starts_at + timedelta(minutes=1))
    return replace(subject, replaces_at=TWICE, previous=later)


def outgrown(kind: AlertKind, side: StreetSide | StreetSideId, language: Language) -> list[str]:
    """List the texts of one kind about one side that are more than one segment of GSM-7."""
    found = set()
    for subject, now in warnings(kind, side):
        try:
            message = render(subject, language=language, channel=Channel.SMS, now=now)
        except NotifierError:
            continue
        size = segments(f"{message.text} #K7Q4M2")
        if (size.alphabet, size.segments, message.segments) != (Alphabet.GSM7, 1, 1):
            found.add(message.text)
    return sorted(found)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", [*WARNINGS, AlertKind.MOVED])
def test_warning_is_one_segment_where_least_room_is_left(kind: AlertKind, language: Language) -> None:
    for name in ("odd", "mixed"):
        for street in STREETS:
            assert outgrown(kind, replace(SIDES[name], street=street), language) == []
    for side in SIDES.values():
        assert outgrown(kind, side, language) == []
    assert outgrown(kind, LONGEST_ID, language) == []


@pytest.mark.parametrize(
    ("span", "side", "language", "text"),
    [
        (
            "open end",
            "mixed",
            Language.FR,
            (
                "AvisNeige: stationnement INTERDIT ch. de la Cote-Ste-Catherine, dès mer 25 23h59 sans fin fixée. "
                "Déplacez l'auto avant. Panneaux prévalent. ARRET=fin"
            ),
        ),
        (
            "from midnight to midnight",
            "mixed",
            Language.FR,
            (
                "AvisNeige: stationnement INTERDIT ch. de la Cote-Ste-Catherine 40512-40701, mer 25 0h à ven 27 0h. "
                "Déplacez l'auto avant. Panneaux prévalent. ARRET=fin"
            ),
        ),
        (
            "open end, from an hour that comes twice",
            "odd",
            Language.FR,
            (
                "AvisNeige: stationnement INTERDIT C.-Ste-Catherine impairs, dès dim 1 1h59 HAE sans fin fixée. "
                "Déplacez l'auto avant. Panneaux prévalent. ARRET=fin"
            ),
        ),
        (
            "from midnight to midnight",
            "odd",
            Language.EN,
            (
                "AvisNeige: NO PARKING C.-Ste-Catherine odd side, Tue-Wed 25 midnight to Thu-Fri 27 midnight. "
                "Move your car before then. Street signs prevail. STOP=end"
            ),
        ),
    ],
)
def test_least_room_keeps_both_ends_with_their_weekday_and_the_parity(
    span: str, side: str, language: Language, text: str
) -> None:
    starts_at, ends_at = SPANS[span]
    window = BanWindow(LONGEST_ID, starts_at, ends_at)
    subject = MessageSubject(AlertKind.PLANNED, (SIDES[side],), window)
    now = starts_at - timedelta(hours=3)
    assert render(subject, language=language, channel=Channel.SMS, now=now).text == text
