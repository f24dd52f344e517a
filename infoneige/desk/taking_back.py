"""Taking a version back: a new load that restores what its sides said before, weighed and published like any other."""

from datetime import datetime

from geodata.address_book import AddressBook
from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import append
from infoneige.desk.errors import GoneError, WrongStateError
from infoneige.desk.model import LoadKind, LoadState
from infoneige.desk.scope import refuse_beyond, refuse_without
from infoneige.desk.staged import subject_of
from infoneige.operators.model import Operator, Permission
from infoneige.pipeline import OPERATOR
from infoneige.storage import loads
from infoneige.storage.database import Connection, Database
from infoneige.storage.rivals import last_version, restoration, source_of
from schedules.model import PlanBatch, PlanMode


def take_back(
    database: Database,
    book: AddressBook,
    publish_id: int,
    operator: Operator,
    *,
    is_our_error: bool,
    reason: str | None = None,
    now: datetime,
) -> int:
    """Return the number of a load, to be weighed by a job, that undoes what a person published.

    Sides that were changed again since are left alone: they are the batch's ``kept_sides``. With ``is_our_error``
    those who were told of a ban that goes are told that we were wrong; a ban that moves back is told as moved.

    Raises:
        DeskError: NotYoursError; GoneError for no such version; WrongStateError if it is a feed's, or if none of its
            sides is as it left them: it was taken back already, or others have published over it.
    """
    refuse_without(Permission.PUBLISH, operator)
    with database.transaction() as connection:
        batch = batch_that_restores(database, connection, publish_id)
        refuse_beyond(operator, {plan.side_id for plan in batch} | batch.removed_sides, book)
        new = loads.NewLoad(
            kind=LoadKind.TAKE_BACK,
            loaded_by=operator.actor,
            file_name="",
            mode=PlanMode.CHANGES,
            content_hash=f"take back {publish_id}",
            batch=batch,
            base_version=last_version(database, connection),
            takes_back=publish_id,
            is_our_error=is_our_error,
        )
        load_id = loads.add(database, connection, new, now=now)
        typed = (reason or "").strip() or None
        loads.move(database, connection, load_id, {LoadState.RECEIVED}, LoadState.RECEIVED, now=now, reason=typed)
        detail = {
            "takes_back": publish_id,
            "sides": len(batch.plans) + len(batch.removed_sides),
            "left_alone": len(batch.kept_sides),
        }
        event = AuditEvent(operator.actor, Verb.PLAN_LOADED, subject_of(load_id), detail)
        append(database, connection, event, now=now)
    return load_id


def batch_that_restores(database: Database, connection: Connection, publish_id: int) -> PlanBatch:
    """Return the changes that undo a version; errors as for ``take_back``."""
    source = source_of(database, connection, publish_id)
    if source is None:
        message = f"there is no version {publish_id}"
        raise GoneError(message)
    if source != OPERATOR:
        message = f"version {publish_id} came from the feed {source}: only what a person published is taken back"
        raise WrongStateError(message)
    found = restoration(database, connection, publish_id)
    if not found.plans and not found.removed:
        message = f"nothing of version {publish_id} is left to take back: later versions changed all of its sides"
        raise WrongStateError(message)
    return PlanBatch(found.plans, kept_sides=found.left_alone, removed_sides=found.removed)
