"""What a person may be about to type, or may have meant: streets by prefix (FTS5) and by likeness (shared trigrams)."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from heapq import nsmallest
from itertools import chain, islice
from typing import Final

from geodata.address import CivicAddress, parse
from geodata.address_words import BUILDING_WORDS, KINDS, ORIENTATIONS, canonical, spellings
from geodata.artefact_reader import ArtefactReader
from geodata.folding import fold
from geodata.model import StreetName

_STREETS: Final = """
    SELECT street_id, kind, link, name, orientation, town, first_place, last_place, sides
    FROM street JOIN (
        SELECT street_id, min(coalesce(borough, town)) AS first_place, max(coalesce(borough, town)) AS last_place,
            count(*) AS sides
        FROM side GROUP BY street_id
    ) USING (street_id)
    ORDER BY sides DESC, street_id
"""
_BY_WORDS: Final = "SELECT rowid FROM street_search WHERE street_search MATCH ?"
_HOLDING: Final = """
    SELECT DISTINCT street_id, coalesce(borough, town) FROM side
    WHERE street_id IN (SELECT value FROM json_each(?)) AND first <= ? AND last >= ?
        AND (parity = 'mixed' OR first % 2 = ? % 2)
    ORDER BY 1, 2
"""
_CONSIDERED: Final = 60
_PREFIXES_KEPT: Final = 4096
_COMPARED: Final = 40
_LIKENESS: Final = 0.7


@dataclass(frozen=True, slots=True)
class _Known:
    """A street as it is suggested: its name, where it is, its first telling letters, its place in the ranking."""

    name: StreetName
    place: str
    start: str
    squashed: str
    position: int


class Suggester:
    """Suggests addresses and streets of one artefact."""

    def __init__(self, reader: ArtefactReader) -> None:
        """Read from this artefact; the list of its streets is loaded on first use."""
        self._reader = reader
        self.by_words = lru_cache(maxsize=_PREFIXES_KEPT)(self._by_words)

    def suggest(self, typed: str, limit: int) -> tuple[str, ...]:
        """Return up to ``limit`` addresses or streets that continue what is typed, the likeliest first."""
        civic, words = _unfinished(parse(typed))
        for end in range(len(words), 0, -1):
            found = self.by_words(words[:end])
            if found:
                return self._texts(found, civic, limit)
        return ()

    def alike(self, address: CivicAddress, limit: int) -> tuple[str, ...]:
        """Return up to ``limit`` addresses or streets whose name looks like the typed one, the most alike first."""
        wanted = "".join(canonical(word) for word in address.words if word not in BUILDING_WORDS)
        ratios = {squashed: SequenceMatcher(None, wanted, squashed).ratio() for squashed in self._near(wanted)}
        best = sorted((name for name, ratio in ratios.items() if ratio >= _LIKENESS), key=lambda s: (-ratios[s], s))
        turned = {ORIENTATIONS[word] for word in address.words if word in ORIENTATIONS}
        ids = [
            street_id
            for squashed in best
            for street_id in sorted(
                self._by_squashed[squashed], key=lambda street_id: self._known[street_id].name.orientation not in turned
            )
        ]
        return self._texts(ids, address.civic, limit)

    def _near(self, wanted: str) -> list[str]:
        """Return the squashed names that share most trigrams with the wanted one: few enough to be compared."""
        shared: Counter[str] = Counter()
        for trigram in _trigrams(wanted):
            shared.update(self._by_trigram.get(trigram, ()))
        return nsmallest(_COMPARED, shared, key=lambda name: (-shared[name], abs(len(name) - len(wanted)), name))

    def _by_words(self, words: tuple[str, ...]) -> tuple[int, ...]:
        """Return the ids of the streets that have all these folded words, the last one perhaps unfinished; ranked."""
        known = self._known
        found = [
            (known[street_id].position, street_id)
            for (street_id,) in self._reader.rows(_BY_WORDS, [_match_expression(words)])
            if street_id in known
        ]
        start = next((canonical(word) for word in words if word not in BUILDING_WORDS), "")
        begun = [place for place in found if known[place[1]].start.startswith(start)] if start else found
        ranked = nsmallest(_CONSIDERED, begun)
        if len(ranked) < _CONSIDERED:
            ranked += nsmallest(_CONSIDERED - len(ranked), set(found).difference(begun))
        return tuple(street_id for _, street_id in ranked)

    def _texts(self, street_ids: Sequence[int], civic: int | None, limit: int) -> tuple[str, ...]:
        """Write out the streets in their order, those that have the number first and with it."""
        holding = self._holding(street_ids, civic)
        numbered = (
            f"{civic} {self._known[street_id].name}, {place}"
            for street_id in street_ids
            for place in holding.get(street_id, ())
        )
        others = (
            f"{self._known[street_id].name}, {self._known[street_id].place}"
            for street_id in street_ids
            if street_id not in holding
        )
        return tuple(dict.fromkeys(islice(chain(numbered, others), limit)))

    def _holding(self, street_ids: Iterable[int], civic: int | None) -> dict[int, list[str]]:
        holding: dict[int, list[str]] = defaultdict(list)
        if civic is not None:
            for street_id, place in self._reader.rows(_HOLDING, [json.dumps([*street_ids]), civic, civic, civic]):
                holding[street_id].append(place)
        return holding

    @cached_property
    def _known(self) -> dict[int, _Known]:
        known = {}
        for position, row in enumerate(self._reader.rows(_STREETS)):
            street_id, kind, link, name, orientation, town, place, other_place, _ = row
            words = [canonical(word) for word in fold(name).split()]
            known[street_id] = _Known(
                name=StreetName(kind, link, name, orientation),
                place=place if place == other_place else town,
                start=next((word for word in words if word not in BUILDING_WORDS), words[0]),
                squashed="".join(words),
                position=position,
            )
        return known

    @cached_property
    def _by_squashed(self) -> dict[str, list[int]]:
        by_squashed: dict[str, list[int]] = defaultdict(list)
        for street_id, street in sorted(self._known.items(), key=lambda item: item[1].position):
            by_squashed[street.squashed].append(street_id)
        return by_squashed

    @cached_property
    def _by_trigram(self) -> dict[str, list[str]]:
        by_trigram: dict[str, list[str]] = defaultdict(list)
        for squashed in self._by_squashed:
            for trigram in _trigrams(squashed):
                by_trigram[trigram].append(squashed)
        return by_trigram


def _unfinished(address: CivicAddress) -> tuple[int | None, tuple[str, ...]]:
    """Undo the reading of ``20 av`` as the 20th avenue: while typing, it may become *20 avenue du Parc*."""
    words = address.words
    if address.civic is None and len(words) > 1 and words[-1].isdecimal():
        return int(words[-1]), words[:-1]
    return address.civic, words


def _match_expression(words: Sequence[str]) -> str:
    return " AND ".join([*(_term(word, "") for word in words[:-1]), _term(words[-1], "*")])


def _term(word: str, star: str) -> str:
    """Return the FTS5 expression for one word: quoted, in every spelling that the street file may use.

    While a name is being typed, ``st`` is a saint and no street.
    """
    full = spellings(word)
    kinds = KINDS.get(word, ()) if full == {word} else ()
    others = {*kinds, ORIENTATIONS.get(word, ""), canonical(word), *full} - {word, ""}
    quoted = [f'"{word}"{star}', *(f'"{fold(other)}"' for other in sorted(others))]
    return f"({' OR '.join(quoted)})"


def _trigrams(squashed: str) -> frozenset[str]:
    padded = f"  {squashed} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))
