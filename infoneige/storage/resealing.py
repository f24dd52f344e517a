"""Everything that is sealed, page by page: to be looked at, or to be sealed anew under the current keys."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from infoneige.secrecy.vault import Sealed, Vault
from infoneige.storage.database import Connection, Database
from notifier.model import Channel

PAGE = 1_000
"""Rows of one transaction: some milliseconds of the write lock."""

Query = Callable[[Any], Callable[..., Any]]
"""Takes a named query from a database's queries."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A table that holds something sealed: what its rows are, their queries, and what sorts before each row's id."""

    name: str
    read: Query
    write: Query
    before_all: int | str


PEOPLE = Shelf("people", lambda queries: queries.sealed_people, lambda queries: queries.reseal_people, 0)
SHELVES = (
    PEOPLE,
    Shelf("reports", lambda queries: queries.sealed_reports, lambda queries: queries.reseal_reports, 0),
    Shelf("letters", lambda queries: queries.sealed_letters, lambda queries: queries.reseal_letters, ""),
    Shelf(
        "second factors",
        lambda queries: queries.sealed_second_factors,
        lambda queries: queries.reseal_second_factors,
        0,
    ),
)


class SealedRow(NamedTuple):
    """A person's address, or a note: then the channel is None."""

    row_id: int | str
    channel: Channel | None
    sealed: Sealed

    def opened(self, vault: Vault) -> str:
        """Return what is sealed.

        Raises:
            VaultError: it does not open.
        """
        if self.channel is None:
            return vault.open_note(self.sealed.text)
        return vault.open(self.channel, self.sealed)

    def sealed_anew(self, vault: Vault) -> Sealed:
        """Return it under the current keys.

        Raises:
            VaultError: it does not open.
        """
        text = self.opened(vault)
        return Sealed("", vault.seal_note(text)) if self.channel is None else vault.seal(self.channel, text)


def sealed_pages(database: Database, connection: Connection, shelf: Shelf) -> Iterator[list[SealedRow]]:
    """Yield the rows of a shelf, read in one transaction."""
    after = shelf.before_all
    while page := read_page(database, connection, shelf, after):
        yield page
        after = page[-1].row_id


def read_page(database: Database, connection: Connection, shelf: Shelf, after: int | str) -> list[SealedRow]:
    """Return the next rows after an id."""
    rows = shelf.read(database.queries)(connection, after=after, batch=PAGE)
    return [
        SealedRow(row_id, Channel(channel) if channel else None, Sealed(found_by, sealed))
        for row_id, channel, found_by, sealed in rows
    ]


def replace_page(
    database: Database, connection: Connection, shelf: Shelf, replaced: Sequence[tuple[SealedRow, Sealed]]
) -> None:
    """Put rows that were sealed anew in the place of the old, where these still stand."""
    rows = [
        {"row_id": row.row_id, "old_sealed": row.sealed.text, "address_hmac": anew.hmac, "sealed": anew.text}
        for row, anew in replaced
    ]
    shelf.write(database.queries)(connection, rows)
