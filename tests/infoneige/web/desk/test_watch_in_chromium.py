"""The page of the queue in Chromium: it lives by itself; nobody stumbles over it, or over the pages beside it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from infoneige.desk.suspending import suspend_sending
from infoneige.operators.model import Role
from infoneige.storage.inbound import note_inbox_unread
from infoneige.storage.sender_beats import Trouble, beat
from schedules.model import LoadingStatus
from tests.infoneige.residents.published_city import FEED
from tests.infoneige.web.desk.desk_world import DeskSite
from tests.infoneige.web.desk.office import Office, open_office
from tests.infoneige.web.desk.test_feeds_page import withdraw
from tests.outbox_world import World
from tests.pages.clerk import Clerk
from tests.pages.html_validator import HtmlValidator
from tests.pages.soundness import troubles

NUMBER = "514 555-0142"


@pytest.fixture(scope="module")
def office(chromium: Browser, valneige: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office[DeskSite]]:
    with open_office(DeskSite, chromium, valneige, tmp_path_factory.mktemp("watch")) as opened:
        opened.desk.add("amelie", Role.PUBLISHER)
        happen(opened.desk)
        yield opened


@pytest.fixture(scope="module")
def clerk(office: Office[DeskSite]) -> Iterator[Clerk]:
    """Give the browser of a publisher, freshly proved: no time passes here but by the test."""
    with office.seat("amelie") as seated:
        yield seated


def happen(desk: DeskSite) -> None:
    """Let much have happened: people told, a withdrawal held, a sender in trouble, texts that cannot be read."""
    world, sides = World(desk.database), sorted(desk.city.streets.side_ids())[:60]
    world.person("+15145550142", sides=sides[:2], channel="sms")
    world.change("UPDATE subscription SET first_lane = 10")
    desk.city.say(LoadingStatus.PLANNED, *sides)
    world.change("INSERT INTO anomaly VALUES (2, 'unknown_side', 'abc', 'no such side')")
    desk.wait(timedelta(minutes=1))
    withdraw(desk, sides)
    with desk.database.transaction() as connection:
        note_inbox_unread(desk.database, connection, "+15145550100", "Twilio answered 503", now=desk.clock.now())
    beat(desk.database, "w", {"sms": Trouble.FAILING, "push": None}, now=desk.clock.now())


def look_up(clerk: Clerk) -> None:
    clerk.go("/operations/pourquoi")
    clerk.write("Numéro de cellulaire", NUMBER)
    clerk.press("Chercher")
    clerk.page.get_by_role("heading", name="Numéro 514").wait_for()


PATHS = {
    "watch": "/operations/suivre",
    "watch-all-en": "/en/operations/suivre?version=toutes",
    "suspend": "/operations/suivre/suspendre",
    "why": "/operations/pourquoi",
    "feeds": "/operations/sources",
    "feeds-en": "/en/operations/sources",
    "held": "/operations/sources/retenus/1/decider",
    "pause": f"/operations/sources/{FEED}/pause",
}


@pytest.mark.parametrize("name", PATHS)
def test_page_is_sound(clerk: Clerk, validator: HtmlValidator, name: str) -> None:
    clerk.go(PATHS[name])
    assert troubles(clerk, validator, comes_again=name.startswith("watch")) == []


def test_page_of_a_number_is_sound(clerk: Clerk, validator: HtmlValidator) -> None:
    look_up(clerk)
    assert troubles(clerk, validator) == []


def test_number_that_was_looked_up_stands_in_no_address(clerk: Clerk) -> None:
    look_up(clerk)
    assert "5550142" not in clerk.page.url.replace("-", "")


def test_page_comes_up_to_date_by_itself(clerk: Clerk, office: Office[DeskSite]) -> None:
    page = clerk.page
    clerk.go("/operations/suivre")
    expect(page.get_by_text("L’envoi est suspendu depuis")).to_have_count(0)
    suspend_sending(office.desk.database, actor="operator:amelie", reason="essai", now=office.desk.clock.now())
    office.desk.wait(timedelta(seconds=5))
    expect(page.get_by_role("heading", name="L’envoi est suspendu depuis")).to_be_visible(timeout=20000)
    expect(page.get_by_role("status")).to_contain_text("L’envoi est suspendu depuis")
    expect(page.get_by_role("link", name="Reprendre l’envoi")).to_be_visible()
