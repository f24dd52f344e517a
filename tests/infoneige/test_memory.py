"""Looking for garbage less often: what is loaded is left alone, and cycles still go."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from infoneige.memory import collect_rarely


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


class Knot:
    """Something that refers to itself."""

    def __init__(self) -> None:
        self.itself = self


def test_collect_rarely_leaves_what_is_loaded_alone() -> None:
    loaded = len(gc.get_objects())
    collect_rarely()
    assert gc.get_freeze_count() > loaded // 2
    assert gc.get_threshold() == (50_000, 20, 100)


def test_collect_rarely_still_collects() -> None:
    collect_rarely()
    knot = weakref.ref(Knot())
    kept = [[] for _ in range(60_000)]  # type: ignore[var-annotated]
    assert knot() is None
    assert len(kept) == 60_000
