"""What a change would take from people: the bans that it withdraws, and how many were told of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from geodata.model import StreetSideId
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.plans import name_sides
from schedules.model import BanWindow, PlanBatch, PlanChange, PlanMode
from schedules.window_changes import window_change


@dataclass(frozen=True, slots=True)
class Reach:
    """The sides whose ban would be withdrawn, by id, and how many people were told of it or are subscribed there."""

    sides: tuple[StreetSideId, ...]
    people_told: int
    people_subscribed: int


def reach_of(database: Database, batch: PlanBatch, mode: PlanMode, now: datetime) -> Reach:
    """Return what publishing this batch would withdraw; nothing is changed."""
    with database.transaction() as connection:
        sides = tuple(_withdrawn(_live_windows(database, connection, now), batch, mode, now))
        name_sides(database, connection, sides)
        told = database.queries.people_told_of_named_sides(connection)
        subscribed = database.queries.people_subscribed_to_named_sides(connection)
    return Reach(sides, int(told), int(subscribed))


def _withdrawn(live: Iterable[BanWindow], batch: PlanBatch, mode: PlanMode, now: datetime) -> Iterator[StreetSideId]:
    said = {plan.side_id: plan for plan in batch}
    for window in live:
        plan = said.get(window.side_id)
        if plan is None and (mode is PlanMode.CHANGES or window.side_id in batch.kept_sides):
            continue
        change = window_change(PlanChange(window.side_id, None, plan), window, now)
        if change and change.is_withdrawal(now):
            yield window.side_id


def _live_windows(database: Database, connection: Connection, now: datetime) -> list[BanWindow]:
    return [
        BanWindow(StreetSideId(side_id), from_text(starts_at), from_text(ends_at) if ends_at else None)
        for side_id, starts_at, ends_at in database.queries.live_windows(connection, now=to_text(now))
    ]
