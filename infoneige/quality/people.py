"""How people were told in an operation: how long before, whether it reached them, what had to be corrected. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from infoneige.quality.measures import share
from infoneige.quality.shown import Shown, leaves_open, shown, total
from notifier.lanes import first_lane
from notifier.model import Channel

NOTICE_HOURS: Final = (1, 2, 4, 8, 16)
"""Between these hours before the start of a ban lie the six classes of notice; class 0 is under the first."""

CLASSES: Final = range(len(NOTICE_HOURS) + 1)


class Fate(IntEnum):
    """What became of the messages to one person: the worst of it, so that no person counts as reached in half."""

    DELIVERED = 1
    HANDED_OVER = 2
    UNKNOWN = 3
    EXPIRED = 4
    FAILED = 5


@dataclass(frozen=True, slots=True)
class PeopleAlike:
    """``count`` people of whom the same is true.

    ``notice`` is the class of the shortest notice that they had of any ban, None where none was announced to them.
    """

    first_lane: int
    fate: Fate
    notice: int | None
    is_corrected: bool
    is_told_of_our_error: bool
    count: int


@dataclass(frozen=True, slots=True)
class Detail:
    """What may be seen of what people were told: those of each class of notice, those corrected, those we misled."""

    notice: tuple[Shown, ...]
    corrected: Shown
    our_error: Shown

    def share_with(self, least_hours: int) -> float | None:
        """Return the part of those told of a ban who had at least this notice, one of ``NOTICE_HOURS``."""
        first = NOTICE_HOURS.index(least_hours) + 1
        return share(total(self.notice[first:]) or 0, total(self.notice) or 0)


@dataclass(frozen=True, slots=True)
class Told:
    """What may be seen of all that. ``reach`` has every channel, used or not.

    ``detail`` is None where it would say too much of ``reach``, or that of it.
    """

    reach: Mapping[Channel, Mapping[Fate, Shown]]
    detail: Detail | None
    opted_out: Shown

    @property
    def people(self) -> Shown:
        """Return to how many people something was due."""
        return total(_cells(self.reach))

    @property
    def share_reached(self) -> float | None:
        """Return the part of them whom all their messages reached for certain."""
        return share(total(_with(self.reach, Fate.DELIVERED)) or 0, self.people or 0)


def told(groups: Iterable[PeopleAlike], opted_out: int) -> Told:
    """Return what may be seen of these people, and of how many said stop."""
    people = list(groups)
    reach = {
        channel: {fate: _shown(one for one in people if (one.first_lane, one.fate) == (lane, fate)) for fate in Fate}
        for channel in Channel
        for lane in [first_lane(channel)]
    }
    detail = Detail(
        notice=tuple(_shown(one for one in people if one.notice == number) for number in CLASSES),
        corrected=_shown(one for one in people if one.is_corrected),
        our_error=_shown(one for one in people if one.is_told_of_our_error),
    )
    return Told(reach, detail if _may_stand_beside(reach, detail) else None, shown(opted_out))


def together(one: Told, other: Told) -> Told:
    """Return what may be seen of two counts that are seen already; who is in both of them counts twice."""
    reach = {
        channel: {fate: total((row[fate], other.reach[channel][fate])) for fate in Fate}
        for channel, row in one.reach.items()
    }
    detail = one.detail and other.detail and _details_together(one.detail, other.detail)
    return Told(reach, detail, total((one.opted_out, other.opted_out)))


def _details_together(one: Detail, other: Detail) -> Detail:
    return Detail(
        notice=tuple(total(pair) for pair in zip(one.notice, other.notice, strict=True)),
        corrected=total((one.corrected, other.corrected)),
        our_error=total((one.our_error, other.our_error)),
    )


def _shown(people: Iterable[PeopleAlike]) -> Shown:
    return shown(sum(one.count for one in people))


def _may_stand_beside(reach: Mapping[Channel, Mapping[Fate, Shown]], detail: Detail) -> bool:
    """Say whether both tables hide what each of them hides.

    Everybody in the detail is in ``reach``; and whom everything reached was told of a ban, corrected or misled.
    """
    everybody = _cells(reach)
    parts = (detail.notice, (detail.corrected,), (detail.our_error,))
    reached = _with(reach, Fate.DELIVERED, Fate.HANDED_OVER)
    said = (*detail.notice, detail.corrected, detail.our_error)
    return all(leaves_open(part, everybody) for part in parts) and leaves_open(reached, said)


def _cells(reach: Mapping[Channel, Mapping[Fate, Shown]]) -> list[Shown]:
    return _with(reach, *Fate)


def _with(reach: Mapping[Channel, Mapping[Fate, Shown]], *fates: Fate) -> list[Shown]:
    return [row[fate] for row in reach.values() for fate in fates]
