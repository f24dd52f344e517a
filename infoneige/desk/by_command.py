"""Publishing from a command line: the same preview, guards and conflicts as at the desk, and the same audit trail.

Who may type commands on the machine may publish; ``confirmed`` is that person's word in place of a second operator's.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import append
from infoneige.desk.carrying_out import rivals_since
from infoneige.desk.model import Guard, Preview
from infoneige.pipeline import OPERATOR, PublishResult, publish
from infoneige.plans.signature import Signature
from infoneige.storage.database import Connection, Database
from infoneige.storage.rivals import VersionLine
from schedules.model import PlanBatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody wants published. ``base_version`` is the one that they looked at, None for the preview's."""

    batch: PlanBatch
    content_hash: str
    signature: Signature
    base_version: int | None = None
    confirmed: bool = False

    @property
    def is_never_held(self) -> bool:
        """Say whether it is done or refused: a taking back makes sense now, not whenever somebody releases it."""
        return self.confirmed or self.signature.takes_back is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it, or would: ``rivals`` came since, ``needs`` are the guards that lack a reason or a confirmation.

    Where there are any of these, nothing was written.
    """

    result: PublishResult = field(default_factory=PublishResult)
    rivals: tuple[VersionLine, ...] = ()
    needs: tuple[Guard, ...] = ()


def would_be_done(database: Database, order: Order, preview: Preview, *, coalesce: timedelta, now: datetime) -> Answer:
    """Return what publishing would do, and what it would need; leaves no trace."""
    result = _publish(database, order, preview, coalesce=coalesce, now=now)
    return Answer(result, needs=() if result.withheld else _lacking(order, preview))


def do(database: Database, order: Order, preview: Preview, *, coalesce: timedelta, now: datetime) -> Answer:
    """Publish, hold a mass withdrawal that is not confirmed, or say what stands against it."""
    foreseen = would_be_done(database, order, preview, coalesce=coalesce, now=now)
    if foreseen.needs:
        return foreseen
    base = preview.base_version if order.base_version is None else order.base_version
    with database.transaction() as connection:
        database.queries.wait_for_other_publishes(connection)
        if rivals := rivals_since(database, connection, base, order.batch, preview.mode):
            detail = {"why": "conflict", "base_version": base, "since": [one.publish_id for one in rivals]}
            event = AuditEvent(order.signature.published_by, Verb.PUBLISH_REFUSED, f"publish:{base}", detail)
            append(database, connection, event, now=now)
            return Answer(rivals=rivals)
        result = _publish(database, order, preview, coalesce=coalesce, now=now, within=connection)
    return Answer(result)


def _publish(
    database: Database,
    order: Order,
    preview: Preview,
    *,
    coalesce: timedelta,
    now: datetime,
    within: Connection | None = None,
) -> PublishResult:
    """Publish within the caller's transaction; without one, only return what that would do."""
    return publish(
        database,
        order.batch,
        source=OPERATOR,
        mode=preview.mode,
        coalesce=coalesce,
        content_hash=order.content_hash,
        now=now,
        signature=replace(order.signature, guards=tuple(guard.kind.value for guard in preview.guards)),
        holds_whole=True,
        confirmed=order.is_never_held,
        dry_run=within is None,
        within=within,
    )


def _lacking(order: Order, preview: Preview) -> tuple[Guard, ...]:
    """Return the guards that nobody has answered: each wants a reason, the grave ones a confirmation too."""
    has_reason = bool(order.signature.reason)
    return tuple(guard for guard in preview.guards if not has_reason or (guard.needs_second and not order.confirmed))
