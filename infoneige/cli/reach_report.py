"""How commands show what would be withdrawn: the figures, and the first sides by the name that people know."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geodata.model import StreetSideId
    from infoneige.plans.reach import Reach

_SIDES_SHOWN = 10


def reach_as_json(reach: "Reach", geodata: Path) -> dict[str, object]:
    """Return the figures, and the first sides with their labels, None where the street file does not tell them."""
    named = _first_sides(reach, geodata)
    return {
        "sides_withdrawn": len(reach.sides),
        "people_told": reach.people_told,
        "people_subscribed": reach.people_subscribed,
        "sides": [{"side_id": side_id, "label": label} for side_id, label in named.items()],
    }


def reach_in_words(reach: "Reach", geodata: Path) -> list[str]:
    """Return the same as lines, indented to stand under what is withdrawn."""
    people = f"  people told of these bans: {reach.people_told:,}; people subscribed there: {reach.people_subscribed:,}"
    sides = [
        f"  {label} (side {side_id})" if label else f"  side {side_id}"
        for side_id, label in _first_sides(reach, geodata).items()
    ]
    more = len(reach.sides) - len(sides)
    return [people, *sides, *([f"  and {more:,} more, {len(reach.sides):,} sides in all"] if more else [])]


def _first_sides(reach: "Reach", geodata: Path) -> dict["StreetSideId", str | None]:
    """Return the first sides, by label where the artefact can be opened and has them."""
    from geodata.address_book import AddressBook
    from geodata.label import label
    from geodata.model import GeodataError

    first = reach.sides[:_SIDES_SHOWN]
    try:
        with closing(AddressBook.open(geodata)) as book:
            known = book.sides(first)
    except GeodataError:
        known = {}
    return {side_id: label(known[side_id]) if side_id in known else None for side_id in first}
