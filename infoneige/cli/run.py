"""`infoneige run`: the whole service in one process, until it is asked to stop."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Mapping
from io import TextIOWrapper
from types import FrameType

import click


@click.command()
@click.option("--database", metavar="URL", help="In place of INFONEIGE_DATABASE.")
@click.option("--geodata", metavar="FILE", help="In place of INFONEIGE_GEODATA.")
def run(database: str | None, geodata: str | None) -> None:
    """Poll the city, tell people, until SIGTERM or Ctrl-C; then finish the batch in hand."""
    from infoneige.clock_watch import ClockWatch
    from infoneige.config import load_settings
    from infoneige.services import open_services

    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # a message must not wait in a pipe's buffer
    stopping = _signals_to_stop()
    with open_services(load_settings(overridden(database=database, geodata=geodata))) as services, services.running():
        click.echo(services.describe(), err=True)
        watch = ClockWatch(services.clock.now)
        while not stopping.wait(1.0):
            watch.look()
    click.echo("infoneige stopped.", err=True)


@click.command()
@click.option("--database", metavar="URL", help="In place of INFONEIGE_DATABASE.")
@click.option("--geodata", metavar="FILE", help="In place of INFONEIGE_GEODATA.")
@click.pass_context
def doctor(ctx: click.Context, database: str | None, geodata: str | None) -> None:
    """Print every setting and look at every part; exit 1 if one of them does not work."""
    from infoneige.config import load_settings, setting_table, shown, variable
    from infoneige.doctor import examine

    settings = load_settings(overridden(database=database, geodata=geodata))
    for name, setting in setting_table().items():
        click.echo(f"{variable(name)}={shown(getattr(settings, name))}")
        click.echo(f"    {setting.meaning} ({setting.expects})")
    click.echo()
    findings = list(examine(settings))
    for finding in findings:
        click.echo(f"{'ok   ' if finding.is_well else 'WRONG'} {finding.part}: {finding.text}")
    ctx.exit(0 if all(finding.is_well for finding in findings) else 1)


def overridden(**options: str | None) -> Mapping[str, str]:
    """Return the environment with the given options in place of their variables."""
    from infoneige.config import variable

    return {**os.environ, **{variable(name): value for name, value in options.items() if value is not None}}


def _signals_to_stop() -> threading.Event:
    """Return an event that SIGTERM and SIGINT set."""
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return stopping
