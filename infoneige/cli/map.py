"""`infoneige map`: makes the map's tiles from the street artefact."""

from contextlib import closing
from pathlib import Path

import click

from infoneige.cli.settings_options import GEODATA, chosen_settings

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group("map")
def city_map() -> None:
    """Make what the map of the city is drawn from."""


@city_map.command()
@GEODATA
@click.option("--out", type=_FILE, help="The file to write; else beside the artefact, where `serve` looks for it.")
def build(geodata: str | None, out: Path | None) -> None:
    """Write the tiles of the street artefact as one PMTiles file; replaced only when all went well."""
    from geodata.artefact_reader import ArtefactReader
    from infoneige.map_tiles import build_tiles, tiles_beside

    artefact = chosen_settings(geodata=geodata).geodata
    out = out or tiles_beside(artefact)
    with closing(ArtefactReader(artefact)) as reader:
        report = build_tiles(reader, out)
    click.echo(f"{out}: {report.sides:,} sides of street, {report.size / 1000:,.0f} kB.")
