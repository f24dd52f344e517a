"""Changes by hand, of a side, a street or a set of sides: one load of changes, weighed and published like a file."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from geodata.address_book import AddressBook
from geodata.matching import Ambiguous, NotFound
from geodata.model import Parity, StreetSideId
from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import append
from infoneige.desk.edit_text import edits_as_bytes, edits_from_bytes
from infoneige.desk.edits import Edit
from infoneige.desk.errors import EditError
from infoneige.desk.model import LoadKind
from infoneige.desk.scope import refuse_beyond, refuse_without
from infoneige.desk.staged import subject_of
from infoneige.operators.model import Operator, Permission
from infoneige.storage import loads
from infoneige.storage.database import Connection, Database
from infoneige.storage.plans import name_sides, plans_in_force
from infoneige.storage.rivals import last_version
from schedules.ban_windows import counting_period
from schedules.bounds import refuse_period
from schedules.model import LoadingStatus, Plan, PlanBatch, PlanMode

_WITH_HOURS = frozenset({LoadingStatus.PLANNED, LoadingStatus.REPLANNED})


def edit(database: Database, book: AddressBook, edits: Sequence[Edit], operator: Operator, *, now: datetime) -> int:
    """Return the number of a load, to be weighed by a job, that makes these changes and no other.

    Raises:
        DeskError: NotYoursError; EditError if an edit says nothing or what no true plan says, names a side that the
            street file does not have, or if two name the same one.
    """
    refuse_without(Permission.LOAD, operator)
    sides = _sides_of(edits, book)
    refuse_beyond(operator, sides, book)
    for one in edits:
        _refuse(one, now)
    with database.transaction() as connection:
        new = loads.NewLoad(
            kind=LoadKind.EDIT,
            loaded_by=operator.actor,
            file_name="",
            mode=PlanMode.CHANGES,
            content_hash="edit",
            content=edits_as_bytes(edits),
            batch=_batch_of(database, connection, edits),
            base_version=last_version(database, connection),
        )
        load_id = loads.add(database, connection, new, now=now)
        event = AuditEvent(operator.actor, Verb.PLAN_LOADED, subject_of(load_id), {"edited_sides": len(sides)})
        append(database, connection, event, now=now)
    return load_id


def edited_anew(database: Database, connection: Connection, load_id: int) -> PlanBatch | None:
    """Return what a load of edits makes of the plan in force now; None where nobody kept what was asked."""
    content = loads.content_of(database, connection, load_id)
    return None if content is None else _batch_of(database, connection, edits_from_bytes(content))


def sides_of_street(
    book: AddressBook,
    street: str,
    *,
    borough: str | None = None,
    first: int | None = None,
    last: int | None = None,
    parity: Parity | None = None,
) -> frozenset[StreetSideId]:
    """Return the sides of one street, or of a stretch or one parity of it.

    Raises:
        EditError: it is no street, or several; its text offers some that may be meant.
    """
    found = book.sides_on_street(street, borough=borough, first=first, last=last, parity=parity)
    if isinstance(found, Ambiguous):
        offered = sorted({f"{side.street}, {side.borough or side.town}" for side in found.choices})
    elif isinstance(found, NotFound) or not found:
        offered = list(found.suggestions) if isinstance(found, NotFound) else []
    else:
        return frozenset(side.side_id for side in found)
    message = f"{street} is not one street" + (f": {'; '.join(offered)}" if offered else "")
    raise EditError(message)


def _batch_of(database: Database, connection: Connection, edits: Sequence[Edit]) -> PlanBatch:
    """Return what the edits make of the plan in force."""
    name_sides(database, connection, {side for one in edits for side in one.sides})
    held = plans_in_force(database, connection, PlanMode.CHANGES)
    removed = frozenset(side for one in edits if one.withdraws for side in one.sides)
    plans = tuple(sorted(_plans(edits, held), key=lambda plan: plan.side_id))
    return PlanBatch(plans, removed_sides=removed)


def _sides_of(edits: Sequence[Edit], book: AddressBook) -> Collection[StreetSideId]:
    named = Counter(side for one in edits for side in one.sides)
    if not named:
        message = "no side is chosen"
        raise EditError(message)
    twice = [side for side, times in named.items() if times > 1]
    unknown = sorted(named.keys() - book.side_ids())
    if twice or unknown:
        what = "two changes name the side" if twice else "the street file does not have the side"
        message = f"{what} {(twice or unknown)[0]}"
        raise EditError(message)
    return named.keys()


def _refuse(one: Edit, now: datetime) -> None:
    """Raise EditError for what no true plan says, by the bounds that a file is held to."""
    if one.hours is not None:
        why = refuse_period(one.hours.starts_at, one.hours.ends_at, now)
        if one.status not in {None, *_WITH_HOURS, LoadingStatus.IN_PROGRESS}:
            why = "hours go with a ban that is planned or under way"
    else:
        why = "a planned ban has hours" if one.status in _WITH_HOURS else None
    if why:
        message = f"{why}: correct it"
        raise EditError(message)


def _plans(edits: Sequence[Edit], held: Mapping[StreetSideId, Plan]) -> Iterator[Plan]:
    for one in edits:
        if not one.withdraws:
            yield from (_plan(one, side, held.get(side)) for side in one.sides)


def _plan(one: Edit, side: StreetSideId, held: Plan | None) -> Plan:
    """Return the plan of one side: hours that replace others are a new planning, and the first one stays as history."""
    before = held or Plan(side, LoadingStatus.SNOWY)
    words = replace(
        before, operation=one.operation or before.operation, reason=one.reason or before.reason, updated_at=None
    )
    if one.hours is None:
        return replace(words, status=one.status or before.status)
    is_new = counting_period(before) is None
    status = one.status or (LoadingStatus.PLANNED if is_new else LoadingStatus.REPLANNED)
    if status is LoadingStatus.PLANNED:
        return replace(words, status=status, planned=one.hours, replanned=None)
    return replace(words, status=status, replanned=one.hours)
