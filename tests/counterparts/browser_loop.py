"""An asyncio loop on a thread of its own, for servers that a test talks to from outside."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_LONGEST_CALL_S = 20.0


class LoopThread:
    """Runs coroutines for callers on other threads, until closed."""

    def __init__(self) -> None:
        """Start the loop."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="counterparts", daemon=True)
        self._thread.start()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the loop and return its result; raise TimeoutError when it takes too long."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(_LONGEST_CALL_S)

    def close(self) -> None:
        """Cancel what still runs, and end the loop and its thread."""
        self.run(_cancel_others())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_LONGEST_CALL_S)
        self._loop.close()


async def _cancel_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
