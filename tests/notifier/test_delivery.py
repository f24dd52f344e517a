"""The life of an outbox entry as laws: no end is left, nothing outlives its deadline, a miss is worse than a double."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifier.channels.contract import SendOutcome, Verdict
from notifier.delivery import (
    ASK_LATER,
    FIRST_RETRY,
    GIVEN_UP_IN_DOUBT,
    IN_TURN,
    LAST_RETRY,
    LOOK_AGAIN,
    LOOKS,
    PASSING_PAUSE,
    SETTLE,
    TRANSITIONS,
    UNSETTLED,
    WORTH_ANOTHER_TRY,
    Standing,
    Step,
    after_call,
    after_look,
    after_no_look,
    after_receipt,
    after_waiting,
    before_call,
)
from notifier.model import AlertKind, DeliveryStatus
from notifier.receipts import RANK, Receipt

NOW = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
INSTANTS = st.integers(-600, 600).map(lambda minutes: NOW + timedelta(minutes=minutes))
OUTCOMES = st.builds(SendOutcome, st.sampled_from(Verdict), retry_at=st.none() | INSTANTS)


def test_every_state_is_in_the_table_and_some_are_ends() -> None:
    assert set(TRANSITIONS) == set(DeliveryStatus)
    assert {state for state, following in TRANSITIONS.items() if not following} == {
        DeliveryStatus.DELIVERED,
        DeliveryStatus.SUPPRESSED,
    }


def test_every_state_can_be_reached_from_due() -> None:
    reached, frontier = {DeliveryStatus.DUE}, {DeliveryStatus.DUE}
    while frontier:
        frontier = {following for state in frontier for following in TRANSITIONS[state]} - reached
        reached |= frontier
    assert reached == set(DeliveryStatus)


@pytest.mark.parametrize(
    ("kind", "standing", "facts", "reason"),
    [
        (AlertKind.PLANNED, {}, {}, None),
        (AlertKind.PLANNED, {}, {"has_stopped": True}, "the recipient said stop"),
        (AlertKind.PLANNED, {}, {"is_gone": True}, "nobody can be reached there"),
        (AlertKind.PLANNED, {}, {"not_after": NOW}, "too late"),
        (AlertKind.PLANNED, {"window_is_closed": True}, {}, "the window is closed"),
        (AlertKind.CANCELLED, {"window_is_closed": True}, {}, None),
        (AlertKind.DONE, {"window_is_closed": True}, {}, None),
        (AlertKind.CANCELLED, {"has_newer_window": True}, {}, "a newer ban was announced"),
        (AlertKind.DONE, {"has_newer_window": True}, {}, "a newer ban was announced"),
        (AlertKind.CANCELLED, {}, {"lifts_nothing": True}, "nothing was told that it could lift"),
        (AlertKind.DATA_SILENT, {"silence_is_over": True}, {}, "the data is back"),
        (AlertKind.DATA_BACK, {"silence_is_over": True}, {}, None),
        (
            AlertKind.PLANNED,
            {"window_is_closed": True},
            {"has_stopped": True, "not_after": NOW},
            "the recipient said stop",
        ),
    ],
)
def test_before_call_refuses_what_is_no_longer_true_or_wanted(
    kind: AlertKind, standing: dict[str, bool], facts: dict[str, Any], reason: str | None
) -> None:
    usual = {
        "has_stopped": False,
        "is_gone": False,
        "overtakes": False,
        "lifts_nothing": False,
        "not_after": NOW + HOUR,
        "now": NOW,
    }
    step = before_call(kind, Standing(**standing), **{**usual, **facts})
    assert (step and step.reason) == reason
    assert step is None or step.state in TRANSITIONS[DeliveryStatus.DUE]


def test_correction_waits_while_the_message_that_it_corrects_is_being_sent() -> None:
    facts = {"has_stopped": False, "is_gone": False, "overtakes": True, "lifts_nothing": False}
    step = before_call(AlertKind.MOVED, Standing(), **facts, not_after=NOW + HOUR, now=NOW)
    assert step == Step(DeliveryStatus.DUE, "waits for the message that it corrects", send_at=NOW + IN_TURN)


@pytest.mark.parametrize(
    ("outcome", "step"),
    [
        (SendOutcome(Verdict.SENT), Step(DeliveryStatus.SENT)),
        (SendOutcome(Verdict.ACCEPTED, "SM1"), Step(DeliveryStatus.ACCEPTED)),
        (SendOutcome(Verdict.REFUSED, reason="21211"), Step(DeliveryStatus.FAILED, "21211")),
        (
            SendOutcome(Verdict.UNKNOWN, reason="timed out"),
            Step(DeliveryStatus.UNKNOWN, "timed out", hold_until=NOW + SETTLE),
        ),
        (SendOutcome(Verdict.RETRY, reason="429"), Step(DeliveryStatus.DUE, "429", send_at=NOW + FIRST_RETRY)),
        (
            SendOutcome(Verdict.RETRY, retry_at=NOW + timedelta(minutes=7)),
            Step(DeliveryStatus.DUE, send_at=NOW + timedelta(minutes=7)),
        ),
        (
            SendOutcome(Verdict.RETRY, reason="429", retry_at=NOW + HOUR),
            Step(DeliveryStatus.EXPIRED, "no time for another try: 429"),
        ),
    ],
)
def test_after_call_follows_the_verdict(outcome: SendOutcome, step: Step) -> None:
    assert after_call(outcome, attempts=1, not_after=NOW + HOUR, at=NOW) == step


@given(st.integers(1, 10_000))
def test_after_call_waits_longer_each_time_up_to_a_limit(attempts: int) -> None:
    retry = SendOutcome(Verdict.RETRY)
    first, second = (
        after_call(retry, attempts=number, not_after=NOW + HOUR, at=NOW).send_at for number in (attempts, attempts + 1)
    )
    assert first is not None
    assert second is not None
    assert NOW + FIRST_RETRY <= first <= second <= NOW + LAST_RETRY


@given(OUTCOMES, st.integers(1, 20), INSTANTS, INSTANTS)
def test_after_call_never_plans_beyond_the_deadline(
    outcome: SendOutcome, attempts: int, not_after: datetime, at: datetime
) -> None:
    step = after_call(outcome, attempts=attempts, not_after=not_after, at=at)
    assert step.state in TRANSITIONS[DeliveryStatus.CALLING]
    assert step.send_at is None or at < step.send_at < not_after
    assert step.hold_until is None or step.hold_until <= not_after
    assert (step.hold_until is not None) == (step.state is DeliveryStatus.UNKNOWN)


@given(
    st.sampled_from([DeliveryStatus.CALLING, DeliveryStatus.UNKNOWN]), st.sampled_from(AlertKind), INSTANTS, INSTANTS
)
def test_after_waiting_ends_at_the_deadline_and_resends_only_what_is_worth_a_double(
    state: DeliveryStatus, kind: AlertKind, not_after: datetime, lease_until: datetime
) -> None:
    step = after_waiting(state, kind, lease_until=lease_until, not_after=not_after, now=NOW)
    assert step.state in TRANSITIONS[state]
    if state is DeliveryStatus.UNKNOWN:
        worth_it = not_after > NOW and kind not in GIVEN_UP_IN_DOUBT
        assert step.state is (DeliveryStatus.DUE if worth_it else DeliveryStatus.GAVE_UP)
    else:
        assert step.hold_until == min(lease_until + SETTLE, not_after)


@given(st.sampled_from(AlertKind), st.lists(OUTCOMES | st.none(), max_size=40))
def test_no_life_is_open_at_its_deadline(kind: AlertKind, answers: list[SendOutcome | None]) -> None:
    """Live a whole life: each answer is a provider's, or None for a worker that dies during the call."""
    not_after = NOW + HOUR
    state, wakes_at, attempts = DeliveryStatus.DUE, NOW, 0
    remaining = iter(answers)
    while state in UNSETTLED:
        now = min(wakes_at, not_after)
        if now >= not_after and state is DeliveryStatus.DUE:
            state = DeliveryStatus.EXPIRED
        elif state is DeliveryStatus.DUE:
            attempts += 1
            state, wakes_at = live_through_a_call(next(remaining, SendOutcome(Verdict.SENT)), attempts, not_after, now)
        else:
            step = after_waiting(state, kind, lease_until=wakes_at, not_after=not_after, now=now)
            state, wakes_at = step.state, step.hold_until or step.send_at or now
    assert wakes_at <= not_after
    assert attempts >= 1


def live_through_a_call(
    outcome: SendOutcome | None, attempts: int, not_after: datetime, now: datetime
) -> tuple[DeliveryStatus, datetime]:
    if outcome is None:
        return DeliveryStatus.CALLING, min(now + timedelta(minutes=2), not_after)
    step = after_call(outcome, attempts=attempts, not_after=not_after, at=now)
    return step.state, step.hold_until or max(step.send_at or now, now)


def test_provider_is_asked_twice_before_anything_is_sent_again() -> None:
    first = after_look(LOOKS - 1, not_after=NOW + HOUR, now=NOW)
    assert first == Step(DeliveryStatus.UNKNOWN, "the provider has nothing yet", hold_until=NOW + LOOK_AGAIN)
    second = after_look(LOOKS, not_after=NOW + HOUR, now=NOW)
    assert second == Step(DeliveryStatus.DUE, "sent again: the provider has nothing", send_at=NOW)


def test_question_that_cannot_be_asked_is_asked_later_while_there_is_time() -> None:
    reason = "the provider cannot be asked now"
    later = after_no_look(not_after=NOW + HOUR, now=NOW)
    assert later == Step(DeliveryStatus.UNKNOWN, reason, hold_until=NOW + ASK_LATER)
    last = after_no_look(not_after=NOW + ASK_LATER / 2, now=NOW)
    assert last == Step(DeliveryStatus.UNKNOWN, reason, hold_until=NOW + ASK_LATER / 2)


STATES, TOLD = st.sampled_from(DeliveryStatus), st.sampled_from(sorted(RANK))
CODES = st.sampled_from([None, 30003, 30005, 30007, 30008, 30036, 21610, 99999])


@given(STATES, TOLD, CODES, st.booleans(), st.booleans(), INSTANTS)
@example(DeliveryStatus.GAVE_UP, DeliveryStatus.UNDELIVERED, 30003, True, True, NOW + 2 * WORTH_ANOTHER_TRY)  # noqa: FBT003
def test_receipt_moves_forward_as_the_table_says_and_tries_again_only_what_may_pass(
    state: DeliveryStatus,
    told: DeliveryStatus,
    code: int | None,
    is_latest: bool,  # noqa: FBT001 - hypothesis gives keywords
    is_first: bool,  # noqa: FBT001 - the same
    not_after: datetime,
) -> None:
    receipt = Receipt("SM1", told, code, told.value)
    step = after_receipt(state, receipt, is_latest=is_latest, is_first=is_first, not_after=not_after, now=NOW)
    if step is None:
        return
    assert step.state in TRANSITIONS[state] or step.state is state is DeliveryStatus.DUE
    if step.state is DeliveryStatus.DUE:
        assert code in (30003, 30008)
        assert is_latest
        assert is_first
        assert step.send_at == NOW + PASSING_PAUSE < not_after - WORTH_ANOTHER_TRY + PASSING_PAUSE
    else:
        assert step.state is told


@given(STATES, TOLD, INSTANTS)
def test_receipt_that_comes_again_moves_nothing(
    state: DeliveryStatus, told: DeliveryStatus, not_after: datetime
) -> None:
    facts = {"is_latest": True, "is_first": False, "not_after": not_after, "now": NOW}
    step = after_receipt(state, Receipt("SM1", told, None, told.value), **facts)  # type: ignore[arg-type]
    if step is not None:
        assert after_receipt(step.state, Receipt("SM1", told, None, told.value), **facts) is None  # type: ignore[arg-type]
