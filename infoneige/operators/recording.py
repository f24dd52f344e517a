"""What the audit trail is told of logging in. Who fails has proved nothing, so the trail does not say who it was."""

from collections.abc import Mapping
from datetime import datetime

from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import append
from infoneige.operators.errors import LoginRefusal
from infoneige.operators.model import LoginMethod, Operator
from infoneige.storage.database import Connection, Database

SOMEBODY = "operator:?"
"""Who is not known; no operator can be called so."""


def record_failure(
    database: Database, operator: Operator | None, method: LoginMethod, reason: LoginRefusal, *, now: datetime
) -> None:
    """Record a login or a proof that failed, in a transaction of its own; None for a name that is nobody's.

    What was typed as a name is not recorded: it may be a password.
    """
    subject = operator.actor if operator else SOMEBODY
    detail = {"method": method.value, "reason": reason.value}
    with database.transaction() as connection:
        append(database, connection, AuditEvent(SOMEBODY, Verb.LOGIN_FAILED, subject, detail), now=now)


def record_key(
    database: Database,
    connection: Connection,
    operator: Operator,
    verb: Verb,
    detail: Mapping[str, object],
    *,
    now: datetime,
) -> None:
    """Record in the caller's transaction that an operator has one way in more, or less.

    Others are told of one more, and its owner too (``alerts.py``), unless it is the first: who comes in by it knows.
    """
    queries, operator_id = database.queries, operator.operator_id
    is_first = verb is Verb.KEY_ADDED and queries.begin_to_see_ways_in(connection, operator_id=operator_id)
    number = append(database, connection, AuditEvent(operator.actor, verb, operator.actor, detail), now=now)
    if is_first:
        queries.see_ways_in(connection, operator_id=operator_id, number=number)
