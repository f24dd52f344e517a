"""A desk for tests of publishing: operators, and loads whose preview is written by hand."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from geodata.address_book import AddressBook
from geodata.model import StreetSideId
from infoneige.audit.trail import Trail
from infoneige.desk.model import (
    DifferenceKind,
    Guard,
    GuardKind,
    Load,
    LoadKind,
    LoadState,
    Notice,
    Preview,
    SideDifference,
)
from infoneige.desk.outcome import AwaitingApproval, Conflict, Published
from infoneige.desk.preview_text import to_text
from infoneige.desk.publishing import publish_load
from infoneige.desk.taking_back import take_back
from infoneige.operators.model import Operator, Role
from infoneige.pipeline import PublishResult, publish
from infoneige.storage import loads
from infoneige.storage.database import Database
from infoneige.storage.plans import plans_in_force
from infoneige.storage.rivals import last_version
from schedules.model import LoadingStatus, Period, Plan, PlanBatch, PlanMode

NOW = datetime(2026, 11, 23, 21, 40, tzinfo=UTC)
NIGHT = Period(datetime(2026, 11, 24, 0, tzinfo=UTC), datetime(2026, 11, 24, 12, tzinfo=UTC))
TOMORROW = Period(datetime(2026, 11, 25, 0, tzinfo=UTC), datetime(2026, 11, 25, 12, tzinfo=UTC))
AMELIE = Operator(1, "amelie", "Amélie", Role.PUBLISHER)
BRUNO = Operator(2, "bruno", "Bruno", Role.PUBLISHER)
CHLOE = Operator(3, "chloe", "Chloé", Role.PLANNER)
LATE = Guard(GuardKind.LATE_NOTICE, 12, 0, needs_second=False)
MASS = Guard(GuardKind.MASS_WITHDRAWAL, 300, 200, needs_second=True)
COALESCE = timedelta(minutes=2)


def plan(side: str, period: Period | None = NIGHT, status: LoadingStatus = LoadingStatus.PLANNED) -> Plan:
    return Plan(StreetSideId(side), status, planned=period)


def batch_of(*plans: Plan, removed: tuple[str, ...] = ()) -> PlanBatch:
    return PlanBatch(plans, rows=len(plans), removed_sides=frozenset(map(StreetSideId, removed)))


def preview(
    base_version: int,
    *,
    made_at: datetime = NOW,
    mode: PlanMode = PlanMode.CHANGES,
    guards: tuple[Guard, ...] = (),
    withdrawn: tuple[str, ...] = (),
) -> Preview:
    """Make a preview of which only the version, the time, the mode, the guards and what is withdrawn matter."""
    return Preview(
        made_at=made_at,
        base_version=base_version,
        mode=mode,
        rows=0,
        rejected=0,
        sides=0,
        unknown_sides=0,
        unchanged=0,
        left_alone=0,
        over=0,
        counts=Counter(),
        people={},
        messages=0,
        segments=0,
        cost=Decimal(0),
        drains_in=timedelta(0),
        segments_per_second=3,
        late={},
        notice=Notice(),
        live_sides=0,
        guards=guards,
        differences=tuple(
            SideDifference(StreetSideId(side), DifferenceKind.WITHDRAWN, None, None, people=0) for side in withdrawn
        ),
    )


@dataclass
class Desk:
    """One database, the streets, and what is done at the desk."""

    database: Database
    streets: AddressBook
    now: datetime = NOW

    def load(
        self,
        *plans: Plan,
        removed: tuple[str, ...] = (),
        mode: PlanMode = PlanMode.CHANGES,
        by: Operator = AMELIE,
        guards: tuple[Guard, ...] = (),
        withdrawn: tuple[str, ...] = (),
    ) -> int:
        """Bring a load to the desk and weigh it."""
        new = loads.NewLoad(
            kind=LoadKind.EDIT,
            loaded_by=by.actor,
            file_name="",
            mode=mode,
            content_hash="edit",
            batch=batch_of(*plans, removed=removed),
        )
        with self.database.transaction() as connection:
            load_id = loads.add(self.database, connection, new, now=self.now)
        self.weigh(load_id, mode=mode, guards=guards, withdrawn=withdrawn)
        return load_id

    def weigh(
        self,
        load_id: int,
        *,
        mode: PlanMode = PlanMode.CHANGES,
        guards: tuple[Guard, ...] = (),
        withdrawn: tuple[str, ...] = (),
        age: int = 0,
    ) -> None:
        """Do what the job does: keep a preview against the version in force."""
        with self.database.transaction() as connection:
            base = last_version(self.database, connection)
            made_at = self.now - timedelta(minutes=age)
            foreseen = preview(base, made_at=made_at, mode=mode, guards=guards, withdrawn=withdrawn)
            assert loads.move(
                self.database,
                connection,
                load_id,
                {LoadState.RECEIVED},
                LoadState.READY,
                now=self.now,
                preview=to_text(foreseen),
                base_version=base,
            )

    def publish(
        self, load_id: int, by: Operator = AMELIE, *, reason: str | None = None, seen: datetime | None = None
    ) -> Published | Conflict | AwaitingApproval:
        return publish_load(
            self.database, self.streets, load_id, by, reason=reason, seen=seen, coalesce=COALESCE, now=self.now
        )

    def published(self, load_id: int, by: Operator = AMELIE, *, reason: str | None = None) -> int:
        """Publish a load that must become a version; return its number."""
        done = self.publish(load_id, by, reason=reason)
        assert isinstance(done, Published)
        assert done.publish_id is not None
        return done.publish_id

    def taken_back(self, publish_id: int, by: Operator = AMELIE, *, is_our_error: bool = False) -> int:
        """Take a version back and publish that; return the new version's number."""
        load_id = take_back(self.database, self.streets, publish_id, by, is_our_error=is_our_error, now=self.now)
        self.weigh(load_id)
        return self.published(load_id, by)

    def poll(self, *plans: Plan) -> PublishResult:
        """Let the feed say something."""
        return publish(
            self.database,
            batch_of(*plans),
            source="planif-neige",
            mode=PlanMode.CHANGES,
            coalesce=timedelta(0),
            content_hash="",
            now=self.now,
        )

    def one(self, load_id: int) -> Load:
        with self.database.read() as connection:
            found = loads.load(self.database, connection, load_id)
        assert found is not None
        return found

    def in_force(self) -> dict[str, Plan]:
        """Return the plans in force by side; when their source said so is no part of what they say."""
        with self.database.read() as connection:
            held = plans_in_force(self.database, connection, PlanMode.COMPLETE)
        return {
            side: Plan(side, one.status, one.planned, one.replanned, None, one.operation, one.reason)
            for side, one in held.items()
        }

    def audit(self) -> list[tuple[str, str, str]]:
        """Return what the trail has of plans, the first event first: actor, verb, subject."""
        events = [(one.event.actor, one.event.verb.value, one.event.subject) for one in Trail(self.database).events()]
        return [event for event in reversed(events) if not event[2].startswith("operator:")]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.database.read() as connection:
            return [tuple(row) for row in connection.execute(query).fetchall()]
