"""The operators' book: every change is recorded with who made it, and there is always an administrator."""

from threading import Barrier, Thread

import pytest

from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import Trail
from infoneige.operators.book import OperatorBook
from infoneige.operators.errors import LastAdministratorError, OperatorError
from infoneige.operators.model import LoginMethod, Operator, Role
from infoneige.operators.sessions import Sessions
from infoneige.storage.database import Database
from infoneige.storage.operators import OperatorLine
from tests.infoneige.operators.conftest import CLERK, NOW, trail


def test_operator_is_added_once(database: Database, book: OperatorBook) -> None:
    added = book.add(" Bruno@Ville.example ", Role.PLANNER, boroughs=["Verdun", "LaSalle"], actor=CLERK, now=NOW)
    assert added == Operator(
        added.operator_id, "bruno@ville.example", "Bruno@Ville.example", Role.PLANNER, frozenset({"Verdun", "LaSalle"})
    )
    with pytest.raises(OperatorError, match=r"there is an operator bruno@ville\.example already"):
        book.add("bruno@ville.example", Role.VIEWER, actor=CLERK, now=NOW)
    assert book.all() == (added,)
    assert book.by_id(added.operator_id) == added
    assert book.by_name("BRUNO@ville.example") == added
    assert [one.event for one in Trail(database).events()] == [
        AuditEvent(
            CLERK,
            Verb.OPERATOR_ADDED,
            "operator:bruno@ville.example",
            {"role": "planner", "boroughs": ["LaSalle", "Verdun"]},
        )
    ]


def test_name_that_is_no_name_is_refused(book: OperatorBook) -> None:
    for name in ("", " ", ".amelie", "amélie", "a b", "a/b", "a" * 65, "a\nb"):
        with pytest.raises(OperatorError, match="an operator's name is"):
            book.add(name, Role.VIEWER, actor=CLERK, now=NOW)
    for shown in ("x" * 81, "a\x07b", "a\u202eb"):
        with pytest.raises(OperatorError, match="the name that is shown"):
            book.add("amelie", Role.VIEWER, display_name=shown, actor=CLERK, now=NOW)
    assert book.all() == ()


def test_change_is_recorded_with_what_was_before(database: Database, book: OperatorBook, amelie: Operator) -> None:
    book.change(amelie.operator_id, role=Role.VIEWER, boroughs={"Verdun"}, actor="operator:chantal", now=NOW)
    book.change(amelie.operator_id, role=Role.VIEWER, actor="operator:chantal", now=NOW)
    assert book.by_name("amelie") == Operator(
        amelie.operator_id, "amelie", "Amélie Côté", Role.VIEWER, frozenset({"Verdun"})
    )
    before, after = {"role": "publisher", "boroughs": []}, {"role": "viewer", "boroughs": ["Verdun"]}
    assert trail(database) == [
        AuditEvent("operator:chantal", Verb.OPERATOR_CHANGED, "operator:amelie", {"before": before, "after": after})
    ]


def test_last_administrator_stays(database: Database, book: OperatorBook, chief: Operator, amelie: Operator) -> None:
    with pytest.raises(LastAdministratorError, match="make another one first"):
        book.disable(chief.operator_id, actor=CLERK, now=NOW)
    with pytest.raises(LastAdministratorError):
        book.change(chief.operator_id, role=Role.PUBLISHER, actor=CLERK, now=NOW)
    assert book.by_name("chantal") == chief
    assert trail(database) == []
    book.change(amelie.operator_id, role=Role.ADMINISTRATOR, actor=CLERK, now=NOW)
    book.disable(chief.operator_id, actor=CLERK, now=NOW)
    assert [one.name for one in book.all()] == ["amelie"]


def test_two_administrators_cannot_remove_each_other(database: Database, book: OperatorBook) -> None:
    pair = [book.add(name, Role.ADMINISTRATOR, actor=CLERK, now=NOW) for name in ("anne", "bob")]
    start, refused = Barrier(2), []

    def remove(operator: Operator) -> None:
        start.wait()
        try:
            OperatorBook(database).disable(operator.operator_id, actor=CLERK, now=NOW)
        except LastAdministratorError:
            refused.append(operator)

    threads = [Thread(target=remove, args=(one,)) for one in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(book.all()) == refused
    assert len(refused) == 1


def test_disabled_operator_is_out_at_once(database: Database, book: OperatorBook, amelie: Operator) -> None:
    sessions = Sessions(database)
    token = sessions.open(amelie.operator_id, LoginMethod.PASSKEY, now=NOW)
    book.disable(amelie.operator_id, actor=CLERK, now=NOW)
    assert sessions.of(token, now=NOW) is None
    assert book.by_id(amelie.operator_id) is None
    assert book.by_name("amelie") is None
    with pytest.raises(OperatorError, match="no such operator"):
        book.disable(amelie.operator_id, actor=CLERK, now=NOW)
    with pytest.raises(OperatorError, match="no such operator"):
        book.invite(amelie.operator_id, actor=CLERK, now=NOW)
    assert book.enable("Amelie", actor=CLERK, now=NOW) == amelie
    assert book.by_name("amelie") == amelie
    assert sessions.of(token, now=NOW) is None
    with pytest.raises(OperatorError, match="no operator 'amelie' is disabled"):
        book.enable("amelie", actor=CLERK, now=NOW)
    assert [event.verb for event in trail(database)][1:] == [Verb.OPERATOR_DISABLED, Verb.OPERATOR_CHANGED]


def test_lines_tell_who_has_which_way_in(
    database: Database, book: OperatorBook, chief: Operator, amelie: Operator
) -> None:
    book.invite(amelie.operator_id, actor=CLERK, now=NOW)
    Sessions(database).open(chief.operator_id, LoginMethod.PASSKEY, now=NOW)
    invited_until = NOW.replace(day=24)
    assert book.lines(now=NOW) == (
        OperatorLine(amelie, NOW, None, frozenset(), None, invited_until),
        OperatorLine(chief, NOW, None, frozenset(), NOW, None),
    )
