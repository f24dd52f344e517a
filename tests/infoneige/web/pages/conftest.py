"""The residents' pages over the invented city: what a page says, and to whom."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from geodata.address_book import AddressBook
from geodata.nearby import SideMap
from infoneige.clock import FakeClock
from infoneige.map_tiles import tiles_beside
from infoneige.residents.states import SideStates
from infoneige.storage.database import Database
from infoneige.web import WebParts, create_app
from infoneige.web.page_parts import PageParts
from tests.infoneige.web.pages.followed_city import FollowedCity, followed
from tests.infoneige.web.pages.people_world import PeopleSite
from tests.outbox_world import NOW

PUBLIC_URL = "https://neige.example"


@dataclass(frozen=True)
class Pages:
    """The application, and what its pages read."""

    database: Database
    address_book: AddressBook
    clock: FakeClock
    browser: FlaskClient

    def read(self, path: str, status: int = 200) -> str:
        """Return the page at a path as a person's browser asks for it."""
        answer = self.browser.get(path, base_url=PUBLIC_URL, headers={"Accept": "text/html"})
        assert (path, answer.status_code) == (path, status)
        return answer.text


@contextmanager
def open_pages(artefact: Path, database: Database, clock: FakeClock | None = None) -> Iterator[Pages]:
    """Open the pages over a street artefact and a migrated database."""
    clock = clock or FakeClock(NOW)
    with closing(AddressBook.open(artefact)) as book:
        side_map = SideMap(book)
        pages = PageParts(
            address_book=book,
            side_map=side_map,
            states=SideStates(database, book, clock),
            city="Ville de Valneige",
            help_phone="1 800 555-0199",
        )
        app = create_app(WebParts(database=database, clock=clock, public_url=PUBLIC_URL, pages=pages))
        yield Pages(database, book, clock, app.test_client())


@pytest.fixture
def pages(valneige: Path, sqlite: Database) -> Iterator[Pages]:
    """Give the pages over an empty SQLite database."""
    with open_pages(valneige, sqlite) as opened:
        yield opened


@pytest.fixture
def mapped(mapped_valneige: Path, tmp_path: Path, sqlite: Database) -> Iterator[Pages]:
    """Give the pages of a city whose tiles lie beside its streets."""
    artefact = Path(shutil.copy(mapped_valneige, tmp_path / "geodata.db"))
    shutil.copy(tiles_beside(mapped_valneige), tiles_beside(artefact))
    with open_pages(artefact, sqlite) as opened:
        yield opened


@pytest.fixture
def read(pages: Pages) -> Callable[[str], str]:
    """Give what returns the page at a path."""
    return pages.read


@pytest.fixture(scope="session")
def streets(valneige: Path) -> Iterator[AddressBook]:
    """Give the streets of the invented city."""
    with closing(AddressBook.open(valneige)) as book:
        yield book


@pytest.fixture
def followers(sqlite: Database, streets: AddressBook) -> FollowedCity:
    """Give a city whose plans a test publishes, and its pages."""
    return followed(sqlite, streets)


@pytest.fixture
def people(database: Database, valneige: Path) -> Iterator[PeopleSite]:
    """Give the pages with people who subscribe, over an empty database of each kind in turn."""
    with closing(AddressBook.open(valneige)) as book:
        site = PeopleSite(database, book)
        with closing(site.codes):
            yield site
