"""Calendars and feeds over HTTP, of bans that were really published, on both databases."""

from datetime import date, timedelta

import icalendar
import pytest
from defusedxml.ElementTree import fromstring
from werkzeug.test import TestResponse

from geodata.address_book import AddressBook
from infoneige.storage.database import Database
from schedules.model import LoadingStatus, Period
from tests.infoneige.residents.published_city import ELOI, FLAVIE_ODD, HOUR, NIGHT
from tests.infoneige.web.pages.followed_city import FollowedCity, followed

NEXT_NIGHT = Period(NIGHT.starts_at + timedelta(days=1), NIGHT.ends_at + timedelta(days=1))
SIGNS = "Les panneaux dans la rue prévalent."
CALENDAR, FEED = f"/cote/{ELOI}/avis.ics", f"/cote/{ELOI}/fil.atom"


@pytest.fixture
def followers(database: Database, streets: AddressBook) -> FollowedCity:
    return followed(database, streets)


def get(followers: FollowedCity, path: str, **headers: str) -> TestResponse:
    return followers.browser().get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def event(followers: FollowedCity) -> tuple[str, int, str, date, date]:
    (one,) = events(followers, CALENDAR)
    return str(one["uid"]), int(str(one["sequence"])), str(one["status"]), one.start, one.end


def events(followers: FollowedCity, path: str) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(get(followers, path).data).events


def test_ban_is_followed_from_its_announcement_to_its_end_as_one_event(followers: FollowedCity) -> None:
    city = followers.city
    city.say(LoadingStatus.PLANNED, ELOI)
    uid, *announced = event(followers)
    assert uid.startswith(f"{ELOI}-")
    assert uid.endswith("@neige.example")
    assert announced == [0, "CONFIRMED", NIGHT.starts_at, NIGHT.ends_at]
    city.later(HOUR)
    city.say(LoadingStatus.REPLANNED, ELOI, period=NEXT_NIGHT)
    assert event(followers) == (uid, 1, "CONFIRMED", NEXT_NIGHT.starts_at, NEXT_NIGHT.ends_at)
    city.later(HOUR)
    city.say(LoadingStatus.DEFERRED, ELOI)
    assert event(followers) == (uid, 2, "CANCELLED", NEXT_NIGHT.starts_at, NEXT_NIGHT.ends_at)


def test_cleared_side_keeps_its_ban_and_says_that_it_is_cleared(followers: FollowedCity) -> None:
    followers.city.say(LoadingStatus.PLANNED, ELOI)
    followers.city.later(6 * HOUR)
    followers.city.say(LoadingStatus.CLEARED, ELOI)
    (one,) = events(followers, CALENDAR)
    assert (str(one["summary"]), str(one["status"])) == (
        "Déneigée : rue Saint-Éloi, côté pair, numéros 200 à 298",
        "CONFIRMED",
    )
    assert "lundi 23 nov. 20\u00a0h" in str(one["description"])


def test_calendar_says_in_plain_words_that_it_may_lag_and_that_signs_prevail(followers: FollowedCity) -> None:
    found = icalendar.Calendar.from_ical(get(followers, CALENDAR).data)
    for part in ("parfois après plusieurs heures", "un jour vide n’est pas une permission", "panneaux dans la rue"):
        assert part in str(found["x-wr-caldesc"])


def test_ban_moved_oftener_than_revisions_are_read_stays_one_event(followers: FollowedCity) -> None:
    city = followers.city
    city.say(LoadingStatus.PLANNED, ELOI)
    city.later(HOUR)
    city.say(LoadingStatus.CLEARED, ELOI)
    for number in range(25):
        city.later(timedelta(minutes=1))
        moved = Period(NEXT_NIGHT.starts_at + timedelta(minutes=number), NEXT_NIGHT.ends_at)
        city.say(LoadingStatus.REPLANNED, ELOI, period=moved)
    assert event(followers)[2:] == ("CONFIRMED", NEXT_NIGHT.starts_at + timedelta(minutes=24), NEXT_NIGHT.ends_at)


def test_history_that_is_cut_leaves_out_the_ban_whose_beginning_is_not_read(followers: FollowedCity) -> None:
    city = followers.city
    city.say(LoadingStatus.PLANNED, ELOI)
    for number in range(1, 5):
        city.later(timedelta(minutes=1))
        moved = Period(NIGHT.starts_at + timedelta(minutes=number), NIGHT.ends_at)
        city.say(LoadingStatus.REPLANNED, ELOI, period=moved)
    first = {uid for uid, *_ in [event(followers)]}
    for number in range(9):
        city.later(timedelta(days=2))
        starts_at = city.clock.now() + HOUR
        city.say(LoadingStatus.CLEARED, ELOI)
        city.say(LoadingStatus.PLANNED, ELOI, period=Period(starts_at, starts_at + 12 * HOUR))
        city.say(LoadingStatus.DEFERRED, ELOI)
        city.say(LoadingStatus.PLANNED, ELOI, period=Period(starts_at, starts_at + (number + 1) * HOUR))
    bans = events(followers, CALENDAR)
    assert len(bans) == 18
    assert not first & {str(ban["uid"]) for ban in bans}


@pytest.mark.parametrize(("path", "mimetype"), [(CALENDAR, "text/calendar"), (FEED, "application/atom+xml")])
def test_what_did_not_change_is_not_sent_again(followers: FollowedCity, path: str, mimetype: str) -> None:
    followers.city.say(LoadingStatus.PLANNED, ELOI)
    first = get(followers, path)
    assert (first.status_code, first.mimetype, first.headers["Cache-Control"]) == (200, mimetype, "no-cache")
    followers.city.later(HOUR)
    again = get(followers, path, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    followers.city.say(LoadingStatus.CLEARED, ELOI)
    assert get(followers, path, If_None_Match=first.headers["ETag"]).status_code == 200


@pytest.mark.parametrize("path", ["/cote/no%20such/avis.ics", "/cote/0/fil.atom", "/cote/%00/avis.ics"])
def test_side_that_does_not_exist_has_neither(followers: FollowedCity, path: str) -> None:
    assert get(followers, path).status_code == 404


@pytest.mark.parametrize("prefix", ["/en", "/es", "/ar"])
def test_same_ban_has_the_same_uid_in_every_language_and_leads_to_that_language(
    followers: FollowedCity, prefix: str
) -> None:
    followers.city.say(LoadingStatus.PLANNED, ELOI)
    (french,), (other,) = events(followers, CALENDAR), events(followers, prefix + CALENDAR)
    assert other["uid"] == french["uid"]
    assert (str(french["url"]), str(other["url"])) == (
        f"https://neige.example/cote/{ELOI}",
        f"https://neige.example{prefix}/cote/{ELOI}",
    )


def test_feed_tells_the_last_announcements_with_what_they_replaced(followers: FollowedCity) -> None:
    followers.city.say(LoadingStatus.PLANNED, ELOI)
    followers.city.later(HOUR)
    followers.city.say(LoadingStatus.REPLANNED, ELOI, period=NEXT_NIGHT)
    feed = fromstring(get(followers, FEED).data)
    assert feed.findtext("{*}title") == "Déneigement : rue Saint-Éloi, côté pair, numéros 200 à 298"
    entries = [(one.findtext("{*}title"), one.findtext("{*}content")) for one in feed.findall("{*}entry")]
    assert [tuple(text.replace("\u00a0", " ") for text in entry if text) for entry in entries] == [
        (
            "Interdiction déplacée : du mardi 24 nov. 19 h au mercredi 25 nov. 7 h",
            f"Annoncé lundi 23 nov. 15 h. Remplace l’interdiction du lundi 23 nov. 19 h au mardi 24 nov. 7 h. {SIGNS}",
        ),
        (
            "Stationnement interdit du lundi 23 nov. 19 h au mardi 24 nov. 7 h",
            f"Annoncé lundi 23 nov. 14 h. {SIGNS}",
        ),
    ]


def test_hours_that_come_after_a_ban_that_is_over_replace_nothing(followers: FollowedCity) -> None:
    followers.city.say(LoadingStatus.PLANNED, ELOI)
    followers.city.later(20 * HOUR)
    followers.city.say(LoadingStatus.PLANNED, ELOI, period=NEXT_NIGHT)
    newest, _ = fromstring(get(followers, FEED).data).findall("{*}entry")
    assert [newest.findtext(f"{{*}}{name}", "").replace("\u00a0", " ") for name in ("title", "content")] == [
        "Stationnement interdit du mardi 24 nov. 19 h au mercredi 25 nov. 7 h",
        f"Annoncé mardi 24 nov. 10 h. {SIGNS}",
    ]
    assert len(events(followers, CALENDAR)) == 2


def test_side_without_any_ban_has_an_empty_calendar_and_feed(followers: FollowedCity) -> None:
    assert events(followers, f"/cote/{FLAVIE_ODD}/avis.ics") == []
    assert fromstring(get(followers, f"/cote/{FLAVIE_ODD}/fil.atom").data).findall("{*}entry") == []


@pytest.mark.parametrize("host", ["evil.example", "neige.example.evil.example"])
def test_host_that_is_asked_for_is_in_no_link(followers: FollowedCity, host: str) -> None:
    followers.city.say(LoadingStatus.PLANNED, ELOI)
    for path in (CALENDAR, FEED):
        assert host.encode() not in get(followers, path, Host=host).data
