"""Browsers subscribe, move, and leave; each is bound to the session that subscribed it."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from infoneige.people.push_desk import MOST_SIDES, forget_unconfirmed
from infoneige.secrecy.vault import Sealed
from infoneige.storage.push_browsers import MOST_NEW_BROWSERS
from notifier.model import Channel, Language
from notifier.push_subscription import PushSubscription
from tests.infoneige.web.browser_world import ask, subscription, wish
from tests.infoneige.web.conftest import Site
from tests.outbox_world import NOW
from tests.vault import RING, VAULT

SUBSCRIPTION = "/push/subscription"


def people(site: Site) -> list[tuple[str, str, bool, bool]]:
    """Return the endpoint of each recipient, its key, and whether it said stop or is gone."""
    rows = site.world.rows(
        "SELECT address_hmac, address_sealed, stopped_at, disabled_at FROM recipient ORDER BY recipient_id"
    )
    opened = [(json.loads(VAULT.open(Channel.PUSH, Sealed(*row[:2]))), row) for row in rows]
    return [(kept["endpoint"], kept["p256dh"], row[2] is not None, row[3] is not None) for kept, row in opened]


def sides(site: Site) -> list[tuple[int, str]]:
    return [tuple(row) for row in site.world.rows("SELECT recipient_id, side_id FROM subscription ORDER BY 1, 2")]


def test_key_is_the_one_that_we_sign_with(site: Site) -> None:
    assert site.browser().get("/push/key").get_json() == {"key": RING.vapid_public}


def test_subscribing_stores_the_browser_sealed_and_greets_it(each_site: Site) -> None:
    browser, asked = each_site.browser(), wish("a", "100", "101")
    answer = ask(browser, "POST", SUBSCRIPTION, asked)
    shown = {"side_ids": ["100", "101"], "language": "fr", "confirmed": False}
    assert (answer.status_code, answer.get_json()) == (200, shown)
    assert ask(browser, "GET", SUBSCRIPTION).get_json() == shown
    keys = asked["subscription"]["keys"]  # type: ignore[index]
    assert people(each_site) == [("https://fcm.googleapis.com/a", keys["p256dh"], False, False)]
    assert sides(each_site) == [(1, "100"), (1, "101")]
    ((greeted, _, language),) = each_site.greetings
    assert (greeted.endpoint, language) == ("https://fcm.googleapis.com/a", Language.FR)


def test_session_cookie_is_bound_to_our_host_and_out_of_reach_of_scripts(site: Site) -> None:
    answer = ask(site.browser(), "POST", SUBSCRIPTION, wish())
    name, _, rest = answer.headers["Set-Cookie"].partition("=")
    assert name == "__Host-infoneige"
    assert {part.strip() for part in rest.split(";")[1:] if "xpires" not in part} == {
        "Max-Age=31536000",
        "Secure",
        "HttpOnly",
        "Path=/",
        "SameSite=Lax",
    }
    stored = site.world.rows("SELECT session_hash FROM push_browser")[0][0]
    assert stored not in answer.headers["Set-Cookie"]


def test_ban_that_is_already_known_is_due_at_once(each_site: Site) -> None:
    each_site.world.window("100")
    ask(each_site.browser(), "POST", SUBSCRIPTION, wish("a", "100"))
    kinds = {kind for (kind,) in each_site.world.rows("SELECT kind FROM outbox WHERE state = 'due'")}
    assert kinds == {"planned", "reminder"}


def test_subscribing_again_adds_sides_and_renews_the_keys(each_site: Site) -> None:
    browser, again = each_site.browser(), wish("a", "101", language="en")
    ask(browser, "POST", SUBSCRIPTION, wish("a", "100"))
    answer = ask(browser, "POST", SUBSCRIPTION, again)
    assert answer.get_json() == {"side_ids": ["100", "101"], "language": "en", "confirmed": False}
    keys = again["subscription"]["keys"]  # type: ignore[index]
    assert people(each_site) == [("https://fcm.googleapis.com/a", keys["p256dh"], False, False)]
    assert len(each_site.greetings) == 2


def test_endpoint_of_another_session_is_neither_taken_over_nor_changed(each_site: Site) -> None:
    ask(each_site.browser(), "POST", SUBSCRIPTION, wish("a", "100"))
    before = people(each_site), sides(each_site)
    stranger = each_site.browser()
    assert ask(stranger, "POST", SUBSCRIPTION, wish("a", "101")).status_code == 409
    ask(stranger, "POST", SUBSCRIPTION, wish("b", "102"))
    assert ask(stranger, "POST", SUBSCRIPTION, wish("a", "103")).status_code == 409
    assert ask(stranger, "POST", "/push/renewal", {"subscription": subscription("a")}).status_code == 409
    assert ask(stranger, "DELETE", SUBSCRIPTION).status_code == 204
    assert (people(each_site)[:1], sides(each_site)) == before


def test_endpoint_that_many_sessions_bring_at_once_is_one_s(each_site: Site) -> None:
    asked = wish("a", "100")
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: ask(each_site.browser(), "POST", SUBSCRIPTION, asked), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    assert (len(people(each_site)), len(sides(each_site))) == (1, 1)


def test_browser_that_got_another_endpoint_stays_the_same_person(each_site: Site) -> None:
    browser, moved = each_site.browser(), subscription("b")
    ask(browser, "POST", SUBSCRIPTION, wish("a", "100"))
    each_site.world.change("UPDATE recipient SET disabled_at = 'then'")
    each_site.desk.confirm(each_site.greetings[0][1], now=NOW)
    answer = ask(browser, "POST", "/push/renewal", {"subscription": moved})
    assert answer.get_json() == {"side_ids": ["100"], "language": "fr", "confirmed": False}
    keys = moved["keys"]
    assert people(each_site) == [("https://fcm.googleapis.com/b", keys["p256dh"], False, False)]  # type: ignore[index]
    assert sides(each_site) == [(1, "100")]


@pytest.mark.parametrize(("method", "path"), [("GET", SUBSCRIPTION), ("POST", "/push/renewal")])
def test_browser_that_has_not_subscribed_has_nothing(site: Site, method: str, path: str) -> None:
    answer = ask(site.browser(), method, path, {"subscription": subscription("a")})
    assert (answer.status_code, answer.get_json()) == (404, {"error": "This browser has not subscribed."})


def test_unsubscribing_drops_what_is_due_and_a_later_subscription_starts_anew(each_site: Site) -> None:
    browser = each_site.browser()
    each_site.world.window("100")
    ask(browser, "POST", SUBSCRIPTION, wish("a", "100"))
    assert ask(browser, "DELETE", SUBSCRIPTION).status_code == 204
    assert set(each_site.world.states().values()) == {"suppressed"}
    assert (people(each_site)[0][2:], sides(each_site)) == ((True, False), [])
    assert ask(browser, "DELETE", SUBSCRIPTION).status_code == 204
    answer = ask(browser, "POST", SUBSCRIPTION, wish("a", "101"))
    assert answer.get_json()["side_ids"] == ["101"]
    assert people(each_site)[0][2:] == (False, False)
    assert each_site.world.rows("SELECT count(*) FROM suppression") == [(0,)]


def test_greeting_that_comes_back_confirms_the_browser_and_is_not_repeated(each_site: Site) -> None:
    browser = each_site.browser()
    ask(browser, "POST", SUBSCRIPTION, wish())
    greeting = {"greeting": each_site.greetings[0][1]}
    assert ask(each_site.browser(), "POST", "/push/confirmation", {"greeting": "A" * 32}).status_code == 204
    assert ask(browser, "GET", SUBSCRIPTION).get_json()["confirmed"] is False
    assert ask(each_site.browser(), "POST", "/push/confirmation", greeting).status_code == 204
    assert ask(browser, "POST", SUBSCRIPTION, wish()).get_json()["confirmed"] is True
    assert len(each_site.greetings) == 1


def test_browser_that_never_answers_its_greeting_is_forgotten_after_a_day(each_site: Site) -> None:
    silent, answering = each_site.browser(), each_site.browser()
    ask(silent, "POST", SUBSCRIPTION, wish("a", "100"))
    ask(answering, "POST", SUBSCRIPTION, wish("b", "101"))
    each_site.desk.confirm(each_site.greetings[1][1], now=NOW)
    assert forget_unconfirmed(each_site.database, now=NOW + timedelta(hours=24)) == 0
    assert forget_unconfirmed(each_site.database, now=NOW + timedelta(hours=25)) == 1
    assert forget_unconfirmed(each_site.database, now=NOW + timedelta(hours=25)) == 0
    assert [side for _, side in sides(each_site)] == ["101"]
    assert [person[2] for person in people(each_site)] == [True, False]


def test_one_browser_may_ask_for_ten_sides_in_all(site: Site) -> None:
    browser = site.browser()
    ask(browser, "POST", SUBSCRIPTION, wish("a", *(f"{100 + number}" for number in range(MOST_SIDES))))
    answer = ask(browser, "POST", SUBSCRIPTION, wish("a", "119"))
    assert (answer.status_code, answer.get_json()) == (400, {"error": "one browser may be notified of 10 sides"})
    assert len(sides(site)) == MOST_SIDES


def test_one_network_may_bring_fifty_new_browsers_in_a_day(site: Site) -> None:
    answers = [
        ask(site.browser(), "POST", SUBSCRIPTION, wish(f"{number}")).status_code
        for number in range(MOST_NEW_BROWSERS + 20)
    ]
    assert answers == [200] * MOST_NEW_BROWSERS + [429] * 20
    assert len(people(site)) == MOST_NEW_BROWSERS
    site.clock.set(NOW + timedelta(hours=24, seconds=1))
    assert ask(site.browser(), "POST", SUBSCRIPTION, wish("tomorrow")).status_code == 200


def test_nobody_can_be_found_by_the_network_that_was_counted(site: Site) -> None:
    ask(site.browser(), "POST", SUBSCRIPTION, wish())
    ((subject,),) = site.world.rows("SELECT subject_hmac FROM limited_event")
    assert "127.0.0.1" not in subject


def test_greeting_is_for_the_endpoint_that_was_handed_over(site: Site) -> None:
    asked = wish("a")
    ask(site.browser(), "POST", SUBSCRIPTION, asked)
    assert site.greetings[0][0] == PushSubscription.from_address(
        json.dumps({"endpoint": asked["subscription"]["endpoint"], **asked["subscription"]["keys"]})  # type: ignore[index]
    )
