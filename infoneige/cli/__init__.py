"""The command line: one file per group of commands. Heavy modules are imported by the command that needs them."""

import click

from geodata.model import GeodataError
from infoneige.errors import ServiceError
from notifier.model import NotifierError
from schedules.model import SchedulesError


class HelpfulGroup(click.Group):
    """A command group that prints the project's own errors as one sentence and exits with 2, never a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (GeodataError, SchedulesError, NotifierError, ServiceError) as error:
            click.echo(f"infoneige: {error}", err=True)
            ctx.exit(2)


@click.group(cls=HelpfulGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="infoneige")
def main() -> None:
    """Tell people, in time and truthfully, when snow removal bans parking on their side of the street."""
