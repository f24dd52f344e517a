"""The vocabulary of addresses: street types, link words, orientations, in French and English, all of it folded.

Words only; what an address is stands in ``address.py``, which streets exist in ``finding``.
"""

import re
from functools import lru_cache
from typing import Final

from geodata.folding import fold

LINKS: Final = frozenset({"de", "la", "le", "les", "des", "du", "d", "l", "of", "the"})
"""Words that people put in or leave out of a street's name as they please."""

REGIONS: Final = frozenset({"qc", "pq", "quebec", "canada"})
"""What may follow a city's name and says nothing about the street."""

_ORIENTATION_WORDS: Final = {
    "Est": "e est east",
    "Ouest": "o w ouest west",
    "Nord": "n nord north",
    "Sud": "s sud south",
}

_KIND_WORDS: Final = {
    "allée": "allee all alley lane",
    "autoroute": "autoroute aut highway freeway hwy",
    "avenue": "avenue av ave aven drive",
    "boulevard": "boulevard boul bd bld blvd bv",
    "carré": "carre car square sq",
    "carrefour": "carrefour carr",
    "cercle": "cercle circle cir",
    "chemin": "chemin ch che chem road rd way lane drive",
    "circuit": "circuit",
    "cours": "cours court crt ct",
    "côte": "cote hill",
    "croissant": "croissant crois cr cres crescent",
    "crête": "crete",
    "impasse": "impasse imp",
    "jardin": "jardin jardins garden gardens gdns",
    "lane": "lane ln",
    "montée": "montee mtee hill",
    "parc": "parc park pk",
    "passage": "passage pass",
    "place": "place pl plaza square sq",
    "pont": "pont bridge",
    "promenade": "promenade prom drive dr",
    "route": "route rte road rd highway",
    "rue": "rue r street str st road rd drive dr court lane",
    "ruelle": "ruelle lane ln alley",
    "square": "square sq",
    "terrasse": "terrasse tsse terr terrace ter",
    "tunnel": "tunnel",
    "voie": "voie way",
}

_ENGLISH_KIND_WORDS: Final = {
    "avenue": "avenue ave av",
    "boulevard": "boulevard blvd boul bvd",
    "circle": "circle cir",
    "court": "court crt ct",
    "crescent": "crescent cres cr",
    "drive": "drive dr",
    "gardens": "gardens garden gdns",
    "highway": "highway hwy",
    "lane": "lane ln",
    "park": "park pk",
    "place": "place pl",
    "road": "road rd",
    "square": "square sq",
    "street": "street st str",
    "terrace": "terrace terr ter",
    "way": "way",
}

_SAINTS: Final = {
    "st": frozenset({"saint", "sainte"}),
    "ste": frozenset({"sainte"}),
    "sts": frozenset({"saints", "saintes"}),
}

_SAME_WORD: Final = {
    "st": "saint",
    "ste": "saint",
    "sainte": "saint",
    "sts": "saints",
    "stes": "saints",
    "saintes": "saints",
    "dr": "docteur",
    "mt": "mont",
    "mount": "mont",
    "park": "parc",
    "premier": "1",
    "premiere": "1",
    "first": "1",
    "deuxieme": "2",
    "second": "2",
    "seconde": "2",
    "troisieme": "3",
    "third": "3",
}

_ORDINAL = re.compile(r"([0-9]{1,3})(?:e|er|re|ere|eme|ieme|st|nd|rd|th)")


def _reverse(words_of: dict[str, str]) -> dict[str, frozenset[str]]:
    meanings: dict[str, set[str]] = {}
    for meaning, words in words_of.items():
        for word in words.split():
            meanings.setdefault(word, set()).add(meaning)
    return {word: frozenset(found) for word, found in meanings.items()}


ORIENTATIONS: Final = {word: next(iter(found)) for word, found in _reverse(_ORIENTATION_WORDS).items()}
"""Folded word -> the orientation as the street file writes it."""

KINDS: Final = _reverse(_KIND_WORDS)
"""Folded word -> the French street types that a person may mean by it; English is loose, so there can be several."""

_FRENCH_KINDS: Final = frozenset(fold(kind) for kind in _KIND_WORDS)
_ENGLISH_KINDS: Final = _reverse(_ENGLISH_KIND_WORDS)

BUILDING_WORDS: Final = KINDS.keys() | ORIENTATIONS.keys() | LINKS
"""Words that alone are no name of a street."""


def canonical(word: str) -> str:
    """Return the form in which two spellings of one folded word meet: ``ste`` and ``saint``, ``2e`` and ``2nd``."""
    ordinal = _ORDINAL.fullmatch(word)
    return ordinal[1] if ordinal else _SAME_WORD.get(word, word)


def spellings(word: str) -> frozenset[str]:
    """Return the full words that a typed folded word may stand for: ``st`` is *saint* or *sainte*."""
    return _SAINTS.get(word, frozenset({word}))


@lru_cache(maxsize=4096)
def may_mean_kind(word: str, kind: str) -> bool:
    """Say whether a typed folded word may mean a street's folded type.

    English words are loose for a French type, *Drive* for *rue*, but tell English types apart: a *Rd* is no *Street*.
    """
    if kind in _FRENCH_KINDS:
        return any(fold(meant) == kind for meant in KINDS.get(word, ()))
    if word in _ENGLISH_KINDS:
        return bool(_ENGLISH_KINDS[word] & _ENGLISH_KINDS.get(kind, frozenset()))
    return bool(KINDS.get(word, frozenset()) & KINDS.get(kind, frozenset()))
