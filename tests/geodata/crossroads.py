"""Streets that are hard to tell apart, built by the real builder: for tests of the look-up."""

import csv
from pathlib import Path

from pyproj import Transformer

from geodata.build import BuildRequest, build_artefact

COLUMNS = (
    *("COTE_RUE_ID", "ID_TRC", "TYPE_F", "LIEN_F", "NOM_VOIE", "ORIENTATION_F", "NOM_VILLE", "ARRONDISSEMENT"),
    *("DEBUT_ADRESSE", "FIN_ADRESSE", "COTE", "WKT"),
)

PLATEAU, ROSEMONT, LAURENT = "Le Plateau-Mont-Royal", "Rosemont-La Petite-Patrie", "Saint-Laurent"
WESTMOUNT = "Westmount"
Segment = tuple[
    str, tuple[str, str, str, str], str, tuple[int, int], tuple[int, int], tuple[float, float, float, float]
]

DENIS, CARTIER = ("rue", "", "Saint-Denis", ""), ("rue", "", "Cartier", "")

SEGMENTS: tuple[Segment, ...] = (
    # id, name, borough, even range, odd range, line from south-west in metres
    ("1001", DENIS, PLATEAU, (4800, 4898), (4801, 4899), (0, 0, 0, 200)),
    ("1002", DENIS, PLATEAU, (4900, 4950), (0, 0), (0, 200, 0, 400)),
    ("1003", DENIS, PLATEAU, (5000, 5098), (5001, 5099), (0, 400, 0, 600)),
    ("1004", DENIS, ROSEMONT, (5500, 5598), (5501, 5599), (0, 600, 0, 800)),
    ("1101", ("rue", "", "Gilford", ""), PLATEAU, (300, 398), (301, 399), (-100, 200, 0, 200)),
    ("1102", ("avenue", "du", "Mont-Royal", "Est"), PLATEAU, (2, 98), (1, 99), (0, 400, 100, 400)),
    ("1103", ("avenue", "du", "Mont-Royal", "Ouest"), PLATEAU, (2, 98), (1, 99), (-100, 400, 0, 400)),
    ("1201", CARTIER, PLATEAU, (1200, 1298), (1201, 1299), (500, 0, 500, 200)),
    ("1202", CARTIER, LAURENT, (1280, 1340), (1281, 1341), (500, 5000, 500, 5200)),
    ("1203", ("avenue", "", "Cartier", ""), ROSEMONT, (10, 98), (11, 99), (900, 0, 900, 200)),
    ("1301", ("avenue", "", "2e", ""), ROSEMONT, (100, 198), (101, 199), (1200, 0, 1200, 200)),
    ("1302", ("rue", "", "La Fontaine", ""), ROSEMONT, (100, 198), (101, 199), (1500, 0, 1500, 200)),
    ("1303", ("chemin", "de la", "Côte-Saint-Luc", ""), LAURENT, (60, 98), (61, 99), (1500, 5000, 1500, 5200)),
    ("1304", ("rue", "", "Sainte-Catherine", "Est"), ROSEMONT, (100, 198), (101, 199), (1800, 0, 1800, 200)),
    ("1305", ("boulevard", "", "René-Lévesque", "Ouest"), ROSEMONT, (1000, 1098), (1001, 1099), (2100, 0, 2100, 200)),
    ("1401", ("rue", "", "Bélanger", ""), ROSEMONT, (60, 98), (61, 99), (2700, 0, 2700, 200)),
    ("1402", ("rue", "", "Bélanger", ""), ROSEMONT, (0, 0), (0, 0), (2700, 200, 2700, 400)),
    ("1403", ("rue", "", "Bélanger", ""), ROSEMONT, (202, 298), (201, 299), (2700, 400, 2700, 600)),
    ("1501", ("rue", "", "Sainte-Catherine", "Est"), WESTMOUNT, (140, 198), (141, 199), (4000, 9000, 4000, 9200)),
    ("1502", ("rue", "", "Ontario", "Est"), ROSEMONT, (100, 198), (101, 199), (3000, 0, 3000, 200)),
    ("1503", ("rue", "", "Ontario", "Ouest"), ROSEMONT, (1000, 1098), (1001, 1099), (3000, 300, 3000, 500)),
    ("1504", ("rue", "", "Ontario", ""), ROSEMONT, (10, 12), (11, 13), (3000, 600, 3000, 800)),
    ("1505", ("rue", "", "Champ-d'Eau", ""), ROSEMONT, (10, 12), (11, 13), (3300, 600, 3300, 800)),
    ("1506", ("rue", "", "Champ-D'Eau", ""), PLATEAU, (20, 22), (21, 23), (3300, 800, 3300, 900)),
    ("1507", ("", "le", "Boulevard", ""), PLATEAU, (30, 32), (31, 33), (3600, 0, 3600, 900)),
    ("1508", ("boulevard", "du", "Plateau", ""), PLATEAU, (20, 22), (21, 23), (3900, 0, 3900, 900)),
    ("1601", ("Street", "", "Main", "N"), WESTMOUNT, (10, 98), (11, 99), (4300, 9000, 4300, 9200)),
    ("1602", ("Rd", "", "St. John's", ""), WESTMOUNT, (10, 98), (11, 99), (4600, 9000, 4600, 9200)),
    ("1603", ("St", "", "St. John's", ""), WESTMOUNT, (10, 98), (11, 99), (4900, 9000, 4900, 9200)),
    ("1306", ("ruelle", "", "Verte", ""), ROSEMONT, (0, 0), (0, 0), (2400, 0, 2400, 200)),
)

_EAST_M, _NORTH_M = 300_000.0, 5_040_000.0
_TO_DEGREES = Transformer.from_crs("EPSG:32188", "EPSG:4326", always_xy=True)


def build_crossroads(folder: Path) -> Path:
    """Build the artefact of these streets in the folder and return its path."""
    source, artefact = folder / "sides.csv", folder / "geodata.db"
    with source.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for segment in SEGMENTS:
            writer.writerows(_rows(*segment))
    build_artefact(BuildRequest(sides=source), artefact)
    return artefact


def degrees(x: float, y: float) -> tuple[float, float]:
    """Return the longitude and latitude of a point given in metres from the south-west corner."""
    longitude, latitude = _TO_DEGREES.transform(_EAST_M + x, _NORTH_M + y)
    return longitude, latitude


def _rows(
    segment_id: str,
    name: tuple[str, str, str, str],
    borough: str,
    even: tuple[int, int],
    odd: tuple[int, int],
    line: tuple[float, float, float, float],
) -> list[list[object]]:
    """Even numbers lie on the left (id ending in 2), odd ones on the right (1), four metres off the centre line."""
    return [
        [
            f"{segment_id}{digit}",
            segment_id,
            *name,
            WESTMOUNT if borough == WESTMOUNT else "Montréal",
            borough,
            *numbers,
            hand,
            _wkt(line, offset),
        ]
        for digit, numbers, hand, offset in ((2, even, "Gauche", 4), (1, odd, "Droite", -4))
    ]


def _wkt(line: tuple[float, float, float, float], offset: float) -> str:
    """Shift the line to its left by the offset."""
    x0, y0, x1, y1 = line
    east, north = (-offset, 0.0) if x0 == x1 else (0.0, offset)
    ends = (degrees(x + east, y + north) for x, y in ((x0, y0), (x1, y1)))
    return f"LINESTRING ({', '.join(f'{longitude} {latitude}' for longitude, latitude in ends)})"
