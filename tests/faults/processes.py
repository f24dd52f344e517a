"""Workers as processes of their own: started, killed, ended."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from infoneige.clock import FakeClock
from infoneige.delivery_loop import DeliveryLoop
from infoneige.storage.database import Database
from notifier.channels.threaded import OneByOne
from tests.faults.fast_city import SPEED, FastClock
from tests.faults.ledger import BadProvider, Ledger
from tests.vault import VAULT

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 30.0


@contextmanager
def running(script: str, *arguments: str) -> "Iterator[subprocess.Popen[str]]":
    """Give one of this folder's programs as a process that is at work; what is left of it at the end is killed."""
    command = [sys.executable, str(Path(__file__).with_name(script)), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


@dataclass(frozen=True)
class Fleet:
    """What all workers of one test share."""

    url: str
    ledger: Path
    began_at: datetime
    speed: int = SPEED

    def nursery(self, *duties: str) -> "AbstractContextManager[subprocess.Popen[str]]":
        """Give a process that forks workers: they deliver through a bad provider, and have these duties besides."""
        began, speed = self.began_at.isoformat(), str(self.speed)
        return running("worker_nursery.py", self.url, str(self.ledger), began, speed, "0.2", *duties)

    def sound_worker(self, name: str) -> "AbstractContextManager[subprocess.Popen[str]]":
        """Give a worker that only delivers, through a provider that never fails."""
        began, speed = self.began_at.isoformat(), str(self.speed)
        return running("worker.py", self.url, str(self.ledger), name, began, speed, "0")

    def now(self) -> datetime:
        """Return the city's present instant."""
        return FastClock(self.began_at, self.speed).now()

    def deliver_the_rest(self, database: Database) -> None:
        """Deliver whatever is still to come, by a provider that has come to its senses."""
        clock = FakeClock(self.now())
        channel = BadProvider(Ledger(self.ledger), "last", random.Random(0), share=0)
        loop = DeliveryLoop(database, clock, OneByOne(channel), lambda _: {}, "last", vault=VAULT)
        while (due := loop.next_due()) is not None:
            clock.set(max(due, clock.now()))
            loop.deliver_due()


@contextmanager
def born(nursery: "subprocess.Popen[str]", name: str) -> Iterator[None]:
    """Have one of a nursery's processes at work, killed at the end."""
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(f"{name}\n")
    nursery.stdin.flush()
    pid = int(nursery.stdout.readline())
    try:
        yield
    finally:
        os.kill(pid, signal.SIGKILL)


def end(process: "subprocess.Popen[str]") -> int:
    """Ask a worker to end, and return how it did."""
    assert process.stdin is not None
    process.stdin.close()
    return process.wait(_PATIENCE)
