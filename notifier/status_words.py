"""What is banned on some sides now, as far as we know, in one answer: the most urgent first. Pure.

That parking is allowed is never said: where no ban is known, that is what is said, and only while the data are fresh.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from geodata.model import Parity, StreetSide, StreetSideId
from notifier.messages import WORDINGS
from notifier.model import Language
from notifier.replies import TEXT, House, one_segment, others_words, reply_texts
from notifier.wording.fitting import PERMISSION, WARNING, Fullness
from notifier.wording.phrases import Wording
from notifier.wording.sides import sides_words
from schedules.local_time import to_local
from schedules.model import BanWindow

FRESH = timedelta(minutes=60)
"""Data older than this support no word that could put anybody at ease."""

_NAMED_AT_MOST = 3
_EXACTLY = (*PERMISSION.one_side.gentle, *PERMISSION.one_side.terse)


class SideState(IntEnum):
    """What we can say of a side, the most urgent first."""

    ACTIVE = 0
    COMING = 1
    UNKNOWN = 2
    CLEAR = 3


@dataclass(frozen=True, slots=True)
class SideStatus:
    """One side and the ban that is in force or to come on it; None where we know of none."""

    side: StreetSide | StreetSideId
    window: BanWindow | None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """Some sides at one instant, by data that were good at ``data_as_of`` (None for never).

    ``one_place`` says that the sides face each other, so that their street is named once, and stay in their order.
    """

    statuses: tuple[SideStatus, ...]
    now: datetime
    data_as_of: datetime | None
    one_place: bool = False

    def state(self, status: SideStatus) -> SideState:
        """Return what can be said of a side: of a ban always, of none only by fresh data."""
        window = status.window
        if window is not None and not window.is_over(self.now):
            return SideState.ACTIVE if window.is_active(self.now) else SideState.COMING
        is_fresh = self.data_as_of is not None and self.now - self.data_as_of < FRESH
        return SideState.CLEAR if is_fresh else SideState.UNKNOWN

    def in_order(self) -> tuple[SideStatus, ...]:
        """Return the sides as they are told."""
        return self.statuses if self.one_place else tuple(sorted(self.statuses, key=self._urgency))

    def _urgency(self, status: SideStatus) -> tuple[SideState, datetime]:
        return self.state(status), status.window.starts_at if status.window else self.now


def status_reply(report: StatusReport, language: Language, house: House) -> str:
    """Return the answer to STATUT: as many sides as one segment holds, at most three, the others counted."""
    return one_segment(_texts(_Draft(report, language, house)))


@dataclass(frozen=True, slots=True)
class _Draft:
    report: StatusReport
    language: Language
    house: House

    @property
    def wording(self) -> Wording:
        return WORDINGS[self.language]

    @property
    def today(self) -> date:
        return to_local(self.report.now).date()


def _texts(draft: _Draft) -> Iterator[str]:
    """Yield the ways to say it: with fewer sides only where no shorter words help."""
    statuses = draft.report.in_order()
    for count in range(min(len(statuses), _NAMED_AT_MOST), 0, -1):
        yield from _tellings(draft, statuses[:count], len(statuses) - count, _EXACTLY)
    if draft.report.state(statuses[0]) in (SideState.ACTIVE, SideState.COMING):
        yield from _tellings(draft, statuses[:1], len(statuses) - 1, WARNING.one_side.terse)


def _tellings(draft: _Draft, statuses: Sequence[SideStatus], others: int, ladder: Sequence[Fullness]) -> Iterator[str]:
    """Yield the whole text about these sides in every way of the ladder, then without its last sentence."""
    lines, wording = reply_texts("status", draft.language)[TEXT], draft.wording
    at = wording.recent(wording.at, draft.report.data_as_of, draft.today)
    rest = [f"{wording.conjunction} {others_words(others, draft.language)}"] if others else []
    told = ["; ".join([*_phrases(draft, statuses, fullness), *rest]) for fullness in ladder]
    for count in range(len(lines), 0, -1):
        text = " ".join(lines[:count])
        yield from (text.format_map(draft.house.fields(draft.language) | {"at": at, "states": it}) for it in told)


def _phrases(draft: _Draft, statuses: Sequence[SideStatus], fullness: Fullness) -> Iterator[str]:
    """Yield what is said of each side, of those that share it once."""
    texts, wording = reply_texts("status", draft.language), draft.wording
    alike: dict[tuple[SideState, datetime | None, datetime | None], list[SideStatus]] = {}
    for status in statuses:
        window = status.window
        hours = (window.starts_at, window.ends_at) if window else (None, None)
        alike.setdefault((draft.report.state(status), *hours), []).append(status)
    for place, ((state, _, _), group) in enumerate(alike.items()):
        (phrase,) = texts[state.name.lower()]
        window = group[0].window
        yield phrase.format(
            side=_sides(draft, [status.side for status in group], fullness, is_first=place == 0),
            until=wording.until_end(window, overrun=False, brevity=fullness.times) if window else "",
            span=wording.span(window, brevity=fullness.times) if window else "",
        )


def _sides(draft: _Draft, sides: Sequence[StreetSide | StreetSideId], fullness: Fullness, *, is_first: bool) -> str:
    """Return the names of sides, of the one across the street only its parity: *impairs*."""
    across = sides[0]
    is_facing = draft.report.one_place and not is_first
    if is_facing and isinstance(across, StreetSide) and across.parity in (Parity.EVEN, Parity.ODD):
        return draft.wording.parity[across.parity]
    return sides_words(sides, draft.wording, fullness.sides)
