"""Every page and every state of it, and how a visitor comes there."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.pages.town import STREETS
from tests.pages.visitor import Visitor

Way = Callable[[Visitor], None]


def _at(path: str) -> Way:
    return lambda visitor: visitor.go(path)


def _side(street: str, rest: str = "") -> Way:
    return lambda visitor: visitor.go(f"/cote/{visitor.town.side(street)}{rest}")


def _subscribing(visitor: Visitor) -> None:
    visitor.go(f"/abonnement?cote={visitor.town.side('loading')}")


def _asked_for_nothing(visitor: Visitor) -> None:
    _subscribing(visitor)
    visitor.evaluate("document.querySelectorAll('[required]').forEach(input => input.required = false)")
    visitor.press("Recevoir le code")


def _asked_for_a_code(visitor: Visitor) -> None:
    _subscribing(visitor)
    visitor.ask_for_a_code()


def _typed_a_wrong_code(visitor: Visitor) -> None:
    _asked_for_a_code(visitor)
    visitor.field("Code à 6 chiffres").fill("1" if visitor.read_code() != "111111" else "2")
    visitor.press("Confirmer")


def _subscribed(visitor: Visitor) -> None:
    _asked_for_a_code(visitor)
    visitor.type_code()


def _told(visitor: Visitor) -> None:
    """Subscribed, told of the ban, everything unfolded."""
    _subscribed(visitor)
    visitor.town.deliver()
    visitor.go("/mes-avis")
    visitor.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def _pressed(text: str) -> Way:
    def way(visitor: Visitor) -> None:
        _subscribed(visitor)
        visitor.press(text)

    return way


def _why(visitor: Visitor) -> None:
    _told(visitor)
    visitor.press("Pourquoi ai-je reçu cet avis, ou pas?")


def _attesting(visitor: Visitor) -> None:
    _told(visitor)
    visitor.press("Établir une attestation")


def _attested(visitor: Visitor) -> None:
    _attesting(visitor)
    visitor.press("Établir l’attestation")


def _verified(visitor: Visitor) -> None:
    _attested(visitor)
    document = visitor.page.locator("pre").text_content() or ""
    visitor.go("/attestation/verifier")
    visitor.field("Ou son texte, collé ici").fill(document)
    visitor.press("Vérifier le document")


def _erased(visitor: Visitor) -> None:
    _told(visitor)
    visitor.press("Effacer mon numéro et tout le reste")


def _link(button: str) -> Way:
    """Follow a link that was made for oneself, up to its button."""

    def way(visitor: Visitor) -> None:
        _pressed(button)(visitor)
        link = visitor.page.locator("code").inner_text()
        visitor.go(link.removeprefix(visitor.town.address))

    return way


def _stopped(visitor: Visitor) -> None:
    _link("Créer un lien qui arrête")(visitor)
    visitor.page.get_by_role("main").get_by_role("button").click()


def _suggested(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.field("Votre adresse").press_sequentially("princ")
    visitor.page.get_by_role("option").first.wait_for()
    visitor.page.keyboard.press("ArrowDown")


def _drawn_map(visitor: Visitor) -> None:
    visitor.go("/carte")
    button = visitor.page.get_by_role("button", name=visitor.say("Afficher la carte"))
    if button.is_visible():
        button.click()
        visitor.page.locator("[data-map] button", has_text=visitor.say("La carte se charge…")).wait_for(
            state="detached"
        )


PLACES: Final[Mapping[str, Way]] = {
    "home": _at("/"),
    "home-suggestions": _suggested,
    "choose": _at("/recherche?q=150+rue+Principale"),
    "choose-many": _at("/recherche?q=Principale"),
    "not-found": _at("/recherche?q=99+rue+Introuvable"),
    "did-you-mean": _at("/recherche?q=rue+Principal"),
    "nothing-typed": _at("/recherche?q="),
    "here": _at("/ici?lon=-73.1&lat=45.9"),
    **{f"side-{street}": _side(street) for street in STREETS},
    "side-searched": _side("planned", "?n=120"),
    "parking": _side("planned", "/ou-me-garer?n=120"),
    "parking-loading": _side("loading", "/ou-me-garer"),
    "parking-not-needed": _side("cleared", "/ou-me-garer"),
    "poster": _side("planned", "/affiche"),
    "map-list": _at("/carte"),
    "map-near": lambda visitor: visitor.go(f"/carte?cote={visitor.town.side('planned')}"),
    "map": _drawn_map,
    "subscribe": _subscribing,
    "subscribe-errors": _asked_for_nothing,
    "code": _asked_for_a_code,
    "code-wrong": _typed_a_wrong_code,
    "my-notices-enter": _at("/mes-avis"),
    "my-notices": _subscribed,
    "my-notices-open": _told,
    "my-notices-paused": _pressed("Mettre mes avis en pause"),
    "my-notices-moved": _pressed("Auto déplacée"),
    "my-notices-closed": _pressed("Fermer mes avis ici"),
    "new-link": _pressed("Créer un lien"),
    "follow-link": _link("Créer un lien"),
    "stop-link": _link("Créer un lien qui arrête"),
    "stopped": _stopped,
    "why": _why,
    "attestation-form": _attesting,
    "attestation": _attested,
    "attestation-verify": _at("/attestation/verifier"),
    "attestation-verified": _verified,
    "attestation-unknown": _at(f"/attestation/verifier?numero=1&empreinte={'0' * 64}"),
    "erased": _erased,
    "about": _at("/a-propos"),
    "quality": _at("/qualite"),
    "privacy": _at("/vie-privee"),
    "accessibility": _at("/accessibilite"),
    "offline": _at("/hors-ligne"),
    "would-be-sent": _at("/envois"),
    "missing": _at("/nulle-part"),
}
"""With data that are fresh."""

AGED: Final[Mapping[str, Way]] = {
    "home": _at("/"),
    "side-planned": _side("planned"),
    "side-loading": _side("loading"),
    "side-cleared": _side("cleared"),
    "parking": _side("planned", "/ou-me-garer"),
    "map-list": _at("/carte"),
    "poster": _side("planned", "/affiche"),
}
"""What looks otherwise when the data are late or silent."""
