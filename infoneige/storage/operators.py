"""Operators in the database. Whoever is disabled is found by nothing here but by their name, to be let in again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infoneige.operators.model import LoginMethod, Operator, Role
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text


@dataclass(frozen=True, slots=True)
class OperatorLine:
    """An operator as administrators see them: the ways in that they have, and until when an invitation is open."""

    operator: Operator
    added_at: datetime
    disabled_at: datetime | None
    ways_in: frozenset[LoginMethod]
    seen_at: datetime | None
    invited_until: datetime | None


def operator_of(row: Sequence[Any]) -> Operator:
    """Return the operator whose six columns begin a row."""
    operator_id, name, display_name, role, boroughs, language = row[:6]
    return Operator(operator_id, name, display_name, Role(role), frozenset(json.loads(boroughs)), language)


def columns_of(operator: Operator) -> dict[str, str]:
    """Return what a row holds of an operator beside id and name."""
    return {
        "display_name": operator.display_name,
        "role": operator.role.value,
        "boroughs": json.dumps(sorted(operator.boroughs), ensure_ascii=False),
        "language": operator.language,
    }


def find_by_id(database: Database, connection: Connection, operator_id: int) -> Operator | None:
    """Return an operator, None for nobody who is let in."""
    row = database.queries.operator_by_id(connection, operator_id=operator_id)
    return operator_of(row) if row else None


def find_by_name(database: Database, connection: Connection, name: str) -> Operator | None:
    """Return an operator, None for nobody who is let in."""
    row = database.queries.operator_by_name(connection, name=name)
    return operator_of(row) if row else None


def find_disabled(database: Database, connection: Connection, name: str) -> Operator | None:
    """Return somebody who is not let in any more, None for nobody."""
    row = database.queries.disabled_operator(connection, name=name)
    return operator_of(row) if row else None


def operator_lines(database: Database, connection: Connection, *, now: datetime) -> tuple[OperatorLine, ...]:
    """Return everybody by name, the disabled too."""
    return tuple(_line(row) for row in database.queries.operator_lines(connection, now=to_text(now)))


def _line(row: Sequence[Any]) -> OperatorLine:
    added_at, disabled_at, *_, seen_at, invited_until = row[6:]
    ways = zip((LoginMethod.PASSKEY, LoginMethod.PASSWORD, LoginMethod.OPENID), row[8:11], strict=True)
    return OperatorLine(
        operator=operator_of(row),
        added_at=from_text(added_at),
        disabled_at=_instant(disabled_at),
        ways_in=frozenset(method for method, count in ways if count),
        seen_at=_instant(seen_at),
        invited_until=_instant(invited_until),
    )


def _instant(text: str | None) -> datetime | None:
    return from_text(text) if text else None
