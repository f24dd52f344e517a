"""What pages say of the trail, and what the log keeps of it."""

import logging
from datetime import timedelta

import pytest

from infoneige.audit.chain import Fault
from infoneige.audit.trail import Trail
from infoneige.audit.watching import ANEW, CheckedTrail, log_head
from infoneige.storage.database import Database
from tests.infoneige.audit.audit_world import EVENTS, NOON, record_all, rewrite, rows


def test_head_is_logged(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    record_all(database)
    with caplog.at_level(logging.INFO):
        log_head(database)
    assert [record.levelname for record in caplog.records] == ["INFO"]
    assert caplog.messages == [f"the audit trail is intact, its head is {Trail(database).head()}"]


def test_broken_trail_is_logged_as_an_error(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    record_all(database)
    rewrite(database, rows(database)[1:])
    log_head(database)
    assert caplog.messages == ["the audit trail is broken at row 1: row 1 is missing"]
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_what_was_added_is_verified_with_what_was_before(database: Database) -> None:
    checked = CheckedTrail(Trail(database))
    assert checked.check(now=NOON).verdict.count == 0
    record_all(database)
    assert checked.check(now=NOON).vouches_for(6)
    record_all(database, EVENTS[:1])
    found = checked.check(now=NOON)
    assert (found.verdict.count, found.verdict.intact, found.vouches_for(8)) == (7, True, False)


def test_old_row_that_was_edited_is_found_once_the_whole_is_verified_anew(database: Database) -> None:
    record_all(database)
    checked = CheckedTrail(Trail(database))
    checked.check(now=NOON)
    before = rows(database)
    rewrite(database, [before[0]._replace(actor="operator:eve"), *before[1:]])
    assert checked.check(now=NOON + ANEW - timedelta(seconds=1)).verdict.intact
    found = checked.check(now=NOON + ANEW)
    assert (found.verdict.fault, found.verdict.first_bad, found.vouches_for(1)) == (Fault.EDITED, 1, False)
    rewrite(database, before)
    assert checked.check(now=NOON + ANEW).verdict.intact
