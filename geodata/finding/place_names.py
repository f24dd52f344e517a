"""Which town or borough people mean: its whole name, its initials, or some words of it. Pure; works for any city."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final, TypeVar

from geodata.address_words import LINKS, ORIENTATIONS, canonical
from geodata.folding import fold

Words = tuple[str, ...]
Run = TypeVar("Run", Words, str)

_TELLING_LENGTH: Final = 5
_SHORTEST_INITIALS: Final = 3
_LIKENESS: Final = 0.75
_KINDS_OF_PLACE: Final = frozenset({"ville", "city", "town", "municipalite", "arrondissement", "arr", "borough"})
_FIRST_OF_A_TOWN: Final = ("t", "v")
"""People put the *town* or *ville* before the initials of a place: TMR."""
_NONE: Final[frozenset[str]] = frozenset()


class PlaceNames:
    """The names of a city's towns and boroughs."""

    def __init__(self, names: Iterable[str]) -> None:
        """Know these names."""
        self._words = {name: place_words(name) for name in sorted(set(names)) if place_words(name)}
        self._by_whole = _index((words, name) for name, words in self._words.items())
        self._by_part = _index((run, name) for name, words in self._words.items() for run in _runs(words))
        self._by_initials = _index((run, name) for name in self._words for run in _runs_of_initials(name))
        self._meant = lru_cache(maxsize=1024)(self._look_up)

    def meant(self, words: Words) -> frozenset[str]:
        """Return the places that these folded words name.

        A whole name is meant as such: *Montréal* is not *Montréal-Nord*. Else the words are initials, such as NDG, or
        part of a name, such as *Rosemont*; none of that, and no place is meant.
        """
        return self._meant(words)

    def is_name(self, words: Words) -> bool:
        """Say whether these folded words are the whole name of a place."""
        return plain_place(words) in self._by_whole

    def like(self, text: str) -> tuple[str, ...]:
        """Return the places that a text names or begins to; else those spelled most like it, the likest first."""
        words = tuple(fold(text).split())
        plain = plain_place(words)
        named = self._look_up(words)
        if not named and _is_telling(("".join(plain),)):
            named = frozenset(name for name in self._words if _is_begun(plain, self._words[name]))
            if not named:
                return self._spelled(plain)
        return tuple(sorted(named, key=lambda name: (self._words[name][: len(plain)] != plain, name)))

    def _look_up(self, words: Words) -> frozenset[str]:
        plain = plain_place(words)
        bare = plain[1:] if plain[0:1] and plain[0] in _KINDS_OF_PLACE else plain
        return (
            self._by_whole.get(plain)
            or self._by_whole.get(bare)
            or self._of_initials(words)
            or (self._by_part.get(bare, _NONE) if _is_telling(bare) else _NONE)
        )

    def _of_initials(self, words: Words) -> frozenset[str]:
        """Return the places of which each word is a run of the initials: CDN-NDG, DDO, TMR."""
        found = [self._by_initials.get(word, _NONE) for word in words]
        return frozenset.intersection(*found) if found else _NONE

    def _spelled(self, plain: Words) -> tuple[str, ...]:
        wanted = " ".join(plain)
        ratios = {
            name: max(_likeness(wanted, " ".join(run)) for run in _runs(words)) for name, words in self._words.items()
        }
        return tuple(sorted((name for name in ratios if ratios[name] >= _LIKENESS), key=lambda name: -ratios[name]))


@lru_cache(maxsize=1024)
def place_words(name: str) -> Words:
    """Return the words by which a town or borough is known, from its name."""
    return plain_place(tuple(fold(name).split()))


def plain_place(words: Words) -> Words:
    """Return folded words of a place in the form in which spellings meet: link words left out, ``st`` is ``saint``."""
    return without_links(tuple(canonical(word) for word in words))


def without_links(words: Words) -> Words:
    """Return the words without *de, la, des, the ...*, unless nothing else is there."""
    return tuple(word for word in words if word not in LINKS) or words


def _is_telling(words: Words) -> bool:
    return any(len(word) >= _TELLING_LENGTH and word not in {"saint", *ORIENTATIONS} for word in words)


def _is_begun(typed: Words, whole: Words) -> bool:
    """Say whether each typed word begins one of successive words of the whole: *Parc-Ex*, *Pte-aux-Trembles*."""
    return any(
        all(word.startswith(part) for part, word in zip(typed, whole[at:], strict=False))
        for at in range(len(whole) - len(typed) + 1)
    )


def _runs_of_initials(name: str) -> Iterator[str]:
    """Yield what people may write of a name's initials, its link words counted or not."""
    spelled = tuple(fold(name).split())
    for kept in (spelled, without_links(spelled)):
        initials = "".join(word[0] for word in kept)
        written = (*_runs(initials), *(f"{first}{initials}" for first in _FIRST_OF_A_TOWN))
        yield from (run for run in written if len(run) >= _SHORTEST_INITIALS)


def _runs(whole: Run) -> Iterator[Run]:
    """Yield all successive words of several, or letters of a word."""
    for first in range(len(whole)):
        for last in range(first + 1, len(whole) + 1):
            yield whole[first:last]


def _index(pairs: Iterable[tuple[Run, str]]) -> dict[Run, frozenset[str]]:
    names: dict[Run, set[str]] = defaultdict(set)
    for run, name in pairs:
        names[run].add(name)
    return {run: frozenset(found) for run, found in names.items()}


def _likeness(wanted: str, name: str) -> float:
    return SequenceMatcher(None, wanted, name).ratio()
