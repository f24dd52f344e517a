"""How many calls at once a provider bears, found out from its answers. Pure."""

from datetime import datetime

from notifier.channels.contract import SendOutcome

ROUNDS = 4
"""How many times over a number of calls at once is answered well before it grows by one."""


class CallsAtOnce:
    """Halves each time that the provider asks for a pause, and grows again slowly.

    Without this, all that we could call at once would be refused at once after every pause.
    """

    def __init__(self, most: int) -> None:
        """Start with the most that may ever be."""
        self._most = self._allowed = most
        self._answered = 0
        self._pause_ends_at: datetime | None = None

    @property
    def allowed(self) -> int:
        """Return how many calls may be on their way at once, at least one."""
        return self._allowed

    def note(self, outcome: SendOutcome, at: datetime) -> None:
        """Learn from an answer; those to calls from before a pause count with the one that asked for it."""
        if outcome.hold_until is not None:
            self._halve(outcome.hold_until, at)
        elif self._allowed < self._most:
            self._answered += 1
            if self._answered >= ROUNDS * self._allowed:
                self._allowed, self._answered = self._allowed + 1, 0

    def _halve(self, pause_ends_at: datetime, at: datetime) -> None:
        if self._pause_ends_at is None or at >= self._pause_ends_at:
            self._allowed, self._answered = max(1, self._allowed // 2), 0
        self._pause_ends_at = max(pause_ends_at, self._pause_ends_at or pause_ends_at)
