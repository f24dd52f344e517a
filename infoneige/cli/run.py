"""`infoneige run`: the whole service in one process, until it is asked to stop."""

import logging
import signal
import sys
import threading
from io import TextIOWrapper
from types import FrameType

import click

from infoneige.cli.settings_options import DATABASE, GEODATA, chosen_settings


@click.command()
@DATABASE
@GEODATA
def run(database: str | None, geodata: str | None) -> None:
    """Poll the city, tell people, until SIGTERM or Ctrl-C; then finish the batch in hand."""
    from infoneige.clock_watch import ClockWatch
    from infoneige.memory import collect_rarely
    from infoneige.services import open_services

    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # a message must not wait in a pipe's buffer
    stopping = _signals_to_stop()
    with open_services(chosen_settings(database=database, geodata=geodata)) as services, services.running():
        collect_rarely()
        click.echo(services.describe(), err=True)
        watch = ClockWatch(services.clock.now)
        while not stopping.wait(1.0):
            watch.look()
    click.echo("infoneige stopped.", err=True)


def _signals_to_stop() -> threading.Event:
    """Return an event that SIGTERM and SIGINT set."""
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return stopping
