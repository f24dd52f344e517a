"""`infoneige demo`: the invented city, a storm of two days on a fake clock, then the service itself to look at."""

import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from infoneige.cli.stopping import signals_to_stop


@click.command()
@click.option("--serve/--no-serve", default=None, help="Serve the pages afterwards; by default in a terminal only.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
def demo(serve: bool | None, port: int) -> None:
    """Build Valneige, an invented city, replay a storm over it, and print every message that it causes.

    In a terminal the whole service is then served on this machine until Ctrl-C; it messages nobody.
    """
    with TemporaryDirectory(prefix="infoneige-demo-") as name:
        _replay(Path(name))
        if sys.stdout.isatty() if serve is None else serve:
            _serve(Path(name), port)


def _replay(folder: Path) -> None:
    from geodata.address_book import AddressBook
    from geodata.build import BuildRequest, build_artefact
    from geodata.demo_city import TOWN, write_demo_city
    from infoneige.cli.replay import show
    from infoneige.replay.demo_storm import demo_subscriptions, write_demo_storm
    from infoneige.replay.player import ReplaySettings, play_states
    from infoneige.replay.recordings import find_recordings, read_state
    from infoneige.replay.summary import summarise

    files = write_demo_city(folder / "city")
    quality = build_artefact(
        BuildRequest(files.sides, files.boroughs, files.sectors, files.free_lots), folder / "geodata.db"
    )
    click.echo(f"{TOWN}, an invented city: {quality.sides} sides of {quality.streets} streets. A storm comes.\n")
    write_demo_storm(folder / "plans")
    with closing(AddressBook.open(folder / "geodata.db")) as book:
        states = [read_state(recording, book) for recording in find_recordings([folder / "plans"])]
        record = play_states(book, states, ReplaySettings(), demo_subscriptions(book))
        show(record.messages, summarise(record, book.side_ids()))


def _serve(folder: Path, port: int) -> None:
    from infoneige.demo_service import demo_service
    from infoneige.errors import ServiceError

    stopping = signals_to_stop()
    try:
        with demo_service(folder, port=port) as service:
            settings = service.settings
            click.echo(
                f"\nThe city is served at {service.address} until Ctrl-C. Search for 150 rue Principale, subscribe"
            )
            click.echo(f"(the code comes to {service.address}/envois), then publish a change from another terminal:\n")
            click.echo(
                f"    INFONEIGE_COALESCE=0s infoneige plan publish {service.next_plan} --mode changes "
                f"--database {settings.database} --geodata {settings.geodata}\n"
            )
            click.echo(
                "Or do so at the operators' desk, where it is shown before it is done. This link lets you in, once:\n\n"
                f"    {service.invitation}\n"
            )
            if not service.has_map:
                click.echo("The pages go without their map: `make map` builds it where Node is at hand.\n")
            stopping.wait()
            click.echo("\nThe demonstration is over; nothing of it is left.")
    except OSError as error:
        message = f"port {port} cannot be listened on ({error.strerror}): choose another with --port"
        raise ServiceError(message) from error
