"""Who may agree to what another operator asks for: somebody else, whom they did not let in just for that."""

from datetime import datetime, timedelta
from typing import Final

from infoneige.desk.errors import NeedsSecondError
from infoneige.operators.model import Operator
from infoneige.storage.database import Database
from infoneige.storage.instants import to_text

STRANGERS_FOR: Final = timedelta(days=1)
"""Longer than any session lasts: who has taken one over cannot make up a second operator in it."""


def refuse_as_second(database: Database, requested_by: str | None, operator: Operator, *, now: datetime) -> None:
    """Raise NeedsSecondError if an operator asked for it themselves, or one let the other in within a day."""
    if requested_by is None or requested_by == operator.actor:
        message = "another operator must agree than the one who asks"
        raise NeedsSecondError(message)
    with database.read() as connection:
        is_made_up = database.queries.times_let_in(
            connection, one=requested_by, other=operator.actor, since=to_text(now - STRANGERS_FOR)
        )
    if is_made_up:
        message = "another operator must agree than one who let the other in within a day"
        raise NeedsSecondError(message)
