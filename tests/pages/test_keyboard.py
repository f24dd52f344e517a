import pytest

from tests.pages.conftest import OpenVisitor
from tests.pages.keys import tab_to
from tests.pages.places import PLACES


def test_everything_from_an_address_to_leaving_is_done_by_keys_alone(visit: OpenVisitor) -> None:
    with visit() as visitor:
        keys = visitor.page.keyboard
        visitor.go("/")
        keys.press("Tab")
        keys.press("Enter")
        visitor.page.wait_for_url("**/#contenu")
        tab_to(visitor, visitor.field("Votre adresse"))
        keys.insert_text("120 avenue gilles")
        visitor.page.get_by_role("option").first.wait_for()
        keys.press("ArrowDown")
        keys.press("Enter")
        visitor.page.wait_for_url("**/cote/*")
        tab_to(visitor, visitor.page.get_by_role("link", name="Recevoir les avis"))
        keys.press("Enter")
        visitor.page.wait_for_url("**/abonnement?*")
        tab_to(visitor, visitor.field("Votre numéro de cellulaire"))
        keys.type(visitor.number)
        tab_to(visitor, visitor.page.locator("[name=accord]"))
        keys.press("Space")
        keys.press("Enter")
        visitor.page.wait_for_url("**/abonnement/code")
        tab_to(visitor, visitor.field("Code à 6 chiffres"))
        keys.type(visitor.read_code())
        keys.press("Enter")
        visitor.page.wait_for_url("**/mes-avis?suite=abonne")
        tab_to(visitor, visitor.page.locator("summary", has_text="Tout effacer"))
        keys.press("Enter")
        tab_to(visitor, visitor.page.get_by_role("button", name="Effacer mon numéro et tout le reste"))
        keys.press("Enter")
        visitor.page.wait_for_url("**/mes-avis/efface")
        assert visitor.complaints == []


def test_the_map_takes_the_focus_of_the_button_that_it_replaces(visit: OpenVisitor) -> None:
    with visit() as visitor:
        PLACES["map"](visitor)
        if visitor.page.locator("[data-map]").count() == 0:
            pytest.skip("no map: its script is built by `make map` where there is Node")
        assert visitor.evaluate("document.activeElement.tagName") == "CANVAS"
        assert visitor.page.get_by_role("combobox").get_attribute("aria-controls") == "autour-liste"
        assert visitor.page.locator("#autour-liste").get_attribute("aria-label") == "Adresses proposées"


def test_suggestions_follow_the_arrows_and_leave_at_escape(visit: OpenVisitor) -> None:
    with visit() as visitor:
        visitor.go("/")
        address = visitor.field("Votre adresse")
        address.fill("principale")
        options = visitor.page.get_by_role("option")
        options.first.wait_for()
        marked = visitor.page.locator("[role=option][aria-selected=true]")
        visitor.page.keyboard.press("ArrowUp")
        assert marked.all_inner_texts() == options.all_inner_texts()[-1:]
        assert address.get_attribute("aria-activedescendant") == marked.get_attribute("id")
        visitor.page.keyboard.press("ArrowDown")
        assert marked.all_inner_texts() == options.all_inner_texts()[:1]
        visitor.page.keyboard.press("Escape")
        assert (options.first.is_visible(), address.get_attribute("aria-expanded")) == (False, "false")
        assert address.input_value() == "principale"
