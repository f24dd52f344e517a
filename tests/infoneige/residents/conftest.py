"""The invented city as residents' pages see it, on each kind of database in turn."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from geodata.address_book import AddressBook
from infoneige.pipeline import publish
from infoneige.replay.recordings import find_recordings, read_state
from infoneige.storage.database import Database, open_database
from infoneige.storage.migrate import migrate
from schedules.model import LoadingStatus, Plan, PlanBatch, PlanMode
from tests.infoneige.residents.published_city import FEED, STORM, PublishedCity


@pytest.fixture(scope="session")
def streets(valneige: Path) -> Iterator[AddressBook]:
    """Give the streets of Valneige."""
    with closing(AddressBook.open(valneige)) as book:
        yield book


@pytest.fixture
def city(database: Database, streets: AddressBook) -> PublishedCity:
    """Give a city whose plans a test publishes, on each kind of database in turn."""
    return PublishedCity(database, streets)


@pytest.fixture(scope="session")
def real_streets(real_city: Path) -> Iterator[AddressBook]:
    """Give Montréal's real streets."""
    with closing(AddressBook.open(real_city)) as book:
        yield book


@pytest.fixture(scope="session")
def storm(real_streets: AddressBook, real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Give the real plans of 26 December 2025. They hold no cleared side: every third snowy one is made one."""
    with open_database(f"sqlite:///{tmp_path_factory.mktemp('storm')}/state.db") as database:
        migrate(database)
        recording = find_recordings([real_data / "planif-neige"])[-1]
        batch = read_state(recording, real_streets).batch
        snowy = [plan for plan in batch if plan.status is LoadingStatus.SNOWY][::3]
        cleared = [Plan(plan.side_id, LoadingStatus.CLEARED, updated_at=STORM) for plan in snowy]
        for plans in (batch, PlanBatch(tuple(cleared))):
            publish(
                database,
                plans,
                source=FEED,
                mode=PlanMode.CHANGES,
                coalesce=timedelta(0),
                content_hash="",
                now=STORM,
            )
        yield database
