"""`infoneige demo`: the invented city, a storm of two days on a fake clock, every message printed."""

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import click


@click.command()
def demo() -> None:
    """Build Valneige, an invented city, replay a storm over it, and print every message that it causes."""
    from geodata.address_book import AddressBook
    from geodata.build import BuildRequest, build_artefact
    from geodata.demo_city import TOWN, write_demo_city
    from infoneige.cli.replay import show
    from infoneige.replay.demo_storm import demo_subscriptions, write_demo_storm
    from infoneige.replay.player import ReplaySettings, play_states
    from infoneige.replay.recordings import find_recordings, read_state
    from infoneige.replay.summary import summarise

    with TemporaryDirectory() as name:
        folder = Path(name)
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
