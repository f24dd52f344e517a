"""Forms that only our own pages can send, by a token bound to the browser's session; and how their fields are read."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import NoReturn

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import Forbidden

from infoneige.web.browser_session import BrowserSession
from infoneige.web.guards import Guard
from notifier.model import QuietHours

FIELD = "jeton"
"""The hidden field that holds a form's token."""


@dataclass(frozen=True, slots=True)
class FormTokens:
    """Makes and knows the tokens of forms."""

    key: bytes = field(repr=False)

    def token(self, session: str) -> str:
        """Return the token of a session's forms; of no use to any other session."""
        return hmac.digest(self.key, f"form\n{session}".encode(), "sha256").hex()

    def is_of(self, session: str | None, token: str) -> bool:
        """Say whether a form was made for this session."""
        return session is not None and hmac.compare_digest(self.token(session).encode(), token.encode())


def form_guard(public_url: str, session: BrowserSession, tokens: FormTokens) -> Guard:
    """Return a guard that lets only forms pass that we gave to this very browser."""

    def look(asked: Request) -> None:
        refuse_other_origins(asked, public_url)
        if not tokens.is_of(session.token(asked), asked.form.get(FIELD, "")):
            _refuse()

    return look


def refuse_other_origins(asked: Request, public_url: str) -> None:
    """Refuse what does not come from a page of ours.

    A page that names no referrer sends the origin ``null``: it counts as ours only where the browser itself says so.

    Raises:
        Forbidden: it comes from elsewhere, or does not say whence.
    """
    site, origin = asked.headers.get("Sec-Fetch-Site"), asked.headers.get("Origin")
    is_ours = origin == public_url or (site == "same-origin" and origin in (None, "null"))
    if site not in (None, "same-origin") or not is_ours:
        _refuse()


def _refuse() -> NoReturn:
    message = "Only the pages of this service may ask for this. Reload the page and try again."
    raise Forbidden(message)


def read_leads(form: MultiDict[str, str], offered: Collection[timedelta]) -> tuple[timedelta, ...]:
    """Return the leads that are ticked, of those offered; whatever else was sent is no lead."""
    minutes = {f"{int(lead.total_seconds()) // 60}": lead for lead in offered}
    return tuple(minutes[value] for value in dict.fromkeys(form.getlist("rappel")) if value in minutes)


def read_quiet_hours(form: MultiDict[str, str]) -> QuietHours | None:
    """Return the quiet hours that are chosen, by whole hours; None where there are none."""
    starts, ends = (_hour(form.get(name, "")) for name in ("calme_de", "calme_a"))
    return QuietHours(starts, ends) if starts is not None and ends is not None and starts != ends else None


def read_label(form: MultiDict[str, str], longest: int) -> str:
    """Return what a person calls a place: one line of what can be printed, cut where it is too long."""
    text = "".join(character for character in form.get("nom", "") if character.isprintable())
    return " ".join(text.split())[:longest]


def _hour(text: str) -> time | None:
    return time(int(text)) if text in _HOURS else None


_HOURS = frozenset(map(str, range(24)))
