"""A load as it waits to be published: what it says, what it would do, unmoved since it was read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from geodata.model import StreetSideId
from infoneige.desk.errors import GoneError, StalePreviewError, WrongStateError
from infoneige.desk.model import DifferenceKind, Load, LoadState, Preview
from infoneige.desk.preview_text import from_text
from infoneige.storage import loads
from infoneige.storage.database import Connection, Database
from schedules.model import PlanBatch

PREVIEW_LASTS = timedelta(minutes=30)
"""How long what a load would do may be relied upon."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A load with what was read of it and what it would do."""

    load: Load
    batch: PlanBatch
    preview: Preview

    @property
    def sides(self) -> frozenset[StreetSideId]:
        """Return the sides of which it says something, and those that a complete plan withdraws by its silence."""
        withdrawn = {one.side_id for one in self.preview.differences if one.kind is DifferenceKind.WITHDRAWN}
        return sides_named_by(self.batch) | withdrawn

    @property
    def subject(self) -> str:
        """Return what the audit trail calls it."""
        return subject_of(self.load.load_id)

    def refuse_unseen(self, seen: datetime | None) -> None:
        """Raise WrongStateError if it moved since somebody saw it, as it stood from ``seen`` on; None says nothing."""
        if seen is not None and seen != self.load.moved_at:
            raise _moved(self.load.load_id)

    def refuse_stale(self, now: datetime) -> None:
        """Raise StalePreviewError if what it would do was worked out too long ago."""
        if now - self.preview.made_at > PREVIEW_LASTS:
            minutes = int(PREVIEW_LASTS.total_seconds()) // 60
            message = f"the preview of load {self.load.load_id} is more than {minutes} minutes old: verify it again"
            raise StalePreviewError(message)


def read_staged(database: Database, load_id: int, states: Collection[LoadState]) -> Staged:
    """Return a load that is in one of these states, read whole.

    Raises:
        GoneError: there is no such load, or its staging was swept.
        WrongStateError: it is in another state.
    """
    with database.read() as connection:
        load = load_in(database, connection, load_id, states)
        batch = loads.batch_of(database, connection, load_id)
        preview = database.queries.load_preview(connection, load_id=load_id)
    if batch is None or preview is None:
        message = f"what was read of load {load_id} is kept no longer: bring the plan anew"
        raise GoneError(message)
    return Staged(load, batch, from_text(preview))


def load_in(database: Database, connection: Connection, load_id: int, states: Collection[LoadState]) -> Load:
    """Return a load that is in one of these states; errors as for ``read_staged``."""
    load = loads.load(database, connection, load_id)
    if load is None:
        message = f"there is no load {load_id}"
        raise GoneError(message)
    if load.state not in states:
        message = f"load {load_id} is {load.state.replace('_', ' ')}: this cannot be done to it now"
        raise WrongStateError(message)
    return load


def refuse_moved(database: Database, connection: Connection, staged: Staged) -> None:
    """Raise WrongStateError if somebody has moved the load since it was read."""
    if loads.load(database, connection, staged.load.load_id) != staged.load:
        raise _moved(staged.load.load_id)


def move_on(
    database: Database, connection: Connection, load: Load, to: LoadState, *, now: datetime, **columns: object
) -> None:
    """Move a load out of the state that it was read in, as ``loads.move``; WrongStateError if somebody else was faster.

    A database that lets others write meanwhile shows that only here.
    """
    if not loads.move(database, connection, load.load_id, {load.state}, to, now=now, **columns):
        raise _moved(load.load_id)


def sides_named_by(batch: PlanBatch) -> frozenset[StreetSideId]:
    """Return the sides of which a batch says something; what a complete plan withdraws by its silence is not named."""
    return frozenset(plan.side_id for plan in batch) | batch.removed_sides


def subject_of(load_id: int) -> str:
    """Return what the audit trail calls a load."""
    return f"load:{load_id}"


def _moved(load_id: int) -> WrongStateError:
    return WrongStateError(f"somebody else has just decided about load {load_id}: look at it again")
