import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.model import DeliveryStatus
from notifier.receipts import RANK, moves_on, read_status

S = DeliveryStatus

WORDS = [
    ("accepted", None, S.ACCEPTED),
    ("scheduled", None, S.ACCEPTED),
    ("queued", None, S.ACCEPTED),
    ("sending", None, S.ACCEPTED),
    ("sent", None, S.SENT),
    ("delivered", None, S.DELIVERED),
    ("read", None, S.DELIVERED),
    ("undelivered", 30003, S.UNDELIVERED),
    ("undelivered", 30036, S.EXPIRED),
    ("failed", 30007, S.FAILED),
    ("failed", 30036, S.EXPIRED),
    ("delivered", 30036, S.DELIVERED),
    ("canceled", None, S.FAILED),
    ("receiving", None, None),
    ("received", None, None),
    ("partially_delivered", None, None),
    ("banana", None, None),
    ("Delivered", None, None),
    ("", None, None),
]


@pytest.mark.parametrize(("word", "error_code", "status"), WORDS)
def test_status_word_is_read(word: str, error_code: int | None, status: DeliveryStatus | None) -> None:
    assert read_status(word, error_code) is status


@given(st.lists(st.sampled_from(sorted(RANK)), min_size=1))
def test_receipts_in_any_order_end_in_a_highest_rank(statuses: list[DeliveryStatus]) -> None:
    state = DeliveryStatus.CALLING
    for status in [*statuses, *statuses]:
        state = status if moves_on(status, state) else state
    assert RANK[state] == max(RANK[status] for status in statuses)


def test_delivered_stands_against_everything() -> None:
    assert [status for status in RANK if moves_on(status, S.DELIVERED)] == []
    assert moves_on(S.DELIVERED, S.UNDELIVERED)
