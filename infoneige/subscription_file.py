"""Subscriptions from a CSV file: one row per recipient and side."""

import csv
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path

from geodata.model import StreetSideId
from infoneige.errors import ServiceError
from notifier.model import AlertKind, Channel, Language, PreferenceProfile, QuietHours, Recipient, Subscription

COLUMNS = ("recipient", "channel", "language", "side_id", "leads_minutes", "quiet_from", "quiet_to")
"""The columns that a file must have; ``kinds`` may stand beside them, and is every kind where it does not."""


def read_subscriptions(path: Path) -> tuple[Subscription, ...]:
    """Return what the file says.

    Raises:
        ServiceError: the file cannot be read, a column is missing or a row makes no sense; the text names the line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return tuple(_subscriptions(csv.DictReader(file), path))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        message = f"{path} cannot be read as a CSV file in UTF-8: {error}"
        raise ServiceError(message) from error


def _subscriptions(rows: "csv.DictReader[str]", path: Path) -> Iterator[Subscription]:
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        message = f"{path} has no column {', '.join(missing)}; it needs {', '.join(COLUMNS)}"
        raise ServiceError(message)
    for row in rows:
        try:
            yield _subscription({name: (value or "").strip() for name, value in row.items() if name is not None})
        except ValueError as error:
            message = f"{path}, line {rows.line_num}: {error}"
            raise ServiceError(message) from error


def _subscription(row: dict[str, str]) -> Subscription:
    for column in ("recipient", "side_id"):
        if not row[column]:
            message = f"{column} is empty"
            raise ValueError(message)
    recipient = Recipient(Channel(row["channel"].lower()), row["recipient"], Language(row["language"].lower()))
    profile = PreferenceProfile(
        _leads(row["leads_minutes"]), _quiet_hours(row["quiet_from"], row["quiet_to"]), _kinds(row)
    )
    return Subscription(recipient, StreetSideId(row["side_id"]), profile)


def _leads(text: str) -> tuple[timedelta, ...]:
    minutes = [int(word) for word in text.split()]
    if any(lead <= 0 for lead in minutes):
        message = f"leads_minutes are minutes before the ban starts, 1 or more, not {text!r}"
        raise ValueError(message)
    return tuple(timedelta(minutes=lead) for lead in sorted(set(minutes), reverse=True))


def _quiet_hours(starts: str, ends: str) -> QuietHours | None:
    if not starts and not ends:
        return None
    if not starts or not ends:
        message = "quiet_from and quiet_to go together: give both, such as 22:00 and 07:00, or neither"
        raise ValueError(message)
    return QuietHours(time.fromisoformat(starts.zfill(5)), time.fromisoformat(ends.zfill(5)))


def _kinds(row: dict[str, str]) -> frozenset[AlertKind] | None:
    return frozenset(map(AlertKind, row.get("kinds", "").split())) or None
