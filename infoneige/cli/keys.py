"""`infoneige keys`: the keys that addresses are found by and sealed with; made, looked after, replaced."""

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from infoneige.cli.settings_options import DATABASE, chosen_settings

_A_SECOND_OF_THEM = 20_000

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infoneige.config import Settings
    from infoneige.secrecy.key_rotation import Census
    from infoneige.secrecy.keys import KeyRing
    from infoneige.storage.database import Database


@click.group()
def keys() -> None:
    """Make, check and replace the keys of this installation."""


@keys.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def new(file: Path) -> None:
    """Make new keys into FILE, once for an installation; it must not exist yet."""
    from infoneige.secrecy.key_file import write_new
    from infoneige.secrecy.keys import KeyRing

    ring = KeyRing.fresh()
    write_new(file, ring)
    click.echo(f"New keys are in {file}, readable by you alone. Set INFONEIGE_KEYS_FILE={file.absolute()}.")
    click.echo("Copy the file to a safe place now, apart from the backups of the database: without it nobody's address")
    click.echo("can be read again; with it and a backup, everybody's can.")
    click.echo(f"VAPID public key: {ring.vapid_public}")


@keys.command()
@DATABASE
@click.pass_context
def check(ctx: click.Context, database: str | None) -> None:
    """Open everything that is sealed, and count the rows of each key.

    Exits with 0 when all rows open and are under the current keys, with 1 otherwise.
    """
    from infoneige.secrecy.key_file import load_ring
    from infoneige.secrecy.key_rotation import take_census
    from infoneige.secrecy.vault import Vault
    from infoneige.storage.known_answers import compare_keys

    settings = chosen_settings(database=database)
    ring = load_ring(settings.keys_file, os.environ)
    with _existing(settings) as state, state.read() as connection:
        compare_keys(state, connection, ring)
        census = take_census(state, connection, Vault(ring))
    for key_id in sorted(ring.ids | census.used):
        click.echo(_line(key_id, ring, census))
    click.echo(f"{census.total - census.unreadable:,} rows open; {census.unreadable:,} do not.")
    stale = census.used - {ring.current_lookup, ring.current_encryption}
    if stale:
        click.echo("Not all rows are under the current keys: `infoneige keys rotate` goes on.")
    ctx.exit(1 if stale or census.unreadable else 0)


@keys.command()
@click.option(
    "--lookup", is_flag=True, help="Replace the key that addresses are found by, not the one they are sealed with."
)
@click.option("--prepare", is_flag=True, help="Only add the key to the file, to copy it to other machines first.")
@click.option("--forget", is_flag=True, help="Only drop the old encryption keys, once no row is under them.")
@DATABASE
@click.pass_context
def rotate(ctx: click.Context, lookup: bool, prepare: bool, forget: bool, database: str | None) -> None:
    """Add a new encryption key and bring every row under it, while the service runs.

    Run again after an interruption: it goes on, and adds no other key.
    """
    from infoneige.clock import SystemClock
    from infoneige.secrecy.key_rotation import add_key, forget_old_keys, is_unfinished
    from infoneige.storage.known_answers import verify_keys

    if prepare and forget:
        message = "--prepare adds a key and --forget drops some: one of them only"
        raise click.UsageError(message)
    settings, now = chosen_settings(database=database), SystemClock().now()
    path, ring = settings.keys_file, _ring_in_a_file(settings)
    if prepare:
        added = add_key(path, ring, lookup=lookup)
        click.echo(
            f"{path} has the new key {_newest(added, ring)}: copy it to every machine, then rotate without --prepare."
        )
        return
    with _existing(settings) as state:
        verify_keys(state, ring, now=now)
        if forget:
            gone = sorted(forget_old_keys(state, path, ring))
            click.echo(f"Forgotten: {', '.join(gone) or 'no key, as none was old'}. Start the services again.")
            return
        if is_unfinished(state, ring):
            click.echo("A rotation was begun before: it goes on, and no other key is added.")
        else:
            added = add_key(path, ring, lookup=lookup)
            verify_keys(state, added, now=now)
            click.echo(f"The new key is {_newest(added, ring)}. Copy {path} to where its copy is kept.")
            ring = added
        ctx.exit(_reseal(state, ring))


def _reseal(database: "Database", ring: "KeyRing") -> int:
    """Bring all rows under the current keys, showing how far it is; return the exit code."""
    from infoneige.secrecy.key_rotation import reseal_all, take_census
    from infoneige.secrecy.vault import Vault

    with database.read() as connection:
        total = take_census(database, connection).total
    hidden = total < _A_SECOND_OF_THEM
    with click.progressbar(length=total, label="sealing anew", file=sys.stderr, hidden=hidden) as bar:
        moved, unreadable = reseal_all(database, Vault(ring), bar.update)
    click.echo(f"{moved:,} rows were moved to the current keys.")
    if unreadable:
        click.echo(f"{unreadable:,} rows do not open under any key and stay as they are.")
        return 1
    click.echo("`infoneige keys rotate --forget` drops old encryption keys; backups made until now need them.")
    return 0


def _newest(renewed: "KeyRing", ring: "KeyRing") -> str:
    (key_id,) = renewed.ids - ring.ids
    return key_id


def _ring_in_a_file(settings: "Settings") -> "KeyRing":
    """Return the ring of the keys file, which a rotation writes."""
    from infoneige.errors import ServiceError
    from infoneige.secrecy.key_file import load_ring

    if os.environ.get("INFONEIGE_KEYS"):
        message = "the keys stand in INFONEIGE_KEYS, which cannot be written: put them into a file to rotate them"
        raise ServiceError(message)
    return load_ring(settings.keys_file, {})


@contextmanager
def _existing(settings: "Settings") -> "Iterator[Database]":
    """Open the database, which must be there already."""
    from infoneige.errors import ServiceError
    from infoneige.storage.database import is_there
    from infoneige.storage.migrate import open_migrated

    if not is_there(settings.database):
        message = "there is no database yet, so nothing is under any key"
        raise ServiceError(message)
    with open_migrated(settings.database) as state:
        yield state


def _line(key_id: str, ring: "KeyRing", census: "Census") -> str:
    """Say of one key what it is for and what is under it."""
    kind = "lookup" if key_id in ring.lookup else "encryption" if key_id in ring.encryption else "MISSING"
    current = "current" if key_id in (ring.current_lookup, ring.current_encryption) else ""
    rows = [f"{count:,} {name}" for (name, used), count in sorted(census.rows.items()) if used == key_id]
    return f"{kind:<10} {key_id:<12} {current:<7} {', '.join(rows) or 'no rows'}"
