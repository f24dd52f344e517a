"""What residents' pages read: the city's word on some sides, the revisions of a ban, how good the data are."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from geodata.model import StreetSideId
from infoneige.residents.city_picture import Known
from infoneige.residents.freshness import DataAge, Source, data_age
from infoneige.residents.history import Outcome, Revision
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text
from schedules.model import BanWindow, LoadingStatus

OPERATOR = "operator"
"""The source of what is loaded by hand; every other one is polled."""


def known_of(database: Database, connection: Connection, side_ids: Iterable[StreetSideId]) -> dict[StreetSideId, Known]:
    """Return what is held of each of these sides; a side of which nothing is held has an empty `Known`."""
    wanted = json.dumps(dict.fromkeys(side_ids, 0))
    return {StreetSideId(row[0]): _known(*row) for row in database.queries.known_of_sides(connection, wanted=wanted)}


def latest_publish(database: Database, connection: Connection) -> int | None:
    """Return the number of the last publish that changed anything; None where there is none."""
    latest: int | None = database.queries.latest_publish(connection)
    return latest


def known_of_city(database: Database, connection: Connection) -> tuple[list[Known], dict[StreetSideId, int]]:
    """Return the situations that sides with a plan are in, and for each side the place of its own among them.

    A city has a few hundred at most: the sides of a sector share their hours. The window of a situation is that of
    one of its sides.
    """
    places: dict[tuple[int, str | None, str | None], int] = {}
    situations: list[Known] = []
    of_side: dict[StreetSideId, int] = {}
    for side_id, status, starts_at, ends_at in database.queries.known_of_city(connection):
        place = of_side[side_id] = places.setdefault((status, starts_at, ends_at), len(situations))
        if place == len(situations):
            situations.append(_known(side_id, status, None, None, None, starts_at, ends_at))
    return situations, of_side


def age_of_data(database: Database, connection: Connection) -> DataAge:
    """Return how good our knowledge of the city is."""
    rows = database.queries.data_sources(connection)
    return data_age(Source(_instant(good_at), is_polled=name != OPERATOR) for name, good_at in rows)


def revisions_of(
    database: Database, connection: Connection, side_id: StreetSideId, at_most: int
) -> tuple[Revision, ...]:
    """Return the last revisions of a side's ban, at most so many, oldest first."""
    rows = database.queries.revisions_of_side(connection, side_id=side_id, at_most=at_most)
    return tuple(_revision(side_id, row) for row in reversed([*rows]))


def _known(
    side_id: str,
    status: int | None,
    updated_at: str | None,
    operation: str | None,
    reason: str | None,
    starts_at: str | None,
    ends_at: str | None,
) -> Known:
    return Known(
        None if status is None else LoadingStatus(status),
        BanWindow(StreetSideId(side_id), from_text(starts_at), _instant(ends_at)) if starts_at else None,
        _instant(updated_at),
        operation,
        reason,
    )


def _revision(side_id: StreetSideId, row: tuple[Any, ...]) -> Revision:
    window_id, starts_at, ends_at, published_at, in_progress_at, closed_at, outcome = row
    return Revision(
        window_id,
        BanWindow(side_id, from_text(starts_at), _instant(ends_at)),
        from_text(published_at),
        _instant(in_progress_at),
        _instant(closed_at),
        Outcome(outcome) if outcome else None,
    )


def _instant(text: str | None) -> datetime | None:
    return from_text(text) if text else None
