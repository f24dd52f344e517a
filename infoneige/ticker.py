"""When things run: a few ticks, and one wake-up at the next due instant. The only file that knows APScheduler.

Time to come lives in the outbox, never in a job: what is lost with this process is found again by the next sweep.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from queue import SimpleQueue

from apscheduler.events import EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from infoneige.clock import Clock

_log = logging.getLogger(__name__)

_SWEEP = "sweep of "
_WAKE_UP = "wake-up of "
_PATIENT = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
"""APScheduler's own default drops in silence whatever is a second late."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A piece of work done over and over; it may find nothing to do, and must bear being done late."""

    name: str
    every: timedelta
    work: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Delivery:
    """Work that knows when it is due next, on a thread of its own; it returns how much it dealt with."""

    name: str
    deliver: Callable[[], int]
    next_due: Callable[[], datetime | None]


class Ticker:
    """Runs the ticks on one thread and each delivery on one of its own, until stopped.

    A delivery runs every ``sweep_every``, and at each next due instant: this process's publishes and deliveries arm
    that wake-up, the sweep finds what other processes wrote. ``ended`` counts the pieces of work that are over.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        deliveries: Sequence[Delivery],
        sweep_every: timedelta,
        ticks: tuple[Tick, ...] = (),
    ) -> None:
        """Make the jobs; none runs before ``start``."""
        self._clock = clock
        self._deliveries = {one.name: one for one in deliveries}
        self._work = {one.name: _surviving(one.name, one.deliver) for one in deliveries}
        self.ended = 0
        self._finished: SimpleQueue[JobExecutionEvent | None] = SimpleQueue()
        self._arming = threading.Thread(target=self._arm_after_each, name="arming", daemon=True)
        self._scheduler = _scheduler(self._deliveries)
        # APScheduler may call this with the lock held that add_job wants: it must wait for nothing and nobody.
        self._scheduler.add_listener(self._finished.put, EVENT_JOB_EXECUTED)
        for name, work in self._work.items():
            self._every(Tick(_SWEEP + name, sweep_every, work), executor=name)
        for tick in ticks:
            self._every(Tick(tick.name, tick.every, _surviving(tick.name, tick.work)), executor="default")

    def start(self) -> None:
        """Begin to tick; every tick runs once at once."""
        self._arming.start()
        self._scheduler.start()

    def stop(self) -> None:
        """Finish what is in hand and tick no more."""
        self._finished.put(None)
        self._arming.join()  # shutdown holds the lock that add_job wants, and waits for whoever calls it
        self._scheduler.remove_all_jobs()
        self._scheduler.shutdown(wait=True)

    def _arm_after_each(self) -> None:
        """Arm wake-ups after each piece of work that ends, on the one thread that adds jobs to a running scheduler."""
        while (event := self._finished.get()) is not None:
            try:
                self._arm_after(event)
            except Exception:  # noqa: BLE001 - whatever it is, the next one must be armed
                _log.exception("no wake-up was armed after %r; the next sweep delivers what is due", event.job_id)
            self.ended += 1

    def _every(self, tick: Tick, *, executor: str) -> None:
        self._scheduler.add_job(
            tick.work,
            "interval",
            seconds=tick.every.total_seconds(),
            id=tick.name,
            executor=executor,
            next_run_time=self._clock.now(),
        )

    def _arm_after(self, event: JobExecutionEvent) -> None:
        """Arm the wake-ups, but not of a delivery that found nothing and would only be asked to look again at once."""
        of = event.job_id.removeprefix(_SWEEP).removeprefix(_WAKE_UP)
        for name, delivery in self._deliveries.items():
            if of in self._deliveries and of != name:
                continue
            due = delivery.next_due()
            is_idle = of == name and not event.retval
            if due is not None and not (is_idle and due <= self._clock.now()):
                self._wake_at(due, name)

    def _wake_at(self, instant: datetime, name: str) -> None:
        """Deliver at this instant, at once if it has passed; it replaces the wake-up armed before."""
        self._scheduler.add_job(
            self._work[name],
            "date",
            run_date=instant,
            id=_WAKE_UP + name,
            executor=name,
            replace_existing=True,
        )


def _scheduler(deliveries: Iterable[str]) -> BackgroundScheduler:
    """Return a scheduler in UTC that forgets everything, with one thread for each delivery and one for the rest."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    executors = {name: ThreadPoolExecutor(1) for name in ("default", *deliveries)}
    return BackgroundScheduler(timezone=UTC, executors=executors, job_defaults=_PATIENT)


def _surviving(name: str, work: Callable[[], object]) -> Callable[[], object]:
    """Return the work so wrapped that a failure is logged and the next tick still runs."""

    def survive() -> object:
        try:
            return work()
        except Exception:  # noqa: BLE001 - whatever it is, the next tick must run
            _log.exception("the tick %r failed; it will run again", name)
            return None

    return survive
