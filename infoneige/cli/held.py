"""`infoneige plan held`, `release` and `discard`: a person decides on what would withdraw much at once."""

import json
from dataclasses import asdict

import click

from infoneige.cli.actor import command_actor
from infoneige.cli.reach_report import reach_as_json, reach_in_words
from infoneige.cli.settings_options import DATABASE, GEODATA, chosen_settings
from infoneige.instants import to_iso


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@DATABASE
@GEODATA
def held(as_json: bool, database: str | None, geodata: str | None) -> None:
    """List what waits for a person: plans that would withdraw much at once, from whom, and how many were told."""
    from infoneige.clock import SystemClock
    from infoneige.plans.holding import held_changes, held_reach
    from infoneige.storage.migrate import open_migrated

    settings = chosen_settings(database=database, geodata=geodata)
    now = SystemClock().now()
    with open_migrated(settings.database) as state:
        waiting = [(one, *held_reach(state, one.held_id, now)) for one in held_changes(state)]
    if as_json:
        shown = [
            asdict(one) | {"held_at": to_iso(one.held_at), "plans": plans} | reach_as_json(reach, settings.geodata)
            for one, plans, reach in waiting
        ]
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    for one, plans, reach in waiting:
        since = f"held since {one.held_at:%F %R}Z"
        click.echo(f"{one.held_id}: {one.withdrawn} withdrawals by {one.source}, in a plan of {plans:,} sides, {since}")
        click.echo("\n".join(reach_in_words(reach, settings.geodata)))
    if not waiting:
        click.echo("Nothing is held.")


@click.command()
@click.argument("held_id", type=int)
@DATABASE
def release(held_id: int, database: str | None) -> None:
    """Put a held change into force, as a person's decision."""
    from infoneige.clock import SystemClock
    from infoneige.plans import holding
    from infoneige.storage.migrate import open_migrated

    settings, now = chosen_settings(database=database), SystemClock().now()
    with open_migrated(settings.database) as state:
        result = holding.release(state, held_id, actor=command_actor(), coalesce=settings.coalesce, now=now)
    click.echo(f"Released: {result.withdrawn} withdrawn, {result.moved} moved, {result.announced} announced.")


@click.command()
@click.argument("held_id", type=int)
@DATABASE
def discard(held_id: int, database: str | None) -> None:
    """Forget a held change; the plans that it would have withdrawn stay in force."""
    from infoneige.clock import SystemClock
    from infoneige.plans import holding
    from infoneige.storage.migrate import open_migrated

    with open_migrated(chosen_settings(database=database).database) as state:
        holding.discard(state, held_id, actor=command_actor(), now=SystemClock().now())
    click.echo("Discarded.")
