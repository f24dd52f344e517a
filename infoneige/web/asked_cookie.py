"""What somebody asked for waits in their own browser, sealed, until they type the code that proves their number."""

from dataclasses import dataclass
from datetime import datetime

from flask import Request, Response

from infoneige.residents.enrolment import ASKED_LASTS, Asked, Enrolments


@dataclass(frozen=True, slots=True)
class AskedCookie:
    """A cookie for half an hour, that neither scripts nor the browser's owner can read."""

    enrolments: Enrolments
    is_https: bool

    @property
    def name(self) -> str:
        """Return the name of the cookie."""
        return "__Host-infoneige-asked" if self.is_https else "infoneige-asked"

    def read(self, request: Request, *, now: datetime) -> Asked | None:
        """Return what this browser asked for, None if it asked for nothing lately."""
        sealed = request.cookies.get(self.name, "")
        return self.enrolments.unseal(sealed, now=now) if sealed else None

    def give(self, response: Response, asked: Asked) -> Response:
        """Let the browser keep it."""
        response.set_cookie(
            self.name,
            self.enrolments.seal(asked),
            max_age=int(ASKED_LASTS.total_seconds()),
            secure=self.is_https,
            httponly=True,
            samesite="Lax",
        )
        return response

    def take(self, response: Response) -> Response:
        """Let the browser forget it."""
        response.delete_cookie(self.name, secure=self.is_https, httponly=True, samesite="Lax")
        return response
