"""What a change would take from people: the bans that it withdraws, and how many were told of them."""

from dataclasses import dataclass
from datetime import datetime

from geodata.model import StreetSideId
from infoneige.plans.revision import revise
from infoneige.storage.database import Database
from infoneige.storage.plans import name_sides
from schedules.model import PlanBatch, PlanMode


@dataclass(frozen=True, slots=True)
class Reach:
    """The sides whose ban would be withdrawn, by id, and how many people were told of it or are subscribed there."""

    sides: tuple[StreetSideId, ...]
    people_told: int
    people_subscribed: int


def reach_of(database: Database, batch: PlanBatch, *, source: str, mode: PlanMode, now: datetime) -> Reach:
    """Return what publishing this batch would withdraw; nothing is changed."""
    with database.transaction() as connection:
        changes = revise(database, connection, batch, source=source, mode=mode, now=now).window_changes
        sides = tuple(sorted(change.side_id for change in changes if change.is_withdrawal(now)))
        name_sides(database, connection, sides)
        told = database.queries.people_told_of_named_sides(connection)
        subscribed = database.queries.people_subscribed_to_named_sides(connection)
    return Reach(sides, int(told), int(subscribed))
