"""A small city whose whole service runs around one browser: streets, plans, outbox, delivery, push and the pages."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, request

from geodata.address_book import AddressBook
from geodata.model import StreetSideId
from infoneige.clock import FakeClock, SystemClock
from infoneige.delivery_loop import DeliveryLoop
from infoneige.people.push_desk import PushDesk
from infoneige.people.push_greeter import GreetingCall, PushGreeter
from infoneige.people.push_messages import PushMessages
from infoneige.pipeline import publish
from infoneige.storage.database import Database
from infoneige.storage.migrate import open_migrated
from infoneige.web import create_app
from infoneige.web.parts import PushParts, WebParts
from notifier.channels.contract import ConcurrentChannel
from notifier.channels.web_push.channel import WebPushChannel
from notifier.channels.web_push.vapid import VapidSigner
from notifier.markers import signed_id
from notifier.model import Channel
from notifier.push_subscription import PushHosts
from schedules.model import LoadingStatus, Period, Plan, PlanBatch, PlanMode
from tests.browsers.site import served
from tests.counterparts.browser_push_services import PushServices, ToLoopback
from tests.vault import RING, VAULT

ZONE = ZoneInfo("America/Toronto")
SACRE_COEUR, LILAS = StreetSideId("90000421"), StreetSideId("90000411")

_CONTACT = "mailto:deneigement@valneige.example"
_DEBIANS_CHROMIUM = PushHosts(frozenset({"jmt17.google.com"}))
_PAGE = '<!doctype html><html lang="fr"><title>Valneige</title><h1>Déneigement</h1></html>'


def local(text: str) -> datetime:
    """Return the instant of a local time such as ``2099-12-07 14:05``."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class City:
    """One city, at ``url``; its clock is its own, that of its push channel the browser's. ``asked`` is every path."""

    url: str
    clock: FakeClock
    database: Database
    delivery: DeliveryLoop
    asked: list[str]

    def publish(self, side: StreetSideId, starts: str, ends: str) -> None:
        """Plan the loading of one side, and deliver what is due then."""
        plan = Plan(side, LoadingStatus.PLANNED, planned=Period(local(starts), local(ends)))
        publish(
            self.database,
            PlanBatch((plan,), rows=1),
            source="operator",
            mode=PlanMode.CHANGES,
            coalesce=timedelta(0),
            content_hash="",
            now=self.clock.now(),
        )
        self.delivery.deliver_due()

    def go_to(self, at: str) -> None:
        """Let time pass until a local time, and deliver what is due."""
        self.clock.set(local(at))
        self.delivery.deliver_due()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what a query of the database finds."""
        with self.database.read() as connection:
            return [tuple(row) for row in connection.execute(query).fetchall()]


@contextmanager
def open_city(folder: Path, artefact: Path, services: PushServices, *, at: str, opaque: bool = False) -> Iterator[City]:
    """Open a city at a local time, served until the end."""
    clock = FakeClock(local(at))
    with (
        closing(AddressBook.open(artefact)) as book,
        open_migrated(f"sqlite:///{folder}/state.db") as database,
        closing(_channel(services, opaque=opaque)) as channel,
        closing(_greeter(services)) as greeter,
    ):
        words = PushMessages(database, book.sides, RING.callback)
        desk = PushDesk(database, VAULT, book.side_ids(), _DEBIANS_CHROMIUM, greeter.greet)
        push = PushParts(vapid_public_key=RING.vapid_public, desk=desk, messages=words)
        asked: list[str] = []
        with served(partial(_app, database, clock, push, asked)) as url:
            yield City(url, clock, database, _delivery(database, clock, channel, book), asked)


def _channel(services: PushServices, *, opaque: bool) -> WebPushChannel:
    return WebPushChannel(
        RING.vapid,
        _CONTACT,
        _DEBIANS_CHROMIUM,
        SystemClock().now,
        sign=partial(signed_id, key=RING.callback),
        opaque=opaque,
        resolver=ToLoopback(services.places),
        tls=services.trust,
    )


def _greeter(services: PushServices) -> PushGreeter:
    call = GreetingCall(
        signer=VapidSigner(RING.vapid, _CONTACT),
        hosts=_DEBIANS_CHROMIUM,
        clock_now=SystemClock().now,
        make_resolver=partial(ToLoopback, services.places),
        tls=services.trust,
    )
    return PushGreeter(call)


def _delivery(database: Database, clock: FakeClock, channel: ConcurrentChannel, book: AddressBook) -> DeliveryLoop:
    return DeliveryLoop(database, clock, channel, book.sides, "browsers", vault=VAULT, serves=[Channel.PUSH])


def _app(database: Database, clock: FakeClock, push: PushParts, asked: list[str], url: str) -> Flask:
    """Return the application, with a page from which its scripts can be called."""
    app = create_app(WebParts(database=database, clock=clock, public_url=url, push=push))
    app.before_request(lambda: asked.append(request.path))
    app.add_url_rule("/essai", "essai", lambda: _PAGE)
    return app
