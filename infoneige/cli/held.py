"""`infoneige plan held`, `release` and `discard`: a person decides on what would withdraw much at once."""

import json
from dataclasses import asdict

import click

from infoneige.cli.settings_options import DATABASE, chosen_settings
from infoneige.instants import to_iso


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@DATABASE
def held(as_json: bool, database: str | None) -> None:
    """List what waits for a person: plans that would withdraw much at once."""
    from infoneige.holding import held_changes
    from infoneige.storage.migrate import open_migrated

    with open_migrated(chosen_settings(database=database).database) as state:
        waiting = held_changes(state)
    if as_json:
        click.echo(json.dumps([asdict(one) | {"held_at": to_iso(one.held_at)} for one in waiting]))
        return
    for one in waiting:
        click.echo(f"{one.held_id}: {one.withdrawn} withdrawals by {one.source}, held since {one.held_at:%F %R}Z")
    if not waiting:
        click.echo("Nothing is held.")


@click.command()
@click.argument("held_id", type=int)
@DATABASE
def release(held_id: int, database: str | None) -> None:
    """Put a held change into force, as a person's decision."""
    from infoneige import holding
    from infoneige.clock import SystemClock
    from infoneige.storage.migrate import open_migrated

    settings = chosen_settings(database=database)
    with open_migrated(settings.database) as state:
        result = holding.release(state, held_id, coalesce=settings.coalesce, now=SystemClock().now())
    click.echo(f"Released: {result.withdrawn} withdrawn, {result.moved} moved, {result.announced} announced.")


@click.command()
@click.argument("held_id", type=int)
@DATABASE
def discard(held_id: int, database: str | None) -> None:
    """Forget a held change; the plans that it would have withdrawn stay in force."""
    from infoneige import holding
    from infoneige.clock import SystemClock
    from infoneige.storage.migrate import open_migrated

    with open_migrated(chosen_settings(database=database).database) as state:
        holding.discard(state, held_id, now=SystemClock().now())
    click.echo("Discarded.")
