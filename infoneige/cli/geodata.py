"""``infoneige geodata``: builds the street artefact, and prints what is odd about it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from geodata.quality import QualityReport

_FILE = click.Path(path_type=Path)


@click.group()
def geodata() -> None:
    """Build and inspect the streets that everything else looks up."""


@geodata.command()
@click.option("--sides", type=_FILE, required=True, help="Street sides: GeoJSON, GeoPackage, Shapefile, CSV with WKT.")
@click.option("--boroughs", type=_FILE, help="Outlines of boroughs and linked towns.")
@click.option("--sectors", type=_FILE, help="Outlines of snow sectors.")
@click.option("--free-lots", type=_FILE, help="Free parking lots: points, polygons, or CSV with Long and Lat.")
@click.option("--mapping", type=_FILE, help="TOML file that names another city's columns (docs/cities.md).")
@click.option(
    "--geobase", type=_FILE, help="Montréal's single Géobase: the link words and Est or Ouest of each segment."
)
@click.option("--city", help="The town of sides whose row names none.")
@click.option("--crs", help="The CRS of a street file that declares none, such as EPSG:32188 (else EPSG:4326).")
@click.option("--out", type=_FILE, required=True, help="The artefact to write; replaced only when all went well.")
def build(
    *,
    sides: Path,
    boroughs: Path | None,
    sectors: Path | None,
    free_lots: Path | None,
    mapping: Path | None,
    geobase: Path | None,
    city: str | None,
    crs: str | None,
    out: Path,
) -> None:
    """Build geodata.db from a city's files and print its quality report."""
    from geodata.build import BuildRequest, BuildStep, build_artefact
    from infoneige.cli.progress import shown_steps

    request = BuildRequest(sides, boroughs, sectors, free_lots, mapping, city, crs, geobase)
    with shown_steps(len(BuildStep)) as progress:
        quality = build_artefact(request, out, progress)
    _show(quality, _as_text(quality))


@geodata.command()
@click.argument("artefact", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as one JSON object.")
def report(artefact: Path, as_json: bool) -> None:
    """Print the counts and hazards that the build found in ARTEFACT."""
    from geodata.quality import read_report

    quality = read_report(artefact)
    _show(quality, quality.to_json() if as_json else _as_text(quality))


def _show(quality: "QualityReport", text: str) -> None:
    """Print the counts, and on standard error what nobody should overlook."""
    from geodata.quality import hazards

    click.echo(text)
    for hazard in hazards(quality):
        click.echo(f"warning: {hazard}", err=True)


def _as_text(quality: "QualityReport") -> str:
    """Return the counts that are not nil, one a line, each with what it means."""
    from geodata.quality import MEANINGS

    counts = ((key, getattr(quality, key)) for key in MEANINGS)
    return "\n".join(f"{value:>9,}  {MEANINGS[key]} ({key})" for key, value in counts if value)
