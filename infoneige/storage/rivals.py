"""The publishes that came between a preview and its publish, and what an operator's publish had changed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from geodata.model import StreetSideId
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text
from infoneige.storage.plans import name_sides, plan_of
from schedules.model import Plan


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A publish in one line: ``sides`` whose plan it changed, ``shared`` those of them that another one changes too."""

    publish_id: int
    source: str
    published_by: str | None
    published_at: datetime
    reason: str | None
    sides: int
    shared: int


@dataclass(frozen=True, slots=True)
class Restoration:
    """What would undo a publish: the plans as they were, the sides that had none, and those changed again since."""

    plans: tuple[Plan, ...]
    removed: frozenset[StreetSideId]
    left_alone: frozenset[StreetSideId]


def last_version(database: Database, connection: Connection) -> int:
    """Return the number of the last publish, 0 before the first."""
    return int(database.queries.last_version(connection))


def versions_since(
    database: Database, connection: Connection, base_version: int, sides: Collection[StreetSideId]
) -> tuple[VersionLine, ...]:
    """Return the publishes after a version, the first one first, and what they share with a change of these sides."""
    name_sides(database, connection, sides)
    rows = database.queries.rival_versions(connection, base=base_version)
    return tuple(
        VersionLine(publish_id, source, by, from_text(at), reason, max(said, kept), max(shared_said, shared_kept))
        for publish_id, source, by, at, reason, said, shared_said, kept, shared_kept in rows
    )


def sides_of_publish(database: Database, connection: Connection, publish_id: int) -> tuple[StreetSideId, ...]:
    """Return the sides whose plan an operator's publish changed."""
    rows = database.queries.sides_of_publish(connection, publish_id=publish_id)
    return tuple(StreetSideId(side_id) for (side_id,) in rows)


def source_of(database: Database, connection: Connection, publish_id: int) -> str | None:
    """Return whose plan a publish was, None if there is none of this number."""
    found: str | None = database.queries.source_of_publish(connection, publish_id=publish_id)
    return found


def restoration(database: Database, connection: Connection, publish_id: int) -> Restoration:
    """Return what would undo an operator's publish; sides whose plan is no longer that publish's are left alone."""
    plans: list[Plan] = []
    removed: set[StreetSideId] = set()
    left_alone: set[StreetSideId] = set()
    for side_id, status, *rest, is_its_own in database.queries.plans_before(connection, publish_id=publish_id):
        if not is_its_own:
            left_alone.add(side_id)
        elif status is None:
            removed.add(side_id)
        else:
            plans.append(plan_of((side_id, status, *rest)))
    return Restoration(tuple(plans), frozenset(removed), frozenset(left_alone))
