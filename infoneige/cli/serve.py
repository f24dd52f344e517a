"""`infoneige serve`: what Twilio, browsers and residents call, until it is asked to stop."""

import logging
import sys

import click

from infoneige.cli.settings_options import DATABASE, GEODATA, chosen_settings

_COUNT = click.IntRange(1, 64)


@click.command()
@DATABASE
@GEODATA
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port to listen on.")
@click.option("--workers", type=_COUNT, default=2, show_default=True, help="Processes.")
@click.option("--threads", type=_COUNT, default=4, show_default=True, help="Requests at once in each process.")
@click.option(
    "--proxies",
    type=click.IntRange(0, 8),
    default=0,
    show_default=True,
    help="How many proxies of yours, one behind the other, pass requests on and say whose they are.",
)
def serve(
    database: str | None, geodata: str | None, host: str, port: int, workers: int, threads: int, proxies: int
) -> None:
    """Serve the callbacks, the subscriptions of browsers and the health of the service, until SIGTERM or Ctrl-C."""
    from infoneige.web.serving import Place, serve

    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    settings = chosen_settings(database=database, geodata=geodata)
    serve(settings, Place(host=host, port=port, workers=workers, threads=threads, proxy_hops=proxies))
