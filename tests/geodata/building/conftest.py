"""A street file of a few rows, and the artefact built from it."""

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from geodata.build import BuildRequest, build_artefact
from geodata.quality import QualityReport

Feature = dict[str, Any]
EAST, NORTH = 300_000, 5_040_000
METRIC = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32188"}}


@dataclass(frozen=True)
class Built:
    report: QualityReport
    path: Path

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(sql).fetchall()

    def counts(self, *names: str) -> tuple[int, ...]:
        return tuple(getattr(self.report, name) for name in names)


def _side(side_id: object, line: list[tuple[float, float]] | None, **columns: object) -> Feature:
    """One row in Montréal's columns; the line is in metres from a corner, and drawn where the side runs."""
    properties = {
        "COTE_RUE_ID": side_id, "ID_TRC": str(side_id)[:-1], "TYPE_F": "rue", "LIEN_F": None, "NOM_VOIE": "Cartier",
        "ORIENTATION_F": None, "NOM_VILLE": "Montréal", "ARRONDISSEMENT": "Le Plateau-Mont-Royal",
        "DEBUT_ADRESSE": 0, "FIN_ADRESSE": 0, "COTE": "Droite" if str(side_id).endswith("1") else "Gauche",
    }  # fmt: skip
    places = [[EAST + x, NORTH + y] for x, y in line] if line else None
    geometry = {"type": "LineString", "coordinates": places} if places else None
    return {"type": "Feature", "properties": properties | columns, "geometry": geometry}


def _segment(number: int, start: tuple[float, float], end: tuple[float, float], **columns: object) -> list[Feature]:
    """Return both sides of a straight segment, 4 m from its centre line; RIGHT and LEFT are their ranges."""
    (x0, y0), (x1, y1) = start, end
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    nx, ny = 4 * (y1 - y0) / length, -4 * (x1 - x0) / length
    ranges: dict[int, Any] = {1: columns.pop("RIGHT", (0, 0)), 2: columns.pop("LEFT", (0, 0))}
    return [
        _side(
            f"{number}{digit}",
            [(x0 + sign * nx, y0 + sign * ny), (x1 + sign * nx, y1 + sign * ny)],
            DEBUT_ADRESSE=ranges[digit][0],
            FIN_ADRESSE=ranges[digit][1],
            **columns,
        )
        for digit, sign in ((1, 1), (2, -1))
    ]


@pytest.fixture
def side() -> Callable[..., Feature]:
    return _side


@pytest.fixture
def segment() -> Callable[..., list[Feature]]:
    return _segment


@pytest.fixture
def write_features(tmp_path: Path) -> Callable[..., Path]:
    def write(features: Iterable[Feature], name: str = "sides.geojson", crs: object = METRIC) -> Path:
        path = tmp_path / name
        collection = {"type": "FeatureCollection", "crs": crs, "features": list(features)}
        path.write_text(json.dumps(collection), encoding="utf-8")
        return path

    return write


@pytest.fixture
def build(tmp_path: Path, write_features: Callable[..., Path]) -> Callable[..., Built]:
    def run(features: Iterable[Feature], **request: Any) -> Built:  # noqa: ANN401 - the fields of a request
        out = tmp_path / "geodata.db"
        return Built(build_artefact(BuildRequest(write_features(features), **request), out), out)

    return run


@pytest.fixture
def build_request(tmp_path: Path) -> Callable[[BuildRequest], Built]:
    out = tmp_path / "geodata.db"
    return lambda request: Built(build_artefact(request, out), out)
