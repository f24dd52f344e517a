"""How people reach their own page: by a session that typed a code, or by a link that they made themselves.

A secret is 192 random bits, kept as a hash, for one purpose and a limited time: a link that stops cannot show anything.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from infoneige.errors import ServiceError
from infoneige.secrecy.vault import Vault
from infoneige.storage.access import Access, Link, Purpose, access_of, grant, links_of, revoke, revoke_links
from infoneige.storage.accounts import follows_any
from infoneige.storage.database import Connection, Database
from infoneige.storage.limits import take_turn, wait_for_turn
from infoneige.storage.push_browsers import browser_of
from notifier.codes import Limited
from notifier.model import Channel
from notifier.networks import household_of

SESSION_LASTS: Final = timedelta(days=30)
LINK_LASTS: Final = timedelta(days=200)
"""A winter, from the first snow to the last."""

PROOF_LASTS: Final = timedelta(minutes=15)
"""How long after a code was typed a session may take out all that we keep of a person."""

_SECRET_BYTES = 24


class TooManyTriesError(ServiceError):
    """Somebody tries links; the text says to come back later."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("too many links were tried from here: try again in an hour, or ask for a code")


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody for whom a browser may act. ``is_fresh``: it proved lately that it is them."""

    recipient_id: int
    is_fresh: bool


class ManageLinks:
    """Opens and closes ways to a person's page, from any thread; ``session`` is what a browser's cookie holds."""

    def __init__(self, database: Database, vault: Vault) -> None:
        """Take what it works with; nothing is read yet."""
        self._database = database
        self._vault = vault

    def holders(self, session: str, *, now: datetime) -> tuple[Holder, ...]:
        """Return for whom a browser may act: the phone whose code was typed in it, and the browser itself."""
        database, secret = self._database, hash_of(session)
        with database.read() as connection:
            access = access_of(database, connection, secret, Purpose.SESSION, now=now)
            browser = browser_of(database, connection, secret)
            follows = browser is not None and follows_any(database, connection, browser.recipient_id)
        found = []
        if access is not None:
            found.append(Holder(access.recipient_id, _is_fresh(access, now)))
        if browser is not None and follows:
            found.append(Holder(browser.recipient_id, is_fresh=True))
        return tuple(found)

    def open_session(self, session: str, recipient_id: int, *, now: datetime, proved: bool) -> None:
        """Let a browser act for a person; ``proved`` says that it typed a code just now."""
        with self._database.transaction() as connection:
            self.open_session_in(connection, session, recipient_id, now=now, proved=proved)

    def open_session_in(
        self, connection: Connection, session: str, recipient_id: int, *, now: datetime, proved: bool
    ) -> None:
        """Do as ``open_session``, in the caller's transaction."""
        access = Access(recipient_id, now if proved else None)
        expires_at = now + SESSION_LASTS
        grant(self._database, connection, hash_of(session), Purpose.SESSION, access, now=now, expires_at=expires_at)

    def close_session(self, session: str) -> None:
        """Let a browser act for nobody's phone any more."""
        with self._database.transaction() as connection:
            revoke(self._database, connection, hash_of(session), Purpose.SESSION)

    def make(self, recipient_id: int, purpose: Purpose, *, now: datetime) -> str:
        """Return a new link's secret; the links of this purpose that the person made before open nothing any more."""
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        with self._database.transaction() as connection:
            revoke_links(self._database, connection, recipient_id, purpose)
            access, expires_at = Access(recipient_id, None), now + LINK_LASTS
            grant(self._database, connection, hash_of(secret), purpose, access, now=now, expires_at=expires_at)
        return secret

    def links(self, recipient_id: int, *, now: datetime) -> tuple[Link, ...]:
        """Return the links of a person that still work."""
        with self._database.read() as connection:
            return tuple(links_of(self._database, connection, recipient_id, now=now))

    def revoke_all(self, recipient_id: int) -> None:
        """Let no link of a person open anything any more."""
        with self._database.transaction() as connection:
            for purpose in (Purpose.MANAGE, Purpose.STOP):
                revoke_links(self._database, connection, recipient_id, purpose)

    def follow(self, secret: str, purpose: Purpose, *, ip: str, now: datetime) -> int | None:
        """Return whom a link stands for; None where it opens nothing of this purpose. Each try is counted.

        Raises:
            TooManyTriesError: too many were tried from this address.
        """
        database = self._database
        with database.transaction() as connection:
            wait_for_turn(database, connection)
            subject = {Limited.LINK_FOR_ADDRESS: self._vault.hmac(Channel.SMS, f"link {household_of(ip)}")}
            if take_turn(database, connection, subject, now=now) is not None:
                raise TooManyTriesError
            found = access_of(database, connection, hash_of(secret), purpose, now=now)
        return found.recipient_id if found else None


def hash_of(secret: str) -> str:
    """Return what is kept of 192 random bits: enough to know them again."""
    return sha256(secret.encode(errors="replace")).hexdigest()


def _is_fresh(access: Access, now: datetime) -> bool:
    return access.proved_at is not None and now - access.proved_at < PROOF_LASTS
