"""The trail on both databases: appended in the caller's transaction, never changed, without gap or fork."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest

from infoneige.audit.chain import Fault, Head, Verdict
from infoneige.audit.model import AuditEvent, RecordedEvent, Verb
from infoneige.audit.trail import Trail, append
from infoneige.errors import ServiceError
from infoneige.storage import audit as stored
from infoneige.storage.database import IN_MEMORY, Database
from infoneige.storage.migrate import open_migrated
from tests.infoneige.audit.audit_world import EVENTS, NOON, record_all, rewrite, rows

APPENDS = """
import sys
from datetime import UTC, datetime
from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import append
from infoneige.storage.database import open_database

with open_database(sys.argv[1]) as database:
    for number in range(40):
        with database.transaction() as connection:
            event = AuditEvent(f"feed:{sys.argv[2]}", Verb.PLAN_PUBLISHED, f"publish:{number}")
            append(database, connection, event, now=datetime.now(UTC))
"""


def test_appended_events_are_read_newest_first(database: Database) -> None:
    record_all(database)
    found = Trail(database).events()
    assert [one.event for one in found] == list(reversed(EVENTS))
    assert found[-1] == RecordedEvent(1, NOON, EVENTS[0], rows(database)[0].hash)
    assert Trail(database).event(3) == found[3]
    assert Trail(database).event(7) is None
    assert Trail(database).head() == Head(6, found[0].hash)


def test_events_are_filtered_and_paged(database: Database) -> None:
    record_all(database)
    trail = Trail(database)
    assert [one.number for one in trail.events(actor="operator:amelie")] == [6, 3, 2, 1]
    assert [one.number for one in trail.events(verb=Verb.LOGIN_FAILED)] == [4]
    assert [one.number for one in trail.events(subject="operator:amelie", before=6)] == [1]
    assert [one.number for one in trail.events(before=5, most=2)] == [4, 3]


def test_trail_is_intact_page_by_page(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Trail(database).verify() == Verdict(0, Head(0, ""))
    record_all(database)
    monkeypatch.setattr(stored, "PAGE", 2)
    assert Trail(database).verify() == Verdict(6, Trail(database).head())


def test_what_is_undone_leaves_no_gap(database: Database) -> None:
    record_all(database)
    with suppress(ZeroDivisionError), database.transaction() as connection:
        append(database, connection, EVENTS[0], now=NOON)
        raise ZeroDivisionError
    record_all(database, EVENTS[:1])
    assert Trail(database).verify().count == 7
    assert Trail(database).verify().intact


def test_what_no_database_takes_is_recorded_all_the_same(database: Database) -> None:
    record_all(database, (AuditEvent("operator:\0", Verb.LOGIN_FAILED, "operator:\ud800", {"name": "\0\udfff é"}),))
    event = Trail(database).events()[0].event
    assert (event.actor, event.subject, event.detail) == ("operator:?", "operator:?", {"name": "\0? é"})
    assert Trail(database).verify().intact


def test_two_events_of_one_transaction_follow_each_other(database: Database) -> None:
    with database.transaction() as connection:
        assert [append(database, connection, event, now=NOON) for event in EVENTS] == [1, 2, 3, 4, 5, 6]
    assert Trail(database).verify().intact


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET actor = 'x'", "DELETE FROM audit_event"])
def test_database_refuses_to_change_the_trail(database: Database, statement: str) -> None:
    record_all(database)
    before = rows(database)
    with pytest.raises(Exception, match="only ever added to"), database.transaction() as connection:
        connection.execute(statement)
    assert rows(database) == before


def test_sqlite_refuses_to_replace_a_row_of_the_trail() -> None:
    with open_migrated(IN_MEMORY) as database:
        record_all(database)
        before = rows(database)
        with pytest.raises(Exception, match="only ever added to"), database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event")
        assert rows(database) == before


def test_changed_trail_is_found_where_the_triggers_were_taken_off(database: Database) -> None:
    record_all(database)
    kept = Trail(database).head()
    before = rows(database)
    rewrite(database, [before[0], before[1]._replace(actor="operator:eve"), *before[2:]])
    verdict = Trail(database).verify(kept)
    assert (verdict.first_bad, verdict.fault, verdict.count) == (2, Fault.EDITED, 1)


def test_trail_without_its_head_is_found(database: Database) -> None:
    record_all(database)
    with database.transaction() as connection:
        connection.execute("DELETE FROM audit_head")
    assert Trail(database).verify().fault is Fault.INSERTED


def test_trail_with_a_verb_of_another_version_says_so(database: Database) -> None:
    record_all(database)
    before = rows(database)
    rewrite(database, [before[0]._replace(verb="unheard.of")])
    with pytest.raises(ServiceError, match="row 1 of the audit trail"):
        Trail(database).events()


def test_threads_append_without_gap_or_fork(database: Database) -> None:
    def append_some(worker: int) -> list[int]:
        numbers = []
        for at in range(20):
            with database.transaction() as connection:
                event = AuditEvent(f"feed:{worker}", Verb.PLAN_PUBLISHED, f"publish:{at}")
                numbers.append(append(database, connection, event, now=NOON + timedelta(seconds=at)))
        return numbers

    with ThreadPoolExecutor(4) as pool:
        found = [number for numbers in pool.map(append_some, range(4)) for number in numbers]
    assert sorted(found) == list(range(1, 81))
    assert Trail(database).verify() == Verdict(80, Trail(database).head())


def test_processes_append_without_gap_or_fork(database: Database, database_url: str) -> None:
    command = [sys.executable, "-c", APPENDS, database_url]
    workers = [subprocess.Popen([*command, name]) for name in ("one", "two")]  # noqa: S603 - our own program
    assert [worker.wait(timeout=60) for worker in workers] == [0, 0]
    assert Trail(database).verify() == Verdict(80, Trail(database).head())
    assert {one.event.actor for one in Trail(database).events()} == {"feed:one", "feed:two"}
