"""The invented city, built."""

from pathlib import Path

from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city


def build_valneige(folder: Path) -> Path:
    """Write the city's files into the folder, and return the artefact that is built from them."""
    files, artefact = write_demo_city(folder), folder / "geodata.db"
    build_artefact(BuildRequest(files.sides, files.boroughs, files.sectors, files.free_lots), artefact)
    return artefact
