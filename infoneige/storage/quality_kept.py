"""What people were told in an operation, as it was counted before the messages were forgotten: no person is in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infoneige.quality.people import Detail, Fate, Told
from infoneige.quality.shown import Shown
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from notifier.model import Channel


@dataclass(frozen=True, slots=True)
class KeptTold:
    """What was told of the versions up to ``through``, as it was known at ``kept_at``."""

    through: int
    kept_at: datetime
    told: Told


def read_kept_told(database: Database, connection: Connection, operation: int) -> KeptTold | None:
    """Return what is kept of the operation of a number; None where nothing is."""
    found = database.queries.kept_told(connection, operation=operation)
    if found is None:
        return None
    through, kept_at, told = found
    return KeptTold(through, from_text(kept_at), _told(json.loads(told)))


def write_kept_told(database: Database, connection: Connection, operation: int, kept: KeptTold) -> None:
    """Keep what people were told in the operation of a number, unless more of it is kept already."""
    database.queries.keep_told(
        connection,
        operation=operation,
        through=kept.through,
        kept_at=to_text(kept.kept_at),
        told=json.dumps(_document(kept.told)),
    )


def _document(told: Told) -> dict[str, object]:
    """Return what is shown, by name; a hidden number of a channel is left out."""
    detail = told.detail
    return {
        "reach": {
            channel.value: {fate.name.lower(): number for fate, number in row.items() if number}
            for channel, row in told.reach.items()
        },
        "detail": detail and {"notice": detail.notice, "corrected": detail.corrected, "our_error": detail.our_error},
        "opted_out": told.opted_out,
    }


def _told(document: Mapping[str, Any]) -> Told:
    reach, detail = document["reach"], document["detail"]
    return Told(
        {channel: _row(reach.get(channel.value, {})) for channel in Channel},
        detail and Detail(tuple(detail["notice"]), detail["corrected"], detail["our_error"]),
        document["opted_out"],
    )


def _row(numbers: Mapping[str, int]) -> dict[Fate, Shown]:
    return {fate: numbers.get(fate.name.lower()) for fate in Fate}
