"""Codes of an authenticator application: those of this step and its neighbours, and no others."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from pyotp import TOTP

from infoneige.operators.second_factor import STEP_SECONDS, new_secret, step_of

INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of a test


@given(INSTANTS, st.integers(-1, 1))
def test_code_of_a_near_step_is_known_as_that_step(now: datetime, steps: int) -> None:
    at = now + timedelta(seconds=steps * STEP_SECONDS)
    found = step_of(SECRET, TOTP(SECRET).at(at), now=now)
    assert found is not None
    assert TOTP(SECRET).generate_otp(found) == TOTP(SECRET).at(at)
    assert abs(found - int(now.timestamp()) // STEP_SECONDS) <= 1


@given(st.text(max_size=12), INSTANTS)
def test_what_is_no_code_is_of_no_step(typed: str, now: datetime) -> None:
    bare = typed.replace(" ", "")
    assert step_of(SECRET, typed, now=now) is None or (bare.isascii() and bare.isdigit() and len(bare) == 6)


def test_secret_has_160_bits_and_is_never_the_same() -> None:
    drawn = {new_secret() for _ in range(100)}
    assert {len(secret) for secret in drawn} == {32}
    assert len(drawn) == 100
