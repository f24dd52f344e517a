"""Pages that many people ask for at once are made once: kept for seconds, and only while nothing new is known."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Final

KEPT_FOR: Final = timedelta(seconds=5)
_MOST: Final = 256


class KeptPages:
    """Keeps the last pages that were made, each for a short time. Safe to share between threads."""

    def __init__(self) -> None:
        """Begin with none."""
        self._turn = threading.Lock()
        self._pages: OrderedDict[Hashable, tuple[datetime, str]] = OrderedDict()

    def get(self, key: Hashable, now: datetime, make: Callable[[], str]) -> str:
        """Return the page of a key; it is made if there is none, or none from so short a while ago."""
        with self._turn:
            kept = self._pages.get(key)
        if kept is not None and timedelta() <= now - kept[0] < KEPT_FOR:
            return kept[1]
        page = make()
        with self._turn:
            self._pages[key] = (now, page)
            self._pages.move_to_end(key)
            if len(self._pages) > _MOST:
                self._pages.popitem(last=False)
        return page
