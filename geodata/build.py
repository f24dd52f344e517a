"""A city's files in, geodata.db out. Reads top down as what a build does; each step stands in ``geodata.building``."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pandas as pd
from pyproj import CRS

from geodata.artefact_reader import FORMAT_VERSION
from geodata.building.areas import no_areas, read_areas, refuse_elsewhere
from geodata.building.arrays import Geometries
from geodata.building.artefact import write_artefact
from geodata.building.columns import sides_table
from geodata.building.counting import count
from geodata.building.cross_streets import cross_streets
from geodata.building.free_lots import no_lots, only_near, read_free_lots
from geodata.building.geobase import with_names_of
from geodata.building.junctions import find_junctions
from geodata.building.mapping import MONTREAL, ColumnMapping, load_mapping
from geodata.building.metric import choose_metric_crs, metric_lines
from geodata.building.out_file import refuse_to_overwrite, whole_or_nothing
from geodata.building.parity import infer_parities
from geodata.building.places import fill_places
from geodata.building.ranges import complete_ranges
from geodata.building.rows import artefact_tables
from geodata.building.side_ids import number_segments, one_row_per_id
from geodata.building.sources import read_features, sha256_of
from geodata.building.streets import distinct_streets
from geodata.quality import QualityReport


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """The files of one city; ``crs`` is for a street file that declares none, ``city`` for rows that name no town."""

    sides: Path
    boroughs: Path | None = None
    sectors: Path | None = None
    free_lots: Path | None = None
    mapping: Path | None = None
    city: str | None = None
    crs: str | None = None
    geobase: Path | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """Return every file that is to be read."""
        named = (self.sides, self.boroughs, self.sectors, self.free_lots, self.mapping, self.geobase)
        return tuple(path for path in named if path is not None)


class BuildStep(StrEnum):
    """What a build is busy with, in order."""

    READING = "reading the street file"
    PLACING = "finding boroughs and sectors"
    NAMING = "naming streets, parities and corners"
    WRITING = "writing the artefact"


Progress = Callable[[BuildStep], None]
"""Told of each step as it begins."""


def build_artefact(request: BuildRequest, out: Path, progress: Progress = lambda _: None) -> QualityReport:
    """Build the artefact at ``out`` and return the counts that it carries.

    An artefact that was there is replaced at the very end, or left as it was. Any other file is never replaced.

    Raises:
        GeodataError: a file cannot be used or overwritten; the text says which, where, and what to try.
    """
    refuse_to_overwrite(out, request.files)
    with whole_or_nothing(out) as part:
        mapping = load_mapping(request.mapping) if request.mapping else MONTREAL
        progress(BuildStep.READING)
        rows, crs = _read_rows(request, mapping)
        sides, left_out = one_row_per_id(rows)
        sides = with_names_of(request.geobase, sides) if request.geobase else sides
        progress(BuildStep.PLACING)
        lines = sides["line"].to_numpy(dtype=object)
        given = {"borough": request.boroughs, "sector": request.sectors}
        areas = {what: _areas(path, crs, what, lines) for what, path in given.items()}
        lots = only_near(read_free_lots(request.free_lots, crs), lines) if request.free_lots else no_lots()
        sides = fill_places(sides, areas["borough"], areas["sector"], request.city or mapping.city)
        progress(BuildStep.NAMING)
        sides, streets = _name(sides)
        report = count(sides, streets, areas, lots, left_out)
        progress(BuildStep.WRITING)
        write_artefact(part, artefact_tables(sides, streets, areas, lots), _meta(request, mapping, crs, report))
    return report


def _read_rows(request: BuildRequest, mapping: ColumnMapping) -> tuple[pd.DataFrame, CRS]:
    frame = read_features(request.sides, what="street", crs=request.crs, assumed_crs=mapping.crs)
    crs = choose_metric_crs(frame, mapping.metric_crs, request.sides)
    return sides_table(frame, metric_lines(frame, crs, what="street"), mapping, request.sides), crs


def _areas(path: Path | None, crs: CRS, what: str, lines: Geometries) -> pd.DataFrame:
    if path is None:
        return no_areas()
    areas = read_areas(path, crs, what=what)
    refuse_elsewhere(areas, lines, path, what)
    return areas


def _name(sides: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add what people call each side by: its street, its range, its parity and where that comes from, its corners."""
    streets, street_ids = distinct_streets(sides)
    ranged = complete_ranges(sides.assign(street_id=street_ids))
    segments = number_segments(ranged)
    junctions = find_junctions(ranged["line"].to_numpy(dtype=object), segments, ranged["hand"].to_numpy(dtype=object))
    parities = infer_parities(ranged, segments, junctions)
    corners = cross_streets(ranged, streets, segments, junctions)
    named = ranged.assign(parity_code=parities.codes, parity=parities.words, parity_source=parities.sources)
    return named.assign(cross_streets=corners), streets


def _meta(request: BuildRequest, mapping: ColumnMapping, crs: CRS, report: QualityReport) -> dict[str, str]:
    return {
        "format_version": FORMAT_VERSION,
        "crs": crs.to_string(),
        "city": request.city or mapping.city or "",
        "source": request.sides.name,
        "source_sha256": sha256_of(request.sides),
        "report": report.to_json(),
    }
