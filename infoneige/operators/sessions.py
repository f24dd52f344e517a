"""Who is logged in where. A session is a row that can be closed; the browser holds 192 random bits, we their hash."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import append
from infoneige.operators.model import LoginMethod, Operator, OperatorSession
from infoneige.operators.tokens import hash_of, new_token
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.operators import find_by_id, operator_of

IDLE: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(hours=8)
_SEEN_EVERY: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its operator sees it among their others; ``seen_at`` is right to half a minute."""

    session_hash: str
    method: LoginMethod
    opened_at: datetime
    seen_at: datetime


class Sessions:
    """Opens, looks up and closes sessions, from any thread."""

    def __init__(self, database: Database) -> None:
        """Take the database; nothing is read yet."""
        self._database = database

    def open(self, operator_id: int, method: LoginMethod, *, now: datetime) -> str:
        """Let somebody in who proved who they are; return the token for their browser.

        Raises:
            ValueError: there is no such operator, or they are disabled.
        """
        token, queries = new_token(), self._database.queries
        with self._database.transaction() as connection:
            operator = find_by_id(self._database, connection, operator_id)
            if operator is None:
                message = "nobody who may log in has this id"
                raise ValueError(message)
            queries.close_ended_operator_sessions(connection, seen_before=to_text(now - IDLE), now=to_text(now))
            queries.open_operator_session(
                connection,
                session_hash=hash_of(token),
                operator_id=operator_id,
                method=method.value,
                opened_at=to_text(now),
                ends_at=to_text(now + LONGEST),
            )
            self._record(connection, operator, Verb.LOGGED_IN, {"method": method.value}, now)
        return token

    def of(self, token: str, *, now: datetime, is_activity: bool = True) -> OperatorSession | None:
        """Return the session of a token, which is thereby not idle, unless it is no person's doing.

        None where it is unknown, idle for 15 minutes, older than 8 hours or closed, or where its operator is disabled.
        """
        key = hash_of(token)
        with self._database.read() as connection:
            row = self._row(connection, key, now)
        if row is None:
            return None
        method, opened_at, seen_at, proved_at = row[:4]
        if is_activity and now - from_text(seen_at) >= _SEEN_EVERY:
            with self._database.transaction() as connection:
                self._database.queries.see_operator_session(connection, session_hash=key, seen_at=to_text(now))
        return OperatorSession(
            key, operator_of(row[4:]), LoginMethod(method), from_text(opened_at), from_text(proved_at)
        )

    def prove(self, token: str, *, now: datetime) -> str | None:
        """Note that the operator just proved anew who they are; return the token that replaces this one.

        None where the session is over.
        """
        renewed = new_token()
        with self._database.transaction() as connection:
            if self._row(connection, hash_of(token), now) is None:
                return None
            self._database.queries.prove_operator_session(
                connection, session_hash=hash_of(token), new_hash=hash_of(renewed), proved_at=to_text(now)
            )
        return renewed

    def close(self, token: str, *, now: datetime) -> None:
        """Log out; the token is worth nothing from here on."""
        with self._database.transaction() as connection:
            found = self._database.queries.close_operator_session(connection, session_hash=hash_of(token))
            operator = find_by_id(self._database, connection, found) if found is not None else None
            if operator is not None:
                self._record(connection, operator, Verb.LOGGED_OUT, {"sessions": 1}, now)

    def close_all(self, operator_id: int, *, now: datetime, but: str = "") -> int:
        """Log somebody out of every browser, save the session of one hash; return of how many."""
        with self._database.transaction() as connection:
            closed = close_sessions(self._database, connection, operator_id, but=but)
            operator = find_by_id(self._database, connection, operator_id)
            if operator is not None and closed:
                self._record(connection, operator, Verb.LOGGED_OUT, {"sessions": closed}, now)
        return closed

    def list(self, operator_id: int, *, now: datetime) -> tuple[OpenSession, ...]:
        """Return the open sessions of somebody, the last used first."""
        with self._database.read() as connection:
            rows = self._database.queries.operator_sessions(
                connection, operator_id=operator_id, seen_after=to_text(now - IDLE), now=to_text(now)
            )
            return tuple(
                OpenSession(key, LoginMethod(method), from_text(opened_at), from_text(seen_at))
                for key, method, opened_at, seen_at in rows
            )

    def _row(self, connection: Connection, key: str, now: datetime) -> Any:  # noqa: ANN401 - a row
        return self._database.queries.operator_session(
            connection, session_hash=key, seen_after=to_text(now - IDLE), now=to_text(now)
        )

    def _record(
        self, connection: Connection, operator: Operator, verb: Verb, detail: Mapping[str, object], now: datetime
    ) -> None:
        append(self._database, connection, AuditEvent(operator.actor, verb, operator.actor, detail), now=now)


def close_sessions(database: Database, connection: Connection, operator_id: int, *, but: str = "") -> int:
    """Close every session of somebody, save the one of this hash, in the caller's transaction; return how many."""
    return int(database.queries.close_operator_sessions(connection, operator_id=operator_id, kept_hash=but))
