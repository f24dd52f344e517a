"""What the desk works on: a load, what it would do, and what forbids doing it just like that. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from geodata.model import StreetSideId
from schedules.model import BanWindow, PlanMode


class LoadKind(StrEnum):
    """Where a load comes from: a file, a change by hand, or the undoing of an earlier publish."""

    FILE = "file"
    EDIT = "edit"
    TAKE_BACK = "take_back"


class LoadState(StrEnum):
    """What has become of a load; ``UNUSABLE`` and after are ends, but for ``CONFLICT``, which may be weighed anew."""

    RECEIVED = "received"
    READING = "reading"
    WEIGHING = "weighing"
    READY = "ready"
    AWAITING_APPROVAL = "awaiting_approval"
    SCHEDULED = "scheduled"
    CONFLICT = "conflict"
    UNUSABLE = "unusable"
    FAILED = "failed"
    PUBLISHED = "published"
    ABANDONED = "abandoned"


ENDS = frozenset({LoadState.UNUSABLE, LoadState.FAILED, LoadState.PUBLISHED, LoadState.ABANDONED})


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing of a file can be used: where, why, and what to try."""

    place: str | None
    reason: str
    suggestion: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One load. ``progress`` is in thousandths of the state that it is in.

    ``publish_at`` is when it is to be published, None for as soon as somebody says so; ``publish_id`` the version that
    it became.
    """

    load_id: int
    kind: LoadKind
    loaded_by: str
    loaded_at: datetime
    file_name: str
    mode: PlanMode
    state: LoadState
    moved_at: datetime
    content_hash: str
    progress: int = 0
    day_first: bool = False
    takes_back: int | None = None
    is_our_error: bool = False
    refusal: Refusal | None = None
    base_version: int | None = None
    reason: str | None = None
    requested_by: str | None = None
    approved_by: str | None = None
    publish_at: datetime | None = None
    publish_id: int | None = None


class DifferenceKind(StrEnum):
    """What happens to one side: its ban is new, moved, withdrawn, ended as done or loaded now; or no ban changes."""

    ADDED = "added"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    DONE = "done"
    IN_PROGRESS = "in_progress"
    RESTATED = "restated"


@dataclass(frozen=True, slots=True)
class SideDifference:
    """What happens to one side, and to how many subscribed people that matters."""

    side_id: StreetSideId
    kind: DifferenceKind
    before: BanWindow | None
    after: BanWindow | None
    people: int


@dataclass(frozen=True, slots=True)
class Notice:
    """How people would be told of new and moved bans: all, with under four hours, none before sleep, woken."""

    told: int = 0
    under_four_hours: int = 0
    none_before_sleep: int = 0
    woken: int = 0


@dataclass(frozen=True, slots=True)
class AbsentArea:
    """A borough or sector that had sides in the last operation and has none, or few, in this load."""

    name: str
    kind: str
    sides_last: int
    sides_now: int


class GuardKind(StrEnum):
    """Why a publish is not done just like that."""

    LATE_NOTICE = "late_notice"
    MASS_WITHDRAWAL = "mass_withdrawal"
    LARGE_SHARE = "large_share"
    MANY_PEOPLE = "many_people"


@dataclass(frozen=True, slots=True)
class Guard:
    """One reason to stop: of what, how much, beyond how much; whether a second operator must agree."""

    kind: GuardKind
    amount: int
    limit: int
    needs_second: bool


@dataclass(frozen=True, slots=True)
class SampleMessage:
    """Words that people would read, what they cost, and how many people would read such a one in this language."""

    kind: str
    text: str
    segments: int
    people: int
    language: str = "fr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What publishing a load would do, as of ``made_at``, against the plan of ``base_version``.

    ``people`` counts by channel those who would be told; ``late`` counts by kind the messages that would expire unsent.
    ``left_alone`` counts the sides that stay as they are though the load is about them: of rejected rows, or changed
    again since the version that it takes back. ``over`` counts those whose hours, as the load gives them, are past.
    ``mode`` is the one that would be applied: a complete plan with a row whose sides cannot be told withdraws nothing.
    """

    made_at: datetime
    base_version: int
    mode: PlanMode
    rows: int
    rejected: int
    sides: int
    unknown_sides: int
    unchanged: int
    left_alone: int
    over: int
    counts: Counter[DifferenceKind]
    people: Mapping[str, int]
    messages: int
    segments: int
    cost: Decimal
    drains_in: timedelta
    segments_per_second: int
    late: Mapping[str, int]
    notice: Notice
    live_sides: int
    absent: tuple[AbsentArea, ...] = ()
    guards: tuple[Guard, ...] = ()
    samples: tuple[SampleMessage, ...] = ()
    differences: tuple[SideDifference, ...] = field(default=(), repr=False)

    @property
    def needs_reason(self) -> bool:
        """Say whether a typed reason is needed."""
        return bool(self.guards)

    @property
    def needs_second(self) -> bool:
        """Say whether a second operator must agree."""
        return any(guard.needs_second for guard in self.guards)
