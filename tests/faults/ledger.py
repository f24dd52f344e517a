"""The provider's own book, outside any database: what people really got, in order, synced line by line."""

import json
import os
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from infoneige.storage.instants import to_text
from notifier.channels.contract import Envelope, SendOutcome, Verdict
from schedules.model import BanWindow

Hours = tuple[str, str | None]


@dataclass(frozen=True)
class Line:
    """One message that somebody got."""

    who: str
    kind: str
    sides: tuple[str, ...]
    hours: Hours
    entry_ids: tuple[int, ...]
    worker: str


class Ledger:
    """A file that several processes append to."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY)

    def write(self, **line: object) -> None:
        """Append a line, on the disk when this returns."""
        os.write(self._file, (json.dumps(line) + "\n").encode())
        os.fsync(self._file)


def read(path: Path) -> list[Line]:
    """Return the lines in the order in which they were written."""
    return [_line(json.loads(text)) for text in path.read_text().splitlines()]


def _line(values: dict[str, object]) -> Line:
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return Line(**(values | lists))  # type: ignore[arg-type]


def hours(window: BanWindow) -> Hours:
    return to_text(window.starts_at), to_text(window.ends_at) if window.ends_at else None


class ProviderError(Exception):
    """What a provider's library may raise at any moment."""


class BadProvider:
    """A channel that writes what it takes into the ledger; a share of the calls goes wrong, in every way there is."""

    def __init__(self, ledger: Ledger, worker: str, draw: random.Random, share: float) -> None:
        self._ledger = ledger
        self._worker = worker
        self._draw = draw
        self._bad = share

    def send(self, envelope: Envelope) -> SendOutcome:
        if self._draw.random() >= self._bad:
            self._take(envelope)
            return SendOutcome(Verdict.SENT)
        fault = self._draw.choice(["retry", "unknown", "raises"])
        if fault == "retry":
            return SendOutcome(Verdict.RETRY, reason="too many requests")
        if self._draw.random() < 0.5:
            self._take(envelope)
        if fault == "raises":
            message = "reset by peer"
            raise ProviderError(message)
        return SendOutcome(Verdict.UNKNOWN, reason="502")

    def _take(self, envelope: Envelope) -> None:
        time.sleep(0.0005)
        subject = envelope.subject
        self._ledger.write(
            who=envelope.recipient.address,
            kind=subject.kind.value,
            sides=[str(side) for side in subject.sides],
            hours=hours(subject.window),
            entry_ids=envelope.entry_ids,
            worker=self._worker,
        )


def by_person_and_side(lines: Iterable[Line]) -> dict[tuple[str, str], list[Line]]:
    """Return what each person got about each side, in order."""
    told: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        for side in line.sides:
            told.setdefault((line.who, side), []).append(line)
    return told
