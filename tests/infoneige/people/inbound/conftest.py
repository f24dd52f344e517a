"""A desk in the invented city, with people who are told of bans and write to us."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from geodata.address_book import AddressBook
from infoneige.storage.database import Database
from tests.infoneige.people.inbound.desk_world import Correspondence


@pytest.fixture(scope="session")
def streets(valneige: Path) -> Iterator[AddressBook]:
    """Give the streets of Valneige."""
    with closing(AddressBook.open(valneige)) as book:
        yield book


@pytest.fixture
def desk(database: Database, streets: AddressBook) -> Correspondence:
    """Give a desk on each kind of database in turn."""
    return Correspondence(database, streets)
