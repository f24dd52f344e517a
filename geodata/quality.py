"""What is odd about a city's streets: counted when the artefact is built, carried inside it, read back from it."""

import json
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from geodata.artefact_reader import ArtefactReader
from geodata.model import GeodataError


@dataclass(frozen=True, slots=True)
class QualityReport:
    """Counts of one artefact. Sides are counted as stored, each id once; what was left out is counted by name."""

    sides: int
    sides_with_range: int
    segments: int
    streets: int
    boroughs: int
    sectors: int
    free_lots: int
    null_geometries: int
    unusable_geometries: int
    multi_line_sides: int
    unmerged_lines: int
    derived_sides: int
    duplicate_ids: int
    rows_without_id: int
    unusable_ranges: int
    reversed_ranges: int
    mixed_parity: int
    overlapping_ranges: int
    overlapping_streets: int
    oriented_sides: int
    parity_from_opposite: int
    parity_from_neighbour: int
    without_parity: int
    named_by_cross_streets: int
    without_any_name: int
    nameless_streets: int
    without_hand: int
    without_borough: int
    without_sector: int
    free_lots_without_place: int

    def to_json(self) -> str:
        """Return the counts as one JSON object."""
        return json.dumps(asdict(self), indent=2)


MEANINGS: dict[str, str] = {
    "sides": "sides of street",
    "sides_with_range": "with a range of civic numbers",
    "segments": "segments that the sides belong to",
    "streets": "streets, told apart by kind, link, name, orientation and town",
    "boroughs": "boroughs and towns with an outline",
    "sectors": "snow sectors",
    "free_lots": "free parking lots",
    "null_geometries": "sides without a line",
    "unusable_geometries": "of which the source had something that is no line",
    "multi_line_sides": "sides that the source draws in two lines or more",
    "unmerged_lines": "of which the lines do not meet",
    "derived_sides": "sides made by offset from a centre line",
    "duplicate_ids": "rows left out because their side id came before",
    "rows_without_id": "rows left out because they have no side id",
    "unusable_ranges": "ranges given but unusable (one end, or no number)",
    "reversed_ranges": "ranges that ran downwards, turned round",
    "mixed_parity": "ranges from an odd to an even number",
    "overlapping_ranges": "ranges that share numbers with another side of the same street, orientation and borough",
    "overlapping_streets": "streets that such ranges are on",
    "oriented_sides": "sides of a street with an orientation, such as Est or Ouest",
    "parity_from_opposite": "sides whose parity comes from across the street",
    "parity_from_neighbour": "sides whose parity comes from along the street",
    "without_parity": "sides whose parity nobody knows",
    "named_by_cross_streets": "of which named by their cross streets",
    "without_any_name": "of which nothing tells them from their neighbours",
    "nameless_streets": "sides on a street without a name of its own",
    "without_hand": "sides that are neither left nor right",
    "without_borough": "sides outside every borough",
    "without_sector": "sides outside every snow sector",
    "free_lots_without_place": "free lots left out because they are nowhere, or over 10 km from every street",
}
"""What each count means, in the words of the printed report."""


def hazards(report: QualityReport) -> tuple[str, ...]:
    """Return what nobody should overlook: in a sentence each, what is wrong with the whole artefact and what to try."""
    found = []
    if report.oriented_sides < report.overlapping_ranges:
        found.append(
            f"{report.overlapping_streets} streets have civic numbers twice, and next to none says whether it is Est "
            "or Ouest, Nord or Sud: addresses there stay ambiguous. Give the city's single street file (--geobase), "
            "or map a column of orientations (docs/cities.md)"
        )
    if report.free_lots_without_place and not report.free_lots:
        found.append(
            f"none of the {report.free_lots_without_place} free lots is near a street: check that the file is of this "
            "city, and that longitude (x) comes before latitude"
        )
    return tuple(found)


def read_report(artefact: Path) -> QualityReport:
    """Return the report that the build stored in the artefact, which is opened read-only.

    Raises:
        GeodataError: there is no such file, or it is no artefact of this version, or its report is not readable.
    """
    with closing(ArtefactReader(artefact)) as reader:
        stored: dict[str, str] = dict(reader.rows("SELECT key, value FROM meta"))
    try:
        counts = json.loads(stored["report"])
        return QualityReport(**{field.name: int(counts[field.name]) for field in fields(QualityReport)})
    except (KeyError, ValueError, TypeError) as error:
        message = f"{artefact} holds no readable report; build it again with `infoneige geodata build`"
        raise GeodataError(message) from error
