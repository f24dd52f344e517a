from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from geodata.model import AddressRange, Parity, StreetName, StreetSide, StreetSideId
from notifier.messages import PUSH_BODY_LENGTH, render
from notifier.model import AlertKind, Channel, Language, Message, MessageSubject, NotifierError
from schedules.model import BanWindow

SIDE = StreetSide(
    StreetSideId("7"),
    None,
    StreetName("rue", None, "Cartier", None),
    "Montréal",
    None,
    None,
    None,
    AddressRange(1200, 1298),
    Parity.EVEN,
)
OTHER = replace(SIDE, side_id=StreetSideId("12"), street=StreetName("avenue", "de l'", "Épée", None))


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


NIGHT = BanWindow(SIDE.side_id, utc(24, 0), utc(24, 12))  # Monday 19:00 to Tuesday 07:00
AFTERNOON = utc(23, 20)
PLANNED = MessageSubject(AlertKind.PLANNED, (SIDE,), NIGHT)
MOVED = replace(PLANNED, kind=AlertKind.MOVED, replaces_at=utc(23, 19, 5))


def text(subject: MessageSubject, now: datetime = AFTERNOON, sender: str = "AvisNeige") -> str:
    return render(subject, language=Language.FR, channel=Channel.SMS, now=now, sender=sender).text


def push(subject: MessageSubject, now: datetime = AFTERNOON, language: Language = Language.FR) -> Message:
    return render(subject, language=language, channel=Channel.PUSH, now=now)


def test_deadline_is_told_until_it_has_passed() -> None:
    assert "avant 19h" in text(PLANNED, utc(23, 23, 59))
    assert "avant 19h" not in text(PLANNED, utc(24, 0))
    assert "INTERDIT maintenant" in text(PLANNED, utc(24, 0))


@pytest.mark.parametrize(
    "kind",
    [AlertKind.PLANNED, AlertKind.SHORT_NOTICE, AlertKind.EVENING_BEFORE, AlertKind.REMINDER, AlertKind.MOVED],
)
def test_a_ban_that_is_over_cannot_be_announced(kind: AlertKind) -> None:
    with pytest.raises(NotifierError, match="let the entry expire"):
        text(replace(PLANNED, kind=kind), utc(24, 12))


def test_loading_that_overran_its_plan_has_no_end() -> None:
    late = text(replace(PLANNED, kind=AlertKind.IN_PROGRESS), utc(24, 12))
    assert "INTERDIT jusqu'à la fin du chargement" in late


@pytest.mark.parametrize(
    ("now", "tonight"),
    [
        (utc(23, 21, 59), False),  # 16:59 the day before
        (utc(23, 22, 0), True),  # 17:00
        (utc(24, 4, 59), True),  # 23:59
        (utc(24, 5, 0), False),  # midnight: it is the day itself
        (utc(23, 4, 0), False),  # two evenings before
    ],
)
def test_tonight_is_said_on_the_eve_only(now: datetime, *, tonight: bool) -> None:
    by_day = replace(PLANNED, kind=AlertKind.EVENING_BEFORE, window=BanWindow(SIDE.side_id, utc(24, 12), utc(25, 0)))
    assert ("demain, mar 24 nov" in text(by_day, now), "ce soir" in text(by_day, now)) == (tonight, tonight)


@pytest.mark.parametrize(
    ("previous", "now", "words", "permitted"),
    [
        (BanWindow(SIDE.side_id, utc(23, 12), utc(24, 0)), AFTERNOON, "interdiction REPORTÉE", True),
        (BanWindow(SIDE.side_id, utc(23, 12), utc(24, 0)), utc(24, 1), "interdiction REPORTÉE", False),
        (BanWindow(SIDE.side_id, utc(24, 12), utc(25, 0)), AFTERNOON, "interdiction DEVANCÉE", False),
        (BanWindow(SIDE.side_id, utc(24, 0), utc(24, 6)), AFTERNOON, "NOUVELLES HEURES", False),
        (None, AFTERNOON, "NOUVELLES HEURES", False),
    ],
)
def test_correction_permits_only_until_a_later_start(
    previous: BanWindow | None, now: datetime, words: str, *, permitted: bool
) -> None:
    told = text(replace(MOVED, previous=previous), now)
    assert f"{words} (remplace 14h05)" in told
    assert ("Permis d'ici là" in told, "Déplacez l'auto" in told) == (permitted, not permitted)


@pytest.mark.parametrize("kind", [AlertKind.MOVED, AlertKind.CANCELLED, AlertKind.OUR_ERROR])
@pytest.mark.parametrize(("told_at", "hour"), [(utc(23, 19, 5), "14h05"), (utc(22, 19, 5), "14h05 dim")])
@pytest.mark.parametrize("channel", list(Channel))
def test_correction_names_the_hour_that_it_replaces(
    kind: AlertKind, told_at: datetime, hour: str, channel: Channel
) -> None:
    subject = replace(MOVED, kind=kind, replaces_at=told_at)
    told = render(subject, language=Language.FR, channel=channel, now=AFTERNOON).text
    assert hour in told.replace("\u00a0", "")


def test_correction_of_an_unknown_hour_still_reads() -> None:
    lifted = text(replace(MOVED, kind=AlertKind.CANCELLED, replaces_at=None))
    wrong = text(replace(MOVED, kind=AlertKind.OUR_ERROR, replaces_at=None))
    assert lifted.startswith("AvisNeige ANNULÉ: l'interdiction du lun 23 nov 19h")
    assert wrong.startswith("AvisNeige ERREUR de notre part: notre dernier avis pour lun 23 nov 19h")


def test_first_message_says_how_to_stop_and_reminders_do_not() -> None:
    reminder = replace(PLANNED, kind=AlertKind.REMINDER)
    assert text(PLANNED).endswith("Panneaux prévalent. ARRET=fin")
    assert not {"ARRET", "Panneaux"} & set(text(reminder).replace("=", " ").split())


@pytest.mark.parametrize(
    ("sender", "end"),
    [
        ("Nos", "1200-1298, lun 23 19h à mar 24 7h. Déplacez l'auto maintenant. Panneaux prévalent."),
        ("Ville de Longueuil", "1200-1298, lun 23 19h à mar 24 7h. Déplacez l'auto maintenant."),
    ],
)
def test_short_notice_spares_the_rest_before_a_civic_number(sender: str, end: str) -> None:
    assert text(replace(PLANNED, kind=AlertKind.SHORT_NOTICE), sender=sender).endswith(end)


def test_sender_comes_first_and_costs_no_other_alphabet() -> None:
    assert text(PLANNED, sender="Ville de Côte").startswith("Ville de Cote: ")


def test_braces_in_a_name_stay_what_they_are() -> None:
    odd_name = replace(SIDE, street=StreetName("rue", None, "{span}", None))
    assert "rue {span} pairs" in text(replace(PLANNED, sides=(odd_name,)))
    assert "rue {span}, pairs" in push(replace(PLANNED, sides=(odd_name,))).title


def test_console_shows_the_sms() -> None:
    shown = render(PLANNED, language=Language.EN, channel=Channel.CONSOLE, now=AFTERNOON)
    assert shown == render(PLANNED, language=Language.EN, channel=Channel.SMS, now=AFTERNOON)


def test_push_has_a_title_a_body_and_a_tag() -> None:
    assert push(PLANNED) == Message(
        "Rue Cartier, pairs 1200–1298\u00a0: stationnement interdit, lun 23 nov 19\u00a0h à mar 24 nov 7\u00a0h. "
        "Déplacez l’auto avant 19\u00a0h. Les panneaux prévalent.",
        segments=0,
        title="INTERDIT dès lun 19\u00a0h – rue Cartier, pairs",
        tag="side-7",
    )


def test_push_tag_is_one_for_a_set_of_sides_and_another_for_news_of_the_data() -> None:
    both = replace(PLANNED, sides=(SIDE, OTHER))
    assert push(both).tag == push(replace(both, sides=(OTHER, SIDE))).tag == "side-12"
    assert push(replace(both, kind=AlertKind.DATA_SILENT)).tag == "data-12"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", list(AlertKind))
def test_push_body_fits_a_screen(kind: AlertKind, language: Language) -> None:
    subject = replace(MOVED, kind=kind, sides=(SIDE, OTHER), happened_at=AFTERNOON)
    assert len(push(subject, language=language).text) <= PUSH_BODY_LENGTH


@pytest.mark.parametrize("now", [AFTERNOON, utc(24, 1), utc(24, 13)])
@pytest.mark.parametrize("channel", list(Channel))
def test_data_back_for_several_sides_names_no_hours_since_theirs_may_differ(now: datetime, channel: Channel) -> None:
    back = MessageSubject(AlertKind.DATA_BACK, (SIDE, OTHER), NIGHT, happened_at=utc(23, 19, 5))
    told = render(back, language=Language.FR, channel=channel, now=now)
    assert [hour for hour in ("19", "7h", "INTERDIT") if hour in told.text] == []


def test_every_side_is_named_whatever_the_segments() -> None:
    names = [f"Sainte-Marguerite-{letter}" for letter in "ABCDEFGHIJ"]
    sides = tuple(
        replace(SIDE, side_id=StreetSideId(name), street=StreetName("boulevard", "de", name, "Ouest")) for name in names
    )
    told = render(replace(PLANNED, sides=sides), language=Language.FR, channel=Channel.SMS, now=AFTERNOON)
    assert [name for name in names if f"{name} Ouest pairs" not in told.text] == []
    assert told.segments == 4


BLOCKS = tuple(
    replace(SIDE, side_id=StreetSideId(str(first)), range=AddressRange(first, first + 98))
    for first in range(2500, 3100, 100)
)


@pytest.mark.parametrize("kind", [AlertKind.DONE, AlertKind.CANCELLED, AlertKind.OUR_ERROR])
def test_permission_for_some_blocks_of_a_street_names_each(kind: AlertKind) -> None:
    told = text(replace(PLANNED, kind=kind, sides=BLOCKS))
    assert [block for block in BLOCKS if block.range and f"{block.range.first}-{block.range.last}" not in told] == []


@pytest.mark.parametrize(
    ("window", "previous", "is_exact"),
    [
        (NIGHT, replace(NIGHT, starts_at=utc(23, 23)), True),  # starts later
        (NIGHT, replace(NIGHT, ends_at=utc(24, 13)), True),  # ends earlier
        (NIGHT, replace(NIGHT, ends_at=None), True),
        (NIGHT, None, True),  # nobody knows
        (NIGHT, replace(NIGHT, starts_at=utc(24, 1)), False),
        (NIGHT, replace(NIGHT, ends_at=utc(24, 11)), False),
        (replace(NIGHT, ends_at=None), NIGHT, False),
    ],
)
def test_correction_that_frees_an_hour_names_every_number(
    window: BanWindow, previous: BanWindow | None, *, is_exact: bool
) -> None:
    long_name = StreetName("boulevard", "de l'", "Île-de-la-Visitation-du-Sault-au-Récollet", None)
    side = replace(SIDE, street=long_name)
    assert ("1200-1298" in text(replace(MOVED, sides=(side,), window=window, previous=previous))) is is_exact


def test_warning_names_the_whole_street_before_it_names_initials() -> None:
    street = StreetName("rue", "de", "Port-Royal", "Est")
    ends = ("rue Basile-Routhier", "boulevard de la Rivière-des-Prairies")
    side = replace(SIDE, street=street, range=None, parity=None, cross_streets=ends)
    told = text(replace(PLANNED, sides=(side,), window=replace(NIGHT, ends_at=None)))
    assert "INTERDIT rue de Port-Royal E., dès lun 23 19h" in told


def test_one_rendering_serves_all_until_the_words_change() -> None:
    first, same = text(PLANNED, AFTERNOON), text(PLANNED, AFTERNOON + timedelta(seconds=59))
    assert first is same
