"""The versions of the plan: what was published, by whom, what it did to each side, and who has been told."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from geodata.model import StreetSideId
from infoneige.desk.model import DifferenceKind
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from schedules.model import Anomaly, AnomalyKind, BanWindow, PlanMode

NEWEST: Final = 2**62
"""Before this number stand all versions."""

_ENDED: Final = {"withdrawn": DifferenceKind.WITHDRAWN, "done": DifferenceKind.DONE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One publish. ``sides`` counts those whose plan or ban it changed; the actors are as the audit trail has them."""

    publish_id: int
    source: str
    mode: PlanMode
    published_at: datetime
    published_by: str | None
    approved_by: str | None
    reason: str | None
    takes_back: int | None
    taken_back_by: int | None
    content_hash: str
    rows: int
    rejected: int
    sides: int


@dataclass(frozen=True, slots=True)
class VersionSide:
    """What a version did to the ban of one side, as it was then."""

    side_id: StreetSideId
    kind: DifferenceKind
    before: BanWindow | None
    after: BanWindow | None


def versions(
    database: Database, connection: Connection, *, before: int = NEWEST, source: str = "", most: int
) -> tuple[Version, ...]:
    """Return the newest versions below a number, of one source if it is named."""
    return tuple(map(_version, database.queries.versions(connection, before=before, source=source, most=most)))


def version(database: Database, connection: Connection, publish_id: int) -> Version | None:
    """Return the version of a number; None if there is none."""
    found = versions(database, connection, before=publish_id + 1, most=1)
    return found[0] if found and found[0].publish_id == publish_id else None


def load_of(database: Database, connection: Connection, publish_id: int) -> int | None:
    """Return the load that became a version; None for one that came another way."""
    found = database.queries.load_of_version(connection, publish_id=publish_id)
    return None if found is None else int(found)


def sides_of(
    database: Database, connection: Connection, one: Version, *, most: int, skip: int = 0
) -> tuple[VersionSide, ...]:
    """Return what a version did to sides, by side."""
    rows = database.queries.sides_of_version(
        connection, publish_id=one.publish_id, published_at=to_text(one.published_at), most=most, skip=skip
    )
    return tuple(map(_side, rows))


def count_told(database: Database, connection: Connection, one: Version) -> int:
    """Count the people to whom something has been handed over because of a version."""
    at = to_text(one.published_at)
    return int(database.queries.count_told_of_version(connection, publish_id=one.publish_id, published_at=at))


def anomalies_of(
    database: Database, connection: Connection, publish_id: int, most: int
) -> tuple[Counter[AnomalyKind], tuple[Anomaly, ...]]:
    """Return how many oddities of each kind a version had, and the first of them."""
    counted = database.queries.count_anomalies_of_version(connection, publish_id=publish_id)
    counts = Counter({AnomalyKind(kind): int(amount) for kind, amount in counted})
    rows = database.queries.anomalies_of_version(connection, publish_id=publish_id, most=most)
    return counts, tuple(Anomaly(AnomalyKind(kind), side_id, detail) for kind, side_id, detail in rows)


def names_at_the_desk(database: Database, connection: Connection) -> dict[str, str]:
    """Return what each operator is called, by login name."""
    return dict(database.queries.names_at_the_desk(connection))


def _version(row: tuple[Any, ...]) -> Version:
    publish_id, source, mode, at, by, approved_by, reason, takes_back, taken_back, digest, rows, rejected, *sides = row
    return Version(
        publish_id=publish_id,
        source=source,
        mode=PlanMode(mode),
        published_at=from_text(at),
        published_by=by,
        approved_by=approved_by,
        reason=reason,
        takes_back=takes_back,
        taken_back_by=taken_back,
        content_hash=digest,
        rows=rows,
        rejected=rejected,
        sides=max(sides),
    )


def _side(row: tuple[Any, ...]) -> VersionSide:
    side_id, old_starts, old_ends, outcome, new_starts, new_ends = row
    before, after = _window(side_id, old_starts, old_ends), _window(side_id, new_starts, new_ends)
    if after is not None:
        kind = DifferenceKind.MOVED if before else DifferenceKind.ADDED
    else:
        kind = _ENDED.get(outcome or "", DifferenceKind.RESTATED)
    return VersionSide(StreetSideId(side_id), kind, before, after)


def _window(side_id: str, starts_at: str | None, ends_at: str | None) -> BanWindow | None:
    if starts_at is None:
        return None
    return BanWindow(StreetSideId(side_id), from_text(starts_at), from_text(ends_at) if ends_at else None)
