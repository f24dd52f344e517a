"""The whole service in the invented city, in one process, on a clock of its own: every state is on some street."""

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from geodata.address_book import AddressBook
from geodata.matching import Match
from infoneige.config import PREFIX, Settings, load_settings
from infoneige.map_tiles import build_tiles, tiles_beside
from infoneige.replay.demo_plan import first_plan
from infoneige.secrecy.key_file import write_new
from infoneige.sending.would_be_sent import WouldBeSent
from infoneige.services import Services, open_services
from infoneige.storage.migrate import open_migrated
from infoneige.web.app import create_app
from infoneige.web.opening import open_parts
from schedules.feeds.operator_csv.plan import read_plan_csv
from schedules.model import LoadingStatus, Period
from tests.browsers.site import Application, served
from tests.infoneige.residents.published_city import NIGHT, PublishedCity
from tests.valneige import build_valneige
from tests.vault import RING

HOUR: Final = timedelta(hours=1)
_PATIENCE_S: Final = 20.0
_CODE: Final = re.compile(r"\b\d{3} ?\d{3}\b")

STREETS: Final = {
    "planned": "120 avenue Gilles-Hébert",
    "replanned": "220 avenue Gilles-Hébert",
    "snowy": "321 avenue Gilles-Hébert",
    "between": "320 avenue Gilles-Hébert",
    "loading": "420 avenue Gilles-Hébert",
    "open-ended": "421 avenue Gilles-Hébert",
    "overrun": "221 avenue Gilles-Hébert",
    "cleared": "220 rue Côte-des-Sources",
    "deferred": "150 rue du Sacré-Cœur",
}
"""An address on a side in each state."""

_UNTIMED: Final = (
    (LoadingStatus.SNOWY, "snowy"),
    (LoadingStatus.BETWEEN_LOADINGS, "between"),
    (LoadingStatus.IN_PROGRESS, "loading"),
    (LoadingStatus.IN_PROGRESS, "overrun"),
    (LoadingStatus.IN_PROGRESS, "open-ended"),
)


@dataclass(frozen=True, slots=True)
class Town:
    """One city, served at ``address``."""

    address: str
    city: PublishedCity
    messages: WouldBeSent
    services: Services

    def side(self, street: str) -> str:
        """Return the side of one of the streets above."""
        found = self.city.streets.find(STREETS[street])
        assert isinstance(found, Match), (street, found)
        return found.side.side_id

    def deliver(self) -> None:
        """Send what is due."""
        for sender in self.services.senders:
            sender.loop.deliver_due()

    def code_sent_to(self, number: str) -> str:
        """Return the latest code that was sent to a number (E.164), once it is there."""
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline:
            codes = (_CODE.search(sent.text) for sent in self.messages.latest() if sent.to == number)
            if found := next(filter(None, codes), None):
                return found[0]
            time.sleep(0.01)
        message = f"no code came to {number}"
        raise AssertionError(message)


def build_mapped_valneige(folder: Path) -> Path:
    """Build the invented city's artefact, and its map's tiles beside it."""
    artefact = build_valneige(folder)
    with closing(AddressBook.open(artefact)) as book:
        build_tiles(book.reader, tiles_beside(artefact))
    return artefact


@contextmanager
def open_town(folder: Path, artefact: Path, *, silent_for: timedelta = timedelta(0)) -> Iterator[Town]:
    """Serve the city some time after it last heard from its feed; a browser's word is taken for where it is."""
    write_new(folder / "keys", RING)
    with ExitStack() as until_the_end:
        book = until_the_end.enter_context(closing(AddressBook.open(artefact)))
        database = until_the_end.enter_context(open_migrated(_database(folder)))
        city = PublishedCity(database, book)
        messages = WouldBeSent(city.clock)

        def application(address: str) -> Application:
            settings = _settings(folder, artefact, address)
            parts = open_parts(settings, proxy_hops=1, clock=city.clock, send_code=messages.send_text)
            return create_app(replace(until_the_end.enter_context(parts), would_be_sent=messages))

        address = until_the_end.enter_context(served(application))
        settings = _settings(folder, artefact, address)
        services = until_the_end.enter_context(open_services(settings, city.clock, printer=messages))
        town = Town(address, city, messages, services)
        _tell_the_storm(town)
        city.later(silent_for)
        yield town


def _database(folder: Path) -> str:
    return f"sqlite:///{folder / 'state.db'}"


def _settings(folder: Path, artefact: Path, address: str) -> Settings:
    values = {
        "DATABASE": _database(folder),
        "GEODATA": f"{artefact}",
        "KEYS_FILE": f"{folder / 'keys'}",
        "PUBLIC_URL": address,
        "CITY_NAME": "Ville de Valneige",
        "HELP_PHONE": "1 800 555-0199",
        "PUSH": "on",
        "PUSH_CONTACT": "mailto:deneigement@valneige.example",
        "COALESCE": "0s",
    }
    return load_settings({PREFIX + name: value for name, value in values.items()})


def _tell_the_storm(town: Town) -> None:
    """Publish a morning's plan and what changed of it by 17 h."""
    city = town.city
    begun, afternoon = city.clock.now(), Period(city.clock.now() - HOUR, city.clock.now() + 2 * HOUR)
    city.publish(*read_plan_csv(first_plan(begun).encode(), city.streets, begun).plans)
    city.say(LoadingStatus.PLANNED, town.side("replanned"), town.side("planned"))
    city.say(LoadingStatus.PLANNED, town.side("overrun"), period=afternoon)
    city.later(3 * HOUR)
    tomorrow = Period(NIGHT.starts_at + 24 * HOUR, NIGHT.ends_at + 24 * HOUR)
    city.say(LoadingStatus.REPLANNED, town.side("replanned"), period=tomorrow)
    for status, street in _UNTIMED:
        city.say(status, town.side(street))
