"""The two cookies of an operator's browser: which browser it is, and the session that is open in it."""

import re
from dataclasses import dataclass

from flask import Request, Response

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32,64}")


@dataclass(frozen=True, slots=True)
class DeskCookie:
    """A cookie that scripts cannot read and that ends with the browser; over https it is bound to our host.

    Not ``Strict``: who comes back from the city's own login page is led here by another site.
    """

    name: str
    is_https: bool

    def read(self, asked: Request) -> str | None:
        """Return what the browser holds; None if it holds nothing that we gave, or two of which one was planted."""
        match asked.cookies.getlist(self.name):
            case [text] if _TOKEN.fullmatch(text):
                return text
        return None

    def give(self, response: Response, token: str) -> Response:
        """Let the browser keep it until it is closed."""
        response.set_cookie(self.name, token, secure=self.is_https, httponly=True, samesite="Lax")
        return response

    def take(self, response: Response) -> Response:
        """Let the browser forget it."""
        response.delete_cookie(self.name, secure=self.is_https, httponly=True, samesite="Lax")
        return response


@dataclass(frozen=True, slots=True)
class DeskCookies:
    """``session`` proves who is logged in; ``browser`` ties forms and challenges to one browser.

    It is made anew at each login: what was begun before is worth nothing after.
    """

    session: DeskCookie
    browser: DeskCookie


def desk_cookies(*, is_https: bool) -> DeskCookies:
    """Return the cookies of a site."""
    host = "__Host-" if is_https else ""
    return DeskCookies(
        session=DeskCookie(f"{host}infoneige-desk", is_https),
        browser=DeskCookie(f"{host}infoneige-desk-browser", is_https),
    )
