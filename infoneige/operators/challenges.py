"""What was begun in one browser and waits for its end there: once, for one purpose, and not for long."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from infoneige.operators.errors import LoginError, LoginRefusal
from infoneige.operators.tokens import hash_of
from infoneige.storage.database import Database
from infoneige.storage.instants import from_text, to_text

LASTS: Final = timedelta(minutes=5)


class Purpose(StrEnum):
    """What was begun. A challenge of one purpose is of no use for another."""

    REGISTRATION = "registration"
    LOGIN = "login"
    PROOF = "proof"
    PASSWORD = "password"  # noqa: S105 - a word, not a secret
    OPENID = "openid"


class Challenges:
    """Keeps and hands out challenges, from any thread; ``browser`` is the token in a browser's cookie."""

    def __init__(self, database: Database) -> None:
        """Take the database; nothing is read yet."""
        self._database = database

    def keep(self, browser: str, purpose: Purpose, text: str, *, now: datetime, lasts: timedelta = LASTS) -> None:
        """Keep a text for a browser, in place of the one that it had for this purpose."""
        with self._database.transaction() as connection:
            self._database.queries.forget_challenges(connection, now=to_text(now))
            self._database.queries.keep_challenge(
                connection,
                browser_hash=hash_of(browser),
                purpose=purpose.value,
                challenge=text,
                expires_at=to_text(now + lasts),
            )

    def kept(self, browser: str, purpose: Purpose, *, now: datetime) -> str | None:
        """Return what is kept, and keep it; None for nothing."""
        with self._database.read() as connection:
            found: str | None = self._database.queries.kept_challenge(
                connection, browser_hash=hash_of(browser), purpose=purpose.value, now=to_text(now)
            )
        return found

    def take(self, browser: str, purpose: Purpose, *, now: datetime) -> str:
        """Return what is kept, and keep it no more, whatever becomes of the try that it is taken for.

        Raises:
            LoginError: nothing is, or it is too old.
        """
        with self._database.transaction() as connection:
            found = self._database.queries.take_challenge(
                connection, browser_hash=hash_of(browser), purpose=purpose.value
            )
        if found is None or from_text(found[1]) <= now:
            raise LoginError(LoginRefusal.STALE)
        return str(found[0])
