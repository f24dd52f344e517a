"""How sides of streets are named to a person: by parity and numbers, else by cross streets, never by left or right."""

from collections.abc import Sequence
from dataclasses import dataclass

from geodata.model import AddressRange, Parity, StreetSide, StreetSideId
from notifier.wording.phrases import Wording
from notifier.wording.streets import FULL, Spelling, corner_words, street_words

NAMED_AT_MOST = 30
"""More sides than this would outgrow what providers take in one message, 1,600 characters; the rest are counted."""

_BOTH_ENDS = 2


@dataclass(frozen=True, slots=True)
class SideStyle:
    """How much is said of each side: its numbers or not, both of its cross streets or one; its parity always."""

    spelling: Spelling = FULL
    numbers: bool = True
    both_ends: bool = True
    joint: str = " "


def sides_words(sides: Sequence[StreetSide | StreetSideId], wording: Wording, style: SideStyle) -> str:
    """Return the sides in one enumeration, a street being named once: *rue Cartier pairs 1200-1298 et impairs*."""
    named: dict[str, list[str]] = {}
    for side in sides[:NAMED_AT_MOST]:
        street, detail = _street_and_detail(side, wording, style)
        details = named.setdefault(street, [])
        if detail and detail not in details:
            details.append(detail)
    joint = style.joint if len(named) == 1 else " "
    parts = [street + (joint + wording.join(details) if details else "") for street, details in named.items()]
    unnamed = len(sides) - NAMED_AT_MOST
    return wording.join([*parts, wording.others.format(unnamed)] if unnamed > 0 else parts)


def _street_and_detail(side: StreetSide | StreetSideId, wording: Wording, style: SideStyle) -> tuple[str, str]:
    if not isinstance(side, StreetSide):
        return wording.unknown_side.format(side), ""
    return street_words(side.street, style.spelling), _detail(side, wording, style)


def _detail(side: StreetSide, wording: Wording, style: SideStyle) -> str:
    """Return what tells a side from the other ones of its street; a mixed parity tells nothing."""
    civics = _civics(side.range) if side.range else ""
    if side.parity is Parity.EVEN or side.parity is Parity.ODD:
        whereabouts = style.numbers and (civics or _corners(side, wording, style))
        return f"{wording.parity[side.parity]} {whereabouts}" if whereabouts else wording.parity[side.parity]
    if civics:
        return f"{civics} {wording.parity[Parity.MIXED]}" if style.numbers else civics
    unknown = wording.unknown_side.format(side.side_id) if style.both_ends else f"({side.side_id})"
    return _corners(side, wording, style) or unknown


def _civics(civics: AddressRange) -> str:
    return str(civics.first) if civics.first == civics.last else f"{civics.first}-{civics.last}"


def _corners(side: StreetSide, wording: Wording, style: SideStyle) -> str:
    names = list(dict.fromkeys(corner_words(name, style.spelling) for name in side.cross_streets))
    if len(names) == _BOTH_ENDS and style.both_ends:
        return wording.between.format(*names)
    return wording.near.format(names[0]) if names else ""
