"""Every page of the desk and every state of it, and how an operator comes there."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Browser, ViewportSize

from infoneige.clock import SystemClock
from infoneige.desk.suspending import resume_sending, suspend_sending
from tests.pages.clerk import Clerk, Manner, at_work
from tests.pages.desk_furniture import FEED, NUMBER, Furniture


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies on the desk, and who looks at it."""

    furniture: Furniture
    clerk: Clerk


DeskWay = Callable[[Desk], None]


@contextmanager
def seated(
    browser: Browser, furniture: Furniture, language: str, size: ViewportSize, *, is_viewer: bool = False
) -> Iterator[Desk]:
    """Open the browser of an administrator, or of somebody who may only look, logged in a moment ago."""
    operator = furniture.viewer if is_viewer else furniture.administrator
    with at_work(browser, furniture.service.address, Manner(language, size=size)) as clerk:
        clerk.resume(furniture.token(operator))
        yield Desk(furniture, clerk)


def _at(path: str) -> DeskWay:
    return lambda desk: desk.clerk.go(path)


def _of(name: str, rest: str = "") -> DeskWay:
    return lambda desk: desk.clerk.go(f"{desk.furniture.paths[name]}{rest}")


def _out(way: DeskWay) -> DeskWay:
    """Come without a session."""

    def go(desk: Desk) -> None:
        desk.clerk.page.context.clear_cookies()
        way(desk)

    return go


def _refused_password(desk: Desk) -> None:
    desk.clerk.go("/operations/entrer?suite=fin")
    desk.clerk.use(desk.clerk.page.get_by_text(desk.clerk.say("Entrer avec un mot de passe et un code")))
    for label, typed in (("Nom d’utilisateur", "x"), ("Mot de passe", "x"), ("Code de votre application", "1")):
        desk.clerk.write(label, typed)
    desk.clerk.press("Entrer")
    desk.clerk.page.get_by_role("alert").wait_for()


def _invited(rest: str = "") -> DeskWay:
    def go(desk: Desk) -> None:
        accounts, viewer = desk.furniture.accounts, desk.furniture.viewer
        secret = accounts.invitations.issue(viewer.operator_id, now=SystemClock().now())
        desk.clerk.go(f"/operations/invitation/{secret}{rest}")

    return go


def _invites(desk: Desk) -> None:
    desk.clerk.go(f"/operations/personnes/{desk.furniture.viewer.operator_id}")
    desk.clerk.press("Créer un lien d’invitation")
    desk.clerk.page.get_by_role("status").first.wait_for()


def _refused_file(desk: Desk) -> None:
    desk.clerk.go("/operations/charger")
    desk.clerk.load("plan.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    desk.clerk.page.get_by_role("alert").wait_for()


def _forgot_everything(desk: Desk) -> None:
    desk.clerk.go("/operations/charger")
    desk.clerk.evaluate("document.querySelectorAll('[required]').forEach(input => input.required = false)")
    desk.clerk.press("Vérifier le fichier")
    desk.clerk.page.locator("#mode-err").wait_for()


def _without_a_reason(desk: Desk) -> None:
    _of("preview", "/publier")(desk)
    desk.clerk.evaluate("document.querySelectorAll('[required]').forEach(input => input.required = false)")
    desk.clerk.page.locator("main button[type=submit]").click()
    desk.clerk.page.locator("#raison-err").wait_for()


def _looked_up(number: str) -> DeskWay:
    def go(desk: Desk) -> None:
        desk.clerk.go("/operations/pourquoi")
        desk.clerk.page.locator("main input[type=tel]").fill(number)
        desk.clerk.page.locator("main button[type=submit]").first.click()
        desk.clerk.page.locator("main h2").first.wait_for()

    return go


def _suspended(path: str) -> DeskWay:
    def go(desk: Desk) -> None:
        database, now = desk.furniture.service.database, SystemClock().now()
        actor = desk.furniture.administrator.actor
        suspend_sending(database, actor=actor, reason="Mauvais numéro d’appel dans les textes", now=now)
        try:
            desk.clerk.page.wait_for_timeout(2500)  # the page may be two seconds old
            desk.clerk.go(path)
        finally:
            resume_sending(database, actor=actor, reason="", now=SystemClock().now())

    return go


def _chosen_by_hand(desk: Desk) -> None:
    desk.clerk.go("/operations/modifier/cotes?voie=avenue+Gilles-H%C3%A9bert")


DESK_PLACES: Final[Mapping[str, DeskWay]] = {
    "enter": _out(_at("/operations/entrer")),
    "enter-refused": _out(_refused_password),
    "invitation": _out(_invited()),
    "invitation-password": _out(_invited("/mot-de-passe")),
    "confirm": _at("/operations/confirmer"),
    "account": _at("/operations/compte"),
    "account-key": _at("/operations/compte/cle"),
    "account-password": _at("/operations/compte/mot-de-passe"),
    "people": _at("/operations/personnes"),
    "person": _invites,
    "load": _at("/operations/charger"),
    "load-refused": _refused_file,
    "load-errors": _forgot_everything,
    "reading": _of("reading"),
    "unusable": _of("unusable"),
    "preview": _of("preview"),
    "preview-complete": _of("preview-complete"),
    "preview-nothing": _of("nothing"),
    "preview-awaiting": _of("awaiting"),
    "preview-scheduled": _of("scheduled"),
    "preview-overtaken": _of("overtaken"),
    "preview-undone": _of("undone"),
    "changes": _of("preview", "/changements"),
    "rejects": _of("preview", "/rejets"),
    "publish": _of("preview", "/publier"),
    "publish-errors": _without_a_reason,
    "schedule": _of("preview", "/programmer"),
    "approve": _of("awaiting", "/approuver"),
    "ask-approval": _of("preview-complete", "/publier"),
    "versions": _at("/operations/versions"),
    "version": _of("version"),
    "version-guarded": _of("version-guarded"),
    "take-back": _of("version-guarded", "/reprendre"),
    "watch": _at("/operations/suivre"),
    "watch-suspend": _at("/operations/suivre/suspendre"),
    "watch-suspended": _suspended("/operations/suivre"),
    "watch-resume": _suspended("/operations/suivre/reprendre"),
    "why": _at("/operations/pourquoi"),
    "why-told": _looked_up(NUMBER),
    "reports": _at("/operations/signalements"),
    "sources": _at("/operations/sources"),
    "source-held": _at("/operations/sources/retenus/1"),
    "source-pause": _at(f"/operations/sources/{FEED}/pause"),
    "edit": _at("/operations/modifier"),
    "edit-chosen": _chosen_by_hand,
    "audit": _at("/operations/registre"),
    "quality": _at("/operations/qualite"),
    "missing": _at("/operations/nulle-part"),
}
"""As an administrator sees them."""

VIEWED: Final[Mapping[str, DeskWay]] = {
    "load": _at("/operations/charger"),
    "preview": _of("preview"),
    "forbidden": _at("/operations/registre"),
}
"""What looks otherwise to who may only look."""
