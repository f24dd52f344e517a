"""Invitations: one link, one day, one use."""

from datetime import timedelta

import pytest

from infoneige.audit.model import AuditEvent, Verb
from infoneige.operators.book import OperatorBook
from infoneige.operators.errors import LoginError, LoginRefusal
from infoneige.operators.invitations import Invitations
from infoneige.operators.model import Operator
from infoneige.storage.database import Database
from tests.infoneige.operators.conftest import CLERK, NOW, trail


@pytest.fixture
def invitations(database: Database) -> Invitations:
    return Invitations(database)


def test_invitation_works_once_within_a_day(invitations: Invitations, amelie: Operator) -> None:
    secret = invitations.issue(amelie.operator_id, now=NOW)
    last = NOW + timedelta(hours=24) - timedelta(milliseconds=1)
    assert len(secret) == 32
    assert invitations.of(secret, now=last) == amelie
    assert invitations.of(secret, now=NOW + timedelta(hours=24)) is None
    invitations.use(secret, now=last)
    assert invitations.of(secret, now=NOW) is None
    with pytest.raises(LoginError) as refused:
        invitations.use(secret, now=NOW)
    assert refused.value.reason is LoginRefusal.NOT_INVITED


def test_invitation_that_is_too_old_is_not_used(invitations: Invitations, amelie: Operator) -> None:
    secret = invitations.issue(amelie.operator_id, now=NOW)
    with pytest.raises(LoginError):
        invitations.use(secret, now=NOW + timedelta(hours=24))


def test_new_invitation_replaces_the_one_before(
    database: Database, invitations: Invitations, book: OperatorBook, amelie: Operator
) -> None:
    first = invitations.issue(amelie.operator_id, now=NOW)
    second = book.invite(amelie.operator_id, actor=CLERK, now=NOW)
    assert invitations.of(first, now=NOW) is None
    assert invitations.of(second, now=NOW) == amelie
    assert trail(database) == [AuditEvent(CLERK, Verb.OPERATOR_INVITED, "operator:amelie", {})]
    with database.read() as connection:
        assert second not in str(connection.execute("SELECT * FROM operator_invitation").fetchall())


def test_disabled_operator_is_not_invited_any_more(
    invitations: Invitations, book: OperatorBook, amelie: Operator
) -> None:
    secret = invitations.issue(amelie.operator_id, now=NOW)
    book.disable(amelie.operator_id, actor=CLERK, now=NOW)
    book.enable("amelie", actor=CLERK, now=NOW)
    assert invitations.of(secret, now=NOW) is None
