"""`infoneige subscribe`: people from a file, told at once of the bans already known on their sides."""

from pathlib import Path

import click

from infoneige.cli.settings_options import DATABASE, chosen_settings

_A_SECOND_OF_THEM = 1_000


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@DATABASE
def subscribe(file: Path, database: str | None) -> None:
    """Subscribe everybody in FILE, a CSV file as `infoneige replay --subscriptions` takes."""
    from infoneige.clock import SystemClock
    from infoneige.storage.migrate import open_migrated
    from infoneige.storage.subscriptions import subscribe as subscribe_one
    from infoneige.subscription_file import read_subscriptions

    wishes = read_subscriptions(file)
    clock = SystemClock()
    with (
        open_migrated(chosen_settings(database=database).database) as state,
        click.progressbar(wishes, label="subscribing", hidden=len(wishes) < _A_SECOND_OF_THEM) as shown,
    ):
        due = sum(subscribe_one(state, wish, now=clock.now()) for wish in shown)
    click.echo(f"{len(wishes)} subscriptions stored; {due} messages are due about bans already known.")
