"""STOP raced 500 times against a sender in full flight: whom the provider was called for, and when, is the judge."""

import random
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from geodata.address_book import AddressBook
from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city
from infoneige.clock import Clock, SystemClock
from infoneige.delivery_loop import DeliveryLoop
from infoneige.people.inbound import InboundDesk
from infoneige.people.street_status import StreetStatus
from infoneige.storage.database import Database
from infoneige.storage.invariants import broken_promises
from notifier.channels.contract import Envelope, SendOutcome, Verdict
from notifier.channels.threaded import Threaded
from notifier.model import Channel
from notifier.replies import House
from tests.faults.twilio_nursery import states
from tests.faults.twilio_storm import fill
from tests.vault import VAULT

STOPS, PEOPLE = 500, 1500
AROUND = range(-4, 12)
"""How far before or behind the message that is just being sent is that of the person who says stop."""
STOP_TAKES = timedelta(seconds=1)
PATIENCE = 120.0


class Provider:
    """Takes every message, and notes when the call for it came."""

    def __init__(self, clock: Clock) -> None:
        self.called: dict[str, datetime] = {}
        self._clock = clock
        self._work = threading.Event()

    def send(self, envelope: Envelope) -> SendOutcome:
        self.called[envelope.recipient.address] = self._clock.now()
        self._work.wait(0.03)
        return SendOutcome(Verdict.SENT)


def test_nobody_is_called_a_second_after_their_stop_was_answered(database: Database, tmp_path: Path) -> None:
    clock = SystemClock()
    fill(database, clock.now(), PEOPLE)
    provider = Provider(clock)
    with desk_of(database, tmp_path, clock) as desk, sending(database, provider):
        stopped = say_stop(desk, provider, clock)
    late = {number for number, at in stopped.items() if provider.called.get(number, at) - at > STOP_TAKES}
    assert late == set()
    assert len(stopped) == STOPS
    spared = stopped.keys() - provider.called.keys()
    assert 0 < len(spared) < STOPS
    assert states(database) == {"sent": len(provider.called), "suppressed": len(spared)}
    assert broken_promises(database, clock.now()) == {}


def say_stop(desk: InboundDesk, provider: Provider, clock: Clock) -> dict[str, datetime]:
    """Have people say stop about when it is their turn; return when each had the answer."""
    draw, stopped = random.Random(11), dict[str, datetime]()
    for turn in range(STOPS):
        place = len(provider.called) + draw.choice(AROUND)
        number = next(one for one in map(_number, _places_from(place)) if one not in stopped)
        assert desk.take(f"SM{turn:032x}", number, draw.choice(["STOP", "arrêt", "Fin."])) is not None
        stopped[number] = clock.now()
    return stopped


def _places_from(place: int) -> Iterator[int]:
    """Yield this place in the line and those behind it, then those before it."""
    first = min(max(place, 0), PEOPLE - 1)
    yield from range(first, PEOPLE)
    yield from range(first, -1, -1)


def _number(place: int) -> str:
    return f"+1514{2000000 + place}"


@contextmanager
def desk_of(database: Database, folder: Path, clock: Clock) -> Iterator[InboundDesk]:
    artefact = folder / "geodata.db"
    build_artefact(BuildRequest(write_demo_city(folder).sides), artefact)
    with closing(AddressBook.open(artefact)) as book:
        house = House(city="Ville de Valneige", help_phone="1-800-555-0199")
        yield InboundDesk(database, VAULT, StreetStatus(database, book), clock, house, lambda _: None)


@contextmanager
def sending(database: Database, provider: Provider) -> Iterator[None]:
    """Deliver all that is due on another thread; wait for its end."""
    channel = Threaded(provider, in_flight=4)
    loop = DeliveryLoop(
        database, SystemClock(), channel, lambda _: {}, "worker", vault=VAULT, serves=(Channel.SMS,), asks=True
    )

    def deliver_all() -> None:
        """A run may end where all that is next is just being stopped: the service then begins another."""
        while (due := loop.next_due()) is not None and due <= SystemClock().now():
            loop.deliver_due()

    thread = threading.Thread(target=deliver_all)
    thread.start()
    try:
        yield
    finally:
        thread.join(PATIENCE)
        channel.close()
