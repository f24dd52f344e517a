"""A resident chooses notifications on the real page, in real Firefox: one press, and the browser is subscribed."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.browsers.conftest import started_firefox
from tests.counterparts.browser_driver import Browser, wait_until
from tests.counterparts.browser_push_services import PushServices
from tests.pages.town import Town

PRESS = """
(() => {
  const form = document.querySelector("form[data-subscribe]");
  form.elements.canal.value = "navigateur";
  form.dispatchEvent(new Event("change"));
  form.elements.accord.checked = true;
  form.querySelector("button[type=submit]").click();
  return true;
})()
"""
OWN_PAGE = "location.pathname === '/mes-avis' ? document.querySelector('main')?.innerText ?? '' : ''"


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[Browser]:
    """Give Firefox, with a new profile and a push service of ours."""
    with closing(PushServices()) as services, started_firefox(tmp_path, services) as started:
        yield started


def test_form_subscribes_the_browser_and_opens_its_own_page(firefox: Browser, town: Town) -> None:
    firefox.enter(town.address)
    firefox.go_to(f"{town.address}/abonnement?cote={town.side('planned')}")
    firefox.evaluate(PRESS)
    wait_until(lambda: "Gilles-Hébert" in firefox.evaluate(OWN_PAGE), "one's own page", firefox.pause)
