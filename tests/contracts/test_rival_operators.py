"""Two operators publish at once: each round one wins, and the other is told by whom."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city
from infoneige.audit.trail import Trail
from infoneige.storage.database import Database
from tests.contracts.rival_operators import Outcome, in_processes, in_threads, stage

ROUNDS = 200

Rivalry = Callable[[str, Path, dict[str, list[int]]], dict[str, list[Outcome]]]


@pytest.fixture(scope="module")
def artefact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("valneige")
    files = write_demo_city(folder)
    made: Path = folder / "geodata.db"
    build_artefact(BuildRequest(files.sides, files.boroughs, files.sectors, files.free_lots), made)
    return made


@pytest.mark.parametrize("rivalry", [in_threads, in_processes])
def test_of_two_who_publish_at_once_one_wins_and_the_other_learns_of_it(
    database_url: str, database: Database, artefact: Path, rivalry: Rivalry
) -> None:
    found = rivalry(database_url, artefact, stage(database, ROUNDS))
    one, other = found.items()
    for mine, theirs in zip(one[1], other[1], strict=True):
        (_, won, version, *_), (_, lost, *met) = sorted([(*mine, one[0]), (*theirs, other[0])], reverse=True)
        winner = one[0] if mine[0] == "won" else other[0]
        assert {mine[0], theirs[0]} == {"won", "lost"}
        assert (met[:3], won != lost) == ([version, winner, 1], True)
    events = Trail(database).events(most=4 * ROUNDS)
    assert Counter(event.event.verb.value for event in events) == {"plan.published": ROUNDS, "publish.refused": ROUNDS}
    assert Trail(database).verify().intact
