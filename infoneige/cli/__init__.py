"""The command line: one file per group of commands. Heavy modules are imported by the command that needs them."""

import click

from infoneige.cli.address import address, nearby
from infoneige.cli.audit import audit
from infoneige.cli.demo import demo
from infoneige.cli.doctor import doctor
from infoneige.cli.geodata import geodata
from infoneige.cli.helpful_group import HelpfulGroup
from infoneige.cli.keys import keys
from infoneige.cli.map import city_map
from infoneige.cli.operators import operators
from infoneige.cli.plan import plan
from infoneige.cli.replay import replay
from infoneige.cli.run import run
from infoneige.cli.send_test import send_test
from infoneige.cli.serve import serve
from infoneige.cli.subscribe import subscribe
from infoneige.cli.up import up


@click.group(cls=HelpfulGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="infoneige")
def main() -> None:
    """Tell people, in time and truthfully, when snow removal bans parking on their side of the street."""


for command in (
    geodata, city_map, address, nearby, plan, subscribe, replay, demo, keys, run, serve, up, send_test, doctor, audit,
    operators,
):  # fmt: skip
    main.add_command(command)
