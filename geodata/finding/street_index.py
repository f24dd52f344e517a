"""Which streets the typed words may name. Pure: built once from the list of streets, then only looked up.

A reading cuts the typed words into *before | name | after | place*. It holds when the name is a street's, and every
word around it is explained: by the street's type or orientation, by a link word, or by a town or borough.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from geodata.address_words import BUILDING_WORDS, LINKS, ORIENTATIONS, REGIONS, canonical, may_mean_kind, spellings
from geodata.finding.place_names import PlaceNames, Words, without_links
from geodata.folding import fold
from geodata.model import StreetName

_LONGEST_NAME: Final = 9
_NAMES_KEPT: Final = 16_384


@dataclass(frozen=True, slots=True)
class Street:
    """One row of the street table: a name in a town."""

    street_id: int
    name: StreetName
    town: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A street that the words may name, and the places named with it (each its folded words)."""

    street: Street
    places: tuple[Words, ...]
    spelled: int
    """How many words of the street's own spelling, link words included, were typed as they stand."""


class StreetIndex:
    """All streets of a city by every squashed form of their name, and the places by which they are told apart."""

    def __init__(self, streets: Iterable[Street], places: PlaceNames) -> None:
        """Index the streets; ``places`` tell which of the words may be a town or borough."""
        self._by_key: dict[str, list[Street]] = defaultdict(list)
        self._places = places
        for street in streets:
            for key in _keys(_name_words(street.name)):
                self._by_key[key].append(street)

    def candidates(self, words: Words, places: tuple[Words, ...], *, strict: bool = True) -> tuple[Candidate, ...]:
        """Return the streets that the words name, with these places and those in the words.

        Not strict: type, orientation and link words are not held against.
        """
        found: dict[int, Candidate] = {}
        for before, name, after, place in self._cuts(words):
            for street in self._named(name):
                if "st" in before or (strict and not _explained(before + after, street.name)):
                    continue
                named = (*places, place) if place else places
                candidate = Candidate(street, named, _spelled(before[-2:] + name, street.name))
                best = found.get(street.street_id)
                if best is None or (len(best.places), -best.spelled) > (len(named), -candidate.spelled):
                    found[street.street_id] = candidate
        return _best_spelled(found.values())

    def _named(self, name: Words) -> Iterator[Street]:
        seen: set[int] = set()
        for key in _keys(name):
            for street in self._by_key.get(key, ()):
                if street.street_id not in seen:
                    seen.add(street.street_id)
                    yield street

    def place_cuts(self, words: Words) -> Iterator[tuple[Words, Words]]:
        """Yield every way to cut a town or borough off the end of the words, no cut at all being the last."""
        end = len(words)
        while end > 1 and words[end - 1] in REGIONS:
            yield words[:end], ()
            end -= 1
        for start in range(1, end):
            if self._places.meant(words[start:end]):
                yield words[:start], words[start:end]
        if words:
            yield words[:end], ()

    def _cuts(self, words: Words) -> Iterator[tuple[Words, Words, Words, Words]]:
        """Yield every way to cut the words so that what stands before and after the name can be explained."""
        for street_words, place in self.place_cuts(words):
            yield from self._cuts_of(street_words, place)

    @staticmethod
    def _cuts_of(words: Words, place: Words) -> Iterator[tuple[Words, Words, Words, Words]]:
        for first in range(len(words)):
            for last in range(first + 1, min(first + _LONGEST_NAME, len(words)) + 1):
                if BUILDING_WORDS.issuperset(words[last:]):
                    yield words[:first], words[first:last], words[last:], place
            if words[first] not in BUILDING_WORDS:
                return


def is_full_name(words: Words, name: StreetName) -> bool:
    """Say whether folded words are the whole name of a street, its type and orientation perhaps abbreviated."""
    own = fold(str(name)).split()
    return len(own) == len(words) and all(
        canonical(word) == canonical(written)
        or (written in _fold_part(name.kind).split() and _is_kind(word, name))
        or (written == _fold_part(name.orientation) and _is_orientation(word, name))
        for word, written in zip(words, own, strict=True)
    )


@lru_cache(maxsize=_NAMES_KEPT)
def _name_words(name: StreetName) -> Words:
    return tuple(fold(f"{name.link or ''} {name.name}").split())


def _keys(words: Words) -> tuple[str, ...]:
    """Return the squashed forms of a name, with its link words and without: *La Fontaine* and *Lafontaine* meet."""
    plain = tuple(canonical(word) for word in words)
    return tuple(dict.fromkeys(("".join(plain), "".join(without_links(plain)), "".join(_bare_start(plain)))))


def _bare_start(words: Words) -> Words:
    """Drop the leading link words only: *de la Côte-des-Neiges* keeps its inner *des*."""
    start = next((at for at, word in enumerate(words) if word not in LINKS), 0)
    return words[start:]


def _explained(around: Words, name: StreetName) -> bool:
    return all(word in LINKS or _is_kind(word, name) or _is_orientation(word, name) for word in around)


def _is_kind(word: str, name: StreetName) -> bool:
    kind = _fold_part(name.kind)
    return word in kind.split() or may_mean_kind(word, kind)


def _is_orientation(word: str, name: StreetName) -> bool:
    return word in ORIENTATIONS and ORIENTATIONS[word] == ORIENTATIONS.get(_fold_part(name.orientation))


@lru_cache(maxsize=_NAMES_KEPT)
def _fold_part(part: str | None) -> str:
    return fold(part or "")


def _spelled(typed: Words, name: StreetName) -> int:
    allowed = [spellings(word) for word in typed]
    own = {full for word in _name_words(name) for full in spellings(word)}
    return sum(1 for choices in allowed if choices & own)


def _best_spelled(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Among streets whose names fold alike, keep those that share most with what was typed: a typed *de* narrows."""
    kept = tuple(candidates)
    best: dict[str, int] = defaultdict(int)
    for candidate in kept:
        key = _bare_key(candidate.street.name)
        best[key] = max(best[key], candidate.spelled)
    return tuple(candidate for candidate in kept if candidate.spelled == best[_bare_key(candidate.street.name)])


@lru_cache(maxsize=_NAMES_KEPT)
def _bare_key(name: StreetName) -> str:
    return "".join(without_links(tuple(canonical(word) for word in _name_words(name))))
