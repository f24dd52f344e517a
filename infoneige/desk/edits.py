"""What somebody asks for by hand, of some sides. Pure."""

from dataclasses import dataclass

from geodata.model import StreetSideId
from schedules.model import LoadingStatus, Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What becomes of some sides: banned in these hours, in this state of loading, or out of the plan (neither given).

    ``operation`` and ``reason`` are as a file could name them; None keeps what stands there.
    """

    sides: frozenset[StreetSideId]
    hours: Period | None = None
    status: LoadingStatus | None = None
    operation: str | None = None
    reason: str | None = None

    @property
    def withdraws(self) -> bool:
        """Say whether the sides are taken out of the plan."""
        return self.hours is None and self.status is None
