"""Two operators publish at once: each round one wins, and the other is told by whom."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from infoneige.audit.trail import Trail
from infoneige.storage.database import Database
from tests.contracts.rival_operators import Outcome, in_processes, in_threads, stage

ROUNDS = 200

Rivalry = Callable[[str, Path, dict[str, list[int]]], dict[str, list[Outcome]]]


@pytest.mark.parametrize("rivalry", [in_threads, in_processes])
def test_of_two_who_publish_at_once_one_wins_and_the_other_learns_of_it(
    database_url: str, database: Database, valneige: Path, rivalry: Rivalry
) -> None:
    found = rivalry(database_url, valneige, stage(database, ROUNDS))
    one, other = found.items()
    for mine, theirs in zip(one[1], other[1], strict=True):
        (_, won, version, *_), (_, lost, *met) = sorted([(*mine, one[0]), (*theirs, other[0])], reverse=True)
        winner = one[0] if mine[0] == "won" else other[0]
        assert {mine[0], theirs[0]} == {"won", "lost"}
        assert (met[:3], won != lost) == ([version, winner, 1], True)
    events = Trail(database).events(most=4 * ROUNDS)
    assert Counter(event.event.verb.value for event in events) == {"plan.published": ROUNDS, "publish.refused": ROUNDS}
    assert Trail(database).verify().intact
