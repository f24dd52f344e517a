"""What is held for a person, as the desk shows it and decides upon it: its whole effect, and whose it is to decide."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from geodata.address_book import AddressBook
from geodata.model import StreetSideId
from infoneige.desk.errors import GoneError
from infoneige.desk.scope import refuse_beyond
from infoneige.desk.staged import sides_named_by
from infoneige.holding import HeldChange, discard, held_changes, release
from infoneige.operators.model import Operator
from infoneige.pipeline import PublishResult
from infoneige.storage.database import Database
from infoneige.storage.plans import held_batch, plans_in_force
from schedules.model import PlanBatch, PlanMode


@dataclass(frozen=True, slots=True)
class HeldPlan:
    """A held change with what it says."""

    change: HeldChange
    batch: PlanBatch
    mode: PlanMode


def held_plan(database: Database, held_id: int) -> HeldPlan:
    """Return what is held under a number.

    Raises:
        GoneError: nothing of this number waits any more.
    """
    with database.read() as connection:
        found = database.queries.held_change(connection, held_id=held_id)
    change = next((one for one in held_changes(database) if one.held_id == held_id), None)
    if found is None or change is None:
        message = f"nothing is held under number {held_id}: somebody decided, or a newer word came"
        raise GoneError(message)
    _source, mode, plans = found
    return HeldPlan(change, held_batch(plans), PlanMode(mode))


def decide(
    database: Database, book: AddressBook, held: HeldPlan, operator: Operator, *, is_released: bool, now: datetime
) -> PublishResult | None:
    """Put a held change into force, or forget it; return what the publish did, None where there was none.

    Raises:
        NotYoursError: it speaks of sides outside of the operator's boroughs, or withdraws some by its silence.
        ServiceError: nothing of this number waits any more.
    """
    refuse_beyond(operator, _touched(database, held), book)
    held_id = held.change.held_id
    if is_released:
        return release(database, held_id, actor=operator.actor, coalesce=timedelta(0), now=now)
    discard(database, held_id, actor=operator.actor, now=now)
    return None


def _touched(database: Database, held: HeldPlan) -> frozenset[StreetSideId]:
    """Return the sides that a held change may change: a complete plan, by its silence, all that has a plan."""
    named = sides_named_by(held.batch)
    if held.mode is PlanMode.CHANGES:
        return named
    with database.read() as connection:
        return named | (plans_in_force(database, connection, held.mode).keys() - held.batch.kept_sides)
