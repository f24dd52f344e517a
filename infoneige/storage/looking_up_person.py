"""Each call to one person with what its provider told of it, and each ban of the sides that they follow."""

from dataclasses import dataclass, replace
from datetime import datetime

from geodata.model import StreetSideId
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from schedules.model import BanWindow


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider told of a message after it took it, in its own word."""

    word: str
    error_code: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a provider: when, what its answer came to (None for a call whose answer nobody wrote down).

    ``looks`` counts how often the provider was asked what became of it.
    """

    entry_id: int
    number: int
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    looks: int
    is_shared: bool
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Ban:
    """One revision of the ban of a side, and whether anything was ever due to the person about it."""

    window: BanWindow
    known_at: datetime
    closed_at: datetime | None
    outcome: str | None
    was_due: bool


def calls_of(database: Database, connection: Connection, recipient_id: int, since: datetime) -> dict[int, list[Call]]:
    """Return the calls to a person about what they follow, by entry, the first call first."""
    rows = database.queries.calls_of_person(connection, recipient_id=recipient_id, since=to_text(since))
    found: dict[tuple[int, int], Call] = {}
    for entry_id, number, started, ended, outcome, looks, message_of, word, error_code, received in rows:
        call = found.get((entry_id, number)) or Call(
            entry_id,
            number,
            from_text(started),
            from_text(ended) if ended else None,
            outcome,
            looks,
            message_of not in (None, entry_id),
        )
        told = (Told(word, error_code, from_text(received)),) if word else ()
        found[entry_id, number] = replace(call, told=call.told + told)
    by_entry: dict[int, list[Call]] = {}
    for call in found.values():
        by_entry.setdefault(call.entry_id, []).append(call)
    return by_entry


def bans_of(
    database: Database, connection: Connection, recipient_id: int, since: datetime
) -> dict[StreetSideId, list[Ban]]:
    """Return the bans of the sides that a person follows, by side, the newest first."""
    rows = database.queries.bans_of_sides_of(connection, recipient_id=recipient_id, since=to_text(since))
    found: dict[StreetSideId, list[Ban]] = {}
    for side_id, starts_at, ends_at, known_at, closed_at, outcome, was_due in rows:
        side = StreetSideId(side_id)
        window = BanWindow(side, from_text(starts_at), from_text(ends_at) if ends_at else None)
        ban = Ban(window, from_text(known_at), from_text(closed_at) if closed_at else None, outcome, bool(was_due))
        found.setdefault(side, []).append(ban)
    return found
