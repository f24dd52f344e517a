"""The whole way, in real browsers: a plan is published, and people see it in their language; what they do is known."""

import pytest

from tests.browsers.city import LILAS, SACRE_COEUR
from tests.browsers.resident import WELCOME, OpenResident, Resident
from tests.counterparts.browser_chromium import Chromium
from tests.counterparts.browser_driver import Shown, wait_until

NOON = "2099-12-07 12:00"
FIRST = Shown(
    "INTERDIT dès mar 19\xa0h – rue du Sacré-Cœur, impairs",
    "Rue du Sacré-Cœur, impairs 101–199\xa0: stationnement interdit, mar 8 déc 19\xa0h à mer 9 déc 7\xa0h. "
    "Déplacez l’auto avant 19\xa0h. Les panneaux prévalent.",
    tag="side-90000421",
    lang="fr",
    actions=("Auto déplacée", "Voir"),
)
STOP_LISTENING = """navigator.serviceWorker.ready
    .then(worker => worker.pushManager.getSubscription())
    .then(listening => listening.unsubscribe().then(() => listening.endpoint))"""
CORRECTION = Shown(
    "Interdiction REPORTÉE – rue du Sacré-Cœur, impairs 101–199",
    "Rue du Sacré-Cœur, impairs 101–199\xa0: interdit mar 8 déc 22\xa0h à mer 9 déc 10\xa0h (remplace 12\xa0h). "
    "Permis d’ici là sauf panneau contraire.",
    tag="side-90000421",
    lang="fr",
    actions=("Auto déplacée", "Voir"),
)


def test_plan_is_shown_in_french_and_its_correction_replaces_it_while_no_page_is_open(
    open_resident: OpenResident,
) -> None:
    with open_resident(NOON) as resident:
        resident.subscribe(SACRE_COEUR)
        publish_first(resident)
        assert resident.next_shown() == resident.expected(FIRST, WELCOME)

        resident.browser.leave()
        publish_correction(resident)
        resident.visit()
        assert resident.next_shown() == resident.expected(CORRECTION, WELCOME)


def test_words_that_are_not_pushed_are_fetched_by_the_worker(open_resident: OpenResident) -> None:
    with open_resident(NOON, opaque=True) as resident:
        resident.subscribe(SACRE_COEUR)
        resident.browser.leave()
        publish_first(resident)
        resident.visit()
        assert resident.next_shown() == resident.expected(FIRST, WELCOME)
        assert [path for path in resident.city.asked if path.startswith("/push/message/1-1.")] != []


def test_message_that_comes_late_is_said_to_be_late(open_resident: OpenResident) -> None:
    with open_resident("2020-12-07 12:00") as resident:
        resident.subscribe(SACRE_COEUR)
        resident.city.publish(SACRE_COEUR, "2020-12-08 19:00", "2020-12-09 07:00")
        late = Shown("Message arrivé en retard", f"{FIRST.title}\n{FIRST.body}", tag=FIRST.tag, lang="fr")
        assert resident.next_shown() == resident.expected(late, WELCOME)


@pytest.mark.parametrize("browser", ["chromium"], indirect=True)  # others let no test press a button
def test_car_that_was_moved_needs_no_reminder(open_resident: OpenResident) -> None:
    with open_resident(NOON) as resident:
        resident.subscribe(SACRE_COEUR)
        publish_first(resident)
        resident.next_shown()
        assert isinstance(resident.browser, Chromium)
        resident.browser.press("moved")
        wait_until(lambda: resident.city.rows("SELECT what FROM outcome") != [], "the city", resident.browser.pause)
        pending = "SELECT kind, state FROM outbox WHERE kind <> 'planned' ORDER BY entry_id"
        assert resident.city.rows(pending) == [("reminder", "superseded"), ("reminder", "superseded")]


def test_browser_that_no_longer_listens_is_written_to_once(open_resident: OpenResident) -> None:
    with open_resident(NOON) as resident:
        resident.subscribe(SACRE_COEUR)
        token = resident.browser.evaluate(STOP_LISTENING).rpartition("/")[2]
        subscriber = resident.browser.endpoint.subscribers[token]
        wait_until(lambda: subscriber.gone, "the push service to hear of it", resident.browser.pause)
        publish_first(resident)
        publish_correction(resident)
        resident.city.go_to("2099-12-08 21:59")
        assert resident.browser.endpoint.answers == [201, 410]
        disabled = "SELECT count(*) FROM recipient WHERE disabled_at IS NOT NULL"
        assert resident.city.rows(disabled) == [(1,)]
        assert resident.city.rows("SELECT DISTINCT state FROM outbox WHERE state = 'due'") == []


def test_resident_who_ends_it_is_told_nothing_more(open_resident: OpenResident) -> None:
    with open_resident(NOON) as resident:
        resident.subscribe(SACRE_COEUR, LILAS)
        publish_first(resident)
        resident.next_shown()
        resident.call("unsubscribe")
        publish_correction(resident)
        resident.city.go_to("2099-12-08 21:59")
        resident.city.publish(LILAS, "2099-12-08 22:00", "2099-12-09 07:00")
        assert resident.browser.endpoint.answers == [201, 201]
        assert resident.call("state") == {"permission": "granted", "sideIds": [], "isConfirmed": False}


def publish_first(resident: Resident) -> None:
    resident.city.publish(SACRE_COEUR, "2099-12-08 19:00", "2099-12-09 07:00")


def publish_correction(resident: Resident) -> None:
    resident.city.publish(SACRE_COEUR, "2099-12-08 22:00", "2099-12-09 10:00")
