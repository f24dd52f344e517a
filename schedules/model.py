"""The words of a loading operation: what the city plans for a side, and the parking ban that follows from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from geodata.model import StreetSideId


class SchedulesError(Exception):
    """A plan, a feed or a file that cannot be used; its text says where and what to do."""


class LoadingStatus(IntEnum):
    """ETAT_DENEIG of the Planif-Neige specification of 19 October 2015."""

    SNOWY = 0
    CLEARED = 1
    PLANNED = 2
    REPLANNED = 3
    DEFERRED = 4
    IN_PROGRESS = 5
    BETWEEN_LOADINGS = 10


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A half-open span of time ``[starts_at, ends_at)`` between two aware UTC instants."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        """Refuse what is naive or does not run forward."""
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            message = "a period is made of aware instants"
            raise ValueError(message)
        if self.ends_at <= self.starts_at:
            message = f"a period ends after it starts, not {self.starts_at:%FT%RZ} to {self.ends_at:%FT%RZ}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Plan:
    """The city's last word on one side of street, as its source gave it.

    ``updated_at`` is the source's own time of change (DATE_MAJ), None where the source has none (our CSV).
    Which of the two periods counts is decided by ``ban_windows``, nowhere else.
    """

    side_id: StreetSideId
    status: LoadingStatus
    planned: Period | None = None
    replanned: Period | None = None
    updated_at: datetime | None = None
    operation: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class BanWindow:
    """When parking is banned on one side: ``[starts_at, ends_at)``, the end None while loading overruns its plan."""

    side_id: StreetSideId
    starts_at: datetime
    ends_at: datetime | None

    def is_active(self, instant: datetime) -> bool:
        """Say whether parking is banned at this instant."""
        return self.starts_at <= instant and not self.is_over(instant)

    def is_over(self, instant: datetime) -> bool:
        """Say whether the ban has ended by this instant."""
        return self.ends_at is not None and self.ends_at <= instant


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What happened to one side between two states of the plan; None stands for absent."""

    side_id: StreetSideId
    before: Plan | None
    after: Plan | None


class PlanMode(StrEnum):
    """What the absence of a side from a batch means; the caller says, the file never does."""

    COMPLETE = "complete"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that could not be used: its line (from 1) and column, what it said, why that is refused, what to try.

    ``fix`` is the very text that the cell should hold, where only one can be meant; None otherwise.
    """

    line: int | None
    column: str | None
    value: str
    reason: str
    suggestion: str | None = None
    fix: str | None = None


class AnomalyKind(StrEnum):
    """What was odd about a row that could be used all the same, or that had to be left out of a feed."""

    DUPLICATE_SIDE = "duplicate_side"
    DISAGREEING_DUPLICATES = "disagreeing_duplicates"
    UNKNOWN_SIDE = "unknown_side"
    UNKNOWN_STATUS = "unknown_status"
    NO_USABLE_PERIOD = "no_usable_period"
    OUT_OF_BOUNDS = "out_of_bounds"
    SPRING_GAP = "spring_gap"
    AUTUMN_FOLD = "autumn_fold"
    MALFORMED_ROW = "malformed_row"
    MASS_WITHDRAWAL = "mass_withdrawal"


@dataclass(frozen=True, slots=True)
class Anomaly:
    """One oddity, kept and counted so that an operator can see it."""

    kind: AnomalyKind
    side_id: StreetSideId | None
    detail: str


@dataclass(frozen=True, slots=True)
class PlanBatch:
    """What one poll or one file says: at most one plan per side, and everything that could not be used.

    ``rows`` counts the source's data rows. A side that only rejected rows name is in ``kept_sides``: it is not absent,
    its last good plan stays. ``names_all_sides`` is False when a rejected row's sides could not even be told: then
    nothing can be called absent. ``removed_sides`` are taken out of the plan in either mode.
    """

    plans: tuple[Plan, ...]
    rejected: tuple[RejectedRow, ...] = ()
    anomalies: tuple[Anomaly, ...] = ()
    rows: int = 0
    kept_sides: frozenset[StreetSideId] = frozenset()
    names_all_sides: bool = True
    removed_sides: frozenset[StreetSideId] = frozenset()

    def __iter__(self) -> Iterator[Plan]:
        """Iterate over the plans."""
        return iter(self.plans)
