"""Puts the parts together, from the settings; nothing else does."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from geodata.address_book import AddressBook
from infoneige.audit.watching import ONCE_A_DAY, log_head
from infoneige.clock import Clock, SystemClock
from infoneige.config import FeedKind, Settings, SmsProvider
from infoneige.desk.job import weigher
from infoneige.desk.scheduling import ScheduledPublisher
from infoneige.desk.sweeping import SWEEP_EVERY, sweep
from infoneige.housekeeping import EVERY, tidy
from infoneige.owners import new_owner
from infoneige.people.inbound import InboundDesk
from infoneige.people.missed_texts import MissedTexts
from infoneige.people.street_status import StreetStatus
from infoneige.plans.city_feed import city_feed
from infoneige.plans.polling import Poller
from infoneige.plans.silence import watch_silence
from infoneige.secrecy.key_file import open_vault
from infoneige.secrecy.vault import Vault
from infoneige.sending.dead_man import TELL_EVERY, DeadMan
from infoneige.sending.senders import Sender, World, channels_in_words, open_senders, sms_inboxes
from infoneige.setting import masked
from infoneige.storage.database import Database
from infoneige.storage.known_answers import verify_keys
from infoneige.storage.migrate import open_migrated
from infoneige.storage.sender_beats import BEAT_EVERY, beat
from infoneige.ticker import Delivery, Tick, Ticker
from notifier.channels.console import ConsoleChannel
from notifier.channels.contract import MessageChannel
from notifier.replies import House

_LOOK_FOR_A_POLL = timedelta(seconds=5)
_WATCH_SILENCE = timedelta(seconds=30)
_LOOK_FOR_A_PUBLISH = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything that the running service is made of, open and ready."""

    settings: Settings
    clock: Clock
    database: Database
    vault: Vault = field(repr=False)
    senders: tuple[Sender, ...]
    poller: Poller | None
    publisher: ScheduledPublisher
    missed: MissedTexts | None = None
    dead_man: DeadMan | None = None
    owner: str = field(default_factory=new_owner)

    @contextmanager
    def running(self) -> Iterator[Ticker]:
        """Poll, watch and deliver on other threads; at the end, finish the calls in hand and give the rest back."""
        ticker = Ticker(
            clock=self.clock,
            deliveries=self._deliveries(),
            sweep_every=self.settings.sweep_every,
            ticks=self._ticks(),
        )
        ticker.start()
        try:
            yield ticker
        finally:
            for sender in self.senders:
                sender.stop()
            if self.missed is not None:
                self.missed.stop()
            ticker.stop()

    def describe(self) -> str:
        """Return one line that says what runs on what, no secret in it."""
        settings = self.settings
        feed = "no feed, plans come by CSV"
        if settings.feed is not FeedKind.NONE:
            feed = f"feed {settings.feed_name} ({settings.feed}) from {masked(settings.feed_url)}"
        return (
            f"infoneige runs on {masked(settings.database)}, streets {settings.geodata}, {feed}, "
            f"{channels_in_words(settings)}. SIGTERM or Ctrl-C stops it."
        )

    def _deliveries(self) -> list[Delivery]:
        loops = [Delivery(one.loop.name, self._delivering(one), one.loop.next_due) for one in self.senders]
        asking = [one.looking_up for one in self.senders if one.looking_up is not None]
        silent = [one.reconciling for one in self.senders if one.reconciling is not None]
        return [
            *loops,
            *(Delivery(one.name, one.look_up_due, one.next_due) for one in asking),
            *(Delivery(one.name, one.ask_due, one.next_due) for one in silent),
            *(Delivery(one.name, one.fetch_due, one.next_due) for one in (self.missed,) if one is not None),
        ]

    def _delivering(self, sender: Sender) -> Callable[[], int]:
        """Return what a sender does when it is due; it waits for the first look at who said stop while nobody heard."""
        missed = self.missed if sender.hears_back else None

        def deliver() -> int:
            return sender.loop.deliver_due().entries.total() if missed is None or missed.may_send() else 0

        return deliver

    def _ticks(self) -> tuple[Tick, ...]:
        audit = Tick("audit trail's head", ONCE_A_DAY, lambda: log_head(self.database))
        housekeeping = Tick("housekeeping", EVERY, self._tidy)
        sweeping = Tick("sweep of the desk", SWEEP_EVERY, self._sweep)
        scheduled = Tick("scheduled publishes", _LOOK_FOR_A_PUBLISH, self.publisher.publish_due)
        beating = (Tick("signs of life", BEAT_EVERY, self._beat), *self._telling())
        if self.poller is None:
            return (*beating, scheduled, sweeping, housekeeping, audit)
        poll = Tick("poll", _LOOK_FOR_A_POLL, self.poller.poll)
        return (
            *beating,
            poll,
            Tick("silence watch", _WATCH_SILENCE, self._watch_silence),
            scheduled,
            sweeping,
            housekeeping,
            audit,
        )

    def _telling(self) -> Iterator[Tick]:
        """Yield the dead man's switch, which is only told of what a sign of life has just shown."""
        if (dead_man := self.dead_man) is None:
            return

        def tell() -> None:
            self._beat()
            dead_man.tell()

        yield Tick("dead man's switch", TELL_EVERY, tell)

    def _tidy(self) -> None:
        tidy(self.database, self.vault, now=self.clock.now())

    def _sweep(self) -> None:
        sweep(self.database, now=self.clock.now())

    def _beat(self) -> None:
        troubles = {one.loop.name: one.loop.trouble() for one in self.senders}
        beat(self.database, self.owner, troubles, now=self.clock.now())

    def _watch_silence(self) -> None:
        watch_silence(
            self.database,
            source=self.settings.feed_name,
            stale_after=self.settings.stale_after,
            now=self.clock.now(),
        )


@contextmanager
def open_services(
    settings: Settings, clock: Clock | None = None, *, printer: MessageChannel | None = None
) -> Iterator[Services]:
    """Open everything that the settings name, the database brought up to date; closed at the end.

    ``printer`` takes what is for channels that are not live; without one it is printed.

    Raises:
        ServiceError: the database, the keys or the feed's token cannot be used.
        GeodataError: the street artefact cannot be used.
    """
    clock = clock or SystemClock()
    with closing(AddressBook.open(settings.geodata)) as address_book, open_migrated(settings.database) as database:
        vault = open_vault(settings.keys_file, os.environ)
        verify_keys(database, vault.ring, now=clock.now())
        world = World(settings, clock, database, address_book.sides, vault)
        senders = open_senders(world, printer or ConsoleChannel(sys.stdout))
        try:
            yield Services(
                settings=settings,
                clock=clock,
                database=database,
                vault=vault,
                senders=senders,
                poller=_poller(settings, clock, database, address_book),
                publisher=_publisher(settings, clock, database, address_book),
                missed=_missed(world, address_book),
                dead_man=DeadMan(settings.dead_man_url, database, clock) if settings.dead_man_url else None,
            )
        finally:
            for sender in senders:
                sender.close()


def _missed(world: World, book: AddressBook) -> MissedTexts | None:
    settings = world.settings
    if settings.sms is not SmsProvider.TWILIO:
        return None
    house = House(city=settings.city_name, help_phone=settings.help_phone)
    streets = StreetStatus(world.database, book)
    desk = InboundDesk(world.database, world.vault, streets, world.clock, house, _nobody_says)
    return MissedTexts(world.database, world.clock, sms_inboxes(settings, world.clock), desk)


def _nobody_says(_provider_id: str) -> None:
    """Say nothing of when a text was written: the list that brings it says so itself."""


def _publisher(settings: Settings, clock: Clock, database: Database, address_book: AddressBook) -> ScheduledPublisher:
    return ScheduledPublisher(
        database=database,
        book=address_book,
        clock=clock,
        weigh=weigher(database, address_book, settings),
        coalesce=settings.coalesce,
        owner=new_owner(),
    )


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
