"""What a guard stopped is kept with the version, for the quality page: from the desk and from the command line."""

import pytest

from geodata.address_book import AddressBook
from infoneige.desk.by_command import Order, do
from infoneige.desk.model import GuardKind
from infoneige.plans.signature import Signature
from infoneige.quality.report import GuardedPublish
from infoneige.quality.reports import QualityReports
from infoneige.storage.database import Database
from tests.infoneige.desk.plan_desk import COALESCE, LATE, Desk, batch_of, plan, preview

WHY = "annoncé hier par radio"


@pytest.fixture
def desk(database: Database, streets: AddressBook) -> Desk:
    return Desk(database, streets)


def shown(desk: Desk, streets: AddressBook) -> tuple[GuardedPublish, ...]:
    reports = QualityReports(desk.database, streets)
    (operation,) = reports.operations(desk.now) or ()
    report = reports.report(operation, desk.now)
    assert report is not None
    return report.guarded


def test_load_published_despite_a_guard_says_which_and_why(desk: Desk, streets: AddressBook) -> None:
    version = desk.published(desk.load(plan("a"), guards=(LATE,)), reason=WHY)
    assert shown(desk, streets) == (GuardedPublish(version, desk.now, (GuardKind.LATE_NOTICE,), WHY),)


def test_load_that_nothing_stopped_shows_no_reason(desk: Desk, streets: AddressBook) -> None:
    desk.published(desk.load(plan("a")), reason=WHY)
    assert shown(desk, streets) == ()


def test_command_that_publishes_despite_a_guard_says_so_too(desk: Desk, streets: AddressBook) -> None:
    signature = Signature(published_by="command:clerk", reason=WHY)
    order = Order(batch=batch_of(plan("a")), content_hash="", signature=signature)
    done = do(desk.database, order, preview(0, guards=(LATE,)), coalesce=COALESCE, now=desk.now).result
    assert done.publish_id is not None
    assert shown(desk, streets) == (GuardedPublish(done.publish_id, desk.now, (GuardKind.LATE_NOTICE,), WHY),)
