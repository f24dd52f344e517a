"""A provider that fails is let alone, and probed until it answers."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from notifier.breaker import IN_A_ROW, LAST, PROBE_EVERY, SHARE, Breaker
from notifier.channels.contract import Verdict

NOW = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
OK, LOST, NOT_TAKEN = Verdict.ACCEPTED, Verdict.UNKNOWN, Verdict.RETRY


def after(*verdicts: Verdict) -> Breaker:
    breaker = Breaker()
    for verdict in verdicts:
        breaker.note(verdict, NOW)
    return breaker


def test_breaker_opens_at_the_twentieth_failure_in_a_row() -> None:
    breaker = after(*[LOST] * (IN_A_ROW - 1))
    assert breaker.probe_at is None
    assert breaker.note(NOT_TAKEN, NOW)
    assert breaker.probe_at == NOW + PROBE_EVERY


def test_breaker_opens_when_three_in_ten_of_the_last_fifty_were_lost() -> None:
    breaker = after(*([OK] * 7 + [LOST] * 3) * 4, *[OK] * 7, LOST, LOST)
    assert breaker.probe_at is None
    assert breaker.note(LOST, NOW)


def test_refusals_and_calls_surely_not_taken_are_no_share_of_the_lost() -> None:
    assert after(*([Verdict.REFUSED] * 3 + [NOT_TAKEN] * 3) * 50).probe_at is None


def test_probe_is_made_each_quarter_of_a_minute_until_one_is_answered() -> None:
    breaker = after(*[LOST] * IN_A_ROW)
    first = NOW + PROBE_EVERY
    breaker.probe(first)
    assert breaker.probe_at == first + PROBE_EVERY
    assert not breaker.note(LOST, first)
    assert breaker.probe_at == first + PROBE_EVERY
    breaker.probe(first + PROBE_EVERY)
    breaker.note(OK, first + PROBE_EVERY)
    assert breaker.probe_at is None


def test_answer_to_a_call_from_before_it_opened_closes_nothing() -> None:
    breaker = after(*[LOST] * IN_A_ROW)
    breaker.note(OK, NOW + timedelta(seconds=1))
    assert breaker.probe_at is not None


def test_breaker_that_closed_has_forgotten_what_was_lost() -> None:
    breaker = after(*[LOST] * IN_A_ROW)
    breaker.probe(NOW)
    breaker.note(OK, NOW)
    for _ in range(IN_A_ROW - 1):
        breaker.note(LOST, NOW)
    assert breaker.probe_at is None


@given(st.lists(st.sampled_from(Verdict), max_size=120))
def test_breaker_is_open_only_where_the_calls_since_it_began_say_so(verdicts: list[Verdict]) -> None:
    breaker = Breaker()
    for number, verdict in enumerate(verdicts, 1):
        opened = breaker.note(verdict, NOW)
        row = verdicts[max(0, number - IN_A_ROW) : number]
        last = verdicts[max(0, number - LAST) : number]
        fails = len(row) == IN_A_ROW and all(one in (LOST, NOT_TAKEN) for one in row)
        loses = len(last) == LAST and last.count(LOST) >= SHARE * LAST
        assert opened == (fails or loses)
        if opened:
            break
