"""How every view of the desk answers: to whom it opens, its frame, and where it leads."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import update_wrapper
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from flask import Response, abort, g, make_response, redirect, render_template, request

from infoneige.operators.alerts import Alert, Alerts
from infoneige.operators.model import ASKS_FOR_PROOF, Operator, OperatorSession, Permission
from infoneige.web.browser_session import new_token
from infoneige.web.desk.gate import Asking, AskingView, Gate, Verdict, refuse_role
from infoneige.web.desk.navigation import entries
from infoneige.web.forms import FIELD
from infoneige.web.frame import here
from infoneige.web.i18n import PageLanguage

LONGEST_SESSION: Final = timedelta(hours=8)
DESK: Final = "/operations"
ENTER: Final = f"{DESK}/entrer"
PROVE: Final = f"{DESK}/confirmer"
_OURS: Final = re.compile(r"/operations(/[\w.-]+)*/?(\?[\w.~%&=+:,/-]*)?", re.ASCII)

View = Callable[..., Any]


class DeskView(AskingView):
    """A view behind the gate: it answers who may have it, and leads who may not to where they may get it."""

    def __init__(self, pages: "DeskPages", asking: Asking, view: View) -> None:
        """Put a view behind the gate."""
        self.asking = asking
        self._pages = pages
        self._view = view
        update_wrapper(self, view)

    def __call__(self, **arguments: object) -> Any:  # noqa: ANN401 - whatever a view of Flask may answer
        """Answer a request."""
        match self._pages.gate.verdict(self.asking):
            case Verdict.NOT_LOGGED_IN:
                return self._pages.ask_to_enter()
            case Verdict.NOT_THEIR_ROLE:
                refuse_role()
            case Verdict.NOT_PROVED_LATELY:
                return self._pages.ask_for_proof()
        return self._view(**arguments)


@dataclass(frozen=True, slots=True)
class DeskPages:
    """Makes the answers of the rooms of the desk."""

    gate: Gate
    alerts: Alerts

    def requires(
        self,
        permission: Permission,
        *,
        fresh: bool | None = None,
        largest_body: int | None = None,
        polled: bool = False,
    ) -> Callable[[View], DeskView]:
        """Return what puts a view behind the gate; each view of the desk stands behind it.

        ``fresh`` asks for a proof of the last five minutes; unless said otherwise, what may do harm does.
        ``largest_body`` is how many bytes may be sent, where it is more than anywhere else. ``polled`` is for what a
        page asks for by itself: it keeps nobody logged in.
        """
        is_fresh = permission in ASKS_FOR_PROOF if fresh is None else fresh
        return lambda view: DeskView(self, Asking(permission, is_fresh, largest_body, polled), view)

    def open_to_all(self, view: View) -> DeskView:
        """Let everybody have a view: only what lets people log in."""
        return DeskView(self, Asking(permission=None), view)

    def session(self) -> OperatorSession:
        """Return the session of this request; whoever reaches a view that requires a permission has one."""
        found = self.gate.session()
        if found is None:
            abort(HTTPStatus.UNAUTHORIZED)
        return found

    def operator(self) -> Operator:
        """Return who asks."""
        return self.session().operator

    def browser(self) -> str:
        """Return which browser asks; a new name for one that has none, which ``page`` then gives to it."""
        if "desk_browser" not in g:
            g.desk_browser = self.gate.cookies.browser.read(request) or new_token()
        name: str = g.desk_browser
        return name

    def page(self, template: str, status: int = 200, **context: object) -> Response:
        """Return a page in the frame of the desk, kept by no cache; its forms send ``jeton``."""
        browser = self.browser()
        session = self.gate.session()
        token = self.gate.form_token(browser)
        response = make_response(
            render_template(
                template,
                session=session,
                operator=session.operator if session else None,
                entries=entries(session.operator if session else None),
                alerts=self._alerts,
                this_place=this_place() if request.method == "GET" else f"{DESK}/",
                jeton=token,
                longest_session=LONGEST_SESSION,
                form_token={"field": FIELD, "token": token},
                **context,
            ),
            status,
        )
        response.headers["Cache-Control"] = "no-store"
        return self.gate.cookies.browser.give(response, browser)

    def _alerts(self) -> tuple[Alert, ...]:
        """Return what this operator was not yet told of; the frame asks for it, what a script asks for does not."""
        session = self.gate.session()
        return self.alerts.of(session.operator, now=self.gate.clock.now()) if session else ()

    def json(self, text: str) -> Response:
        """Return what one of our scripts asked for, kept by no cache."""
        response = make_response(text)
        response.mimetype = "application/json"
        response.headers["Cache-Control"] = "no-store"
        return response

    def go(self, path: str, language: PageLanguage | None = None) -> Response:
        """Send the browser to another page of ours, in the language of this one unless another is given."""
        place = here(path) if language is None else f"{language.prefix}{path}"
        response = make_response(redirect(place, HTTPStatus.SEE_OTHER))
        response.headers["Cache-Control"] = "no-store"
        return response

    def ask_to_enter(self) -> Response:
        """Lead a person to the login page, and from there back; tell anything else that nobody is logged in."""
        if request.method != "GET" or request.headers.get("Sec-Fetch-Dest") == "empty":
            abort(HTTPStatus.UNAUTHORIZED)
        was_in = self.gate.cookies.session.read(request) is not None
        return self.go(f"{ENTER}?{'suite=fin&' if was_in else ''}retour={quote(this_place(), safe='')}")

    def ask_for_proof(self) -> Response:
        """Lead to the page that asks for a proof. What a form holds waits there, to be sent once it is given."""
        if request.method == "GET":
            return self.go(f"{PROVE}?retour={quote(this_place(), safe='')}")
        held = [(name, value) for name, value in request.form.items(multi=True) if name != FIELD]
        return self.page("desk/confirm.html", retour=this_place(), held=urlencode(held), error="")


def this_place() -> str:
    """Return the path that is asked for, without its language."""
    query = request.query_string.decode("ascii", "replace")
    return f"{request.path}?{query}" if query else request.path


def place_of_ours(text: str) -> str:
    """Return a place of the desk to go back to; its first page for whatever else was sent."""
    return text if _OURS.fullmatch(text) and not urlsplit(text).netloc else f"{DESK}/"
