"""The name of a street in as few letters as it takes: *boulevard* to *boul.*, *Sainte* to *Ste*, then initials."""

import re
from dataclasses import dataclass, replace
from enum import IntEnum

from geodata.model import StreetName


class Brevity(IntEnum):
    """How far a name is shortened; each step includes those before it. The last leaves only the name proper."""

    FULL = 0
    KIND = 1
    SAINTS = 2
    INITIALS = 3
    NAME = 4


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
_ORIENTATIONS = {"Est": "E.", "Ouest": "O.", "Nord": "N.", "Sud": "S."}
_SAINTS = {"saint": "St", "sainte": "Ste", "saints": "Sts", "saintes": "Stes"}
_WORD = re.compile(r"[^\W\d_]{4,}(?!\.)")


def street_words(street: StreetName, spelling: Spelling) -> str:
    """Return the name as a sign would show it, as short as the spelling asks; an English sign stays as it is."""
    name = short_name(street.name, spelling)
    if spelling.brevity >= Brevity.NAME:
        return name
    sign = str(replace(street, name=name))
    # The words of the finished sign are shortened, for its order hangs on the whole ones: *pl* is an English type.
    kind, orientation = street.kind or "", street.orientation or ""
    if sign.startswith(f"{kind} "):
        sign = f"{short_kind(kind, spelling)}{sign.removeprefix(kind)}"
    if spelling.brevity >= Brevity.SAINTS and sign.endswith(f" {orientation}"):
        sign = f"{sign.removesuffix(orientation)}{_ORIENTATIONS.get(orientation, orientation)}"
    return sign


def short_kind(kind: str | None, spelling: Spelling) -> str | None:
    """Return a French kind as short as the spelling asks. Any other, *Street*, decides the order of its sign."""
    return _KINDS.get(kind, kind) if kind and spelling.brevity >= Brevity.KIND else kind


def short_name(name: str, spelling: Spelling) -> str:
    """Return the name proper as short as the spelling asks."""
    if spelling.brevity >= Brevity.SAINTS:
        name = re.sub(r"[^\W\d_]+", lambda word: _SAINTS.get(word[0].lower(), word[0]), name)
    if spelling.brevity >= Brevity.INITIALS:
        name = _initials(name)
    return _clipped(name, spelling.clip)


def _initials(name: str) -> str:
    """Return a name of several words with all but the last long one as initials: *S.-Sir-G.-É.-Cartier*."""
    words = list(_WORD.finditer(name))
    for word in reversed(words[:-1]):
        if word[0][0].isupper() and word[0] not in _SAINTS.values():
            name = f"{name[: word.start()]}{word[0][0]}.{name[word.end() :]}"
    return name


def _clipped(name: str, clip: int | None) -> str:
    return name if clip is None or len(name) <= clip else f"{name[: clip - 1].rstrip(' -.')}."
