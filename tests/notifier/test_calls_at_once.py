"""How many calls a provider bears is learnt from its pauses, and tried again with care."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from notifier.calls_at_once import ROUNDS, CallsAtOnce
from notifier.channels.contract import SendOutcome, Verdict

NOW = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TAKEN, LOST = SendOutcome(Verdict.ACCEPTED), SendOutcome(Verdict.UNKNOWN)


def pause(until: datetime) -> SendOutcome:
    return SendOutcome(Verdict.RETRY, hold_until=until)


def test_all_may_be_made_until_the_provider_asks_for_a_pause() -> None:
    calls = CallsAtOnce(16)
    for outcome in (TAKEN, LOST) * 1000:
        calls.note(outcome, NOW)
    assert calls.allowed == 16


def test_each_pause_halves_them_however_many_answers_ask_for_it() -> None:
    calls = CallsAtOnce(16)
    for _ in range(16):
        calls.note(pause(NOW + SECOND), NOW)
    assert calls.allowed == 8
    calls.note(pause(NOW + 3 * SECOND), NOW + SECOND)
    calls.note(pause(NOW + 2 * SECOND), NOW + 2 * SECOND)
    assert calls.allowed == 4


def test_one_more_is_tried_after_some_rounds_of_answers_and_never_more_than_the_most() -> None:
    calls = CallsAtOnce(3)
    calls.note(pause(NOW + SECOND), NOW)
    calls.note(pause(NOW + 2 * SECOND), NOW + SECOND)
    allowed = []
    for _ in range(8 * ROUNDS):
        calls.note(TAKEN, NOW + 2 * SECOND)
        allowed.append(calls.allowed)
    assert allowed == [1] * (ROUNDS - 1) + [2] * 2 * ROUNDS + [3] * (5 * ROUNDS + 1)


@given(st.integers(1, 64), st.lists(st.sampled_from([TAKEN, LOST, None]), max_size=200))
def test_at_least_one_and_at_most_the_most_may_be_made(most: int, answers: list[SendOutcome | None]) -> None:
    calls = CallsAtOnce(most)
    for second, answer in enumerate(answers):
        at = NOW + second * SECOND
        calls.note(answer or pause(at + SECOND), at)
        assert 1 <= calls.allowed <= most
