"""Several sides that an address may mean, in words that tell them apart. Whoever reads them knows their own street."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from geodata.model import StreetSide
from infoneige.web.i18n import gettext as _
from infoneige.web.side_words import address_words, crossing_words, isolated, numbers_words, parity_words, street_name


@dataclass(frozen=True, slots=True)
class Choice:
    """One side: what tells it from the others first, then the rest of it."""

    side: StreetSide
    title: str
    lines: tuple[str, ...]


def choices(sides: Iterable[StreetSide], civic: int | None) -> tuple[Choice, ...]:
    """Return a choice for each side, in their order, no two alike."""
    kept = tuple(sides)
    titled = next((title for title in (_place, street_name) if _tells_apart(title, kept)), _numbers)
    drawn = [_choice(side, titled, civic) for side in kept]
    times = Counter((choice.title, choice.lines) for choice in drawn)
    return tuple(choice if times[choice.title, choice.lines] == 1 else _with_its_number(choice) for choice in drawn)


def _choice(side: StreetSide, titled: Callable[[StreetSide], str], civic: int | None) -> Choice:
    street = address_words(civic, side)
    words = [(street_name, street), (_numbers, _numbers(side)), (_place, _place(side))]
    first = ", ".join(filter(None, (street if titled is not street_name else "", crossing_words(side))))
    rest = ", ".join(text for part, text in words if text and part not in (titled, street_name))
    title = titled(side) or _place(side)
    return Choice(side, f"{title[:1].upper()}{title[1:]}", tuple(filter(None, (_sentence(first), _sentence(rest)))))


def _tells_apart(title: Callable[[StreetSide], str], sides: Sequence[StreetSide]) -> bool:
    return len(sides) > 1 and len({title(side) for side in sides}) == len(sides)


def _with_its_number(choice: Choice) -> Choice:
    number = _("côté n° %(number)s", number=choice.side.side_id)
    return Choice(choice.side, choice.title, (*choice.lines, _sentence(number)))


def _place(side: StreetSide) -> str:
    return isolated(side.borough or side.town)


def _numbers(side: StreetSide) -> str:
    return ", ".join(filter(None, (parity_words(side), numbers_words(side))))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
