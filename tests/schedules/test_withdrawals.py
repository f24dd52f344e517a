"""How much may be withdrawn at once without a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.withdrawals import must_be_held


@pytest.mark.parametrize(
    ("live", "withdrawn", "expected"),
    [
        (0, 0, False),
        (49, 49, False),
        (50, 50, True),
        (245, 49, False),
        (249, 50, True),
        (250, 50, False),
        (250, 51, True),
        (12_000, 2_400, False),
        (12_000, 2_401, True),
    ],
)
def test_more_than_a_fifth_and_at_least_fifty_is_held(live: int, withdrawn: int, *, expected: bool) -> None:
    assert must_be_held(live, withdrawn) is expected


@given(live=st.integers(0, 60_000), withdrawn=st.integers(0, 60_000))
def test_one_withdrawal_more_never_releases(live: int, withdrawn: int) -> None:
    assert must_be_held(live, withdrawn + 1) >= must_be_held(live, withdrawn)
