"""Where browsers subscribe to be notified, and tell what became of it. A browser is known by its session alone."""

import secrets
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from geodata.model import StreetSideId
from infoneige.secrecy.vault import Vault
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import to_text
from infoneige.storage.push_browsers import (
    Browser,
    PushDeskError,
    browser_of,
    claim,
    count_new_browser,
    unconfirmed,
)
from infoneige.storage.subscriptions import subscribe
from infoneige.storage.suppression import suppress_person
from notifier.model import Channel, Language, PreferenceProfile, Recipient, Subscription
from notifier.networks import household_of
from notifier.push_subscription import PushHosts, PushSubscription

MOST_SIDES = 10
"""Of one browser."""

UNCONFIRMED_FOR = timedelta(hours=24)
"""How long a browser may take to answer its greeting before it is taken for one that never asked for anything."""


class UnknownSideError(PushDeskError):
    """A side that the street file does not have."""


class TooManySidesError(PushDeskError):
    """More sides than one browser may ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PushWish:
    """What a browser asks for: where it listens, about which sides, in which language, and when."""

    subscription: PushSubscription
    side_ids: tuple[StreetSideId, ...]
    language: Language
    profile: PreferenceProfile


Greet = Callable[[PushSubscription, str, Language], None]
"""Pushes a greeting that holds this secret, at once and without waiting for it; the browser's worker brings it back."""


class PushDesk:
    """Takes what browsers ask; ``session`` is what a browser holds, kept here as a hash only."""

    def __init__(
        self, database: Database, vault: Vault, known_sides: AbstractSet[StreetSideId], hosts: PushHosts, greet: Greet
    ) -> None:
        """Take what it works with; nothing is read."""
        self.hosts = hosts
        self._database = database
        self._vault = vault
        self._known_sides = known_sides
        self._greet = greet

    def subscribe(self, session: str, wish: PushWish, *, network: str, now: datetime) -> Browser:
        """Let a browser be notified of these sides too, and greet it unless it has answered before.

        A ban that is already known is due to it at once. To be repeated, after an error too, without harm.
        ``network`` is the address that it calls from.

        Raises:
            PushDeskError: a side is in no street file, they would be more than ``MOST_SIDES``, the endpoint is another
                session's, or the network brings too many browsers.
        """
        if not set(wish.side_ids) <= self._known_sides:
            message = "one of these sides is in no street file that we know"
            raise UnknownSideError(message)
        recipient = Recipient(Channel.PUSH, wish.subscription.as_address(), wish.language)
        with self._database.transaction() as connection:
            known = browser_of(self._database, connection, _hash(session))
            sides = {*(known.side_ids if known else ()), *wish.side_ids}
            if len(sides) > MOST_SIDES:
                message = f"one browser may be notified of {MOST_SIDES} sides"
                raise TooManySidesError(message)
            if known is None:
                subject = self._vault.hmac(Channel.PUSH, f"network {household_of(network)}")
                count_new_browser(self._database, connection, subject, now=now)
            browser, greeting = self._claim(connection, session, recipient, now)
        self._greet_unless_confirmed(browser, wish.subscription, greeting)
        for side_id in wish.side_ids:
            subscribe(self._database, self._vault, Subscription(recipient, side_id, wish.profile), now=now)
        return replace(browser, side_ids=tuple(sorted(sides)))

    def renew(self, session: str, subscription: PushSubscription, *, now: datetime) -> Browser | None:
        """Follow a browser to the endpoint that its push service gave it anew; None if it had not subscribed.

        Raises:
            TakenEndpointError: the endpoint is another session's.
        """
        with self._database.transaction() as connection:
            known = browser_of(self._database, connection, _hash(session))
            if known is None:
                return None
            recipient = Recipient(Channel.PUSH, subscription.as_address(), known.language)
            browser, greeting = self._claim(connection, session, recipient, now)
        self._greet_unless_confirmed(browser, subscription, greeting)
        return browser

    def unsubscribe(self, session: str, *, now: datetime) -> None:
        """Notify a browser of nothing more, from the commit on."""
        with self._database.transaction() as connection:
            known = browser_of(self._database, connection, _hash(session))
            if known is not None:
                _forget(self._database, connection, known.recipient_id, now)

    def browser(self, session: str) -> Browser | None:
        """Return what a browser subscribed, None if it is not to be notified of anything."""
        with self._database.read() as connection:
            return browser_of(self._database, connection, _hash(session))

    def confirm(self, greeting: str, *, now: datetime) -> bool:
        """Take the secret of a greeting as proof that the browser gets what we push; say whether it was news."""
        with self._database.transaction() as connection:
            confirmed = self._database.queries.confirm_push_browser(
                connection, greeting_hash=_hash(greeting), now=to_text(now)
            )
        return bool(confirmed)

    def _claim(self, connection: Connection, session: str, recipient: Recipient, now: datetime) -> tuple[Browser, str]:
        """Bind an endpoint to a session; return the browser, and the greeting to send it after the commit."""
        greeting = secrets.token_urlsafe(24)
        hashes = {"session_hash": _hash(session), "greeting_hash": _hash(greeting)}
        return claim(self._database, connection, self._vault, recipient=recipient, **hashes, now=now), greeting

    def _greet_unless_confirmed(self, browser: Browser, subscription: PushSubscription, greeting: str) -> None:
        if not browser.is_confirmed:
            self._greet(subscription, greeting, browser.language)


def forget_unconfirmed(database: Database, *, now: datetime) -> int:
    """Forget the browsers that did not answer their greeting in time; return how many."""
    with database.transaction() as connection:
        found = unconfirmed(database, connection, before=now - UNCONFIRMED_FOR)
        for recipient_id in found:
            _forget(database, connection, recipient_id, now)
    return len(found)


def _forget(database: Database, connection: Connection, recipient_id: int, now: datetime) -> None:
    suppress_person(database, connection, recipient_id, source="browser", provider_id=None, now=now)
    database.queries.forget_sides(connection, recipient_id=recipient_id)


def _hash(secret: str) -> str:
    """Return what is kept of 192 random bits: enough to know them again."""
    return sha256(secret.encode()).hexdigest()
