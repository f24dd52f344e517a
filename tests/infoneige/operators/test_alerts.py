"""Who is told of a new way in: everybody whom it may concern, until they have seen it, for seven days at most."""

from datetime import timedelta

import pytest

from infoneige.audit.model import Verb
from infoneige.operators.alerts import AT_ONCE, TOLD_FOR, Alert, Alerts
from infoneige.operators.book import OperatorBook
from infoneige.operators.model import LoginMethod, Operator, Role
from infoneige.operators.recording import record_key
from infoneige.storage.database import Database
from infoneige.storage.instants import to_text
from tests.infoneige.operators.conftest import CLERK, NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def alerts(database: Database) -> Alerts:
    return Alerts(database)


def key_added(database: Database, operator: Operator, label: str = "clé", minutes: int = 0) -> None:
    detail = {"method": "passkey", "label": label}
    with database.transaction() as connection:
        record_key(database, connection, operator, Verb.KEY_ADDED, detail, now=NOW + minutes * MINUTE)


def labels(alerts: Alerts, operator: Operator, *, minutes: int = 60) -> list[str]:
    return [one.label for one in alerts.of(operator, now=NOW + minutes * MINUTE)]


def test_new_key_is_told_to_its_owner_and_to_administrators(
    database: Database, book: OperatorBook, alerts: Alerts, chief: Operator, amelie: Operator
) -> None:
    bruno = book.add("bruno", Role.PUBLISHER, actor=CLERK, now=NOW)
    key_added(database, amelie, "bleue")
    key_added(database, amelie, "rouge", minutes=5)
    number = alerts.of(amelie, now=NOW)[0].number
    told = Alert(number, NOW + 5 * MINUTE, "Amélie Côté", LoginMethod.PASSKEY, "rouge", amelie, is_own=True)
    assert alerts.of(amelie, now=NOW + 6 * MINUTE) == (told,)
    assert labels(alerts, chief) == ["bleue", "rouge"]
    assert alerts.of(bruno, now=NOW) == ()


def test_everybody_is_told_of_a_key_of_an_administrator(
    database: Database, alerts: Alerts, chief: Operator, amelie: Operator
) -> None:
    key_added(database, chief, "first")
    key_added(database, chief, "second")
    assert labels(alerts, amelie) == ["first", "second"]
    assert labels(alerts, chief) == ["second"]


def test_invitation_is_told_to_all_but_who_made_it(
    book: OperatorBook, alerts: Alerts, chief: Operator, amelie: Operator
) -> None:
    other = book.add("odile", Role.ADMINISTRATOR, actor=CLERK, now=NOW)
    book.invite(amelie.operator_id, actor=chief.actor, now=NOW)
    (told,) = alerts.of(other, now=NOW)
    assert told == Alert(told.number, NOW, "Chantal Roy", None, "", amelie, is_own=False)
    assert alerts.of(amelie, now=NOW) == (Alert(told.number, NOW, "Chantal Roy", None, "", amelie, is_own=True),)
    assert alerts.of(chief, now=NOW) == ()
    book.invite(amelie.operator_id, actor="command:root", now=NOW)
    assert [one.by for one in alerts.of(chief, now=NOW)] == [""]


def test_who_comes_in_for_the_first_time_is_not_warned_of_themselves(
    database: Database, book: OperatorBook, alerts: Alerts, chief: Operator, amelie: Operator
) -> None:
    key_added(database, chief, "of the chief")
    book.invite(amelie.operator_id, actor=chief.actor, now=NOW)
    key_added(database, amelie, "first")
    assert labels(alerts, amelie) == []
    book.invite(amelie.operator_id, actor=chief.actor, now=NOW)
    key_added(database, amelie, "not hers")
    assert labels(alerts, amelie) == ["", "not hers"]


def test_alert_is_over_when_it_is_seen_or_old(
    database: Database, alerts: Alerts, chief: Operator, amelie: Operator
) -> None:
    for minutes in (0, 1):
        key_added(database, amelie, str(minutes), minutes=minutes)
    assert [one.label for one in alerts.of(chief, now=NOW + TOLD_FOR - timedelta(microseconds=1))] == ["0", "1"]
    assert [one.label for one in alerts.of(chief, now=NOW + TOLD_FOR)] == ["1"]
    alerts.see(chief, alerts.of(chief, now=NOW)[0].number)
    assert labels(alerts, chief) == ["1"]
    assert labels(alerts, amelie) == ["1"]


def test_nobody_has_seen_what_is_yet_to_come(
    database: Database, alerts: Alerts, chief: Operator, amelie: Operator
) -> None:
    key_added(database, amelie, "first")
    alerts.see(chief, 2**63 - 1)
    alerts.see(chief, -1)
    assert labels(alerts, chief) == ["first"]
    (told,) = alerts.of(chief, now=NOW)
    alerts.see(chief, told.number)
    alerts.see(chief, told.number - 1)
    assert labels(alerts, chief) == []


def test_many_are_told_some_at_a_time_and_none_is_passed_over(
    database: Database, alerts: Alerts, chief: Operator, amelie: Operator
) -> None:
    for number in range(AT_ONCE + 2):
        key_added(database, amelie, str(number))
    first = alerts.of(chief, now=NOW)
    alerts.see(chief, first[-1].number)
    assert [one.label for one in first] + labels(alerts, chief) == [str(number) for number in range(AT_ONCE + 2)]


def test_alerts_are_found_by_an_index_of_their_own(database: Database, chief: Operator) -> None:
    explain = {"sqlite": "EXPLAIN QUERY PLAN ", "postgres": "EXPLAIN "}[database.dialect]
    about = {"operator_id": chief.operator_id, "since": to_text(NOW), "at_most": AT_ONCE}
    with database.transaction() as connection:
        if database.dialect == "postgres":
            connection.execute("SET LOCAL enable_seqscan = off")
        rows = connection.execute(explain + database.queries.unseen_ways_in.sql, about).fetchall()
    assert "audit_event_way_in" in "\n".join(str(row[-1]) for row in rows)
