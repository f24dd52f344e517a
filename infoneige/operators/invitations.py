"""Links by which somebody sets up how to log in: 192 bits, for one day, once."""

from datetime import datetime, timedelta
from typing import Final

from infoneige.operators.errors import LoginError, LoginRefusal
from infoneige.operators.model import Operator
from infoneige.operators.tokens import hash_of, new_token
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import to_text
from infoneige.storage.operators import operator_of

LASTS: Final = timedelta(hours=24)


class Invitations:
    """Issues and takes invitations, from any thread."""

    def __init__(self, database: Database) -> None:
        """Take the database; nothing is read yet."""
        self._database = database

    def issue(self, operator_id: int, *, now: datetime) -> str:
        """Return the secret of a new invitation; those issued to the same operator before are worth nothing any more.

        ``OperatorBook.invite`` records it too.
        """
        with self._database.transaction() as connection:
            return issue_invitation(self._database, connection, operator_id, now=now)

    def of(self, secret: str, *, now: datetime) -> Operator | None:
        """Return whom an invitation is for; None where it is unknown, used or too old, or where they are disabled."""
        with self._database.read() as connection:
            row = self._database.queries.invited_operator(connection, secret_hash=hash_of(secret), now=to_text(now))
        return operator_of(row) if row else None

    def use(self, secret: str, *, now: datetime) -> None:
        """Use an invitation up.

        Raises:
            LoginError: it is open no more; of two who use it at once, one is told so.
        """
        with self._database.transaction() as connection:
            use_invitation(self._database, connection, secret, now=now)


def issue_invitation(database: Database, connection: Connection, operator_id: int, *, now: datetime) -> str:
    """Do as ``Invitations.issue``, in the caller's transaction."""
    secret = new_token()
    database.queries.revoke_invitations(connection, operator_id=operator_id)
    database.queries.issue_invitation(
        connection,
        secret_hash=hash_of(secret),
        operator_id=operator_id,
        issued_at=to_text(now),
        expires_at=to_text(now + LASTS),
    )
    return secret


def use_invitation(database: Database, connection: Connection, secret: str, *, now: datetime) -> None:
    """Do as ``Invitations.use``, in the caller's transaction.

    Raises:
        LoginError: it is open no more.
    """
    if not database.queries.use_invitation(connection, secret_hash=hash_of(secret), now=to_text(now)):
        raise LoginError(LoginRefusal.NOT_INVITED)
