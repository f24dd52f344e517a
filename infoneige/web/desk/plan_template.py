"""A plan to fill in, whose examples are streets of this city and hours still to come: it loads as it is."""

import csv
import io
from datetime import datetime, time, timedelta
from typing import Final

from geodata.address_book import AddressBook
from geodata.matching import Match
from geodata.model import Parity, StreetSide
from infoneige.web.example_addresses import example_addresses
from schedules.local_time import to_local

HEADER: Final = (
    "operation",
    "cote_rue_id",
    "voie",
    "arrondissement",
    "de",
    "a",
    "cote",
    "etat",
    "debut",
    "fin",
    "motif",
)

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
"""By which Excel knows UTF-8."""

_STARTS, _LASTS = time(19), timedelta(hours=12)
_PARITIES: Final = {Parity.EVEN: "pair", Parity.ODD: "impair"}


def plan_template(book: AddressBook, now: datetime) -> bytes:
    """Return a CSV file with a row for each of a few sides, planned for the next evening."""
    written = io.StringIO(newline="")
    rows = csv.writer(written, delimiter=";", lineterminator="\r\n")
    rows.writerow(HEADER)
    day = to_local(now).date() + timedelta(days=1)
    starts = datetime.combine(day, _STARTS)
    hours = [f"{instant:%Y-%m-%d %H:%M}" for instant in (starts, starts + _LASTS)]
    for at, address in enumerate(example_addresses(book)):
        found = book.find(address)
        if isinstance(found, Match):
            rows.writerow(["1", *_where(found.side, by_id=at == 0), "planifié", *hours, ""])
    return _BYTE_ORDER_MARK + written.getvalue().encode()


def _where(side: StreetSide, *, by_id: bool) -> tuple[str, ...]:
    """Return the cells that name a side: its id alone, or its street, borough, numbers and parity."""
    if by_id or side.range is None:
        return (side.side_id, "", "", "", "", "")
    parity = _PARITIES.get(side.parity, "") if side.parity else ""
    return ("", str(side.street), side.borough or side.town, f"{side.range.first}", f"{side.range.last}", parity)
