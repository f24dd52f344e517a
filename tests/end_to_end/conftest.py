"""The invented city, built once for the end-to-end tests."""

from pathlib import Path

import pytest

from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city


@pytest.fixture(scope="session")
def demo_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the artefact of Valneige."""
    folder = tmp_path_factory.mktemp("valneige")
    files = write_demo_city(folder)
    artefact = folder / "geodata.db"
    build_artefact(BuildRequest(files.sides, files.boroughs, files.sectors, files.free_lots), artefact)
    return artefact
