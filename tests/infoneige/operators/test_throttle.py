"""Guessing passwords becomes slow after 20 failures, for an account and for an address; its owner still gets in."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from infoneige.operators.errors import LoginError, LoginRefusal
from infoneige.operators.throttle import FREE, LONGEST_WAIT, MEMORY, Guessed, Throttle, wait_after
from infoneige.storage.database import Database
from tests.infoneige.operators.conftest import NOW

SECOND = timedelta(seconds=1)
AMELIE_FROM_HERE = {Guessed.ACCOUNT: "amelie", Guessed.ADDRESS: "192.0.2.7"}


@pytest.fixture
def throttle(database: Database) -> Throttle:
    return Throttle(database, b"a key of the tests")


def fail_often(throttle: Throttle, subjects: Mapping[Guessed, str], times: int = FREE) -> None:
    for _ in range(times):
        throttle.begin(subjects, now=NOW)


def refused_until(throttle: Throttle, subjects: Mapping[Guessed, str], now: datetime = NOW) -> datetime | None:
    with pytest.raises(LoginError) as refused:
        throttle.begin(subjects, now=now)
    assert refused.value.reason is LoginRefusal.SLOW_DOWN
    return refused.value.retry_at


def test_twenty_failures_are_free_and_then_each_takes_twice_as_long() -> None:
    waits = [wait_after(failures, Guessed.ADDRESS).seconds for failures in range(18, 32)]
    assert waits == [0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
    assert wait_after(10**9, Guessed.ADDRESS) == LONGEST_WAIT[Guessed.ADDRESS]


def test_owner_waits_a_minute_at_most() -> None:
    assert {kind: wait_after(10**6, kind) for kind in (Guessed.ACCOUNT, Guessed.PROOF)} == {
        Guessed.ACCOUNT: timedelta(minutes=1),
        Guessed.PROOF: timedelta(minutes=1),
    }


def test_twenty_failures_slow_an_account_down_from_everywhere(throttle: Throttle) -> None:
    fail_often(throttle, AMELIE_FROM_HERE)
    elsewhere = {Guessed.ACCOUNT: "amelie", Guessed.ADDRESS: "198.51.100.1"}
    assert refused_until(throttle, elsewhere) == NOW + 2 * SECOND
    throttle.begin({Guessed.ACCOUNT: "chantal", Guessed.ADDRESS: "198.51.100.1"}, now=NOW)
    throttle.begin(elsewhere, now=NOW + 2 * SECOND)
    assert refused_until(throttle, elsewhere, NOW + 2 * SECOND) == NOW + 6 * SECOND


def test_twenty_failures_slow_an_address_down_for_everybody(throttle: Throttle) -> None:
    for number in range(FREE):
        throttle.begin({Guessed.ACCOUNT: f"name-{number}", Guessed.ADDRESS: f"2001:db8::{number + 1:x}"}, now=NOW)
    assert (
        refused_until(throttle, {Guessed.ACCOUNT: "amelie", Guessed.ADDRESS: "2001:DB8:0:0:ffff::1%eth0"})
        == NOW + 2 * SECOND
    )
    throttle.begin({Guessed.ACCOUNT: "amelie", Guessed.ADDRESS: "2001:db8:0:1::1"}, now=NOW)
    throttle.begin({Guessed.ACCOUNT: "amelie", Guessed.ADDRESS: "192.0.2.7"}, now=NOW)


def test_refused_try_is_not_counted(throttle: Throttle) -> None:
    fail_often(throttle, AMELIE_FROM_HERE)
    assert [refused_until(throttle, AMELIE_FROM_HERE) for _ in range(3)] == [NOW + 2 * SECOND] * 3


def test_success_frees_the_account_but_not_the_address(database: Database, throttle: Throttle) -> None:
    fail_often(throttle, AMELIE_FROM_HERE, FREE - 1)
    tried = throttle.begin(AMELIE_FROM_HERE, now=NOW + SECOND)
    with database.transaction() as connection:
        throttle.succeeded(connection, tried)
    fail_often(throttle, {Guessed.ACCOUNT: "amelie"}, FREE - 1)
    throttle.begin({Guessed.ADDRESS: "192.0.2.7"}, now=NOW + SECOND)
    assert refused_until(throttle, {Guessed.ADDRESS: "192.0.2.7"}, NOW + SECOND) == NOW + 3 * SECOND


def test_failures_are_forgotten_after_half_a_day(throttle: Throttle) -> None:
    fail_often(throttle, AMELIE_FROM_HERE)
    fail_often(throttle, {Guessed.PROOF: "amelie"})
    after = NOW + MEMORY
    for _ in range(FREE):
        throttle.begin(AMELIE_FROM_HERE, now=after)
    assert refused_until(throttle, AMELIE_FROM_HERE, after) == after + 2 * SECOND


def test_names_and_addresses_are_kept_as_hashes(database: Database, throttle: Throttle) -> None:
    throttle.begin(AMELIE_FROM_HERE, now=NOW)
    with database.read() as connection:
        rows = str(connection.execute("SELECT * FROM limited_event").fetchall())
    assert [text for text in AMELIE_FROM_HERE.values() if text in rows] == []
