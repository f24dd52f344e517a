"""Who may enter which view of the desk, decided before anything that they send is read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, auto
from typing import Final, NoReturn

from flask import Request, abort, current_app, g, request
from werkzeug.exceptions import Forbidden, ServiceUnavailable

from infoneige.clock import Clock
from infoneige.operators.model import OperatorSession, Permission
from infoneige.web.desk.desk_cookies import DeskCookies
from infoneige.web.desk.turns import Turns
from infoneige.web.forms import FIELD, FormTokens, refuse_other_origins
from infoneige.web.guards import Guard

FRESH: Final = timedelta(minutes=5)
"""How long a touch of the key, or a code, counts as proof for what may do harm."""

_TRY_AGAIN_IN_SECONDS: Final = 30

HEADER: Final = "X-Jeton"
"""The header by which our own scripts send a form's token."""

SessionOf = Callable[..., OperatorSession | None]
"""Returns the session of a token, as of ``now``; None for one that is over."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a view asks of who calls it: a permission (None: nothing at all), a fresh proof, at most so many bytes.

    ``largest_body`` is None where the limit of the whole application holds. What is ``polled`` is asked for by a page
    that is left open: it keeps nobody logged in.
    """

    permission: Permission | None
    fresh: bool = False
    largest_body: int | None = None
    polled: bool = False


class Verdict(Enum):
    """Whether somebody may enter a view; if not, what they lack."""

    WELCOME = auto()
    NOT_LOGGED_IN = auto()
    NOT_THEIR_ROLE = auto()
    NOT_PROVED_LATELY = auto()


class AskingView:
    """A view that says what it asks; what is no such view does not stand in a room of the desk."""

    asking: Asking


@dataclass(frozen=True, slots=True)
class Gate:
    """Knows who is logged in, and what they may do."""

    session_of: SessionOf
    clock: Clock
    cookies: DeskCookies
    tokens: FormTokens
    uploads: Turns = field(default_factory=Turns)

    def session(self, *, is_activity: bool = True) -> OperatorSession | None:
        """Return the session of this request, looked up once; None for nobody's."""
        if "desk_session" not in g:
            token = self.cookies.session.read(request)
            now = self.clock.now()
            g.desk_session = self.session_of(token, now=now, is_activity=is_activity) if token else None
        found: OperatorSession | None = g.desk_session
        return found

    def verdict(self, asking: Asking) -> Verdict:
        """Say whether who calls now may have what asks this."""
        if asking.permission is None:
            return Verdict.WELCOME
        session = self.session(is_activity=not asking.polled)
        if session is None:
            return Verdict.NOT_LOGGED_IN
        if not session.operator.may(asking.permission):
            return Verdict.NOT_THEIR_ROLE
        return Verdict.NOT_PROVED_LATELY if asking.fresh and not self.is_fresh(session) else Verdict.WELCOME

    def is_fresh(self, session: OperatorSession) -> bool:
        """Say whether they proved lately who they are."""
        return self.clock.now() - session.proved_at <= FRESH

    def form_token(self, browser: str) -> str:
        """Return the token of a browser's forms: of no use to another, nor to the same one after it logged in."""
        return self.tokens.token(_desk(browser))

    def guard(self, public_url: str) -> Guard:
        """Return a guard that lets only forms pass that we gave to this very browser.

        Who may not act at all is refused before their body, which may be large, is read. Of large ones a few are read
        at once.
        """

        def look(asked: Request) -> None:
            refuse_other_origins(asked, public_url)
            asking = asking_of(asked.endpoint)
            match self.verdict(asking):
                case Verdict.NOT_LOGGED_IN:
                    abort(401)
                case Verdict.NOT_THEIR_ROLE:
                    refuse_role()
            if asking.largest_body is not None:
                if not self.uploads.take():
                    raise ServiceUnavailable(retry_after=_TRY_AGAIN_IN_SECONDS)
                asked.max_content_length = asking.largest_body
            browser = self.cookies.browser.read(asked)
            token = asked.headers.get(HEADER) or asked.form.get(FIELD, "")
            if browser is None or not self.tokens.is_of(_desk(browser), token):
                message = "Only the pages of this service may ask for this. Reload the page and try again."
                raise Forbidden(message)

        return look


def asking_of(endpoint: str | None) -> Asking:
    """Return what the view of a route of the desk asks.

    Raises:
        Forbidden: it asks for nothing, so that nobody may have it.
    """
    view = current_app.view_functions.get(endpoint or "")
    if isinstance(view, AskingView):
        return view.asking
    message = "This is not open to anybody."
    raise Forbidden(message)


def refuse_role() -> NoReturn:
    """Refuse somebody whose role does not allow what they ask.

    Raises:
        Forbidden: always.
    """
    message = "Your role does not allow this."
    raise Forbidden(message)


def _desk(browser: str) -> str:
    return f"desk {browser}"
