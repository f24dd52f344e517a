from datetime import UTC, datetime, time, timedelta

import pytest

from geodata.model import StreetSideId
from notifier.messages import WORDINGS
from notifier.model import Language
from notifier.wording.phrases import TimeBrevity, Wording
from schedules.local_time import to_local
from schedules.model import BanWindow

FR, EN = WORDINGS[Language.FR], WORDINGS[Language.EN]
SIDE = StreetSideId("1")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("wall", "french", "english"),
    [
        (time(0, 0), "0h", "midnight"),
        (time(0, 30), "0h30", "12:30am"),
        (time(7, 5), "7h05", "7:05am"),
        (time(12, 0), "12h", "noon"),
        (time(12, 1), "12h01", "12:01pm"),
        (time(19, 0), "19h", "7pm"),
        (time(23, 59), "23h59", "11:59pm"),
    ],
)
def test_hour_is_as_on_the_signs(wall: time, french: str, english: str) -> None:
    assert (FR.hour(wall), EN.hour(wall)) == (french, english)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "french", "english"),
    [
        (
            utc(2026, 11, 24, 0),
            utc(2026, 11, 24, 12),
            "lun 23 nov 19h à mar 24 nov 7h",
            "Mon Nov 23 7pm to Tue Nov 24 7am",
        ),
        (utc(2026, 11, 24, 12), utc(2026, 11, 25, 0), "mar 24 nov 7h à 19h", "Tue Nov 24 7am to 7pm"),
        (
            utc(2026, 11, 24, 0),
            utc(2026, 11, 24, 5),
            "lun 23 nov 19h à minuit",
            "Mon Nov 23 7pm to midnight",
        ),
        (
            utc(2026, 12, 31, 17),
            utc(2027, 1, 1, 5),
            "jeu 31 déc 12h à minuit",
            "Thu Dec 31 noon to midnight",
        ),
        (utc(2026, 11, 24, 5), utc(2026, 11, 24, 12), "mar 24 nov 0h à 7h", "Mon-Tue Nov 24 midnight to 7am"),
        (
            utc(2026, 11, 23, 0),
            utc(2026, 11, 24, 5),
            "dim 22 nov 19h à mar 24 nov 0h",
            "Sun Nov 22 7pm to Mon-Tue Nov 24 midnight",
        ),
        (utc(2026, 11, 24, 5), utc(2026, 11, 25, 5), "mar 24 nov 0h à minuit", "Mon-Tue Nov 24 midnight to midnight"),
        (
            utc(2026, 11, 24, 0),
            None,
            "dès lun 23 nov 19h jusqu'à la fin du chargement",
            "from Mon Nov 23 7pm until loading ends",
        ),
        # The nights on which the clocks change last 11 and 13 hours; the words are those of the clock on the wall.
        (
            utc(2027, 3, 14, 0),
            utc(2027, 3, 14, 11),
            "sam 13 mars 19h à dim 14 mars 7h",
            "Sat Mar 13 7pm to Sun Mar 14 7am",
        ),
        (
            utc(2026, 10, 31, 23),
            utc(2026, 11, 1, 12),
            "sam 31 oct 19h à dim 1 nov 7h",
            "Sat Oct 31 7pm to Sun Nov 1 7am",
        ),
        # What that clock shows twice says which it is.
        (
            utc(2026, 11, 1, 5, 30),
            utc(2026, 11, 1, 6, 30),
            "dim 1 nov 1h30 HAE à 1h30 HNE",
            "Sun Nov 1 1:30am EDT to 1:30am EST",
        ),
        (utc(2026, 11, 1, 6), utc(2026, 11, 1, 7), "dim 1 nov 1h HNE à 2h", "Sun Nov 1 1am EST to 2am"),
    ],
)
def test_span_names_both_ends(starts_at: datetime, ends_at: datetime | None, french: str, english: str) -> None:
    window = BanWindow(SIDE, starts_at, ends_at)
    assert (FR.span(window), EN.span(window)) == (french, english)


@pytest.mark.parametrize(
    ("brevity", "closed", "open_ended"),
    [
        (TimeBrevity.FULL, "lun 23 nov 19h à mar 24 nov 7h", "dès lun 23 nov 19h jusqu'à la fin du chargement"),
        (TimeBrevity.NO_MONTHS, "lun 23 19h à mar 24 7h", "dès lun 23 19h jusqu'à la fin du chargement"),
        (TimeBrevity.TELEGRAPHIC, "lun 23 19h à mar 24 7h", "dès lun 23 19h sans fin fixée"),
        (TimeBrevity.BARE, "lun 23 19h à mar 24 7h", "dès lun 23 19h sans fin fixée"),
    ],
)
def test_span_told_briefly_keeps_weekdays_and_hours(brevity: TimeBrevity, closed: str, open_ended: str) -> None:
    start, end = utc(2026, 11, 24, 0), utc(2026, 11, 24, 12)
    assert FR.span(BanWindow(SIDE, start, end), brevity=brevity) == closed
    assert FR.span(BanWindow(SIDE, start, None), brevity=brevity) == open_ended


def test_until_end_of_an_overrun_names_no_hour() -> None:
    window = BanWindow(SIDE, utc(2026, 11, 24, 0), utc(2026, 11, 24, 12))
    assert FR.until_end(window, overrun=False) == "jusqu'à mar 24 nov 7h"
    assert FR.until_end(window, overrun=True) == "jusqu'à la fin du chargement"


@pytest.mark.parametrize(
    ("instant", "french", "english"),
    [
        (utc(2026, 11, 24, 0), "avant 19h", "before 7pm"),
        (utc(2026, 11, 24, 5), "avant mar 0h", "before Mon-Tue midnight"),
        (utc(2026, 11, 1, 6, 30), "avant 1h30 HNE", "before 1:30am EST"),
    ],
)
def test_deadline_that_would_be_ambiguous_says_which_it_is(instant: datetime, french: str, english: str) -> None:
    assert (FR.deadline(instant), EN.deadline(instant)) == (french, english)


@pytest.mark.parametrize(
    ("hour", "brevity", "french", "english"),
    [
        (0, TimeBrevity.TELEGRAPHIC, "avant 19h", "before 7pm"),
        (5, TimeBrevity.TELEGRAPHIC, "avant", "before then"),
        (0, TimeBrevity.BARE, "avant", "before then"),
        (5, TimeBrevity.BARE, "avant", "before then"),
    ],
)
def test_deadline_without_room_points_at_the_date_beside_it(
    hour: int, brevity: TimeBrevity, french: str, english: str
) -> None:
    instant = utc(2026, 11, 24, hour)
    assert (FR.deadline(instant, brevity=brevity), EN.deadline(instant, brevity=brevity)) == (french, english)


@pytest.mark.parametrize(
    ("elapsed", "phrase"),
    [
        (timedelta(0), "14h05"),
        (timedelta(days=1), "dim 14h05"),
        (timedelta(days=6), "mar 14h05"),
        (timedelta(days=7), "lun 16 nov 14h05"),
    ],
)
def test_recent_tells_the_day_unless_it_is_today(elapsed: timedelta, phrase: str) -> None:
    now = utc(2026, 11, 23, 19, 5)
    assert FR.recent("{}", now - elapsed, to_local(now).date()) == phrase


@pytest.mark.parametrize(
    ("elapsed", "phrase"),
    [
        (timedelta(0), " (remplace 14h05)"),
        (timedelta(days=1), " (remplace 14h05 dim)"),
        (timedelta(days=7), " (remplace 14h05 lun 16 nov)"),
    ],
)
def test_message_replaced_is_named_by_its_hour_first(elapsed: timedelta, phrase: str) -> None:
    now = utc(2026, 11, 23, 19, 5)
    assert FR.told(FR.replaces, now - elapsed, to_local(now).date()) == phrase


def test_recent_says_nothing_of_an_unknown_instant() -> None:
    assert FR.recent(FR.since, None, utc(2026, 11, 23).date()) == ""


@pytest.mark.parametrize(("parts", "joined"), [(["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")])
def test_join_enumerates(parts: list[str], joined: str) -> None:
    assert FR.join(parts) == joined


@pytest.mark.parametrize(
    ("wording", "text", "printed"),
    [
        (
            FR,
            "l'avis de 14h05, 1200-1298: dès 19h - ici",
            "L’avis de 14\u00a0h\u00a005, 1200–1298\u00a0: dès 19\u00a0h – ici",
        ),
        (FR, "cote de rue 5", "Côté de rue 5"),
        (EN, "don't: 7:30pm, 1200-1298 - here", "Don’t: 7:30\u00a0pm, 1200–1298 – here"),
    ],
)
def test_typeset_is_what_a_printer_would_set(wording: Wording, text: str, printed: str) -> None:
    assert wording.typeset(text) == printed


@pytest.mark.parametrize(
    ("noun", "words", "with_article", "near"),
    [
        ("rue", "rue Gilford", "la rue Gilford", "près de la rue Gilford"),
        ("avenue", "av. Lakeview", "l'av. Lakeview", "près de l'av. Lakeview"),
        ("autoroute", "autoroute 20", "l'autoroute 20", "près de l'autoroute 20"),
        ("boulevard", "boul. Gouin", "le boul. Gouin", "près du boul. Gouin"),
        ("avenue", "6e Avenue", "la 6e Avenue", "près de la 6e Avenue"),
        ("croissant", "2e Croissant", "le 2e Croissant", "près du 2e Croissant"),
        ("", "The Boulevard", "The Boulevard", "près de The Boulevard"),
        ("", "Upper Trafalgar", "Upper Trafalgar", "près d'Upper Trafalgar"),
        ("", "Éden", "Éden", "près d'Éden"),
    ],
)
def test_french_corner_takes_its_article(noun: str, words: str, with_article: str, near: str) -> None:
    assert (FR.with_article(noun, words), FR.near(FR.with_article(noun, words))) == (with_article, near)
