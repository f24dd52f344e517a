"""Recorded states of a plan: files named by the UTC instant at which they were taken, of a feed or of an operator."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from geodata.address_book import AddressBook
from infoneige.errors import ServiceError
from schedules.feeds.operator_csv.plan import read_plan_csv
from schedules.feeds.planif_neige.json_snapshot import read_planif_neige_json
from schedules.feeds.planif_neige.rows import parse_rows
from schedules.model import PlanBatch, SchedulesError

_NAME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d)(\d\d)(\d\d)?Z$")
FEED, OPERATOR = ".json", ".csv"


@dataclass(frozen=True, slots=True, order=True)
class Recording:
    """One file and its instant; a ``.json`` is a state of the feed, a ``.csv`` an operator's plan."""

    taken_at: datetime
    path: Path

    @property
    def is_feed(self) -> bool:
        """Say whether a feed gave it, and not an operator."""
        return self.path.suffix.lower() == FEED


@dataclass(frozen=True, slots=True)
class RecordedState:
    """A recording and what it says, read as it would have been at its instant."""

    recording: Recording
    batch: PlanBatch
    content_hash: str


def read_state(recording: Recording, book: AddressBook) -> RecordedState:
    """Read one recording.

    Raises:
        ServiceError: it cannot be used at all; the text names the file.
    """
    content, now = recording.path.read_bytes(), recording.taken_at
    try:
        if recording.is_feed:
            batch = parse_rows(read_planif_neige_json(content), now, book.side_ids())
        else:
            batch = read_plan_csv(content, book, now)
    except SchedulesError as error:
        message = f"{recording.path.name}: {error}"
        raise ServiceError(message) from error
    return RecordedState(recording, batch, sha256(content).hexdigest())


def find_recordings(places: Iterable[Path]) -> tuple[Recording, ...]:
    """Return the recordings in these files and folders, oldest first; other files of a folder are passed over.

    Raises:
        ServiceError: a named file is missing or not named by its instant, or there is no recording at all.
    """
    found: set[Recording] = set()
    for place in places:
        if place.is_dir():
            found |= {one for path in sorted(place.iterdir()) if (one := _recording(path))}
        elif not place.exists():
            message = f"{place} does not exist"
            raise ServiceError(message)
        else:
            found.add(_named_recording(place))
    if not found:
        message = "no recorded plan found: a file is named by its UTC instant, such as 2026-11-23T1500Z.csv or .json"
        raise ServiceError(message)
    return tuple(sorted(found))


def _named_recording(path: Path) -> Recording:
    recording = _recording(path)
    if recording is None:
        message = f"{path.name} is not named by its UTC instant, such as 2026-11-23T1500Z.csv or .json"
        raise ServiceError(message)
    return recording


def _recording(path: Path) -> Recording | None:
    match = _NAME.fullmatch(path.stem)
    if match is None or path.suffix.lower() not in (FEED, OPERATOR):
        return None
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        return Recording(datetime(year, month, day, hour, minute, second, tzinfo=UTC), path)
    except ValueError:
        return None
