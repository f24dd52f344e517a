"""Pages of one person: never kept by a cache, with a token for their forms, in a session that they get here."""

from dataclasses import dataclass
from datetime import time

from flask import Request, Response, make_response, redirect, render_template, request

from infoneige.web.browser_session import BrowserSession, new_token
from infoneige.web.forms import FIELD, FormTokens
from infoneige.web.frame import here
from infoneige.web.i18n import current_language
from infoneige.web.words import hour

_SEE_OTHER = 303


@dataclass(frozen=True, slots=True)
class PrivatePages:
    """Makes the answers of the rooms in which people act."""

    session: BrowserSession
    tokens: FormTokens

    def token(self, asked: Request) -> str:
        """Return the session of a browser; a form's guard made sure that there is one."""
        return self.session.token(asked) or ""

    def show(self, template: str, *, status: int = 200, names_no_referrer: bool = False, **words: object) -> Response:
        """Return a page. A browser without a session gets one, since its forms need it.

        Old browsers say where a form comes from only if the page lets them: it tells our own pages, and nobody else.
        """
        session = self.session.token(request) or new_token()
        form = {"field": FIELD, "token": self.tokens.token(session)}
        response = make_response(render_template(template, form_token=form, wall_hour=_wall_hour, **words))
        response.status_code = status
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer" if names_no_referrer else "same-origin"
        return self.session.give(response, session)

    def go(self, path: str) -> Response:
        """Send the browser to another page, in the language of this one."""
        response = make_response(redirect(here(path), _SEE_OTHER))
        response.headers["Cache-Control"] = "no-store"
        return response


def _wall_hour(wall: int) -> str:
    """Return an hour of the clock as the page writes it."""
    return hour(time(wall), current_language().code)
