"""The desk over an empty database, and Chromium."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from geodata.address_book import AddressBook
from infoneige.storage.database import Database
from tests.browsers.installed import running_chromium
from tests.infoneige.web.desk.desk_world import DeskSite
from tests.infoneige.web.desk.plan_world import PlanSite


@pytest.fixture
def each_desk(database: Database, valneige: Path) -> Iterator[DeskSite]:
    """Give the desk over an empty database of each kind in turn."""
    with closing(AddressBook.open(valneige)) as book:
        yield DeskSite(database, book)


@pytest.fixture
def desk(sqlite: Database, valneige: Path) -> Iterator[DeskSite]:
    """Give the desk over an empty SQLite database."""
    with closing(AddressBook.open(valneige)) as book:
        yield DeskSite(sqlite, book)


@pytest.fixture
def each_plans(database: Database, valneige: Path) -> Iterator[PlanSite]:
    """Give the desk with plans to load, over an empty database of each kind in turn."""
    with closing(AddressBook.open(valneige)) as book:
        yield PlanSite(database, book)


@pytest.fixture
def plans(sqlite: Database, valneige: Path) -> Iterator[PlanSite]:
    """Give the desk with plans to load, over an empty SQLite database."""
    with closing(AddressBook.open(valneige)) as book:
        yield PlanSite(sqlite, book)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give Chromium, ended with the module: other tests may run a loop of asyncio after it."""
    with running_chromium() as browser:
        yield browser
