"""The two options that stand in place of a setting, and the settings that then hold."""

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from infoneige.config import Settings

DATABASE = click.option("--database", metavar="URL", help="In place of INFONEIGE_DATABASE.")
GEODATA = click.option("--geodata", metavar="FILE", help="In place of INFONEIGE_GEODATA.")


def chosen_settings(*, database: str | None = None, geodata: str | None = None) -> "Settings":
    """Return the settings of the environment, with the options given in place of their variables.

    Raises:
        ServiceError: a setting is unknown or its value unusable.
    """
    from infoneige.config import load_settings, variable

    given = {"database": database, "geodata": geodata}
    return load_settings(os.environ | {variable(name): value for name, value in given.items() if value is not None})
