"""A provider that is down for half an hour and comes back, on a clock of the test's own."""

from datetime import datetime, timedelta

import pytest

from infoneige.clock import FakeClock
from infoneige.delivery_loop import DeliveryLoop
from infoneige.sending.gates import Gate, SenderPace
from infoneige.storage.database import Database
from notifier.breaker import IN_A_ROW, PROBE_EVERY, Breaker
from notifier.channels.contract import Envelope, SendOutcome, Verdict
from notifier.channels.threaded import OneByOne
from notifier.pacing import Pace
from tests.outbox_world import NOW, World
from tests.vault import VAULT

RATE, PEOPLE = 10, 200
DOWN = timedelta(minutes=30)
SECOND = timedelta(seconds=1)


class Provider:
    """Refuses connections until an instant, then takes everything; notes when each call came."""

    def __init__(self, clock: FakeClock, back_at: datetime) -> None:
        self.calls: list[datetime] = []
        self._clock = clock
        self._back_at = back_at

    def send(self, _: Envelope) -> SendOutcome:
        now = self._clock.now()
        self.calls.append(now)
        return SendOutcome(Verdict.RETRY if now < self._back_at else Verdict.SENT)


@pytest.mark.parametrize("workers", [1, 2])
def test_provider_that_comes_back_is_not_flooded(database: Database, workers: int) -> None:
    world, clock = World(database), FakeClock(NOW)
    world.crowd(PEOPLE)
    provider = Provider(clock, NOW + DOWN)
    loops = [worker(database, clock, provider, f"worker {number}") for number in range(workers)]
    while (due := loops[0].next_due()) is not None:
        clock.set(min([due, *(other for loop in loops[1:] if (other := loop.next_due()) is not None)]))
        for loop in loops:
            loop.deliver_due()
    assert world.tally() == {"sent": PEOPLE}
    while_down = [at for at in provider.calls if at < NOW + DOWN]
    afterwards = [at for at in provider.calls if at >= NOW + DOWN]
    assert len(while_down) <= workers * (IN_A_ROW + RATE + DOWN / PROBE_EVERY)
    assert len(afterwards) == PEOPLE
    assert max(sum(first <= at < first + SECOND for at in afterwards) for first in afterwards) <= 1.5 * RATE + workers


def worker(database: Database, clock: FakeClock, provider: Provider, name: str) -> DeliveryLoop:
    gate = Gate(name, pace=SenderPace(database, "MG1", Pace(RATE)), breaker=Breaker())
    return DeliveryLoop(database, clock, OneByOne(provider), lambda _: {}, name, vault=VAULT, gate=gate)
