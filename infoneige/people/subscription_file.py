"""Subscriptions from a CSV file: one row per recipient and side."""

import csv
import re
from collections.abc import Callable, Collection
from datetime import time, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from geodata.model import StreetSideId
from infoneige.errors import ServiceError
from notifier.model import AlertKind, Channel, Language, PreferenceProfile, QuietHours, Recipient, Subscription
from notifier.phone_numbers import CANADA, PhoneNumber, PhoneNumberError, read_number

COLUMNS = ("recipient", "channel", "language", "side_id", "leads_minutes", "quiet_from", "quiet_to")
"""The columns that a file must have; ``kinds`` may stand beside them, and is every kind where it does not."""

_LEAD = re.compile(r"0*[1-9][0-9]{0,5}", re.ASCII)
_SHOWN = 5
"""How many of a file's bad lines are told at once."""

Word = TypeVar("Word", Channel, Language, AlertKind)


def read_subscriptions(
    path: Path, regions: Collection[str] = CANADA, ours: Collection[str] = ()
) -> tuple[Subscription, ...]:
    """Return what the file says. Phones are of these ISO regions, and none of ``ours``, which we send from.

    Raises:
        ServiceError: the file cannot be read, a column is missing or rows make no sense; the text names the lines.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _subscriptions(csv.DictReader(file), path, partial(read_number, regions=regions, ours=ours))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        message = f"{path} cannot be read as a CSV file in UTF-8: {error}"
        raise ServiceError(message) from error


def _subscriptions(
    rows: "csv.DictReader[str]", path: Path, phone: Callable[[str], PhoneNumber]
) -> tuple[Subscription, ...]:
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        message = f"{path} has no column {', '.join(missing)}; it needs {', '.join(COLUMNS)}"
        raise ServiceError(message)
    found: list[Subscription] = []
    problems: list[str] = []
    for row in rows:
        try:
            cells = {name: (value or "").strip() for name, value in row.items() if name is not None}
            found.append(_subscription(cells, phone))
        except (ValueError, PhoneNumberError) as error:
            problems.append(f"line {rows.line_num}: {error}")
    if problems:
        more = [f"and {len(problems) - _SHOWN} lines more"] if len(problems) > _SHOWN else []
        message = f"{path}, " + "\n  ".join([*problems[:_SHOWN], *more])
        raise ServiceError(message)
    return tuple(found)


def _subscription(row: dict[str, str], phone: Callable[[str], PhoneNumber]) -> Subscription:
    for column in ("recipient", "side_id"):
        if not row[column]:
            message = f"{column} is empty"
            raise ValueError(message)
    channel, language = _one_of(Channel, "channel", row["channel"]), _one_of(Language, "language", row["language"])
    kinds = frozenset(_one_of(AlertKind, "kinds", word) for word in row.get("kinds", "").split())
    quiet = _quiet_hours(row["quiet_from"], row["quiet_to"])
    profile = PreferenceProfile(_leads(row["leads_minutes"]), quiet, kinds or None)
    address = _address(channel, row["recipient"], phone)
    return Subscription(Recipient(channel, address, language), StreetSideId(row["side_id"]), profile)


def _address(channel: Channel, text: str, phone: Callable[[str], PhoneNumber]) -> str:
    if channel is Channel.PUSH:
        message = "channel push cannot come from a file: the browser itself subscribes, on the service's page"
        raise ValueError(message)
    return phone(text) if channel is Channel.SMS else text


def _one_of(words: type[Word], column: str, text: str) -> Word:
    try:
        return words(text.lower())
    except ValueError:
        message = f"{column} {text!r} is none of {', '.join(words)}"
        raise ValueError(message) from None


def _leads(text: str) -> tuple[timedelta, ...]:
    leads = text.split()
    if not all(_LEAD.fullmatch(lead) for lead in leads):
        message = f"leads_minutes are minutes before the ban starts, 1 or more, not {text!r}"
        raise ValueError(message)
    return tuple(timedelta(minutes=lead) for lead in sorted(set(map(int, leads)), reverse=True))


def _quiet_hours(starts: str, ends: str) -> QuietHours | None:
    if not starts and not ends:
        return None
    if not starts or not ends:
        message = "quiet_from and quiet_to go together: give both, such as 22:00 and 07:00, or neither"
        raise ValueError(message)
    return QuietHours(_time_of_day("quiet_from", starts), _time_of_day("quiet_to", ends))


def _time_of_day(column: str, text: str) -> time:
    try:
        return time.fromisoformat(text.zfill(5))
    except ValueError:
        message = f"{column} {text!r} is no time of day; write it such as 22:00"
        raise ValueError(message) from None
