"""What is dear to make: once a minute at most, by one thread at a time, while the others have the last one."""

import threading
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

KEPT_FOR: Final = timedelta(seconds=60)
_MOST_KEPT: Final = 32

T = TypeVar("T")


class OneAtATime(Generic[T]):
    """Keeps the last few things that were made, by key. Safe to share between threads."""

    def __init__(self) -> None:
        """Begin with none."""
        self._turn = threading.Lock()
        self._kept: dict[Hashable, tuple[datetime, T]] = {}

    def get(self, key: Hashable, now: datetime, make: Callable[[], T]) -> T:
        """Return what was made for a key under a minute ago; else make it, or return the last while another does."""
        was = self._kept.get(key)
        if was and _is_fresh(was[0], now):
            return was[1]
        if was and not self._turn.acquire(blocking=False):
            return was[1]
        if not was:
            self._turn.acquire()
        try:
            was = self._kept.get(key)
            return was[1] if was and _is_fresh(was[0], now) else self._keep(key, now, make())
        finally:
            self._turn.release()

    def _keep(self, key: Hashable, now: datetime, made: T) -> T:
        self._kept.pop(key, None)
        while len(self._kept) >= _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = now, made
        return made


def _is_fresh(made_at: datetime, now: datetime) -> bool:
    return timedelta() <= now - made_at < KEPT_FOR
