"""The words that name a side of street to a person. By parity, numbers and cross streets; never by left or right."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from geodata.model import Parity, StreetSide

_WORDS: Final = {
    "fr": {
        Parity.EVEN: "numéros pairs",
        Parity.ODD: "numéros impairs",
        Parity.MIXED: "numéros",
        "both": "numéros pairs et impairs",
        "one": "numéro",
        "to": "à",
        "between": "entre {} et {}",
        "near": "coin {}",
        "side": "côté n° {}",
    },
    "en": {
        Parity.EVEN: "even numbers",
        Parity.ODD: "odd numbers",
        Parity.MIXED: "numbers",
        "both": "even and odd numbers",
        "one": "number",
        "to": "to",
        "between": "between {} and {}",
        "near": "near {}",
        "side": "side no. {}",
    },
}


def label(side: StreetSide, language: str = "fr", *, cross_streets: bool = False) -> str:
    """Return for example ``rue Saint-Denis, numéros pairs 4812 à 4934, Le Plateau-Mont-Royal``.

    ``language`` is ``fr`` or ``en``. The cross streets stand where there are no numbers, and everywhere on demand:
    among several choices they are what a person recognises.
    """
    words = _WORDS[language]
    parts = [str(side.street), _numbers(side, words)]
    if cross_streets or side.range is None:
        parts.append(_crossing(side, words))
    parts.append(side.borough or side.town)
    return ", ".join(part for part in parts if part)


def labels_of_choices(sides: Iterable[StreetSide], language: str = "fr") -> tuple[str, ...]:
    """Return labels with cross streets, no two alike: where all words are the same, the city's number of the side."""
    kept = tuple(sides)
    labels = [label(side, language, cross_streets=True) for side in kept]
    times, number = Counter(labels), _WORDS[language]["side"]
    return tuple(
        text if times[text] == 1 else f"{text}, {number.format(side.side_id)}"
        for side, text in zip(kept, labels, strict=True)
    )


def _numbers(side: StreetSide, words: dict[str, str]) -> str:
    if side.range is None:
        return "" if side.parity is None else words["both" if side.parity is Parity.MIXED else side.parity]
    if side.range.first == side.range.last:
        return f"{words['one']} {side.range.first}"
    return f"{words[side.range.parity]} {side.range.first} {words['to']} {side.range.last}"


def _crossing(side: StreetSide, words: dict[str, str]) -> str:
    met = tuple(dict.fromkeys(side.cross_streets))
    if not met:
        return ""
    return words["near"].format(met[0]) if len(met) == 1 else words["between"].format(met[0], met[1])
