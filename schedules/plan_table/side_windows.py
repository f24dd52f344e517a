"""One ban window per side in a file: rows that overlap or touch are joined, a row apart from an earlier one is refused.

A side has one ban at a time. The span over two nights would ban the day between them; dropping one would hide a ban.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from geodata.model import StreetSideId
from schedules.bounds import LONGEST_BAN
from schedules.local_time import to_local
from schedules.model import Anomaly, AnomalyKind, Period
from schedules.plan_table.refusals import RefusedValueError

_LINES_SHOWN = 5
_ADVICE = "keep one window for a side, and publish the next one when the first is over"


@dataclass(frozen=True, slots=True)
class SaidWindow:
    """The window of a side so far, and the lines that said it: several when it was joined."""

    period: Period
    lines: tuple[int, ...]


class SideWindows:
    """What the rows read so far say of when parking is banned, side by side."""

    def __init__(self) -> None:
        """Start with no row read."""
        self._by_side: dict[StreetSideId, SaidWindow] = {}

    def add(self, sides: Iterable[StreetSideId], period: Period, line: int) -> None:
        """Take one row's window for all of its sides, or refuse it for all of them.

        RefusedValueError if an earlier row's window for one of the sides neither overlaps nor touches this one, or
        if the two together were longer than any true ban.
        """
        said = SaidWindow(period, (line,))
        self._by_side |= {side: self._joined(side, said) for side in sides}

    def joined(self) -> dict[StreetSideId, Period]:
        """Return the window of each side whose rows gave several."""
        return {side: said.period for side, said in self._by_side.items() if len(said.lines) > 1}

    def notes(self) -> Iterator[Anomaly]:
        """Yield what was joined, side by side."""
        for side in sorted(self.joined()):
            said = self._by_side[side]
            detail = f"{name_lines(said.lines)} give side {side} windows that overlap or touch; they were joined: "
            yield Anomaly(AnomalyKind.DISAGREEING_DUPLICATES, side, detail + _in_words(said.period))

    def _joined(self, side: StreetSideId, said: SaidWindow) -> SaidWindow:
        earlier = self._by_side.get(side)
        if earlier is None:
            return said
        if earlier.period == said.period:
            return earlier
        starts_at = min(earlier.period.starts_at, said.period.starts_at)
        ends_at = max(earlier.period.ends_at, said.period.ends_at)
        if earlier.period.ends_at < said.period.starts_at or said.period.ends_at < earlier.period.starts_at:
            raise _refused(side, earlier, "this window is apart from that one")
        if ends_at - starts_at > LONGEST_BAN:
            raise _refused(side, earlier, f"together they last more than {LONGEST_BAN // timedelta(hours=1)} h")
        return SaidWindow(Period(starts_at, ends_at), (*earlier.lines, *said.lines))


def name_lines(lines: Iterable[int]) -> str:
    """Return ``lines 2 and 5``, or the first few of many."""
    numbers = [str(line) for line in sorted(set(lines))]
    if len(numbers) > _LINES_SHOWN:
        return f"lines {', '.join(numbers[:_LINES_SHOWN])} and {len(numbers) - _LINES_SHOWN} more"
    return f"lines {', '.join(numbers[:-1])} and {numbers[-1]}" if numbers[1:] else f"line {numbers[0]}"


def _refused(side: StreetSideId, earlier: SaidWindow, why: str) -> RefusedValueError:
    told = f"side {side} already has the ban of {name_lines(earlier.lines)}, {_in_words(earlier.period)}"
    return RefusedValueError(reason=f"{told}, and {why}", suggestion=_ADVICE)


def _in_words(period: Period) -> str:
    return f"from {to_local(period.starts_at):%Y-%m-%d %H:%M} to {to_local(period.ends_at):%Y-%m-%d %H:%M}"
