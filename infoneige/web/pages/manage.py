"""One's own page: what one follows and was told, and every change of it. Nothing changes by being looked at."""

from collections.abc import Callable

from flask import Blueprint, Response, make_response, request
from werkzeug.exceptions import Forbidden, NotFound

from geodata.model import StreetSideId
from infoneige.residents.enrolment import LONGEST_LABEL, profile_with
from infoneige.residents.export import as_csv, as_json
from infoneige.residents.preferences import Account
from infoneige.residents.side_state import SideState
from infoneige.residents.why import Fate, Trace, trace
from infoneige.storage.access import Purpose
from infoneige.storage.accounts import FollowedSide
from infoneige.web.forms import read_label, read_leads, read_quiet_hours
from infoneige.web.people_parts import PeopleParts
from infoneige.web.private_page import PrivatePages
from infoneige.web.subscribe_form import OFFERED_LEADS, read_language
from infoneige.web.why_words import BECAME, DUE, HELD, WHAT

_KINDS_OF_FILE = {
    "json": (as_json, "application/json"),
    "csv": (as_csv, "text/csv"),
}


def manage_routes(parts: PeopleParts, pages: PrivatePages) -> Blueprint:
    """Return the room in which people see and change what they asked for."""
    routes, views = Blueprint("manage", __name__), _ManagePages(parts, pages)
    routes.add_url_rule("/mes-avis", "show", views.show)
    routes.add_url_rule("/mes-avis/pourquoi", "why", views.why)
    routes.add_url_rule("/mes-avis/efface", "erased", views.erased)
    routes.add_url_rule("/mes-avis/donnees.<kind>", "export", views.export)
    for path, change in views.changes().items():
        routes.add_url_rule(f"/mes-avis/{path}", path, change, methods=["POST"])
        routes.add_url_rule(f"/mes-avis/{path}", f"{path}-seen", views.back)
    return routes


class _ManagePages:
    def __init__(self, parts: PeopleParts, pages: PrivatePages) -> None:
        self._parts = parts
        self._pages = pages
        self._preferences = parts.preferences

    def changes(self) -> dict[str, Callable[[], Response]]:
        """Return what each form does, by the last step of its path."""
        return {
            "rappels": self._set_profile,
            "nom": self._set_label,
            "deplacee": self._tell_moved,
            "revenue": self._take_back_moved,
            "retrait": self._unfollow,
            "pause": self._pause,
            "reprise": self._resume,
            "lien": self._make_link,
            "liens-retires": self._revoke_links,
            "effacement": self._erase,
            "fermeture": self._close,
        }

    def show(self) -> Response:
        """Show what this browser may see; where that is nothing, ask for a number."""
        accounts = self._accounts()
        if not accounts:
            return self._pages.show("manage_enter.html", outcome=request.args.get("suite", ""), error="", typed="")
        return self._show_accounts(accounts)

    def why(self) -> Response:
        """Show why each message was due, and what became of it."""
        accounts = self._accounts()
        if not accounts:
            return self._pages.go("/mes-avis")
        return self._pages.show(
            "why.html",
            accounts=[(account, self._states(account), _by_side(account)) for account in accounts],
            what=WHAT,
            due=DUE,
            became=BECAME,
            held=HELD,
        )

    def back(self) -> Response:
        """Lead who reloads, or changes the language, after a change to what it changed."""
        return self._pages.go("/mes-avis")

    def erased(self) -> Response:
        return self._pages.show("erased.html")

    def export(self, kind: str) -> Response:
        """Give all that we keep of an account, to a browser that typed its code just now."""
        if kind not in _KINDS_OF_FILE:
            raise NotFound
        account = self._account(request.args.get("compte", ""))
        if not account.is_fresh:
            return self._pages.go("/mes-avis?suite=preuve")
        write, mimetype = _KINDS_OF_FILE[kind]
        response = make_response(write(self._parts.export(account.account_id)))
        response.mimetype = mimetype
        response.headers["Content-Disposition"] = f'attachment; filename="mes-avis.{kind}"'
        response.headers["Cache-Control"] = "no-store"
        return response

    def _set_profile(self) -> Response:
        account, form = self._posted_account(), request.form
        offered = {*OFFERED_LEADS, *account.profile.leads}
        wants_done = form.get("fin") == "oui"
        profile = profile_with(read_leads(form, offered), read_quiet_hours(form), wants_done=wants_done)
        self._preferences.set_profile(account, profile, read_language(form), now=self._parts.clock.now())
        return self._pages.go("/mes-avis?suite=enregistre")

    def _set_label(self) -> Response:
        account, side = self._posted_side()
        self._preferences.set_label(account, side, read_label(request.form, LONGEST_LABEL))
        return self._pages.go("/mes-avis?suite=enregistre")

    def _tell_moved(self) -> Response:
        account, side = self._posted_side()
        self._preferences.tell_moved(account, side, now=self._parts.clock.now())
        return self._pages.go("/mes-avis?suite=deplacee")

    def _take_back_moved(self) -> Response:
        account, side = self._posted_side()
        self._preferences.take_back_moved(account, side, now=self._parts.clock.now())
        return self._pages.go("/mes-avis?suite=revenue")

    def _unfollow(self) -> Response:
        self._preferences.unfollow(*self._posted_side())
        return self._pages.go("/mes-avis?suite=retire")

    def _pause(self) -> Response:
        self._preferences.pause(self._posted_account(), now=self._parts.clock.now())
        return self._pages.go("/mes-avis?suite=pause")

    def _resume(self) -> Response:
        self._preferences.resume(self._posted_account(), now=self._parts.clock.now())
        return self._pages.go("/mes-avis?suite=reprise")

    def _make_link(self) -> Response:
        """Make a link and show it, this once: only its hash is kept."""
        account = self._posted_account()
        purpose = Purpose.STOP if request.form.get("sorte") == "arret" else Purpose.MANAGE
        secret = self._parts.links.make(account.account_id, purpose, now=self._parts.clock.now())
        room = "arret" if purpose is Purpose.STOP else "mes-avis"
        return self._show_accounts(self._accounts(), new_link=f"{self._parts.public_url}/{room}/{secret}")

    def _revoke_links(self) -> Response:
        self._parts.links.revoke_all(self._posted_account().account_id)
        return self._pages.go("/mes-avis?suite=enregistre")

    def _erase(self) -> Response:
        self._preferences.erase(self._posted_account())
        return self._pages.go("/mes-avis/efface")

    def _close(self) -> Response:
        self._parts.links.close_session(self._pages.token(request))
        return self._pages.go("/mes-avis?suite=ferme")

    def _show_accounts(self, accounts: tuple[Account, ...], new_link: str = "") -> Response:
        return self._pages.show(
            "manage.html",
            accounts=[
                (account, self._states(account), [trace(message) for message in account.messages])
                for account in accounts
            ],
            outcome="" if new_link else request.args.get("suite", ""),
            new_link=new_link,
            offered=OFFERED_LEADS,
            what=WHAT,
            became=BECAME,
            coming=Fate.COMING,
            not_sent=Fate.NOT_SENT,
        )

    def _states(self, account: Account) -> dict[StreetSideId, SideState]:
        return self._parts.states.many(side.side_id for side in account.sides)

    def _accounts(self) -> tuple[Account, ...]:
        return self._preferences.accounts(self._pages.token(request), now=self._parts.clock.now())

    def _posted_account(self) -> Account:
        return self._account(request.form.get("compte", ""))

    def _account(self, account_id: str) -> Account:
        """Return one of the accounts that this browser may see."""
        for account in self._accounts():
            if f"{account.account_id}" == account_id:
                return account
        message = "This browser may not see that."
        raise Forbidden(message)

    def _posted_side(self) -> tuple[Account, FollowedSide]:
        account, wanted = self._posted_account(), request.form.get("cote", "")
        for side in account.sides:
            if side.side_id == wanted:
                return account, side
        message = "This side is not followed."
        raise NotFound(message)


def _by_side(account: Account) -> list[tuple[FollowedSide, list[Trace]]]:
    """Return the traces of each side that an account follows, the newest first."""
    return [
        (side, [trace(message) for message in account.messages if message.window.side_id == side.side_id])
        for side in account.sides
    ]
