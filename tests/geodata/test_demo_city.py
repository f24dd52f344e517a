"""The invented city has every awkward case that the real one has, and never changes."""

from dataclasses import astuple
from pathlib import Path

from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city


def test_demo_city_is_always_the_same(tmp_path: Path) -> None:
    once, twice = write_demo_city(tmp_path / "once"), write_demo_city(tmp_path / "twice")
    assert [path.read_bytes() for path in astuple(once)] == [path.read_bytes() for path in astuple(twice)]


def test_demo_city_has_every_awkward_case(tmp_path: Path) -> None:
    files = write_demo_city(tmp_path)
    request = BuildRequest(files.sides, files.boroughs, files.sectors, files.free_lots)
    report = build_artefact(request, tmp_path / "geodata.db")
    assert (report.sides, report.sides_with_range, report.segments, report.streets) == (190, 156, 95, 17)
    assert (report.boroughs, report.sectors, report.free_lots) == (3, 6, 4)
    assert (report.null_geometries, report.multi_line_sides, report.duplicate_ids) == (1, 1, 1)
    assert (report.reversed_ranges, report.mixed_parity, report.overlapping_ranges) == (1, 1, 2)
    assert (report.parity_from_opposite, report.parity_from_neighbour) == (8, 14)
    assert (report.without_parity, report.named_by_cross_streets, report.without_any_name) == (12, 12, 0)
    assert (report.without_borough, report.without_sector) == (0, 0)
