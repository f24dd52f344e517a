"""The invented city's streets, for tests of the desk."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from geodata.address_book import AddressBook
from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the artefact of Valneige."""
    folder = tmp_path_factory.mktemp("valneige")
    files = write_demo_city(folder)
    artefact: Path = folder / "geodata.db"
    build_artefact(BuildRequest(files.sides, files.boroughs, files.sectors, files.free_lots), artefact)
    return artefact


@pytest.fixture(scope="session")
def streets(city: Path) -> Iterator[AddressBook]:
    """Give the streets of Valneige."""
    with closing(AddressBook.open(city)) as book:
        yield book
