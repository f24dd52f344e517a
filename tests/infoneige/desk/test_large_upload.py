"""A file far too large costs no more than it takes to see that; rows by the million cost no memory to refuse."""

import tracemalloc
from collections.abc import Iterator

import pytest

from infoneige.desk.receiving import receive
from infoneige.storage import loads
from infoneige.storage.database import IN_MEMORY, Database
from infoneige.storage.migrate import open_migrated
from schedules.model import PlanMode
from schedules.plan_table.limits import LARGEST_FILE
from schedules.plan_table.unusable import Unusable, UnusableFileError
from tests.infoneige.desk.bad_inputs import CLERK, Endless
from tests.schedules.small_city import NOW

GROWTH = 64 * 1024**2


@pytest.fixture
def state() -> Iterator[Database]:
    with open_migrated(IN_MEMORY) as database:
        yield database


@pytest.mark.parametrize("chunk", [b"100;2;;\n", b",", bytes(1024)])
def test_gigabyte_is_refused_without_being_read(state: Database, chunk: bytes) -> None:
    stream = Endless(1024**3, chunk)
    tracemalloc.start()
    with pytest.raises(UnusableFileError) as refusal:
        receive(state, stream, file_name="x.csv", mode=PlanMode.COMPLETE, day_first=False, operator=CLERK, now=NOW)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (refusal.value.kind, stream.given) == (Unusable.TOO_LARGE, LARGEST_FILE + 1)
    assert peak < GROWTH
    with state.read() as connection:
        assert loads.recent(state, connection, 9) == ()
