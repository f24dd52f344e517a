"""The invented city's streets, for tests of the desk."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from geodata.address_book import AddressBook


@pytest.fixture(scope="session")
def streets(valneige: Path) -> Iterator[AddressBook]:
    """Give the streets of Valneige."""
    with closing(AddressBook.open(valneige)) as book:
        yield book
