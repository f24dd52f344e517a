"""The name of a street in as few letters as it takes: *boulevard* to *boul.*, *Sainte* to *Ste*, then initials."""

import re
from dataclasses import dataclass, replace
from enum import IntEnum

from geodata.model import StreetName


class Brevity(IntEnum):
    """How far a name is shortened; each step includes those before it."""

    FULL = 0
    KIND = 1
    SAINTS = 2
    INITIALS = 3


@dataclass(frozen=True, slots=True)
class Spelling:
    """How names are written: their brevity, and the most letters left to a name when nothing else helps."""

    brevity: Brevity = Brevity.FULL
    clip: int | None = None


FULL = Spelling()

_KINDS = {
    "allée": "all.",
    "autoroute": "aut.",
    "avenue": "av.",
    "boulevard": "boul.",
    "carré": "car.",
    "chemin": "ch.",
    "croissant": "crois.",
    "impasse": "imp.",
    "montée": "mtée",
    "passage": "pass.",
    "place": "pl.",
    "promenade": "prom.",
    "route": "rte",
    "square": "sq.",
    "terrasse": "terr.",
}
_CORNER = re.compile(
    r"(?i:allée|avenue|boulevard|cercle|chemin|croissant|impasse|montée|promenade|route|rue|ruelle|terrasse) "
    r"(?:d'|de l'|de la |des |du |de |les |le )?(?P<name>.+?)(?: (?:Est|Ouest|Nord|Sud))?"
)
_SAINTS = {"saint": "St", "sainte": "Ste", "saints": "Sts", "saintes": "Stes"}
_WORD = re.compile(r"[^\W\d_]{4,}(?!\.)")


def street_words(street: StreetName, spelling: Spelling) -> str:
    """Return the whole name as a sign would show it, as short as the spelling asks."""
    if spelling.brevity >= Brevity.KIND:
        street = replace(street, kind=_abbreviated_kind(street.kind))
    if spelling.brevity >= Brevity.SAINTS:
        orientation = street.orientation and f"{street.orientation[0]}."
        street = replace(street, name=_short_name(street.name, spelling), orientation=orientation)
    if spelling.brevity >= Brevity.INITIALS:
        street = replace(street, link=None)
    return str(street)


def corner_words(display: str, spelling: Spelling) -> str:
    """Return a cross street as people say it at its corner: *Mont-Royal* for *avenue du Mont-Royal Est*."""
    whole = _CORNER.fullmatch(display)
    return _short_name(whole["name"] if whole else display, spelling)


def _short_name(name: str, spelling: Spelling) -> str:
    if spelling.brevity >= Brevity.SAINTS:
        name = re.sub(r"[^\W\d_]+", lambda word: _SAINTS.get(word[0].lower(), word[0]), name)
    if spelling.brevity >= Brevity.INITIALS:
        name = _initials(name)
    return _clipped(name, spelling.clip)


def _abbreviated_kind(kind: str | None) -> str | None:
    return kind and _KINDS.get(kind.lower(), kind)


def _initials(name: str) -> str:
    """Return a name of several words with all but the last long one as initials: *S.-Sir-G.-É.-Cartier*."""
    words = list(_WORD.finditer(name))
    for word in reversed(words[:-1]):
        if word[0][0].isupper() and word[0] not in _SAINTS.values():
            name = f"{name[: word.start()]}{word[0][0]}.{name[word.end() :]}"
    return name


def _clipped(name: str, clip: int | None) -> str:
    return name if clip is None or len(name) <= clip else f"{name[: clip - 1].rstrip(' -.')}."
