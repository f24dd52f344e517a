"""`infoneige subscribe`: people from a file, told at once of the bans already known on their sides."""

import os
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
    from infoneige.people.subscription_file import read_subscriptions
    from infoneige.secrecy.key_file import open_vault
    from infoneige.storage.known_answers import verify_keys
    from infoneige.storage.migrate import open_migrated
    from infoneige.storage.subscriptions import subscribe as subscribe_one

    settings, clock = chosen_settings(database=database), SystemClock()
    ours = {settings.twilio_sender, settings.twilio_codes_sender}
    wishes = read_subscriptions(file, settings.sms_regions, ours)
    vault = open_vault(settings.keys_file, os.environ)
    with (
        open_migrated(settings.database) as state,
        click.progressbar(wishes, label="subscribing", hidden=len(wishes) < _A_SECOND_OF_THEM) as shown,
    ):
        verify_keys(state, vault.ring, now=clock.now())
        due = sum(subscribe_one(state, vault, wish, now=clock.now()) for wish in shown)
    click.echo(f"{len(wishes)} subscriptions stored; {due} messages are due about bans already known.")
