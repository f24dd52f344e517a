"""Every message has a reason that a person can read, whatever became of it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.model import StreetSideId
from infoneige.residents.why import Because, Fate, Trace, trace
from infoneige.storage.accounts import ToldMessage
from infoneige.web.why_words import BECAME, DUE, HELD, WHAT
from notifier.model import AlertKind, DeliveryStatus
from schedules.model import BanWindow
from tests.outbox_world import ENDS, NOW, STARTS


def message(
    kind: AlertKind, state: DeliveryStatus, reason: str | None = None, *, lead: int = 0, handed_over: bool = False
) -> ToldMessage:
    return ToldMessage(
        entry_id=1,
        kind=kind,
        window=BanWindow(StreetSideId("1"), STARTS, ENDS),
        lead_minutes=lead,
        state=state,
        reason=reason,
        send_at=NOW,
        not_after=ENDS,
        handed_over_at=NOW + timedelta(minutes=1) if handed_over else None,
        replaces_at=None,
        attempts=1,
    )


@given(st.sampled_from(AlertKind), st.sampled_from(DeliveryStatus), st.none() | st.text())
def test_every_message_has_words_for_what_made_it_due_and_what_became_of_it(
    kind: AlertKind, state: DeliveryStatus, reason: str | None
) -> None:
    found = trace(message(kind, state, reason))
    assert found.due_by in WHAT
    assert found.due_by in DUE
    assert found.fate in BECAME
    assert (found.held_by in HELD) == (found.fate in (Fate.NOT_SENT, Fate.NOT_ARRIVED))


@pytest.mark.parametrize(
    ("state", "reason", "fate", "held_by"),
    [
        (DeliveryStatus.DUE, "plan changed", Fate.COMING, None),
        (DeliveryStatus.SENT, None, Fate.TAKEN, None),
        (DeliveryStatus.DELIVERED, None, Fate.ARRIVED, None),
        (DeliveryStatus.SUPERSEDED, "car moved", Fate.NOT_SENT, Because.CAR_MOVED),
        (DeliveryStatus.SUPERSEDED, "paused", Fate.NOT_SENT, Because.PAUSED),
        (DeliveryStatus.SUPERSEDED, "plan changed", Fate.NOT_SENT, Because.PLAN_CHANGED),
        (DeliveryStatus.SUPERSEDED, "preferences changed", Fate.NOT_SENT, Because.PREFERENCES_CHANGED),
        (DeliveryStatus.SUPERSEDED, "the window is closed", Fate.NOT_SENT, Because.NOT_TRUE_ANY_MORE),
        (DeliveryStatus.SUPPRESSED, "the recipient said stop", Fate.NOT_SENT, Because.STOPPED),
        (DeliveryStatus.SUPPRESSED, "nobody can be reached there", Fate.NOT_SENT, Because.UNREACHABLE),
        (DeliveryStatus.EXPIRED, "too late", Fate.NOT_SENT, Because.TOO_LATE),
        (DeliveryStatus.UNDELIVERED, "the provider's code 30003", Fate.NOT_ARRIVED, Because.UNREACHABLE),
        (DeliveryStatus.FAILED, "the provider's code 21211", Fate.NOT_ARRIVED, Because.REFUSED),
        (DeliveryStatus.GAVE_UP, None, Fate.NOT_ARRIVED, Because.IN_DOUBT),
    ],
)
def test_reason_of_the_outbox_is_told_as_a_rule(
    state: DeliveryStatus, reason: str | None, fate: Fate, held_by: Because | None
) -> None:
    found = trace(message(AlertKind.REMINDER, state, reason, lead=120))
    assert found == Trace(found.message, NOW, Because.LEAD, fate, held_by)
    assert found.lead == timedelta(hours=2)


def test_time_of_a_message_is_when_it_was_handed_over() -> None:
    sent = message(AlertKind.PLANNED, DeliveryStatus.SENT, handed_over=True)
    assert trace(sent).at == NOW + timedelta(minutes=1)
