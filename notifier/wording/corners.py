"""A cross street as it is named at its corner. Which article it takes is the language's affair."""

import re
from dataclasses import dataclass
from functools import lru_cache

from notifier.wording.streets import Spelling, short_kind, short_name

_KINDS = (
    "allée|autoroute|avenue|boulevard|carré|carrefour|cercle|chemin|circuit|cours|crête|croissant|côte|impasse|jardin|"
    "montée|parc|passage|place|pont|pont-tunnel|promenade|route|rue|ruelle|square|terrasse|tunnel|voie"
)
_DISPLAY = re.compile(rf"(?:(?P<kind>{_KINDS}) )?(?P<name>.+?)(?: (?:Est|Ouest|Nord|Sud))?")
_NUMBERED = re.compile(r"\d+(?:re|er|e) (?P<kind>[^\W\d_]+)")
_SPARED = frozenset(
    {
        *("allée", "avenue", "boulevard", "cercle", "chemin", "croissant", "impasse"),
        *("montée", "promenade", "route", "rue", "ruelle", "terrasse"),
    }
)


@dataclass(frozen=True, slots=True)
class Corner:
    """A cross street without its orientation: at a corner, *avenue du Mont-Royal Est* is *avenue du Mont-Royal*."""

    kind: str | None
    name: str

    @property
    def noun(self) -> str:
        """Return the kind that decides the article, *avenue* for *6e Avenue*; nothing where the name has none."""
        numbered = _NUMBERED.fullmatch(self.name)
        return self.kind or (numbered["kind"].lower() if numbered else "")

    @property
    def is_known_by_name(self) -> bool:
        """Say whether people leave its kind out: *Gilford* and *du Mont-Royal*, but *place d'Armes*, *autoroute 20*."""
        return self.kind is None or (self.kind in _SPARED and not self.name.isdigit())

    def bare(self, spelling: Spelling) -> str:
        """Return its name with its link word, and no kind."""
        return short_name(self.name, spelling)

    def whole(self, spelling: Spelling) -> str:
        """Return its kind and its name."""
        return " ".join(filter(None, (short_kind(self.kind, spelling), self.bare(spelling))))


@lru_cache(maxsize=16384)
def corner(display: str) -> Corner:
    """Return the corner that a street makes, from its name as a sign shows it."""
    parts = _DISPLAY.fullmatch(display)
    return Corner(parts["kind"], parts["name"]) if parts else Corner(None, display)
