"""The desk, served in this process, and the browsers in front of it."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from playwright.sync_api import Browser

from geodata.address_book import AddressBook
from infoneige.storage.database import Database
from infoneige.storage.migrate import open_migrated
from tests.browsers.site import Application, served
from tests.infoneige.web.desk.desk_world import DeskSite
from tests.pages.clerk import Clerk, Manner, at_work

Site = TypeVar("Site", bound=DeskSite)


@dataclass(frozen=True, slots=True)
class Office(Generic[Site]):
    """A desk, served at ``address``."""

    desk: Site
    address: str
    chromium: Browser

    @contextmanager
    def seat(self, name: str = "", manner: Manner | None = None) -> Iterator[Clerk]:
        """Open a browser, in which who is named has just logged in; whatever it complains of fails the test."""
        with at_work(self.chromium, self.address, manner) as clerk:
            if name:
                clerk.resume(self.desk.session(self.desk.named(name)))
            yield clerk


@contextmanager
def open_office(
    make: Callable[[Database, AddressBook, str], Site], chromium: Browser, streets: Path, folder: Path
) -> Iterator[Office[Site]]:
    """Serve a desk over an empty database until the end of the block."""
    with open_migrated(f"sqlite:///{folder}/desk.db") as database, closing(AddressBook.open(streets)) as book:
        made: list[Site] = []

        def application(address: str) -> Application:
            made.append(make(database, book, address))
            return made[0].app

        with served(application) as address:
            yield Office(made[0], address, chromium)
