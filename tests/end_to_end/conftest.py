"""The invented city, built once for the end-to-end tests, and the keys of an installation."""

from pathlib import Path

import pytest

from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city
from infoneige.key_file import as_text
from tests.vault import RING


@pytest.fixture(scope="session")
def demo_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the artefact of Valneige."""
    folder = tmp_path_factory.mktemp("valneige")
    files = write_demo_city(folder)
    artefact = folder / "geodata.db"
    build_artefact(BuildRequest(files.sides, files.boroughs, files.sectors, files.free_lots), artefact)
    return artefact


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the keys, as a city's installation has them."""
    monkeypatch.setenv("INFONEIGE_KEYS", as_text(RING))
