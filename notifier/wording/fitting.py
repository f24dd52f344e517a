"""How the same thing is said in less room: which words go first, and which never do (hours, weekdays, parity)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class Ladder:
    """The ways to say a text, the fullest first: before a sentence is left out, or only after all of them are."""

    gentle: tuple[Fullness, ...]
    terse: tuple[Fullness, ...] = ()


@dataclass(frozen=True, slots=True)
class Ladders:
    """One way of giving up words, wherever they go. Several sides rather take a segment more than unknown names."""

    one_side: Ladder
    several_sides: Ladder
    on_screen: tuple[Fullness, ...]


_FULL = Fullness(SideStyle())
_WHOLE_STREET = SideStyle(numbers=False)
_SHORT_KIND = SideStyle(Spelling(Brevity.KIND))
_PARITY = SideStyle(Spelling(Brevity.KIND), numbers=False)
_EXACT = SideStyle(exact=True)
_EXACT_SHORT_KIND = SideStyle(Spelling(Brevity.KIND), exact=True)
_EXACTLY = (Fullness(_EXACT), Fullness(_EXACT_SHORT_KIND), Fullness(_EXACT_SHORT_KIND, TimeBrevity.NO_MONTHS))


def _telegraphic(brevity: Brevity, *, corners: int = 2) -> Fullness:
    return Fullness(SideStyle(Spelling(brevity), numbers=False, corners=corners), TimeBrevity.TELEGRAPHIC)


def _bare(brevity: Brevity, *, corners: int = 0, clip: int | None = None) -> Fullness:
    return Fullness(SideStyle(Spelling(brevity, clip), numbers=False, corners=corners), TimeBrevity.BARE)


def _exact_telegraphic(brevity: Brevity) -> Fullness:
    return Fullness(SideStyle(Spelling(brevity), exact=True), TimeBrevity.TELEGRAPHIC)


def _on_screen(*sides: SideStyle) -> tuple[Fullness, ...]:
    """A screen scrolls: little is shortened."""
    return tuple(Fullness(replace(style, joint=", ")) for style in sides)


WARNING = Ladders(
    one_side=Ladder(
        (_FULL, Fullness(_SHORT_KIND), Fullness(_SHORT_KIND, TimeBrevity.NO_MONTHS)),
        (
            Fullness(_PARITY),
            Fullness(_PARITY, TimeBrevity.NO_MONTHS),
            _telegraphic(Brevity.SAINTS),
            _telegraphic(Brevity.KIND, corners=1),
            _telegraphic(Brevity.SAINTS, corners=1),
            _bare(Brevity.SAINTS, corners=1),
            _telegraphic(Brevity.SAINTS, corners=0),
            _bare(Brevity.SAINTS),
            _telegraphic(Brevity.INITIALS, corners=0),
            *(_bare(Brevity.INITIALS, clip=clip) for clip in (None, 24, 20, 16)),
            *(_bare(Brevity.NAME, clip=clip) for clip in (16, 12)),
        ),
    ),
    several_sides=Ladder(
        (_FULL,),
        (Fullness(_WHOLE_STREET), Fullness(_PARITY), Fullness(_PARITY, TimeBrevity.NO_MONTHS)),
    ),
    on_screen=_on_screen(_FULL.sides, _WHOLE_STREET, _PARITY),
)
"""A side without its numbers is a street: to warn of too much is safe, and one side fits beside any hours.

In the end the deadline only points at the hour that the window tells, and the name proper stands for the street.
"""

PERMISSION = Ladders(
    one_side=Ladder((*_EXACTLY, _exact_telegraphic(Brevity.SAINTS)), (_exact_telegraphic(Brevity.INITIALS),)),
    several_sides=Ladder(_EXACTLY),
    on_screen=_on_screen(_EXACT, _EXACT_SHORT_KIND),
)
"""Rather one more segment than a name that covers what is still banned."""


def attempts(sentences: tuple[str, ...], ladder: Ladder) -> Iterator[tuple[str, Fullness]]:
    """Yield the ways to say a text, the best first.

    Its first sentence is always there. The others are left out, from the last, before the ladder turns terse.
    """
    for count in range(len(sentences), 0, -1):
        yield from ((" ".join(sentences[:count]), fullness) for fullness in ladder.gentle)
    yield from ((sentences[0], fullness) for fullness in ladder.terse)


def first_cheapest(candidates: Iterable[T], cost: Callable[[T], int]) -> T:
    """Return the first candidate that costs nothing, else the first of those that cost least."""
    tried: list[T] = []
    for candidate in candidates:
        if cost(candidate) <= 0:
            return candidate
        tried.append(candidate)
    return min(tried, key=cost)
