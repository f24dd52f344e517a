"""A wall clock that jumps stops the service; one that is slewed, or a machine that was busy or asleep, does not."""

from datetime import UTC, datetime, timedelta

import pytest

from infoneige.clock import SystemClock
from infoneige.clock_watch import ClockJumpedError, ClockWatch, seconds_since_boot

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


class Machine:
    """A wall clock and a counter, each moved by hand."""

    def __init__(self) -> None:
        self.now = NOON
        self.counter = 1000.0

    def live(self, seconds: float, step: float = 0.0) -> None:
        self.counter += seconds
        self.now += timedelta(seconds=seconds + step)


def make_watch(machine: Machine) -> ClockWatch:
    return ClockWatch(lambda: machine.now, lambda: machine.counter)


@pytest.mark.parametrize(
    ("step", "words"), [(3600, "+3600 s"), (-3600, "-3600 s"), (172_800, "+172800 s"), (61, "+61 s")]
)
def test_clock_that_jumps_is_noticed(step: float, words: str) -> None:
    machine = Machine()
    watch = make_watch(machine)
    machine.live(1, step)
    with pytest.raises(ClockJumpedError) as noticed:
        watch.look()
    assert f"jumped by {words};" in str(noticed.value)


@pytest.mark.parametrize(("seconds", "step"), [(1, 0), (1, 59), (1, -60), (36_000, 0)])
def test_small_correction_or_long_pause_is_no_jump(seconds: float, step: float) -> None:
    machine = Machine()
    watch = make_watch(machine)
    machine.live(seconds, step)
    watch.look()


def test_clock_that_is_slewed_for_days_never_counts_as_a_jump() -> None:
    machine = Machine()
    watch = make_watch(machine)
    for _ in range(5_000):
        machine.live(60, 0.03)
        watch.look()


def test_this_machine_s_clocks_go_together() -> None:
    watch = ClockWatch(SystemClock().now)
    before = seconds_since_boot()
    watch.look()
    assert seconds_since_boot() >= before
