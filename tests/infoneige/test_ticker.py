"""Ticks on the machine's clock: these tests wait for what must happen, and never assert how fast it did."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.executors.pool import ThreadPoolExecutor

from infoneige.clock import SystemClock
from infoneige.ticker import Delivery, Tick, Ticker

PATIENCE = 20.0
NEVER = timedelta(hours=1)


class Outbox:
    """The instants at which something is due, as the delivery loop would see them."""

    def __init__(self, *due: datetime) -> None:
        self.due = list(due)
        self.delivered: list[datetime] = []
        self.is_empty = threading.Event()

    def write(self, instant: datetime) -> datetime:
        self.is_empty.clear()
        self.due.append(instant)
        return instant

    def deliver(self) -> int:
        now = SystemClock().now()
        ready = [instant for instant in self.due if instant <= now]
        self.due = [instant for instant in self.due if instant > now]
        self.delivered += ready
        if not self.due:
            self.is_empty.set()
        return len(ready)

    def next_due(self) -> datetime | None:
        return min(self.due, default=None)


def make_ticker(
    outbox: Outbox, *ticks: Tick, sweep_every: timedelta = NEVER, deliver: Callable[[], int] | None = None
) -> Ticker:
    return Ticker(
        clock=SystemClock(),
        deliveries=[Delivery("delivery", deliver or outbox.deliver, outbox.next_due)],
        sweep_every=sweep_every,
        ticks=ticks,
    )


def run_until(happened: threading.Event, ticker: Ticker) -> bool:
    ticker.start()
    try:
        return happened.wait(PATIENCE)
    finally:
        ticker.stop()


def test_wake_up_delivers_at_each_due_instant_without_any_sweep() -> None:
    now = SystemClock().now()
    instants = [now + timedelta(seconds=0.3 * i) for i in range(1, 5)]
    outbox = Outbox(*instants)
    assert run_until(outbox.is_empty, make_ticker(outbox))
    assert outbox.delivered == instants


def test_what_was_due_before_the_start_is_delivered_at_once() -> None:
    long_ago = datetime(2025, 12, 26, 19, tzinfo=UTC)
    outbox = Outbox(long_ago)
    assert run_until(outbox.is_empty, make_ticker(outbox))
    assert outbox.delivered == [long_ago]


def test_sweep_finds_what_another_process_wrote() -> None:
    outbox = Outbox()
    ticker = make_ticker(outbox, sweep_every=timedelta(seconds=0.05))
    ticker.start()
    due = outbox.write(SystemClock().now())
    assert outbox.is_empty.wait(PATIENCE)
    ticker.stop()
    assert outbox.delivered == [due]


def test_tick_of_this_process_arms_the_wake_up_for_what_it_wrote() -> None:
    outbox = Outbox()
    may_publish, swept = threading.Event(), threading.Event()

    def publish() -> None:
        may_publish.wait(PATIENCE)
        outbox.write(SystemClock().now() + timedelta(seconds=0.3))

    def deliver() -> int:
        handed_over = outbox.deliver()
        swept.set()
        return handed_over

    ticker = make_ticker(outbox, Tick("publish", NEVER, publish), deliver=deliver)
    ticker.start()
    assert swept.wait(PATIENCE)  # the only sweep finds nothing
    outbox.is_empty.clear()
    may_publish.set()
    assert outbox.is_empty.wait(PATIENCE)
    ticker.stop()
    assert len(outbox.delivered) == 1


def test_tick_that_raises_is_logged_and_runs_again(caplog: pytest.LogCaptureFixture) -> None:
    runs: list[int] = []
    enough = threading.Event()

    def fail() -> None:
        runs.append(len(runs))
        if len(runs) == 3:
            enough.set()
        message = "the city is closed"
        raise OSError(message)

    assert run_until(enough, make_ticker(Outbox(), Tick("poll", timedelta(seconds=0.05), fail)))
    assert "the tick 'poll' failed; it will run again" in caplog.text
    assert "the city is closed" in caplog.text


def test_next_due_that_fails_leaves_the_sweep_running(caplog: pytest.LogCaptureFixture) -> None:
    swept = threading.Event()
    sweeps: list[int] = []

    def deliver() -> int:
        sweeps.append(1)
        if len(sweeps) == 3:
            swept.set()
        return 0

    def fail() -> datetime | None:
        message = "database is locked"
        raise OSError(message)

    ticker = Ticker(
        clock=SystemClock(), deliveries=[Delivery("delivery", deliver, fail)], sweep_every=timedelta(seconds=0.05)
    )
    assert run_until(swept, ticker)
    assert "database is locked" in caplog.text


def test_due_entry_that_cannot_be_delivered_does_not_spin() -> None:
    outbox = Outbox(datetime(2025, 12, 26, 19, tzinfo=UTC))
    calls: list[int] = []
    swept = threading.Event()

    def deliver() -> int:
        calls.append(1)
        swept.set()
        return 0

    ticker = make_ticker(outbox, deliver=deliver)
    ticker.start()
    assert swept.wait(PATIENCE)
    threading.Event().wait(0.3)
    ticker.stop()
    assert calls == [1]


def test_slow_delivery_holds_up_no_other() -> None:
    may_end, slow_began = threading.Event(), threading.Event()

    def dawdle() -> int:
        slow_began.set()
        may_end.wait(PATIENCE)
        return 0

    quick = Outbox(datetime(2025, 12, 26, 19, tzinfo=UTC))
    deliveries = [Delivery("slow", dawdle, lambda: None), Delivery("quick", quick.deliver, quick.next_due)]
    ticker = Ticker(clock=SystemClock(), deliveries=deliveries, sweep_every=timedelta(seconds=0.05))
    ticker.start()
    assert slow_began.wait(PATIENCE)
    assert quick.is_empty.wait(PATIENCE)
    may_end.set()
    ticker.stop()


def test_stop_waits_for_the_delivery_in_hand_and_starts_no_other() -> None:
    started, finished = threading.Event(), threading.Event()

    def deliver() -> int:
        started.set()
        threading.Event().wait(0.3)
        finished.set()
        return 1

    delivery = Delivery("delivery", deliver, lambda: SystemClock().now())
    ticker = Ticker(clock=SystemClock(), deliveries=[delivery], sweep_every=NEVER)
    ticker.start()
    assert started.wait(PATIENCE)
    ticker.stop()
    assert finished.is_set()
    finished.clear()
    assert not finished.wait(0.5)


class PromptPool(ThreadPoolExecutor):  # type: ignore[misc]
    """A pool whose quick jobs are over before APScheduler listens for it: it then tells of it with its locks held."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self._submit, self._pool.submit = self._pool.submit, self._submit_promptly

    def _submit_promptly(self, *call: object) -> "Future[object]":
        future: Future[object] = self._submit(*call)
        wait([future], timeout=0.002)
        return future


def test_work_that_ends_while_the_scheduler_holds_its_locks_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infoneige.ticker.ThreadPoolExecutor", PromptPool)
    runs, enough = dict.fromkeys(("quick", "slow", "quick too", "slow too"), 0), threading.Event()

    def delivering(name: str) -> Callable[[], int]:
        def deliver() -> int:
            if name.startswith("slow"):
                time.sleep(0.003)
            runs[name] += 1
            if min(runs.values()) >= 50:
                enough.set()
            return 1

        return deliver

    deliveries = [Delivery(name, delivering(name), SystemClock().now) for name in runs]
    ticker = Ticker(clock=SystemClock(), deliveries=deliveries, sweep_every=timedelta(seconds=0.005))
    ticker.start()
    assert enough.wait(PATIENCE), runs
    stopping = threading.Thread(target=ticker.stop, daemon=True)
    stopping.start()
    stopping.join(PATIENCE)
    assert not stopping.is_alive()
    assert ticker.ended > 100
