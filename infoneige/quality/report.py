"""All that is shown of one operation. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from infoneige.desk.model import GuardKind
from infoneige.quality.measures import Kept
from infoneige.quality.people import Told
from schedules.operations import Operation


class AreaKind(StrEnum):
    """What the city is cut into."""

    BOROUGH = "borough"
    SECTOR = "sector"


@dataclass(frozen=True, slots=True)
class GuardedPublish:
    """A version that was published although a guard had stopped it, and the reason that was typed: for everybody."""

    publish_id: int
    published_at: datetime
    guards: tuple[GuardKind, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How an operation went, as of ``made_at``: in the whole city, in each of its areas, and for people.

    ``taken_back`` counts the versions that took another one back, ``our_errors`` those of them in which we said that
    we had been wrong.
    """

    operation: Operation
    made_at: datetime
    city: Kept
    areas: Mapping[AreaKind, Mapping[str, Kept]] = field(repr=False)
    told: Told
    guarded: tuple[GuardedPublish, ...]
    taken_back: int
    our_errors: int
