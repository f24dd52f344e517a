"""Which browser this is: by a cookie that its scripts cannot read."""

import re
import secrets
from dataclasses import dataclass

from flask import Request, Response

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class BrowserSession:
    """The cookie's name and rules; over https it is bound to our host, so that no sister site can plant one."""

    is_https: bool

    @property
    def cookie(self) -> str:
        """Return the name of the cookie."""
        return "__Host-infoneige" if self.is_https else "infoneige"

    def token(self, request: Request) -> str | None:
        """Return what the browser holds; None if it holds nothing that we gave."""
        text = request.cookies.get(self.cookie, "")
        return text if _TOKEN.fullmatch(text) else None

    def give(self, response: Response, token: str) -> Response:
        """Let the browser keep it for a year from now."""
        response.set_cookie(self.cookie, token, max_age=_A_YEAR, secure=self.is_https, httponly=True, samesite="Lax")
        return response


def new_token() -> str:
    """Return 192 random bits as text."""
    return secrets.token_urlsafe(24)
