"""What everybody is told of: an account has one way in more, or an invitation to make one. Read from the audit trail.

Administrators are told of every account, the others of their own and of administrators'. Nobody is told of what they
did to another's account themselves; of their own account they are, for it may have been somebody else in their name.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from infoneige.operators.model import LoginMethod, Operator
from infoneige.storage.database import Database
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.operators import operator_of

TOLD_FOR: Final = timedelta(days=7)
AT_ONCE: Final = 5
"""How many are shown; the next ones come once these are seen."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One way in more to the account of ``whose``; ``way`` is None for an invitation to set one up.

    ``number`` is its place in the audit trail, ``by`` the name of who did it: empty where it was no operator.
    """

    number: int
    happened_at: datetime
    by: str
    way: LoginMethod | None
    label: str
    whose: Operator
    is_own: bool


class Alerts:
    """Says what somebody was not yet told of, from any thread."""

    def __init__(self, database: Database) -> None:
        """Take the database; nothing is read yet."""
        self._database = database

    def of(self, operator: Operator, *, now: datetime) -> tuple[Alert, ...]:
        """Return the first that this operator has not seen, of the last seven days, the oldest first."""
        with self._database.read() as connection:
            rows = self._database.queries.unseen_ways_in(
                connection, operator_id=operator.operator_id, since=to_text(now - TOLD_FOR), at_most=AT_ONCE
            )
            return tuple(_alert(row, operator) for row in rows)

    def see(self, operator: Operator, number: int) -> None:
        """Note that an operator has seen all up to a number of the audit trail, if the trail has come that far."""
        with self._database.transaction() as connection:
            self._database.queries.see_ways_in(connection, operator_id=operator.operator_id, number=number)


def _alert(row: Sequence[Any], operator: Operator) -> Alert:
    number, happened_at, detail, by = row[:4]
    told, whose = json.loads(detail), operator_of(row[4:])
    way = LoginMethod(told["method"]) if "method" in told else None
    is_own = whose.operator_id == operator.operator_id
    return Alert(number, from_text(happened_at), by or "", way, told.get("label", ""), whose, is_own)
