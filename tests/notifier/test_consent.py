"""Consent: nobody is told anything who has not agreed, and a stop is lifted by their own fresh word alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.consent import START_LASTS, Consent, ConsentEvent, after, replayed, start_counts

STOPPED_AT = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HISTORIES = st.lists(st.sampled_from(ConsentEvent))


@pytest.mark.parametrize(
    ("history", "consent"),
    [
        ("", Consent.UNKNOWN),
        ("subscribe", Consent.PENDING),
        ("subscribe confirm", Consent.ACTIVE),
        ("confirm", Consent.UNKNOWN),
        ("start", Consent.UNKNOWN),
        ("stop", Consent.STOPPED),
        ("subscribe stop confirm", Consent.STOPPED),
        ("subscribe confirm stop subscribe", Consent.STOPPED),
        ("subscribe confirm stop start", Consent.ACTIVE),
        ("subscribe confirm erase", Consent.UNKNOWN),
        ("subscribe confirm stop erase", Consent.STOPPED),
    ],
)
def test_consent_follows_from_the_history(history: str, consent: Consent) -> None:
    assert replayed(map(ConsentEvent, history.split())) is consent


@given(HISTORIES)
def test_consent_is_active_only_after_a_word_from_the_phone(history: list[ConsentEvent]) -> None:
    if replayed(history) is Consent.ACTIVE:
        assert {ConsentEvent.CONFIRM, ConsentEvent.START} & set(history)


@given(HISTORIES)
def test_consent_after_a_stop_changes_by_a_start_alone(history: list[ConsentEvent]) -> None:
    consent = replayed([*history, ConsentEvent.STOP])
    others = set(ConsentEvent) - {ConsentEvent.START}
    assert {after(consent, event) for event in others} == {Consent.STOPPED}


@given(HISTORIES, st.sampled_from(ConsentEvent))
def test_an_event_that_comes_twice_changes_nothing_more(history: list[ConsentEvent], event: ConsentEvent) -> None:
    once = after(replayed(history), event)
    assert after(once, event) is once


@pytest.mark.parametrize(
    ("created_at", "now", "counts"),
    [
        (STOPPED_AT + MINUTE, STOPPED_AT + 2 * MINUTE, True),
        (STOPPED_AT - MINUTE, STOPPED_AT + 2 * MINUTE, False),
        (STOPPED_AT, STOPPED_AT + MINUTE, False),
        (STOPPED_AT + MINUTE, STOPPED_AT + MINUTE + START_LASTS, False),
        (STOPPED_AT + MINUTE, STOPPED_AT + START_LASTS, True),
        (None, STOPPED_AT + MINUTE, False),
    ],
)
def test_start_counts_only_if_it_is_later_than_the_stop_and_fresh(
    created_at: datetime | None, now: datetime, *, counts: bool
) -> None:
    assert start_counts(created_at=created_at, stopped_at=STOPPED_AT, now=now) is counts
