"""The whole service on the invented city, in one process on this machine: nobody is reached, everything can be seen."""

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from flask import Flask
from werkzeug.serving import make_server

from geodata.address_book import AddressBook
from geodata.artefact_reader import ArtefactReader
from geodata.demo_city import TOWN
from infoneige.clock import Clock, SystemClock
from infoneige.config import KEYS_VARIABLE, PREFIX, Settings, load_settings
from infoneige.errors import ServiceError
from infoneige.map_tiles import build_tiles, tiles_beside
from infoneige.operators.book import OperatorBook
from infoneige.operators.model import Role
from infoneige.pipeline import publish
from infoneige.plans.signature import Signature
from infoneige.replay.demo_plan import first_plan, next_plan
from infoneige.replay.demo_storm import demo_subscriptions
from infoneige.secrecy.key_file import load_ring, write_new
from infoneige.secrecy.keys import KeyRing
from infoneige.secrecy.vault import Vault
from infoneige.sending.would_be_sent import WouldBeSent
from infoneige.services import open_services
from infoneige.storage.database import Database
from infoneige.storage.subscriptions import add_subscriptions
from infoneige.web.app import create_app
from infoneige.web.map_script import is_built
from infoneige.web.opening import open_parts
from schedules.feeds.operator_csv.plan import read_plan_csv
from schedules.model import PlanMode

HOST = "127.0.0.1"
NAME = "localhost"
"""What browsers call it: they bind passkeys to names, never to an address."""

OPERATOR = "operator"
_ACTOR = "command:demo"


@dataclass(frozen=True, slots=True)
class DemoService:
    """A running demonstration: where it is seen, and the plan that its visitor may publish.

    ``invitation`` is a link by which its visitor becomes the operator of the desk, once.
    """

    address: str
    invitation: str
    settings: Settings
    next_plan: Path
    has_map: bool


@contextmanager
def demo_service(folder: Path, *, port: int) -> Iterator[DemoService]:
    """Serve the city whose ``geodata.db`` is in the folder until the block ends; port 0 takes any that is free.

    Raises:
        OSError: the port is taken.
    """
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    clock = SystemClock()
    messages = WouldBeSent(clock)
    with ExitStack() as until_the_end:
        listening = until_the_end.enter_context(_listening(port))
        settings = _settings(folder, f"http://{NAME}:{listening.getsockname()[1]}")
        services = until_the_end.enter_context(open_services(settings, clock, printer=messages))
        prepare(services.database, settings, now=clock.now())
        has_map = _map(settings)
        parts = until_the_end.enter_context(open_parts(settings, clock=clock, send_code=messages.send_text))
        until_the_end.enter_context(_serving(create_app(replace(parts, would_be_sent=messages)), listening))
        until_the_end.enter_context(services.running())
        plan = folder / "plan.csv"
        plan.write_text(next_plan(clock.now()), encoding="utf-8")
        yield DemoService(settings.public_url, _invitation(services.database, settings, clock), settings, plan, has_map)


def _settings(folder: Path, address: str) -> Settings:
    """Return the settings of a city of its own, with new keys; the environment's are another's."""
    os.environ.pop(KEYS_VARIABLE, None)  # it would go before the file
    write_new(folder / "keys", KeyRing.fresh())
    values = {
        "DATABASE": f"sqlite:///{folder / 'state.db'}",
        "GEODATA": str(folder / "geodata.db"),
        "KEYS_FILE": str(folder / "keys"),
        "PUBLIC_URL": address,
        "CITY_NAME": f"Ville de {TOWN}",
        "HELP_PHONE": "1 800 555-0199",
        "COALESCE": "0s",
    }
    return load_settings({PREFIX + name: value for name, value in values.items()})


def prepare(database: Database, settings: Settings, *, now: datetime) -> None:
    """Let the invented people subscribe, and put the first plan into force.

    Here they have no quiet hours: who visits the demonstration at night would see nothing before the morning.
    """
    vault = Vault(load_ring(settings.keys_file, {}))
    content = first_plan(now).encode()
    with closing(AddressBook.open(settings.geodata)) as book:
        with database.transaction() as connection:
            wishes = [replace(one, profile=replace(one.profile, quiet_hours=None)) for one in demo_subscriptions(book)]
            add_subscriptions(database, connection, vault, wishes, now=now)
        batch = read_plan_csv(content, book, now)
    publish(
        database,
        batch,
        source=OPERATOR,
        mode=PlanMode.CHANGES,
        coalesce=settings.coalesce,
        content_hash=sha256(content).hexdigest(),
        now=now,
        signature=Signature(published_by=_ACTOR),
    )


def _invitation(database: Database, settings: Settings, clock: Clock) -> str:
    """Let the visitor be the operator who may do everything; return the link by which they set up how to log in."""
    book, actor, now = OperatorBook(database), _ACTOR, clock.now()
    visitor = book.add("demo", Role.ADMINISTRATOR, display_name=f"Visite de {TOWN}", actor=actor, now=now)
    return f"{settings.public_url}/operations/invitation/{book.invite(visitor.operator_id, actor=actor, now=now)}"


def _map(settings: Settings) -> bool:
    """Make the map's tiles, if what makes them is installed; say whether pages will have the map."""
    try:
        with closing(ArtefactReader(settings.geodata)) as reader:
            build_tiles(reader, tiles_beside(settings.geodata))
    except ServiceError:
        return False
    return is_built()


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    with socket.create_server((HOST, port)) as listening:
        yield listening


@contextmanager
def _serving(app: Flask, listening: socket.socket) -> Iterator[None]:
    """Answer on threads until the block ends."""
    server = make_server(HOST, 0, app, threaded=True, fd=listening.fileno())
    thread = threading.Thread(target=server.serve_forever, name="pages", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
