"""Keys are replaced while people are told: the new one joins the ring, every row moves to it, the old one leaves."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from infoneige.secrecy.key_file import load_ring, replace_ring
from infoneige.secrecy.keys import KeyRing, KeysError
from infoneige.secrecy.vault import Vault, VaultError
from infoneige.storage.database import Connection, Database
from infoneige.storage.people import stop_suppressed_before
from infoneige.storage.resealing import PEOPLE, SHELVES, SealedRow, Shelf, read_page, replace_page, sealed_pages
from notifier.model import Recipient

Progress = Callable[[int], None]
"""Told how many more rows were looked at."""


@dataclass(slots=True)
class Census:
    """What is sealed: the rows by what they are and by key id, all of them, and those that do not open."""

    rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    total: int = 0
    unreadable: int = 0

    @property
    def used(self) -> frozenset[str]:
        """Return the ids of the keys that rows are under."""
        return frozenset(key_id for _, key_id in self.rows)


def take_census(database: Database, connection: Connection, vault: Vault | None = None) -> Census:
    """Count every row, and try to open each where there is a vault."""
    census = Census()
    for shelf in SHELVES:
        for page in sealed_pages(database, connection, shelf):
            census.rows.update((shelf.name, key_id) for row in page for key_id in row.sealed.key_ids)
            census.total += len(page)
            census.unreadable += sum(not _opens(row, vault) for row in page) if vault else 0
    return census


def is_unfinished(database: Database, ring: KeyRing) -> bool:
    """Say whether rows are under other keys than the current ones."""
    with database.read() as connection:
        used = take_census(database, connection).used
    return not used <= {ring.current_lookup, ring.current_encryption}


def add_key(path: Path, ring: KeyRing, *, lookup: bool) -> KeyRing:
    """Add a key to the file and make it current; return the new ring. Rows and services know nothing of it yet.

    Once ``verify_keys`` notes it in the database, running services find out when they next write or read under it, and
    read the file again.
    """
    renewed = ring.with_new_lookup() if lookup else ring.with_new_encryption()
    replace_ring(path, renewed)
    return renewed


def reseal_all(database: Database, vault: Vault, progress: Progress = lambda _: None) -> tuple[int, int]:
    """Bring every row under the current keys; return how many were moved, and how many do not open and stay.

    It may be killed at any moment and begun again.
    """
    moved = unreadable = 0
    for shelf in SHELVES:
        for page in _pages(database, shelf):
            stale = [row for row in page if not _is_current(row, vault.ring)]
            anew = [(row, row.sealed_anew(vault)) for row in stale if _opens(row, vault)]
            if anew:
                with database.transaction() as connection:
                    replace_page(database, connection, shelf, anew)
            moved, unreadable = moved + len(anew), unreadable + len(stale) - len(anew)
            progress(len(page))
    if moved and len(vault.ring.lookup) > 1:
        _stop_the_late(database, vault)
    return moved, unreadable


def _stop_the_late(database: Database, vault: Vault) -> None:
    """Stop whoever said stop while being moved: to a process that still hashed with the older key, they were nobody."""
    for page in _pages(database, PEOPLE):
        found = {
            Recipient(row.channel, row.opened(vault)): row.sealed for row in page if row.channel and _opens(row, vault)
        }
        with database.transaction() as connection:
            stop_suppressed_before(database, connection, vault, found)


def forget_old_keys(database: Database, path: Path, ring: KeyRing) -> frozenset[str]:
    """Drop the encryption keys that are no longer current from the database's list, then from the file.

    Raises:
        KeysError: rows are still under one of them.
    """
    old = frozenset(ring.encryption) - {ring.current_encryption}
    with database.transaction() as connection:
        for key_id in sorted(old):  # first: it waits for whoever is still writing under them
            database.queries.forget_known_answer(connection, key_id=key_id)
        if needed := old & take_census(database, connection).used:
            message = f"rows are still under the key {min(needed)}: `infoneige keys rotate` moves them first"
            raise KeysError(message)
    if old:
        replace_ring(path, load_ring(path, {}).without_encryption(old))
    return old


def _pages(database: Database, shelf: Shelf) -> Iterator[list[SealedRow]]:
    """Yield the rows of a shelf, each page read in a transaction of its own."""
    after = shelf.before_all
    while True:
        with database.read() as connection:
            page = read_page(database, connection, shelf, after)
        if not page:
            return
        yield page
        after = page[-1].row_id


def _is_current(row: SealedRow, ring: KeyRing) -> bool:
    return row.sealed.key_ids <= {ring.current_lookup, ring.current_encryption}


def _opens(row: SealedRow, vault: Vault) -> bool:
    try:
        row.opened(vault)
    except VaultError:
        return False
    return True
