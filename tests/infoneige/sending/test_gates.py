"""What keeps a sender from going too fast, or on when its provider wants a pause or fails."""

from datetime import timedelta

import pytest

from infoneige.sending.gates import Gate, SenderPace
from infoneige.storage.database import Database
from notifier.breaker import IN_A_ROW, PROBE_EVERY, Breaker
from notifier.channels.contract import SendOutcome, Verdict
from notifier.pacing import Pace
from tests.outbox_world import NOW

SECOND = timedelta(seconds=1)
SENT = SendOutcome(Verdict.SENT)


def test_gate_without_a_pace_lets_any_number_through() -> None:
    gate = Gate("console")
    gate.begun(10_000, 10_000, NOW)
    assert gate.room(NOW) is None
    assert gate.opens_at(NOW) == NOW


def test_paced_gate_lets_through_what_the_sender_may_and_says_when_more(database: Database) -> None:
    gate, other = (Gate("sms", pace=SenderPace(database, "MG1", Pace(10))) for _ in range(2))
    assert gate.room(NOW) == 5
    gate.begun(4, 8, NOW)
    assert (gate.room(NOW), other.room(NOW)) == (0, 0)
    assert other.opens_at(NOW) == NOW + 0.7 * SECOND
    assert other.room(NOW + 0.7 * SECOND) == 4


def test_pause_that_the_provider_asked_for_holds_everything(caplog: pytest.LogCaptureFixture) -> None:
    gate = Gate("sms")
    gate.note(SendOutcome(Verdict.RETRY, reason="429", hold_until=NOW + 30 * SECOND), NOW)
    gate.note(SendOutcome(Verdict.RETRY, reason="429", hold_until=NOW + 10 * SECOND), NOW)
    assert gate.room(NOW) == 0
    assert gate.paused_until(NOW) == gate.opens_at(NOW) == NOW + 30 * SECOND
    assert gate.room(NOW + 30 * SECOND) is None
    assert gate.paused_until(NOW + 30 * SECOND) is None
    assert len(caplog.records) == 1


def test_failing_provider_is_given_one_message_at_a_time_until_it_answers(caplog: pytest.LogCaptureFixture) -> None:
    gate = Gate("sms", breaker=Breaker())
    for _ in range(IN_A_ROW):
        gate.note(SendOutcome(Verdict.UNKNOWN, reason="TimeoutError"), NOW)
    assert gate.room(NOW) == 0
    probe_at = gate.opens_at(NOW)
    assert probe_at == NOW + PROBE_EVERY
    assert gate.room(probe_at) == 1
    gate.begun(1, 1, probe_at)
    assert gate.room(probe_at) == 0
    gate.note(SENT, probe_at)
    assert gate.room(probe_at) is None
    assert "sms: the provider fails" in caplog.text
