"""Every way in which a call can go wrong, by name, and the draw that decides which does."""

import random
from collections import deque

RATE = frozenset({"rate", "rate_named"})
BEFORE = frozenset({"error_500", "error_503", "reset", "hang"})
"""Nothing is taken."""
AFTER = frozenset({"error_500_after", "late", "reset_after", "html", "half_json", "no_sid", "callback_first"})
"""The message is taken, whatever the caller gets to see."""

FAULTS = RATE | BEFORE | AFTER


class Draw:
    """Says of each call what goes wrong: first what was ordered, then by the shares, from a seed."""

    def __init__(self, shares: dict[str, float], seed: int) -> None:
        self.ordered: deque[str] = deque()
        self._shares = shares
        self._random = random.Random(seed)

    def next(self) -> str | None:
        if self.ordered:
            return self.ordered.popleft()
        drawn = self._random.random()
        for name, share in self._shares.items():
            if drawn < share:
                return name
            drawn -= share
        return None
