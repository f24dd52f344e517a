"""Whose plans an operator may change: those of their boroughs, checked where plans are published."""

from collections import Counter
from collections.abc import Collection

from geodata.address_book import AddressBook
from geodata.model import StreetSideId
from infoneige.desk.errors import NotYoursError, WrongStateError
from infoneige.operators.model import Operator, Permission
from infoneige.storage.database import Database
from infoneige.storage.operators import find_by_name

_WORDS = {
    Permission.LOAD: "bring plans to the desk",
    Permission.PUBLISH: "publish, schedule or take back plans",
}


def refuse_without(permission: Permission, operator: Operator) -> None:
    """Raise NotYoursError unless the operator's role allows this."""
    if not operator.may(permission):
        message = f"a {operator.role} may not {_WORDS[permission]}: ask an administrator"
        raise NotYoursError(message)


def refuse_beyond(operator: Operator, sides: Collection[StreetSideId], book: AddressBook) -> None:
    """Raise NotYoursError if a side lies in a borough that is not the operator's; its text counts them."""
    if not operator.boroughs or not sides:
        return
    borough_of = book.boroughs_of_sides()
    beyond = Counter(borough_of.get(side, "no known borough") for side in sides if side not in borough_of)
    beyond += Counter(
        borough_of[side] for side in sides if side in borough_of and not operator.covers(borough_of[side])
    )
    if beyond:
        named = ", ".join(f"{count:,} in {borough}" for borough, count in beyond.most_common(3))
        message = (
            f"this changes sides outside of {', '.join(sorted(operator.boroughs))}: {named}; leave them out, and load "
            "the rest as changes"
        )
        raise NotYoursError(message)


def still_publisher(database: Database, actor: str, sides: Collection[StreetSideId], book: AddressBook) -> Operator:
    """Return who asked for a publish, or agreed to it, if it is still theirs to do.

    Raises:
        WrongStateError: they may publish no more, or work at the desk no more.
        NotYoursError: a side lies beyond the boroughs that they have now.
    """
    with database.read() as connection:
        operator = find_by_name(database, connection, actor.removeprefix("operator:"))
    if operator is None or not operator.may(Permission.PUBLISH):
        message = "whoever asked for it, or agreed to it, may publish no more"
        raise WrongStateError(message)
    refuse_beyond(operator, sides, book)
    return operator
