"""The fake's own book: what came in and what became of it, appended line by line and synced. It is the judge."""

import json
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infoneige.clock import SystemClock


class Ledger:
    """A file that only grows; a line is on the disk when :meth:`write` returns."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o600)

    def write(self, event: str, **what: object) -> None:
        line = json.dumps({"event": event, "at": SystemClock().now().timestamp(), **what}, ensure_ascii=False)
        os.write(self._file, (line + "\n").encode())
        os.fsync(self._file)


@dataclass(frozen=True)
class Book:
    """A ledger that was read."""

    lines: tuple[dict[str, Any], ...]

    def all(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["event"] == event]

    def requests(self, method: str = "POST") -> list[dict[str, Any]]:
        return [line for line in self.all("request") if line["method"] == method]

    def taken(self) -> Counter[str]:
        """Return how often a message of each marker was taken."""
        return Counter(line["body"].rpartition("#")[2] for line in self.all("accepted"))

    def doubled(self) -> dict[str, int]:
        """Return the markers of which more than one message was taken, and how many were."""
        return {mark: times for mark, times in self.taken().items() if times > 1}


def read_book(path: Path) -> Book:
    return Book(tuple(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()))
