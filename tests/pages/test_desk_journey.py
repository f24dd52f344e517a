"""The whole path of operators in real Chromium, over the running service: from an invitation to a correction."""

import re
from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.pages.clerk import Clerk, Manner, at_work
from tests.pages.desk_steps import (
    Crew,
    approve,
    ask_for_approval,
    by_administrator,
    crew,
    load_what_is_refused,
    load_with_faults,
    take_back,
    watch,
    weigh,
)
from tests.pages.service import Service

REASON: Final = "La tempête est arrivée plus tôt que prévu"
MISTAKE: Final = "C’était le fichier de la veille"
MANNERS: Final = {
    "keys": ("rue de l'Église", Manner(by_keys=True)),
    "no-script": ("rue Sainte-Flavie", Manner(has_script=False)),
    "english-phone": ("chemin du Ruisseau", Manner("en", size={"width": 320, "height": 640})),
}
DONE: Final = [
    ("Amelie-Un", "Clé ou code ajouté"),
    ("Amelie-Un", "Entrée"),
    ("Chef", "Personne ajoutée"),
    ("Chef", "Invitation créée"),
    ("Amelie-Deux", "Clé ou code ajouté"),
    ("Amelie-Deux", "Entrée"),
    ("Amelie-Un", "Plan chargé"),
    ("Amelie-Un", "Chargement abandonné"),
    ("Amelie-Un", "Plan chargé"),
    ("Amelie-Un", "Publication demandée à un second"),
    ("Amelie-Un", "Plan publié"),
    ("Amelie-Deux", "Publication approuvée"),
    ("Amelie-Un", "Plan chargé"),
    ("Amelie-Un", "Publication demandée à un second"),
    ("Amelie-Un", "Annulation publiée"),
    ("Amelie-Deux", "Publication approuvée"),
]
"""What the trail must say, from the first publisher's key on."""


def from_a_file_to_a_correction(both: Crew) -> None:
    """Load, be stopped, be approved, publish, watch; then take it back, and watch the correction."""
    load_what_is_refused(both.one)
    load_id = weigh(both, load_with_faults(both.one, both.street))
    ask_for_approval(both, load_id, REASON)
    approve(both, load_id, REASON)
    version = watch(both, "short_notice", 1)
    undoing = take_back(both, version)
    ask_for_approval(both, undoing, MISTAKE)
    approve(both, undoing, MISTAKE)
    watch(both, "our_error", 2)


def trail(reader: Clerk) -> list[tuple[str, str]]:
    """Return who did what, the first first, as the page of the trail says."""
    reader.press("Registre")
    reader.sees("Registre")
    reader.reads("Le registre est intact")
    rows = reader.page.locator(".trail tbody tr")
    who = rows.locator("td:nth-of-type(3)").all_inner_texts()
    what = [text.partition("\n")[0] for text in rows.locator("th").all_inner_texts()]
    return list(zip(who, what, strict=True))[::-1]


def test_from_an_invitation_to_a_correction(service: Service, chromium: Browser) -> None:
    words = ("operators", "add", "chef", "--role", "administrator", "--display-name", "Chef")
    with at_work(chromium, service.address) as chief:
        chief.accept(service.command(*words).splitlines()[-1])
        chief.leave()
        chief.enter("chef")
        with crew(service, chromium, "amelie", "avenue des Érables", Manner(), by_administrator(chief)) as both:
            from_a_file_to_a_correction(both)
            for number in both.numbers:
                told, corrected = service.wait_for_texts(number, 2)
                assert re.search(r"INTERDIT (av\.|avenue) des Érables", told)  # shorter at some hours than at others
                assert "ERREUR de notre part" in corrected
        done = trail(chief)
        assert done[done.index(DONE[0]) :] == DONE
    assert service.command("audit", "verify").startswith("Intact: ")


@pytest.mark.parametrize("name", MANNERS)
def test_from_a_file_to_a_correction_in_every_manner(service: Service, chromium: Browser, name: str) -> None:
    street, manner = MANNERS[name]
    with crew(service, chromium, name, street, manner) as both:
        both.other.leave()
        service.six_minutes_pass()
        both.other.enter(f"{name}-deux")
        from_a_file_to_a_correction(both)
    assert service.command("audit", "verify").startswith("Intact: ")
