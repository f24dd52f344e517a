"""The desk over an empty database."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from geodata.address_book import AddressBook
from infoneige.storage.database import Database, open_database
from infoneige.storage.migrate import migrate
from tests.infoneige.web.desk.desk_world import DeskSite


@pytest.fixture
def each_desk(database: Database, valneige: Path) -> Iterator[DeskSite]:
    """Give the desk over an empty database of each kind in turn."""
    with closing(AddressBook.open(valneige)) as book:
        yield DeskSite(database, book)


@pytest.fixture
def desk(tmp_path: Path, valneige: Path) -> Iterator[DeskSite]:
    """Give the desk over an empty SQLite database."""
    with open_database(f"sqlite:///{tmp_path}/desk.db") as database, closing(AddressBook.open(valneige)) as book:
        migrate(database)
        yield DeskSite(database, book)
