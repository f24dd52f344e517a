"""What stands on every page of the desk: its links, behind one button on a telephone, and what nobody may overlook."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from infoneige.operators.model import Role
from tests.infoneige.web.desk.desk_world import DeskSite
from tests.infoneige.web.desk.office import open_office
from tests.pages.clerk import Manner
from tests.pages.html_validator import HtmlValidator
from tests.pages.reader import PHONE
from tests.pages.soundness import troubles

HIGHEST = PHONE["height"] / 9


@pytest.mark.parametrize("has_script", [True, False])
def test_menu_opens_and_closes_by_keys_and_leads_on(
    chromium: Browser,
    valneige: Path,
    tmp_path: Path,
    has_script: bool,  # noqa: FBT001 - parametrized
) -> None:
    with open_office(DeskSite, chromium, valneige, tmp_path) as office:
        office.desk.add("amelie", Role.PUBLISHER)
        with office.seat("amelie", Manner(has_script=has_script, size=PHONE)) as clerk:
            clerk.go("/operations/suivre")
            menu = clerk.page.get_by_role("button", name="Menu")
            links = clerk.page.get_by_role("navigation", name="Navigation")
            header = clerk.page.locator("header").bounding_box()
            assert header
            assert header["height"] < HIGHEST
            expect(links).to_have_count(0)
            menu.focus()
            clerk.page.keyboard.press("Enter")
            expect(links.get_by_role("link", name="Pourquoi?")).to_be_visible()
            expect(links.get_by_role("link", name="Suivre")).to_have_attribute("aria-current", "page")
            clerk.page.keyboard.press("Escape")
            expect(links).to_have_count(0)
            expect(menu).to_be_focused()
            clerk.page.keyboard.press("Enter")
            clerk.page.keyboard.press("Tab")
            expect(clerk.page.get_by_role("link", name="amelie")).to_be_focused()
            links.get_by_role("link", name="Modifier").click()
            clerk.sees("Modifier à la main")


def test_wide_desk_has_its_links_in_sight_and_no_button(chromium: Browser, valneige: Path, tmp_path: Path) -> None:
    with open_office(DeskSite, chromium, valneige, tmp_path) as office:
        office.desk.add("amelie", Role.PUBLISHER)
        with office.seat("amelie") as clerk:
            clerk.go("/operations/suivre")
            links = clerk.page.get_by_role("navigation", name="Navigation")
            expect(links.get_by_role("link", name="Pourquoi?")).to_be_visible()
            expect(clerk.page.get_by_role("button", name="Menu")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1280])
def test_note_of_a_new_way_in_is_sound_and_goes_when_it_is_seen(
    chromium: Browser, valneige: Path, tmp_path: Path, validator: HtmlValidator, width: int
) -> None:
    with open_office(DeskSite, chromium, valneige, tmp_path) as office:
        chief = office.desk.add("chantal", Role.ADMINISTRATOR)
        for name in (chief, office.desk.add("amelie", Role.PUBLISHER)):
            office.desk.accounts.book.invite(name.operator_id, actor="command:root", now=office.desk.clock.now())
        with office.seat("chantal", Manner(size={"width": width, "height": 780})) as clerk:
            clerk.go("/operations/versions")
            note = clerk.page.get_by_role("complementary", name="Nouveaux moyens d’entrer")
            expect(note.get_by_role("link")).to_have_text(["Mon compte", "Ce qu’en dit le registre"])
            assert troubles(clerk, validator) == []
            clerk.press("J’ai vu")
            clerk.sees("Versions du plan")
            expect(note).to_have_count(0)
