"""Notices that nothing runs any more in a running service, and ends it: all that is due is found at the next start."""

import faulthandler
import os
import sys
from collections.abc import Callable
from typing import Final

PATIENCE: Final = 600
"""Looks in a row at which nothing had come to its end, a second apart; a sign of life is due every ten seconds."""

STALLED: Final = 70
"""The exit code: a fault within, which whoever supervises the service answers by starting it again."""


class StallWatch:
    """Counts looks, not time: a process that was frozen has not stalled."""

    def __init__(self, ended: Callable[[], int], patience: int = PATIENCE) -> None:
        """Begin to watch; ``ended`` counts the pieces of work that came to their end."""
        self._ended, self._patience = ended, patience
        self._seen, self._idle = ended(), 0

    def look(self) -> None:
        """Return if anything ended since the last look, or not for long; else end the process, and say where it stood.

        It is not asked to stop first: whatever holds it up would hold that up too.
        """
        ended = self._ended()
        self._idle = 0 if ended != self._seen else self._idle + 1
        self._seen = ended
        if self._idle >= self._patience:
            print("infoneige: nothing has run for so long that it never will; here is where it stands", file=sys.stderr)  # noqa: T201
            faulthandler.dump_traceback(all_threads=True)
            os._exit(STALLED)
