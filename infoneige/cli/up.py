"""`infoneige up`: everything that a small city needs, in one command."""

import sys

import click

from infoneige.cli.settings_options import DATABASE, GEODATA, chosen_settings


@click.command()
@DATABASE
@GEODATA
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port to listen on.")
@click.option("--proxies", type=click.IntRange(0, 8), default=0, show_default=True, help="As for `infoneige serve`.")
@click.pass_context
def up(ctx: click.Context, database: str | None, geodata: str | None, host: str, port: int, proxies: int) -> None:
    """Run `infoneige run` and `infoneige serve` together, until SIGTERM or Ctrl-C; when one ends, so does the other."""
    from infoneige.delivery_loop import GRACE_SECONDS
    from infoneige.services import open_services
    from infoneige.supervision import run_together

    with open_services(chosen_settings(database=database, geodata=geodata)):
        pass  # what is wrong is said once, and the tables are made, before anything starts
    chosen = [*(("--database", database) if database else ()), *(("--geodata", geodata) if geodata else ())]
    listening = ["--host", host, "--port", str(port), "--proxies", str(proxies)]
    itself = [sys.executable, "-m", "infoneige"]
    name, code = run_together(
        {"run": [*itself, "run", *chosen], "serve": [*itself, "serve", *chosen, *listening]},
        grace_seconds=2 * GRACE_SECONDS,
    )
    if code:
        click.echo(f"infoneige: `infoneige {name}` ended with {code}, so everything was stopped", err=True)
    ctx.exit(min(abs(code), 255))
