"""How every command fails: with one sentence that helps."""

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
