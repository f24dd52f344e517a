"""What has become of messages, counted: over all, by reason, by operation, by place. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from geodata.model import StreetSideId
from infoneige.desk.absent import AreaName
from infoneige.storage.suppression import GONE, STOPPED
from notifier.channels.twilio.error_codes import ErrorClass, class_of
from notifier.model import DeliveryStatus


class Stage(StrEnum):
    """How far a message has come, as an operator counts it."""

    LATER = "later"
    DUE = "due"
    CALLING = "calling"
    UNKNOWN = "unknown"
    TAKEN = "taken"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    SUPPRESSED = "suppressed"
    SUPERSEDED = "superseded"


class Loss(StrEnum):
    """Why a message reached nobody."""

    FILTERED = "filtered"
    DEAD_NUMBER = "dead_number"
    UNREACHABLE = "unreachable"
    SENDER = "sender"
    STOPPED = "stopped"
    GONE = "gone"
    IN_DOUBT = "in_doubt"
    OTHER = "other"


class Line(NamedTuple):
    """Some messages about one side that are alike; ``first_lane`` tells the channel."""

    side_id: str
    operation: str | None
    first_lane: int
    state: str
    reason: str | None
    is_due_now: int
    entries: int


@dataclass(slots=True)
class Tally:
    """Messages by how far they have come, and those that reached nobody by why."""

    stages: Counter[Stage] = field(default_factory=Counter)
    losses: Counter[Loss] = field(default_factory=Counter)

    @property
    def handed_over(self) -> int:
        """Return how many a provider took, whatever has become of them since."""
        return self.stages[Stage.TAKEN] + self.stages[Stage.DELIVERED]

    @property
    def waiting(self) -> int:
        """Return how many are to go as soon as may be."""
        return self.stages[Stage.DUE] + self.stages[Stage.CALLING] + self.stages[Stage.UNKNOWN]

    @property
    def to_tell(self) -> int:
        """Return how many have gone or are to go now; neither what is for later nor what nobody is to be sent."""
        return self.handed_over + self.waiting + self.stages[Stage.FAILED] + self.stages[Stage.EXPIRED]

    @property
    def settled(self) -> int:
        """Return how many of ``to_tell`` wait for nothing any more."""
        return self.to_tell - self.waiting

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was counted."""
        return not any(self.stages.values())

    def add(self, line: Line) -> None:
        """Count some more."""
        stage = _stage(line)
        self.stages[stage] += line.entries
        if stage is Stage.FAILED or (stage is Stage.SUPPRESSED):
            self.losses[loss_of(line.state, line.reason)] += line.entries


@dataclass(frozen=True, slots=True)
class Tallies:
    """One count over all, and the same by operation, by borough and by sector, the most messages first."""

    whole: Tally
    operations: Mapping[str, Tally]
    boroughs: Mapping[str, Tally]
    sectors: Mapping[str, Tally]


_STAGES: Final = {
    DeliveryStatus.CALLING: Stage.CALLING,
    DeliveryStatus.UNKNOWN: Stage.UNKNOWN,
    DeliveryStatus.ACCEPTED: Stage.TAKEN,
    DeliveryStatus.SENT: Stage.TAKEN,
    DeliveryStatus.DELIVERED: Stage.DELIVERED,
    DeliveryStatus.UNDELIVERED: Stage.FAILED,
    DeliveryStatus.FAILED: Stage.FAILED,
    DeliveryStatus.GAVE_UP: Stage.FAILED,
    DeliveryStatus.EXPIRED: Stage.EXPIRED,
    DeliveryStatus.SUPPRESSED: Stage.SUPPRESSED,
    DeliveryStatus.SUPERSEDED: Stage.SUPERSEDED,
}
_LOSSES: Final = {
    ErrorClass.STOPPED: Loss.STOPPED,
    ErrorClass.DEAD_NUMBER: Loss.DEAD_NUMBER,
    ErrorClass.DEAD_IF_AGAIN: Loss.DEAD_NUMBER,
    ErrorClass.PASSING: Loss.UNREACHABLE,
    ErrorClass.FILTERED: Loss.FILTERED,
    ErrorClass.REGION: Loss.SENDER,
    ErrorClass.RATE: Loss.SENDER,
    ErrorClass.SENDER_FULL: Loss.SENDER,
    ErrorClass.SENDER_BLOCKED: Loss.SENDER,
    ErrorClass.KEY_REFUSED: Loss.SENDER,
}
_NOWHERE: Final[tuple[AreaName, ...]] = (("borough", ""),)
_CODE: Final = re.compile(r"\b[0-9]{5}\b", re.ASCII)
_BROWSER_GONE: Final = re.compile(r"\b(404|410)\b", re.ASCII)


def tallies(lines: Iterable[Line], areas: Mapping[StreetSideId, Collection[AreaName]]) -> Tallies:
    """Count messages; ``areas`` are those in which each side lies. A side in none counts under an empty borough."""
    whole = Tally()
    operations: defaultdict[str, Tally] = defaultdict(Tally)
    found: dict[str, defaultdict[str, Tally]] = {"borough": defaultdict(Tally), "sector": defaultdict(Tally)}
    for line in lines:
        whole.add(line)
        operations[line.operation or ""].add(line)
        for kind, name in areas.get(StreetSideId(line.side_id), _NOWHERE):
            found[kind][name].add(line)
    return Tallies(whole, _most_first(operations), _most_first(found["borough"]), _most_first(found["sector"]))


def loss_of(state: str, reason: str | None) -> Loss:
    """Return why a message reached nobody, by the state that it ended in and the reason that was kept."""
    text = reason or ""
    if state == DeliveryStatus.GAVE_UP:
        return Loss.IN_DOUBT
    if text == STOPPED:
        return Loss.STOPPED
    if text == GONE or (text.startswith("the push service") and _BROWSER_GONE.search(text)):
        return Loss.GONE
    code = _CODE.search(text)
    return _LOSSES.get(class_of(int(code[0])), Loss.OTHER) if code else Loss.OTHER


def _stage(line: Line) -> Stage:
    if line.state == DeliveryStatus.DUE:
        return Stage.DUE if line.is_due_now else Stage.LATER
    return _STAGES[DeliveryStatus(line.state)]


def _most_first(found: Mapping[str, Tally]) -> dict[str, Tally]:
    return dict(sorted(found.items(), key=lambda one: (-one[1].stages.total(), one[0])))
