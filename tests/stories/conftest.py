"""What every story starts from."""

import pytest

from infoneige.storage.database import Database
from tests.stories.story import Story


@pytest.fixture
def story(database: Database) -> Story:
    """Give a city in which nothing has happened yet, on each database in turn."""
    return Story(database)
