"""How a page names a side of street: by parity, numbers and cross streets, in the language of the page."""

from geodata.model import Parity, StreetSide
from infoneige.web.i18n import current_language
from infoneige.web.i18n import gettext as _
from notifier.wording.corners import corner
from notifier.wording.streets import FULL

_BOTH_ENDS = 2


def street_name(side: StreetSide) -> str:
    """Return the street as its sign has it, with the apostrophe of good print."""
    return isolated(_print(str(side.street)))


def address_words(civic: int | None, side: StreetSide) -> str:
    """Return ``4650, rue Cartier``; the street alone without a number."""
    street = _print(str(side.street))
    return isolated(street if civic is None else f"{civic}, {street}")


def isolated(text: str) -> str:
    """Return a French text that keeps its own direction, and its number before its street, on a page from the right."""
    return (
        text if current_language().direction == "ltr" else f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"
    )


def side_title(side: StreetSide) -> str:
    """Return ``Rue Cartier, côté pair``."""
    name = _print(str(side.street))
    return ", ".join(filter(None, (isolated(f"{name[:1].upper()}{name[1:]}"), parity_words(side))))


def parity_words(side: StreetSide) -> str:
    """Return ``côté pair``; nothing where the city does not tell."""
    match side.parity:
        case Parity.EVEN:
            return _("côté pair")
        case Parity.ODD:
            return _("côté impair")
        case Parity.MIXED:
            return _("numéros pairs et impairs")
        case None:
            return ""


def numbers_words(side: StreetSide) -> str:
    """Return ``numéros 4516 à 4786``; nothing where the side has no numbers."""
    if side.range is None:
        return ""
    if side.range.first == side.range.last:
        return _("numéro %(number)s", number=side.range.first)
    return _("numéros %(first)s à %(last)s", first=side.range.first, last=side.range.last)


def crossing_words(side: StreetSide) -> str:
    """Return ``entre Gilford et du Mont-Royal``; nothing where no cross street is known."""
    met = list(dict.fromkeys(_corner(street) for street in side.cross_streets))
    if len(met) >= _BOTH_ENDS:
        return _("entre %(first)s et %(second)s", first=met[0], second=met[1])
    return _("coin %(street)s", street=met[0]) if met else ""


def _corner(street: str) -> str:
    found = corner(street)
    return isolated(_print(found.bare(FULL) if found.is_known_by_name else found.whole(FULL)))


def _print(name: str) -> str:
    return name.replace("'", "’")
