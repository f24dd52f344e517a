"""How the same thing is said in less room: which words go first, and which never do (hours, weekdays, parity)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from notifier.wording.phrases import TimeBrevity
from notifier.wording.sides import SideStyle
from notifier.wording.streets import Brevity, Spelling

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fullness:
    """How fully a message names its sides and its times."""

    sides: SideStyle
    times: TimeBrevity = TimeBrevity.FULL


_FULL = Fullness(SideStyle(Spelling(Brevity.FULL)))
_SHORT_KIND = SideStyle(Spelling(Brevity.KIND))
_PARITY = SideStyle(Spelling(Brevity.KIND), numbers=False)


def _telegraphic(brevity: Brevity, *, both_ends: bool = True, clip: int | None = None) -> Fullness:
    side = SideStyle(Spelling(brevity, clip), numbers=False, both_ends=both_ends)
    return Fullness(side, TimeBrevity.TELEGRAPHIC)


ONE_SIDE = (
    _FULL,
    Fullness(_SHORT_KIND),
    Fullness(_SHORT_KIND, TimeBrevity.NO_MONTHS),
    Fullness(_PARITY),
    Fullness(_PARITY, TimeBrevity.NO_MONTHS),
    _telegraphic(Brevity.SAINTS),
    _telegraphic(Brevity.INITIALS),
    _telegraphic(Brevity.KIND, both_ends=False),
    _telegraphic(Brevity.INITIALS, both_ends=False),
    *(_telegraphic(Brevity.INITIALS, both_ends=False, clip=clip) for clip in (24, 20, 16, 12, 9, 6, 4)),
)
"""From the fullest way to one that fits beside any hours."""

SEVERAL_SIDES = (
    _FULL,
    Fullness(SideStyle(Spelling(Brevity.FULL), numbers=False)),
    Fullness(_PARITY),
    Fullness(_PARITY, TimeBrevity.NO_MONTHS),
)
"""Rather one more segment than a name that nobody recognises."""

ON_SCREEN = tuple(
    Fullness(SideStyle(Spelling(brevity), numbers=numbers, joint=", "))
    for brevity, numbers in ((Brevity.FULL, True), (Brevity.FULL, False), (Brevity.KIND, False))
)
"""A screen scrolls: nothing beyond these is shortened."""


def attempts(sentences: tuple[str, ...], ladder: tuple[Fullness, ...]) -> Iterator[tuple[str, Fullness]]:
    """Yield the ways to say a text, the best first.

    Its first sentence is always there. The others are left out, from the last, before a civic number is.
    """
    with_numbers = [fullness for fullness in ladder if fullness.sides.numbers]
    for count in range(len(sentences), 1, -1):
        yield from ((" ".join(sentences[:count]), fullness) for fullness in with_numbers)
    yield from ((sentences[0], fullness) for fullness in ladder)


def first_cheapest(candidates: Iterable[T], cost: Callable[[T], int]) -> T:
    """Return the first candidate that costs nothing, else the first of those that cost least."""
    tried: list[T] = []
    for candidate in candidates:
        if cost(candidate) <= 0:
            return candidate
        tried.append(candidate)
    return min(tried, key=cost)
