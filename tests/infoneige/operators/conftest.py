"""An administrator and a planner, in a database of each kind."""

from datetime import UTC, datetime

import pytest

from infoneige.audit.model import AuditEvent
from infoneige.audit.trail import Trail
from infoneige.operators.book import OperatorBook
from infoneige.operators.model import Operator, Role
from infoneige.storage.database import Database

NOW = datetime(2026, 11, 23, 21, 40, tzinfo=UTC)
CLERK = "command:clerk"


@pytest.fixture
def book(database: Database) -> OperatorBook:
    return OperatorBook(database)


@pytest.fixture
def chief(book: OperatorBook) -> Operator:
    return book.add("chantal", Role.ADMINISTRATOR, display_name="Chantal Roy", actor=CLERK, now=NOW)


@pytest.fixture
def amelie(book: OperatorBook, chief: Operator) -> Operator:
    del chief
    return book.add("amelie", Role.PUBLISHER, display_name="Amélie Côté", actor=CLERK, now=NOW)


def trail(database: Database) -> list[AuditEvent]:
    """Return what was recorded after the two were added, the oldest first."""
    return [one.event for one in reversed(Trail(database).events())][2:]
