"""Who may work at the desk, and as what. Each change stands in the audit trail with who made it."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import append
from infoneige.operators.errors import LastAdministratorError, OperatorError
from infoneige.operators.invitations import issue_invitation
from infoneige.operators.model import Operator, Role
from infoneige.operators.names import EXPECTED, read_name
from infoneige.operators.sessions import close_sessions
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import to_text
from infoneige.storage.operators import (
    OperatorLine,
    columns_of,
    find_by_id,
    find_by_name,
    find_disabled,
    operator_lines,
    operator_of,
)

_LONGEST_DISPLAY_NAME = 80


class OperatorBook:
    """Adds, changes and disables operators, from any thread. ``actor`` is who does it, as the audit trail names them.

    There is always an administrator once there was one. Whoever is given another role or other boroughs, or is
    disabled, is logged out everywhere.
    """

    def __init__(self, database: Database) -> None:
        """Take the database; nothing is read yet."""
        self._database = database

    def all(self) -> tuple[Operator, ...]:
        """Return everybody who may log in, by name."""
        with self._database.read() as connection:
            return tuple(operator_of(row) for row in self._database.queries.operators(connection))

    def lines(self, *, now: datetime) -> tuple[OperatorLine, ...]:
        """Return everybody by name, the disabled too, with the ways in that they have."""
        with self._database.read() as connection:
            return operator_lines(self._database, connection, now=now)

    def by_id(self, operator_id: int) -> Operator | None:
        """Return an operator, None for nobody who may log in."""
        with self._database.read() as connection:
            return find_by_id(self._database, connection, operator_id)

    def by_name(self, name: str) -> Operator | None:
        """Return an operator, None for nobody who may log in."""
        with self._database.read() as connection:
            return find_by_name(self._database, connection, read_name(name) or "")

    def add(
        self,
        name: str,
        role: Role,
        *,
        display_name: str = "",
        boroughs: Collection[str] = (),
        language: str = "fr",
        actor: str,
        now: datetime,
    ) -> Operator:
        """Add somebody, who cannot log in before they are invited and set up how.

        Raises:
            OperatorError: the name is taken or unfit.
        """
        entry = Operator(0, _fit(name), _shown(display_name or name), role, frozenset(boroughs), language)
        with self._database.transaction() as connection:
            added = self._database.queries.add_operator(
                connection, name=entry.name, added_at=to_text(now), **columns_of(entry)
            )
            if added is None:
                message = f"there is an operator {entry.name} already"
                raise OperatorError(message)
            operator = replace(entry, operator_id=added)
            self._record(connection, operator, Verb.OPERATOR_ADDED, _powers(operator), actor=actor, now=now)
        return operator

    def change(
        self,
        operator_id: int,
        *,
        role: Role | None = None,
        boroughs: Collection[str] | None = None,
        display_name: str | None = None,
        language: str | None = None,
        actor: str,
        now: datetime,
    ) -> Operator:
        """Change what is given, and return the operator as they are now.

        Raises:
            LastAdministratorError: nobody would be left who lets others in.
            OperatorError: there is no such operator.
        """
        with self._database.transaction() as connection:
            before = self._existing(connection, operator_id)
            after = replace(
                before,
                role=role or before.role,
                boroughs=before.boroughs if boroughs is None else frozenset(boroughs),
                display_name=before.display_name if display_name is None else _shown(display_name),
                language=language or before.language,
            )
            if after == before:
                return before
            self._database.queries.change_operator(connection, operator_id=operator_id, **columns_of(after))
            if _powers(after) != _powers(before):
                close_sessions(self._database, connection, operator_id)
            detail = {"before": _powers(before), "after": _powers(after)}
            self._record(connection, after, Verb.OPERATOR_CHANGED, detail, actor=actor, now=now)
            if before.role is Role.ADMINISTRATOR:
                self._keep_an_administrator(connection)
        return after

    def disable(self, operator_id: int, *, actor: str, now: datetime) -> None:
        """Let somebody in no more, from this instant.

        Raises:
            LastAdministratorError: nobody would be left who lets others in.
            OperatorError: there is no such operator.
        """
        with self._database.transaction() as connection:
            operator = self._existing(connection, operator_id)
            self._database.queries.disable_operator(connection, operator_id=operator_id, disabled_at=to_text(now))
            self._database.queries.revoke_invitations(connection, operator_id=operator_id)
            close_sessions(self._database, connection, operator_id)
            self._record(connection, operator, Verb.OPERATOR_DISABLED, {}, actor=actor, now=now)
            if operator.role is Role.ADMINISTRATOR:
                self._keep_an_administrator(connection)

    def enable(self, name: str, *, actor: str, now: datetime) -> Operator:
        """Let somebody who was disabled in again, by the ways in that they had.

        Raises:
            OperatorError: nobody of this name is disabled.
        """
        with self._database.transaction() as connection:
            operator = find_disabled(self._database, connection, read_name(name) or "")
            if operator is None:
                message = f"no operator {name[:64]!r} is disabled"
                raise OperatorError(message)
            self._database.queries.enable_operator(connection, operator_id=operator.operator_id)
            self._record(connection, operator, Verb.OPERATOR_CHANGED, {"enabled": True}, actor=actor, now=now)
        return operator

    def invite(self, operator_id: int, *, actor: str, now: datetime) -> str:
        """Return the secret of a new invitation, which replaces an open one.

        Raises:
            OperatorError: there is no such operator.
        """
        with self._database.transaction() as connection:
            operator = self._existing(connection, operator_id)
            secret = issue_invitation(self._database, connection, operator_id, now=now)
            self._record(connection, operator, Verb.OPERATOR_INVITED, {}, actor=actor, now=now)
        return secret

    def _existing(self, connection: Connection, operator_id: int) -> Operator:
        operator = find_by_id(self._database, connection, operator_id)
        if operator is None:
            message = "there is no such operator, or they are disabled"
            raise OperatorError(message)
        return operator

    def _keep_an_administrator(self, connection: Connection) -> None:
        """Look after the change was recorded: whoever records waits for the others, so no two remove each other."""
        if not self._database.queries.count_administrators(connection):
            raise LastAdministratorError

    def _record(
        self,
        connection: Connection,
        operator: Operator,
        verb: Verb,
        detail: Mapping[str, object],
        *,
        actor: str,
        now: datetime,
    ) -> None:
        append(self._database, connection, AuditEvent(actor, verb, operator.actor, detail), now=now)


def _powers(operator: Operator) -> Mapping[str, object]:
    return {"role": operator.role.value, "boroughs": sorted(operator.boroughs)}


def _fit(name: str) -> str:
    fit = read_name(name)
    if fit is None:
        message = f"an operator's name is {EXPECTED}"
        raise OperatorError(message)
    return fit


def _shown(name: str) -> str:
    words = " ".join(name.split())
    if not words or len(words) > _LONGEST_DISPLAY_NAME or not words.isprintable():
        message = f"the name that is shown has 1 to {_LONGEST_DISPLAY_NAME} characters"
        raise OperatorError(message)
    return words
