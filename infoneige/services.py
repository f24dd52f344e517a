"""Puts the parts together, from the settings; nothing else does."""

import os
import secrets
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta

from geodata.address_book import AddressBook
from infoneige.city_feed import city_feed
from infoneige.clock import Clock, SystemClock
from infoneige.config import FeedKind, Settings
from infoneige.delivery_loop import DeliveryLoop
from infoneige.key_file import open_vault
from infoneige.polling import Poller
from infoneige.setting import masked
from infoneige.silence import watch_silence
from infoneige.storage.database import Database
from infoneige.storage.known_answers import verify_keys
from infoneige.storage.migrate import open_migrated
from infoneige.ticker import Delivery, Tick, Ticker
from infoneige.vault import Vault
from notifier.channels.console import ConsoleChannel
from notifier.channels.threaded import OneByOne

_LOOK_FOR_A_POLL = timedelta(seconds=5)
_WATCH_SILENCE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything that the running service is made of, open and ready."""

    settings: Settings
    clock: Clock
    database: Database
    deliveries: tuple[DeliveryLoop, ...]
    poller: Poller | None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Poll, watch and deliver on other threads; at the end, finish the calls in hand and give the rest back."""
        ticker = Ticker(
            clock=self.clock,
            deliveries=[_as_delivery(loop) for loop in self.deliveries],
            sweep_every=self.settings.sweep_every,
            ticks=self._ticks(),
        )
        ticker.start()
        try:
            yield
        finally:
            for loop in self.deliveries:
                loop.stop()
            ticker.stop()

    def describe(self) -> str:
        """Return one line that says what runs on what, no secret in it."""
        settings = self.settings
        feed = "no feed, plans come by CSV"
        if settings.feed is not FeedKind.NONE:
            feed = f"feed {settings.feed_name} ({settings.feed}) from {masked(settings.feed_url)}"
        return (
            f"infoneige runs on {masked(settings.database)}, streets {settings.geodata}, {feed}, "
            "channel: console. SIGTERM or Ctrl-C stops it."
        )

    def _ticks(self) -> tuple[Tick, ...]:
        if self.poller is None:
            return ()
        poll = Tick("poll", _LOOK_FOR_A_POLL, self.poller.poll)
        return (poll, Tick("silence watch", _WATCH_SILENCE, self._watch_silence))

    def _watch_silence(self) -> None:
        watch_silence(
            self.database,
            source=self.settings.feed_name,
            stale_after=self.settings.stale_after,
            now=self.clock.now(),
        )


@contextmanager
def open_services(settings: Settings, clock: Clock | None = None) -> Iterator[Services]:
    """Open everything that the settings name, the database brought up to date; closed at the end.

    Raises:
        ServiceError: the database, the keys or the feed's token cannot be used.
        GeodataError: the street artefact cannot be used.
    """
    clock = clock or SystemClock()
    with closing(AddressBook.open(settings.geodata)) as address_book, open_migrated(settings.database) as database:
        vault = open_vault(settings.keys_file, os.environ)
        verify_keys(database, vault.ring, now=clock.now())
        yield Services(
            settings=settings,
            clock=clock,
            database=database,
            deliveries=(_console(settings, clock, database, address_book, vault),),
            poller=_poller(settings, clock, database, address_book),
        )


def new_owner() -> str:
    """Return a name that no other process and no earlier life of this one has, for leases."""
    return f"{socket.gethostname()}-{secrets.token_hex(6)}"


def _console(
    settings: Settings, clock: Clock, database: Database, address_book: AddressBook, vault: Vault
) -> DeliveryLoop:
    """Deliver to the console, whatever the channel: until a real one is set up, it shows what would have been sent."""
    channel = OneByOne(ConsoleChannel(sys.stdout), in_flight=settings.batch)
    return DeliveryLoop(database, clock, channel, address_book.sides, new_owner(), vault=vault, name="console")


def _as_delivery(loop: DeliveryLoop) -> Delivery:
    def deliver() -> int:
        return loop.deliver_due().entries.total()

    return Delivery(loop.name, deliver, loop.next_due)


def _poller(settings: Settings, clock: Clock, database: Database, address_book: AddressBook) -> Poller | None:
    feed = city_feed(settings)
    if feed is None:
        return None
    return Poller(
        database=database,
        clock=clock,
        feed=feed,
        source=settings.feed_name,
        every=settings.poll_every,
        known_sides=address_book.side_ids(),
        new_owner=new_owner,
    )
