"""`infoneige operators`: who may work at the desk. It works on the database itself, and needs no login there."""

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from infoneige.cli.actor import command_actor
from infoneige.cli.settings_options import DATABASE, chosen_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infoneige.config import Settings
    from infoneige.operators.book import OperatorBook
    from infoneige.operators.model import Operator
    from infoneige.storage.operators import OperatorLine

ROLES = ("viewer", "planner", "publisher", "administrator")
ROLE = click.Choice(ROLES)
_BOROUGH = "A borough whose plans they may change; repeat it for several. Without any: all of them."


@click.group()
def operators() -> None:
    """Say who may work at the operators' desk, and as what."""


@operators.command()
@click.argument("name")
@click.option("--role", type=ROLE, required=True, help="What they may do, each what the one before may.")
@click.option("--display-name", default="", help="How they are shown to others; without it, by NAME.")
@click.option("--borough", "boroughs", multiple=True, help=_BOROUGH)
@click.option("--language", type=click.Choice(("fr", "en")), default="fr", show_default=True, help="Of their pages.")
@DATABASE
def add(
    name: str, role: str, display_name: str, boroughs: tuple[str, ...], language: str, database: str | None
) -> None:
    """Add an operator and print the link by which they set up how to log in: for one day, once."""
    from infoneige.clock import SystemClock
    from infoneige.operators.model import Role

    settings, now, actor = _settings_with_address(database), SystemClock().now(), command_actor()
    with _book(settings) as book:
        added = book.add(
            name, Role(role), display_name=display_name, boroughs=boroughs, language=language, actor=actor, now=now
        )
        secret = book.invite(added.operator_id, actor=actor, now=now)
    click.echo(f"{added.name} is {_powers(added)}. This link works for 24 hours, once:")
    click.echo(_link(settings, secret))


@operators.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@DATABASE
def list_(as_json: bool, database: str | None) -> None:
    """List the operators: what they may do, how they can log in, and when they last were there."""
    from infoneige.clock import SystemClock

    with _book(chosen_settings(database=database)) as book:
        lines = book.lines(now=SystemClock().now())
    if as_json:
        click.echo(json.dumps([_as_json(line) for line in lines], ensure_ascii=False))
        return
    for line in lines:
        operator = line.operator
        click.echo(f"{operator.name:<24} {operator.display_name:<28} {_powers(operator)}; {_ways_in(line)}")
    if not lines:
        click.echo("There is no operator yet: `infoneige operators add NAME --role administrator`.")


@operators.command()
@click.argument("name")
@click.option("--role", type=ROLE, help="What they may do from now on.")
@click.option("--display-name", help="How they are shown to others.")
@click.option("--borough", "boroughs", multiple=True, help="In place of the boroughs that they had; may be repeated.")
@click.option("--all-boroughs", is_flag=True, help="Let them change the plans of every borough.")
@DATABASE
def change(
    name: str,
    role: str | None,
    display_name: str | None,
    boroughs: tuple[str, ...],
    all_boroughs: bool,
    database: str | None,
) -> None:
    """Change what an operator may do. Another role or other boroughs log them out everywhere."""
    from infoneige.clock import SystemClock
    from infoneige.operators.model import Role

    if boroughs and all_boroughs:
        message = "--borough names some and --all-boroughs means all: one of them only"
        raise click.UsageError(message)
    with _book(chosen_settings(database=database)) as book:
        changed = book.change(
            _found(book, name).operator_id,
            role=Role(role) if role else None,
            boroughs=boroughs if boroughs or all_boroughs else None,
            display_name=display_name,
            actor=command_actor(),
            now=SystemClock().now(),
        )
    click.echo(f"{changed.name} is {_powers(changed)}.")


@operators.command()
@click.argument("name")
@DATABASE
def invite(name: str, database: str | None) -> None:
    """Print a new link by which an operator sets up one more way to log in; an open one works no more."""
    from infoneige.clock import SystemClock

    settings = _settings_with_address(database)
    with _book(settings) as book:
        secret = book.invite(_found(book, name).operator_id, actor=command_actor(), now=SystemClock().now())
    click.echo("This link works for 24 hours, once:")
    click.echo(_link(settings, secret))


@operators.command()
@click.argument("name")
@DATABASE
def disable(name: str, database: str | None) -> None:
    """Let an operator in no more, and log them out everywhere, at once."""
    from infoneige.clock import SystemClock

    with _book(chosen_settings(database=database)) as book:
        operator = _found(book, name)
        book.disable(operator.operator_id, actor=command_actor(), now=SystemClock().now())
    click.echo(f"{operator.name} is logged out and not let in any more.")


@operators.command()
@click.argument("name")
@DATABASE
def enable(name: str, database: str | None) -> None:
    """Let an operator who was disabled in again, by the ways in that they had."""
    from infoneige.clock import SystemClock

    with _book(chosen_settings(database=database)) as book:
        operator = book.enable(name, actor=command_actor(), now=SystemClock().now())
    click.echo(f"{operator.name} is {_powers(operator)} again.")


@contextmanager
def _book(settings: "Settings") -> "Iterator[OperatorBook]":
    from infoneige.operators.book import OperatorBook
    from infoneige.storage.migrate import open_migrated

    with open_migrated(settings.database) as state:
        yield OperatorBook(state)


def _settings_with_address(database: str | None) -> "Settings":
    """Return the settings, which must say where the desk is reached: else nobody could follow a link to it."""
    from infoneige.errors import ServiceError

    settings = chosen_settings(database=database)
    if not settings.public_url:
        message = "INFONEIGE_PUBLIC_URL: expected the address of `infoneige serve`, as the link leads there"
        raise ServiceError(message)
    return settings


def _found(book: "OperatorBook", name: str) -> "Operator":
    from infoneige.operators.errors import OperatorError

    operator = book.by_name(name)
    if operator is None:
        message = f"there is no operator {name[:64]!r}, or they are disabled: `infoneige operators list`"
        raise OperatorError(message)
    return operator


def _link(settings: "Settings", secret: str) -> str:
    return f"{settings.public_url}/operations/invitation/{secret}"


def _powers(operator: "Operator") -> str:
    return f"{operator.role}, {', '.join(sorted(operator.boroughs)) or 'all boroughs'}"


def _ways_in(line: "OperatorLine") -> str:
    if line.disabled_at is not None:
        return f"disabled {line.disabled_at:%F %R}Z"
    ways = " and ".join(sorted(line.ways_in))
    if not ways and line.invited_until is not None:
        return f"invited until {line.invited_until:%F %R}Z"
    return f"logs in by {ways}" if ways else "has no way in: `infoneige operators invite`"


def _as_json(line: "OperatorLine") -> dict[str, object]:
    from infoneige.instants import to_iso

    operator = line.operator
    instants = {
        "added_at": line.added_at,
        "disabled_at": line.disabled_at,
        "seen_at": line.seen_at,
        "invited_until": line.invited_until,
    }
    return {
        "name": operator.name,
        "display_name": operator.display_name,
        "role": operator.role.value,
        "boroughs": sorted(operator.boroughs),
        "language": operator.language,
        "ways_in": sorted(line.ways_in),
    } | {name: to_iso(at) if at else None for name, at in instants.items()}
