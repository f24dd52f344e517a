"""Chromium and the invented city, for the residents' pages: fresh, late and silent."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsers.installed import running_chromium
from tests.made_once import made_once
from tests.pages.service import Service, running_service
from tests.pages.town import Town, build_mapped_valneige, open_town
from tests.pages.visitor import Visitor, visiting

OpenVisitor = Callable[..., AbstractContextManager[Visitor]]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give Chromium, ended with the module: other tests may run a loop of asyncio after it."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
def streets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the invented city's artefact."""
    return made_once(tmp_path_factory, "mapped_valneige", build_mapped_valneige) / "geodata.db"


@pytest.fixture(scope="package")
def town(streets: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Give the city, its data fresh."""
    with open_town(tmp_path_factory.mktemp("fresh"), streets) as opened:
        yield opened


@pytest.fixture(scope="package")
def late_town(streets: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Give the city, its data half an hour old."""
    with open_town(tmp_path_factory.mktemp("late"), streets, silent_for=timedelta(minutes=30)) as opened:
        yield opened


@pytest.fixture(scope="package")
def silent_town(streets: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Give the city, its data two hours old."""
    with open_town(tmp_path_factory.mktemp("silent"), streets, silent_for=timedelta(hours=2)) as opened:
        yield opened


@pytest.fixture
def visit(chromium: Browser, town: Town) -> OpenVisitor:
    """Give what opens a visitor of the city."""
    return partial(visiting, chromium, town)


@pytest.fixture(scope="module")
def service(streets: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Give the running service in the city, as operators find it: nothing is planned yet."""
    with running_service(tmp_path_factory.mktemp("service"), streets) as running:
        yield running
