"""Messages are forgotten 90 days after they were of use, with all that hangs on them; no law but age decides."""

from datetime import datetime, timedelta
from itertools import count

import pytest

from infoneige.housekeeping import forget_what_was_told
from infoneige.storage.database import Database
from infoneige.storage.error_reports import add_error_report
from infoneige.storage.instants import to_text
from infoneige.storage.invariants import broken_promises
from infoneige.storage.outbox import Outbox, Result
from infoneige.storage.receipts import take_receipt
from infoneige.storage.retention import (
    MESSAGES_LAST,
    REPORTS_LAST,
    SETTLED_REPORTS_LAST,
    Pace,
    forget_messages,
    forget_receipts,
    forget_reports,
    horizon,
)
from notifier.channels.contract import SendOutcome, Verdict
from notifier.model import AlertKind, DeliveryStatus
from notifier.receipts import Receipt
from tests.outbox_world import ENDS, NOW, World

MILLISECOND = timedelta(milliseconds=1)
DAY = timedelta(days=1)
OLD = ENDS + MESSAGES_LAST + MILLISECOND
SMALL = Pace(rows=3, times=2, breath=timedelta(0))
DELIVERED = DeliveryStatus.DELIVERED
FINAL = sorted(set(DeliveryStatus) - {DeliveryStatus.DUE, DeliveryStatus.CALLING, DeliveryStatus.UNKNOWN})


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def told(
    world: World, side: str, state: str = "delivered", *, not_after: datetime = ENDS, provider_id: str | None = None
) -> int:
    """Tell somebody of a ban; return the entry."""
    lease = to_text(NOW) if state in ("calling", "unknown") else None
    person = world.person(side, sides=[side])
    return world.due(
        world.window(side), person, not_after=not_after, state=state, provider_id=provider_id, lease_until=lease
    )


def left(world: World) -> list[int]:
    return [entry_id for (entry_id,) in world.rows("SELECT entry_id FROM outbox ORDER BY entry_id")]


def test_message_stays_for_90_days_after_it_was_last_of_use(world: World) -> None:
    entry = told(world, "a")
    forget_what_was_told(world.database, now=ENDS + MESSAGES_LAST)
    assert left(world) == [entry]
    forget_what_was_told(world.database, now=OLD)
    assert left(world) == []


@pytest.mark.parametrize("state", FINAL)
def test_message_of_every_end_is_forgotten(world: World, state: DeliveryStatus) -> None:
    told(world, "a", state.value)
    forget_what_was_told(world.database, now=OLD)
    assert left(world) == []


def test_what_is_due_or_not_over_is_never_forgotten(world: World) -> None:
    kept = [told(world, state, state) for state in ("due", "calling", "unknown")]
    told(world, "over")
    forget_what_was_told(world.database, now=OLD + 300 * DAY)
    assert left(world) == kept


def test_younger_messages_stay_beside_old_ones_about_the_same_window(world: World) -> None:
    window, person = world.window("a"), world.person("ana")
    world.due(window, person, state="sent")
    younger = world.due(window, person, AlertKind.DONE, state="sent", not_after=ENDS + DAY)
    forget_what_was_told(world.database, now=OLD)
    assert left(world) == [younger]


def test_messages_about_a_silence_are_forgotten_too(world: World) -> None:
    world.change(f"INSERT INTO silence (source, since) VALUES ('operator', '{to_text(NOW)}')")
    window, person = world.window("a"), world.person("ana")
    for kind in (AlertKind.DATA_SILENT, AlertKind.DATA_BACK):
        world.due(window, person, kind, silence_id=1, state="delivered")
    forget_what_was_told(world.database, now=OLD)
    assert left(world) == []


def test_calls_and_receipts_go_with_what_they_were_for(world: World) -> None:
    outbox = Outbox(world.database, "worker")
    told(world, "a", "due")
    later = world.due(world.window("b"), world.person("b"), not_after=OLD)
    numbers = count(1)
    while (batch := outbox.claim(NOW, 10)) is not None:
        outcomes = (SendOutcome(Verdict.ACCEPTED, provider_id=f"SM{number}") for number in numbers)
        outbox.record(batch, [Result(bundle, next(outcomes), NOW) for bundle in batch.bundles])
    for entry in left(world):
        (provider_id,) = world.rows(f"SELECT provider_id FROM outbox WHERE entry_id = {entry}")[0]
        receipt = Receipt(provider_id, DELIVERED, None, "delivered")
        take_receipt(world.database, entry_id=entry, attempt=1, receipt=receipt, now=NOW)
    forget_what_was_told(world.database, now=OLD)
    assert left(world) == [later]
    assert world.rows("SELECT entry_id FROM attempt") == [(later,)]
    assert world.rows("SELECT count(*) FROM receipt") == [(0,)]
    assert broken_promises(world.database, NOW) == {}


def test_receipt_of_a_forgotten_message_changes_nothing(world: World) -> None:
    entry = told(world, "a", provider_id="SM1")
    forget_what_was_told(world.database, now=OLD)
    receipt = Receipt("SM1", DELIVERED, None, "delivered")
    assert not take_receipt(world.database, entry_id=entry, attempt=1, receipt=receipt, now=OLD)
    assert world.rows("SELECT count(*) FROM receipt") == [(0,)]


def test_receipts_go_by_their_own_age_and_so_do_questions_and_moved_cars(world: World) -> None:
    window, person = world.window("a"), world.person("ana")
    for number, at in ((1, NOW), (2, NOW + DAY)):
        text = to_text(at)
        world.change(f"INSERT INTO receipt (provider_id, word, received_at) VALUES ('SM{number}', 'sent', '{text}')")
        world.change(
            f"INSERT INTO unreported (provider_id, handed_over_at, ask_at) VALUES ('SM{number}', '{text}', '{text}')"
        )
        world.change(
            "INSERT INTO outcome (window_id, recipient_id, what, told_at) "
            f"VALUES ({window}, {person + number}, 'moved', '{text}')"
        )
    forget_what_was_told(world.database, now=NOW + MESSAGES_LAST + MILLISECOND)
    assert world.rows("SELECT provider_id FROM receipt") == [("SM2",)]
    assert world.rows("SELECT provider_id FROM unreported") == [("SM2",)]
    assert world.rows("SELECT recipient_id FROM outcome") == [(person + 2,)]


def test_run_forgets_a_bounded_number_and_the_next_goes_on(world: World) -> None:
    world.crowd(10, windows=10)
    world.change("UPDATE outbox SET state = 'sent'")
    stuck = told(world, "stuck", "unknown")
    young = told(world, "young", not_after=OLD)
    told(world, "last")
    with world.database.read() as connection:
        old = horizon(world.database, connection, now=OLD)
    assert old is not None
    assert [forget_messages(world.database, old, SMALL) for _ in range(4)] == [6, 4, 1, 0]
    assert left(world) == [stuck, young]


def test_many_receipts_are_forgotten_over_some_runs(world: World) -> None:
    for number in range(8):
        world.change(
            f"INSERT INTO receipt (provider_id, word, received_at) VALUES ('SM{number}', 'sent', '{to_text(NOW)}')"
        )
    forget_receipts(world.database, now=OLD, pace=SMALL)
    assert world.rows("SELECT count(*) FROM receipt") == [(2,)]
    forget_receipts(world.database, now=OLD, pace=SMALL)
    assert world.rows("SELECT count(*) FROM receipt") == [(0,)]


def reported(world: World, *, settled_after: timedelta | None = None) -> int:
    """Have somebody report an error; return the report, settled after a time if at all."""
    ((last,),) = world.rows("SELECT count(*) FROM error_report")
    with world.database.transaction() as connection:
        add_error_report(world.database, connection, 7, "sealed words", now=NOW)
    if settled_after is not None:
        at = to_text(NOW + settled_after)
        world.change(f"UPDATE error_report SET closed_at = '{at}' WHERE report_id = {last + 1}")
    return int(last) + 1


def reports(world: World) -> dict[int, tuple[object, object]]:
    rows = world.rows("SELECT report_id, text_sealed, recipient_id FROM error_report ORDER BY report_id")
    return {report_id: (text, person) for report_id, text, person in rows}


SAID, FORGOTTEN = ("sealed words", 7), (None, None)


def test_report_of_an_error_is_forgotten_30_days_after_it_was_settled_or_else_after_90(world: World) -> None:
    open_one, settled, late = (
        reported(world),
        reported(world, settled_after=DAY),
        reported(world, settled_after=80 * DAY),
    )
    for at, left_over in (
        (DAY + SETTLED_REPORTS_LAST, {open_one: SAID, settled: SAID, late: SAID}),
        (DAY + SETTLED_REPORTS_LAST + MILLISECOND, {open_one: SAID, settled: FORGOTTEN, late: SAID}),
        (REPORTS_LAST, {open_one: SAID, settled: FORGOTTEN, late: SAID}),
        (REPORTS_LAST + MILLISECOND, {open_one: FORGOTTEN, settled: FORGOTTEN, late: FORGOTTEN}),
    ):
        forget_what_was_told(world.database, now=NOW + at)
        assert (at, reports(world)) == (at, left_over)


def test_that_an_error_was_reported_and_settled_stays(world: World) -> None:
    reported(world, settled_after=DAY)
    forget_what_was_told(world.database, now=NOW + 300 * DAY)
    at = [(to_text(NOW), to_text(NOW + DAY))]
    assert world.rows("SELECT opened_at, closed_at FROM error_report") == at


def test_one_run_forgets_so_many_reports_and_the_next_goes_on(world: World) -> None:
    numbers = [reported(world) for _ in range(8)]
    forget_reports(world.database, now=NOW + 300 * DAY, pace=SMALL)
    assert list(reports(world).values()) == [FORGOTTEN] * 6 + [SAID] * 2
    forget_reports(world.database, now=NOW + 300 * DAY, pace=SMALL)
    assert reports(world) == dict.fromkeys(numbers, FORGOTTEN)
