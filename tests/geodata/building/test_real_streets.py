"""Montréal's own file, where it is at hand: what its report says, and how far inferred parities can be trusted."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from sqlite_utils import Database

from geodata.build import BuildRequest, build_artefact
from geodata.building.junctions import find_junctions
from geodata.building.parity import UNKNOWN, infer_parities, opposite_sides
from geodata.quality import QualityReport, hazards, read_report


@pytest.fixture
def database(real_city: Path) -> Iterator[Database]:
    opened = Database(real_city)
    yield opened
    opened.close()


def test_real_streets_are_reported_in_full(real_city: Path) -> None:
    assert read_report(real_city) == QualityReport(
        sides=90_516,
        sides_with_range=52_161,
        segments=45_258,
        streets=6_731,
        boroughs=34,
        sectors=0,
        free_lots=55,
        null_geometries=0,
        unusable_geometries=0,
        multi_line_sides=907,
        unmerged_lines=4,
        derived_sides=0,
        duplicate_ids=0,
        rows_without_id=0,
        unusable_ranges=0,
        reversed_ranges=0,
        mixed_parity=0,
        overlapping_ranges=25,
        overlapping_streets=7,
        oriented_sides=8_692,
        parity_from_opposite=13_245,
        parity_from_neighbour=16_636,
        without_parity=8_474,
        named_by_cross_streets=7_203,
        without_any_name=1_271,
        nameless_streets=3_560,
        without_hand=0,
        without_borough=20,
        without_sector=90_516,
        free_lots_without_place=0,
    )


def test_real_rachel_is_met_by_the_streets_that_meet_it(database: Database) -> None:
    query = """SELECT DISTINCT cross_streets FROM side JOIN street USING (street_id)
        WHERE search_name = 'rue rachel est' AND first <= 990 AND last >= 990"""
    assert [row[0] for row in database.execute(query).fetchall()] == ['["rue Boyer", "avenue du Parc-La Fontaine"]']


def test_real_parities_that_are_hidden_are_found_again(database: Database) -> None:
    query = "SELECT segment_id, street_id, hand, parity, parity_source, geometry FROM side ORDER BY side_id"
    names, streets, hands, parities, sources, shapes = zip(*database.execute(query).fetchall(), strict=True)
    segments = np.unique(names, return_inverse=True)[1]
    codes = np.array([{"even": 0, "odd": 1}.get(parity, UNKNOWN) for parity in parities])
    known = np.where(np.isin(sources, ["range", "opposite"]), codes, UNKNOWN)
    hidden = (known != UNKNOWN) & (np.random.default_rng(20251226).random(segments.max() + 1) < 0.3)[segments]
    hand = np.array(hands, dtype=object)
    junctions = find_junctions(shapely.from_wkb(np.array(shapes, dtype=object)), segments, hand)
    sides = pd.DataFrame({"parity_code": np.where(hidden, UNKNOWN, known), "street_id": streets, "hand": hand})
    found = infer_parities(sides, segments, junctions).codes
    tried = hidden & (found != UNKNOWN)
    assert (opposite_sides(segments, sides["hand"]) >= 0).all()
    assert tried.sum() > 15_000
    assert (found == known)[tried].mean() > 0.995


def test_real_streets_in_the_form_of_today_get_their_names_back_from_the_geobase(
    database: Database, tmp_path: Path
) -> None:
    columns = "side_id, segment_id, kind, link, name, orientation, first, last, side.town, geometry"
    query = f"SELECT {columns} FROM side JOIN street USING (street_id) WHERE borough = 'Le Plateau-Mont-Royal'"
    rows = pd.DataFrame(database.query(query)).sort_values("side_id")
    today = rows[["side_id", "kind", "name", "town", "first", "last"]]
    today.columns = pd.Index(["COTE_RUE_ID", "TYPE_F", "NOM_VOIE", "NOM_VILLE", "DEBUT_ADRESSE", "FIN_ADRESSE"])
    lines = gpd.GeoSeries.from_wkb(rows["geometry"], crs="EPSG:32188")
    gpd.GeoDataFrame(today, geometry=lines).to_file(tmp_path / "today.gpkg")
    geobase = rows[["segment_id", "kind", "link", "name", "orientation"]].drop_duplicates("segment_id")
    geobase.columns = pd.Index(["ID_TRC", "TYP_VOIE", "LIE_VOIE", "NOM_VOIE", "DIR_VOIE"])
    geobase.to_csv(tmp_path / "geobase.csv", index=False)
    without = build_artefact(BuildRequest(tmp_path / "today.gpkg"), tmp_path / "without.db")
    request = BuildRequest(tmp_path / "today.gpkg", geobase=tmp_path / "geobase.csv")
    named = build_artefact(request, tmp_path / "named.db")
    assert [len(hazards(report)) for report in (without, named)] == [1, 0]
    names = "SELECT side_id, kind, link, name, orientation FROM side JOIN street USING (street_id) ORDER BY side_id"
    with closing(Database(tmp_path / "named.db")) as opened:
        assert list(opened.query(names)) == [
            *database.query(names.replace("ORDER", "WHERE borough = 'Le Plateau-Mont-Royal' ORDER"))
        ]
