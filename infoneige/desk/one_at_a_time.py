"""An answer that is costly to work out and that many ask for: worked out by one of them, kept for the others."""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

from infoneige.clock import Clock

LASTS: Final = timedelta(seconds=2)
SHARE: Final = 5
"""An answer that took long is kept for so many times that long: asking takes a sixth of the time at most."""

_LARGEST: Final = 16

_Key = TypeVar("_Key", bound=Hashable)
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[_Answer]):
    answer: _Answer
    until: datetime


class OneAtATime(Generic[_Key, _Answer]):
    """Keeps the last answers by key. While one is being worked out, others are given the one before it."""

    def __init__(self, clock: Clock, lasts: timedelta = LASTS) -> None:
        """Start with nothing kept; an answer is good for this long at least."""
        self._clock = clock
        self._lasts = lasts
        self._turn = threading.Lock()
        self._kept: dict[_Key, _Kept[_Answer]] = {}

    def of(self, key: _Key, work_out: Callable[[datetime], _Answer]) -> _Answer:
        """Return the answer of a key, worked out anew, as of an instant, where the kept one is too old."""
        kept = self._kept.get(key)
        if kept is not None and self._clock.now() < kept.until:
            return kept.answer
        if kept is not None and self._turn.locked():
            return kept.answer
        with self._turn:
            return self._fresh(key, work_out)

    def forget(self) -> None:
        """Forget all answers: something was just done that they do not know of."""
        self._kept.clear()

    def _fresh(self, key: _Key, work_out: Callable[[datetime], _Answer]) -> _Answer:
        began = self._clock.now()
        kept = self._kept.get(key)
        if kept is not None and began < kept.until:  # somebody else worked it out while we waited
            return kept.answer
        answer, ended = work_out(began), self._clock.now()
        if len(self._kept) >= _LARGEST:
            self._kept.clear()
        self._kept[key] = _Kept(answer, ended + max(self._lasts, SHARE * (ended - began)))
        return answer
