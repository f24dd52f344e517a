"""Addresses that exist in this city, to show how one is written."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from geodata.address_book import AddressBook
from geodata.matching import Match

_LOOKED_AT: Final = 200
"""Sides in a borough; that none of so many has an address of its own means that the city gives no numbers there."""


def example_addresses(book: AddressBook, limit: int = 3) -> tuple[str, ...]:
    """Return a few addresses, each in another borough and without doubt; none where the city gives no numbers."""
    found = (next(_addresses(book, borough), None) for borough in book.borough_names())
    return tuple(islice(filter(None, found), limit))


def _addresses(book: AddressBook, borough: str) -> Iterator[str]:
    for side in book.sides(book.sides_in_borough(borough)[:_LOOKED_AT]).values():
        if side.range is not None:
            address = f"{side.range.first}, {side.street}"
            if isinstance(book.find(address), Match):
                yield address.replace("'", "’")
