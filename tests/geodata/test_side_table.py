"""The sides of an artefact, street by street or all at once."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from geodata.artefact_reader import ArtefactReader
from geodata.finding.side_table import SideTable
from geodata.finding.whole_street import WholeStreet
from tests.geodata.crossroads import build_crossroads


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArtefactReader]:
    folder: Path = tmp_path_factory.mktemp("crossroads")
    with closing(ArtefactReader(build_crossroads(folder))) as opened:
        yield opened


def test_streets_and_spans_are_the_same_when_all_are_read_at_once(reader: ArtefactReader) -> None:
    one_by_one, at_once = SideTable(reader), SideTable(reader)
    at_once.read_all()
    for street_id in (*one_by_one.streets, 9_999):
        sides = one_by_one.of_streets([street_id])
        assert sorted(at_once.of_streets([street_id]), key=str) == sorted(sides, key=str)
        assert at_once.spans(sides) == one_by_one.spans(sides)


@pytest.mark.parametrize(("first", "last"), [(None, None), (None, 97), (299, None), (98, 202), (97, 300), (300, 400)])
def test_stretch_has_every_side_whose_span_is_in_it(
    reader: ArtefactReader, first: int | None, last: int | None
) -> None:
    table = SideTable(reader)
    belanger = next(number for number, street in table.streets.items() if street.name.name == "Bélanger")
    sides = table.of_streets([belanger])
    spans = table.spans(sides)
    wanted = {side.side_id for side in sides if spans[side.side_id].is_in(first, last)}
    assert {side.side_id for side in WholeStreet(sides, table).stretch(first, last)} == wanted
