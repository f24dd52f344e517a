"""The counterparts alone: a real browser takes them for its own push service."""

from tests.browsers.plain_site import make_plain_site
from tests.browsers.sender import PlainSender
from tests.browsers.site import served
from tests.counterparts.browser_driver import Browser, Shown
from tests.counterparts.browser_push_services import PushServices

FIRST = Shown("1. Déneigement", "Déplacez l’auto, rue du Sacré-Cœur", tag="side-1")
SECOND = Shown("2. Reporté", "Dès 19 h, avenue des Érables", tag="side-2")
THIRD = Shown("3. Devancé", "Dès 7 h, avenue des Érables", tag="side-2")


def test_browser_shows_what_comes_while_it_is_open_on_another_page_or_closed(
    services: PushServices, browser: Browser
) -> None:
    sender = PlainSender(services)
    with served(make_plain_site) as site:
        browser.enter(site)
        subscription = browser.evaluate(f"subscribe('{sender.public_key}')")
        assert sender.send(subscription, FIRST) == 201
        assert browser.next_shown() == [FIRST]

        browser.leave()
        assert sender.send(subscription, SECOND) == 201
        browser.go_to(site)
        assert SECOND in browser.next_shown()

        browser.close()
        assert sender.send(subscription, Shown("of no use any more", "", tag="side-2")) == 201
        assert sender.send(subscription, THIRD) == 201
        browser.restart()
        browser.go_to(site)
        assert THIRD in browser.next_shown()

        assert browser.evaluate("unsubscribe()") is True
        assert sender.send(subscription, THIRD) == 410
        assert browser.endpoint.answers == [201, 201, 201, 201, 410]
