"""How sides of streets are named to a person: by parity and numbers, else by cross streets, never by left or right."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from geodata.model import AddressRange, Parity, StreetName, StreetSide, StreetSideId
from notifier.wording.corners import Corner, corner
from notifier.wording.phrases import Wording
from notifier.wording.streets import FULL, Brevity, Spelling, street_words

NAMED_AT_MOST = 30
"""More sides than this would outgrow what providers take in one message, 1,600 characters; the rest are counted."""

_BOTH_ENDS = 2


@dataclass(frozen=True, slots=True)
class SideStyle:
    """How much is said of each side: its numbers or not, how many of its cross streets; its parity always.

    Of a side that no parity tells, no cross street leaves its street alone, without its numbers too. A ban may name
    more than it covers, which is safe. An ``exact`` style names nothing but the side: it says when only a part of what
    it names is meant.
    """

    spelling: Spelling = FULL
    numbers: bool = True
    corners: int = _BOTH_ENDS
    joint: str = " "
    exact: bool = False


def sides_words(sides: Sequence[StreetSide | StreetSideId], wording: Wording, style: SideStyle) -> str:
    """Return the sides in one enumeration, a street being named once: *rue Cartier pairs 1200-1298 et impairs*.

    Streets of one name in two places are two streets, each with its place.
    """
    shared = _in_several_places(sides)
    named: dict[str, dict[str, list[str]]] = {}
    for side in sides[:NAMED_AT_MOST]:
        street, part, bounds = _street_and_part(side, wording, style, shared)
        places = named.setdefault(street, {}).setdefault(part, [])
        if bounds not in places:
            places.append(bounds)
    joint = style.joint if len(named) == 1 else " "
    told = [joint.join(filter(None, (street, _details(parts, wording)))) for street, parts in named.items()]
    unnamed = len(sides) - NAMED_AT_MOST
    return wording.join([*told, wording.others.format(unnamed)] if unnamed > 0 else told)


def _details(parts: Mapping[str, list[str]], wording: Wording) -> str:
    """Return what is meant of a street, each part said once: *pairs 1200-1298 et 1300-1398*."""
    return wording.join([_part(part, places, wording) for part, places in parts.items()])


def _part(part: str, places: list[str], wording: Wording) -> str:
    """Return a part of a street with its bounds, or whole if one of its sides has none."""
    return part if "" in places else " ".join(filter(None, (part, wording.join(places))))


def _in_several_places(sides: Iterable[StreetSide | StreetSideId]) -> frozenset[StreetName]:
    """Return the names that stand for streets of several boroughs or towns."""
    streets = {(side.street, _place(side)) for side in sides if isinstance(side, StreetSide)}
    names = [name for name, _ in streets]
    return frozenset(name for name in names if names.count(name) > 1)


def _place(side: StreetSide) -> str:
    return side.borough or side.town


def _street_and_part(
    side: StreetSide | StreetSideId, wording: Wording, style: SideStyle, shared: Collection[StreetName]
) -> tuple[str, str, str]:
    """Return the street, which part of it is meant (*pairs*), and its bounds; both of these may be empty."""
    if not isinstance(side, StreetSide):
        return wording.unknown_side.format(side), "", ""
    street = street_words(side.street, style.spelling)
    named = f"{street} ({_place(side)})" if side.street in shared else street
    return named, *(_exactly if style.exact else _roughly)(side, wording, style)


def _roughly(side: StreetSide, wording: Wording, style: SideStyle) -> tuple[str, str]:
    """Return what tells a side from the other ones of its street; a mixed parity tells nothing."""
    civics = _civics(side.range) if side.range else ""
    if _tells(side.parity):
        bounds = (civics or _crossing(side, wording, style)) if style.numbers else ""
        return wording.parity[side.parity], bounds
    if not style.corners:
        return "", ""
    if civics:
        return "", f"{civics} {wording.parity[Parity.MIXED]}" if style.numbers else civics
    unknown = wording.unknown_side.format(side.side_id) if style.corners == _BOTH_ENDS else f"({side.side_id})"
    return "", _crossing(side, wording, style) or unknown


def _exactly(side: StreetSide, wording: Wording, style: SideStyle) -> tuple[str, str]:
    """Return what names this side and no other, or else says that only a part is meant."""
    parity = side.parity if _tells(side.parity) else None
    word = wording.parity[parity] if parity else wording.one_side
    if side.range:
        return word, _civics(side.range)
    crossing = _crossing(side, wording, style)
    if len(_corners(side)) == _BOTH_ENDS:
        return word, crossing
    if not (parity or crossing):
        return "", wording.unknown_side.format(side.side_id)
    return wording.part_of[parity], crossing


def _tells(parity: Parity | None) -> TypeGuard[Parity]:
    """Say whether people know one side of their street from the other by this parity."""
    return parity is Parity.EVEN or parity is Parity.ODD


def _civics(civics: AddressRange) -> str:
    return str(civics.first) if civics.first == civics.last else f"{civics.first}-{civics.last}"


def _corners(side: StreetSide) -> tuple[Corner, ...]:
    return tuple(dict.fromkeys(map(corner, side.cross_streets)))


def _crossing(side: StreetSide, wording: Wording, style: SideStyle) -> str:
    corners = _corners(side)[: style.corners]
    if len(corners) == _BOTH_ENDS:
        return wording.between.format(*_ends(corners, wording, style.spelling))
    return wording.near(_whole(corners[0], wording, style.spelling)) if corners else ""


def _ends(corners: tuple[Corner, ...], wording: Wording, spelling: Spelling) -> tuple[str, ...]:
    """Return both corners, without their kinds where room is short and the names alone tell them apart."""
    bare = {end.bare(spelling) for end in corners}
    if spelling.brevity is Brevity.FULL or len(bare) == 1:
        return tuple(_whole(end, wording, spelling) for end in corners)
    return tuple(end.bare(spelling) if end.is_known_by_name else _whole(end, wording, spelling) for end in corners)


def _whole(end: Corner, wording: Wording, spelling: Spelling) -> str:
    return wording.with_article(end.noun, end.whole(spelling))
