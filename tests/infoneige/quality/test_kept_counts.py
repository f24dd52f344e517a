"""Counts that are kept are read as they were written, and two of them together show no more than each does."""

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from infoneige.quality.people import Told, together, told
from infoneige.quality.shown import LEAST, Shown
from infoneige.storage.database import IN_MEMORY
from infoneige.storage.migrate import open_migrated
from infoneige.storage.quality_kept import KeptTold, read_kept_told, write_kept_told
from tests.infoneige.quality.test_shown import GROUPS
from tests.outbox_world import NOW

COUNTS = st.builds(told, GROUPS, st.integers(0, 30))


def cells(count: Told) -> Iterator[Shown]:
    for row in count.reach.values():
        yield from row.values()
    if count.detail:
        yield from (*count.detail.notice, count.detail.corrected, count.detail.our_error)
    yield count.opted_out


@settings(max_examples=30)
@given(st.lists(COUNTS, min_size=1, max_size=4))
def test_what_is_kept_is_read_again_and_the_most_versions_stand(counts: list[Told]) -> None:
    kept = [KeptTold(through, NOW, count) for through, count in enumerate(counts)]
    with open_migrated(IN_MEMORY) as database, database.transaction() as connection:
        for one in (*kept, *kept[:-1]):
            write_kept_told(database, connection, 7, one)
        assert read_kept_told(database, connection, 7) == kept[-1]
        assert read_kept_told(database, connection, 8) is None


@given(COUNTS, COUNTS)
def test_counts_together_are_sums_of_what_is_seen(one: Told, other: Told) -> None:
    both = together(one, other)
    assert both == together(other, one)
    assert (both.people or 0) == (one.people or 0) + (other.people or 0)
    assert (both.detail is None) == (one.detail is None or other.detail is None)
    assert all(cell is None or (cell >= LEAST and cell % LEAST == 0) for cell in cells(both))


@given(COUNTS)
def test_nobody_beside_a_count_leaves_it_as_it_is(count: Told) -> None:
    assert together(count, told([], 0)) == count
