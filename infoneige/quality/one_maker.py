"""What is dear to make: kept for a while, made by one thread at a time, while no other waits for it."""

import threading
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

_MOST_KEPT: Final = 32

T = TypeVar("T")


class OneMaker(Generic[T]):
    """Keeps the last few things that were made, by key. Safe to share between threads.

    For pages that anybody may ask for: strangers must never occupy threads by waiting, as operators may.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._turn = threading.Lock()
        self._kept: dict[Hashable, tuple[datetime, T]] = {}

    def get(self, key: Hashable, now: datetime, make: Callable[[], T], *, kept_for: timedelta) -> T | None:
        """Return what was made for a key so lately; else make it.

        While another thread makes anything, return the last that was made for this key, None where there is none.
        """
        was = self._kept.get(key)
        if was and timedelta() <= now - was[0] < kept_for:
            return was[1]
        if not self._turn.acquire(blocking=False):
            return was[1] if was else None
        try:
            return self._keep(key, now, make())
        finally:
            self._turn.release()

    def _keep(self, key: Hashable, now: datetime, made: T) -> T:
        kept = {at: one for at, one in self._kept.items() if at != key}
        self._kept = dict(list(kept.items())[1 - _MOST_KEPT :]) | {key: (now, made)}
        return made
