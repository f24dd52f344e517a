"""`infoneige audit`: the trail of what operators did, verified, shown, and its head to keep elsewhere."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from infoneige.cli.settings_options import DATABASE, chosen_settings

if TYPE_CHECKING:
    from infoneige.audit.chain import Head, Verdict
    from infoneige.audit.model import RecordedEvent
    from infoneige.audit.trail import Trail

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def audit() -> None:
    """Verify and read the audit trail: every version, publish, reason, export and login."""


@audit.command()
@click.option("--head", "kept", metavar="NUMBER:HASH", help="A head that you kept: the trail must still hold it.")
@_JSON
@DATABASE
@click.pass_context
def verify(ctx: click.Context, kept: str | None, as_json: bool, database: str | None) -> None:
    """Follow the whole chain, and say where it breaks.

    Exits with 0 when it is intact, with 1 when it is broken, with 2 when it could not be read. Without a head kept
    elsewhere, a trail that was cut short or written anew together with its own head passes for intact.
    """
    from infoneige.audit.chain import read_head

    head = read_head(kept) if kept is not None else None
    with _trail(database) as trail:
        found = _verified(trail, head)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "intact": found.intact,
                    "count": found.count,
                    "head": str(found.head),
                    "first_bad": found.first_bad,
                    "fault": found.fault,
                    "why": found.why,
                }
            )
        )
    elif found.intact:
        click.echo(f"Intact: {found.count:,} rows, head {found.head}")
    else:
        click.echo(f"BROKEN at row {found.first_bad} ({found.fault}): {found.why}. {found.count:,} rows before it fit.")
    ctx.exit(0 if found.intact else 1)


@audit.command()
@click.option("--actor", help="Only what this actor did, such as operator:amelie.")
@click.option("--verb", help="Only this, such as plan.published.")
@click.option("--subject", help="Only what was done to this, such as publish:12.")
@click.option("--most", default=100, show_default=True, type=click.IntRange(1, 100_000), help="How many, the newest.")
@_JSON
@DATABASE
def show(
    actor: str | None, verb: str | None, subject: str | None, most: int, as_json: bool, database: str | None
) -> None:
    """Print what was recorded, the newest first; as JSON one object a line."""
    from infoneige.audit.model import Verb
    from infoneige.errors import ServiceError

    if verb is not None and verb not in set(Verb):
        message = f"nothing is recorded as {verb!r}; what is: {', '.join(Verb)}"
        raise ServiceError(message)
    with _trail(database) as trail:
        found = trail.events(most=most, actor=actor, verb=Verb(verb) if verb else None, subject=subject)
    for one in found:
        click.echo(json.dumps(_as_json(one), ensure_ascii=False) if as_json else _line(one))


@audit.command()
@DATABASE
def head(database: str | None) -> None:
    """Print NUMBER:HASH of the last row, to be kept where nobody who can write to the database can write."""
    with _trail(database) as trail:
        click.echo(trail.head())


def _verified(trail: "Trail", kept: "Head | None") -> "Verdict":
    """Verify; a database that breaks under it is not a trail that is broken."""
    from infoneige.errors import ServiceError

    try:
        return trail.verify(kept)
    except Exception as error:
        message = f"the audit trail cannot be read: {error}"
        raise ServiceError(message) from error


@contextmanager
def _trail(database: str | None) -> "Iterator[Trail]":
    from infoneige.audit.trail import Trail
    from infoneige.errors import ServiceError
    from infoneige.setting import masked
    from infoneige.storage.database import is_there
    from infoneige.storage.migrate import open_migrated

    url = chosen_settings(database=database).database
    if not is_there(url):
        message = f"there is no database {masked(url)}"
        raise ServiceError(message)
    with open_migrated(url) as state:
        yield Trail(state)


def _line(one: "RecordedEvent") -> str:
    event = one.event
    detail = json.dumps(event.detail, ensure_ascii=False) if event.detail else ""
    return f"{one.number} {one.happened_at:%F %T}Z {event.actor} {event.verb} {event.subject} {detail}".rstrip()


def _as_json(one: "RecordedEvent") -> dict[str, Any]:
    from infoneige.instants import to_iso

    event = one.event
    return {
        "number": one.number,
        "happened_at": to_iso(one.happened_at),
        "actor": event.actor,
        "verb": event.verb,
        "subject": event.subject,
        "detail": event.detail,
        "hash": one.hash,
    }
