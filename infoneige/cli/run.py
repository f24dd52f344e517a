"""`infoneige run`: the whole service in one process, until it is asked to stop."""

import logging
import sys
from io import TextIOWrapper

import click

from infoneige.cli.settings_options import DATABASE, GEODATA, chosen_settings
from infoneige.cli.stopping import signals_to_stop


@click.command()
@DATABASE
@GEODATA
def run(database: str | None, geodata: str | None) -> None:
    """Poll the city, tell people, until SIGTERM or Ctrl-C; then finish the batch in hand."""
    from infoneige.clock_watch import ClockWatch
    from infoneige.memory import collect_rarely
    from infoneige.services import open_services
    from infoneige.stall_watch import StallWatch

    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # a message must not wait in a pipe's buffer
    stopping = signals_to_stop()
    with open_services(chosen_settings(database=database, geodata=geodata)) as services:
        click.echo(services.describe(), err=True)  # before anything of it runs, and logs
        with services.running() as ticker:
            collect_rarely()
            watches = (ClockWatch(services.clock.now), StallWatch(lambda: ticker.ended))
            while not stopping.wait(1.0):
                for watch in watches:
                    watch.look()
    click.echo("infoneige stopped.", err=True)
