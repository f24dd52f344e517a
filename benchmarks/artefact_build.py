"""How long the street artefact takes to build, against the least that any reader of the same file must do.

The floor is ``json.load`` and one shapely line per feature, in the same run on the same file: Montréal's when it is at
``../shared/data``, else the invented demo city.
"""

import json
import resource
import tempfile
import time
from pathlib import Path

import shapely

from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city

_MONTREAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "montreal"


def run(*, quick: bool) -> list[dict[str, object]]:
    """Measure a whole build; ``quick`` takes the demo city even where the real one is at hand."""
    with tempfile.TemporaryDirectory() as folder:
        request = street_request(Path(folder), quick=quick)
        floor = _floor_seconds(request.sides)
        began = time.perf_counter()
        report = build_artefact(request, Path(folder) / "geodata.db")
        seconds = time.perf_counter() - began
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        {
            "name": f"build of {report.sides:,} sides",
            "seconds": round(seconds, 3),
            "floor_seconds": round(floor, 3),
            "ratio": round(seconds / floor, 2),
            "note": f"peak of the process {peak_mb:.0f} MB; floor: json.load and shapely lines of the same file",
        }
    ]


def street_request(folder: Path, *, quick: bool) -> BuildRequest:
    if quick or not _MONTREAL.is_dir():
        files = write_demo_city(folder)
        return BuildRequest(files.sides, files.boroughs, files.sectors, files.free_lots)
    return BuildRequest(
        _MONTREAL / "gbdouble.geojson",
        boroughs=_MONTREAL / "boroughs.geojson",
        free_lots=_MONTREAL / "free_lots.csv",
    )


def _floor_seconds(sides: Path) -> float:
    began = time.perf_counter()
    with sides.open(encoding="utf-8") as stream:
        features = json.load(stream)["features"]
    for feature in features:
        _line(feature["geometry"])
    return time.perf_counter() - began


def _line(geometry: dict[str, object] | None) -> object:
    return None if geometry is None else shapely.geometry.shape(geometry)


if __name__ == "__main__":
    print(json.dumps(run(quick=False), indent=2))
