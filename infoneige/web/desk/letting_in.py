"""What happens in the browser of somebody who just proved who they are, to log in or to do what asks for it."""

from flask import Response, request
from werkzeug.exceptions import Unauthorized

from infoneige.operators.model import LoginMethod, Operator
from infoneige.web.browser_session import new_token
from infoneige.web.desk.desk_pages import DeskPages, place_of_ours
from infoneige.web.desk.desk_parts import DeskParts
from infoneige.web.i18n import FRENCH, LANGUAGES


def let_in(parts: DeskParts, pages: DeskPages, operator: Operator, method: LoginMethod, back: str = "") -> Response:
    """Open a session in this browser, close the one that it had, and lead to where somebody was going.

    Session and browser get new names: what was known of them before the login opens nothing.
    """
    cookies, now = pages.gate.cookies, parts.clock.now()
    old = cookies.session.read(request)
    if old is not None:
        parts.accounts.sessions.close(old, now=now)
    token = parts.accounts.sessions.open(operator.operator_id, method, now=now)
    response = pages.go(place_of_ours(back), LANGUAGES.get(operator.language, FRENCH))
    return cookies.browser.give(cookies.session.give(response, token), new_token())


def renew(parts: DeskParts, pages: DeskPages, response: Response) -> Response:
    """Note in the session that its operator just proved who they are; its token is renewed.

    Raises:
        Unauthorized: the session ended meanwhile.
    """
    cookie = pages.gate.cookies.session
    token = parts.accounts.sessions.prove(cookie.read(request) or "", now=parts.clock.now())
    if token is None:
        raise Unauthorized
    return cookie.give(response, token)
