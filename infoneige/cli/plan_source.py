"""What the plan commands start from: the file that was given, the database, and what publishing would do to it."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, BinaryIO

import click

from infoneige.cli.plan_report import unusable_as_json
from infoneige.errors import ServiceError

if TYPE_CHECKING:
    from datetime import datetime

    from infoneige.config import Settings
    from infoneige.desk.model import Preview
    from infoneige.storage.database import Database
    from schedules.model import PlanBatch, PlanMode

CLEAN, NEEDS_A_PERSON, UNUSABLE, CONFLICT = 0, 1, 2, 3
"""How a plan command ends; with 2 and 3 nothing was written."""


def _stripped(_ctx: click.Context, _parameter: click.Parameter, text: str | None) -> str | None:
    return (text or "").strip() or None


JSON = click.option("--json", "wants_json", is_flag=True, help="Print the outcome as one JSON object.")
FILE = click.argument("file", type=click.File("rb"))
DAY_FIRST = click.option("--day-first", is_flag=True, help="03/04/2026 is the third of April.")
REASON = click.option(
    "--reason",
    metavar="TEXT",
    callback=_stripped,
    help="Why; needed where much is changed, and kept with the version.",
)
CONFIRM = click.option("--confirm", is_flag=True, help="Publish even what would be held, or needs a second operator.")
BASE = click.option(
    "--base",
    type=click.IntRange(min=0),
    metavar="VERSION",
    help="The version that was looked at; what came since and collides is a conflict (exit 3).",
)
MODE = click.option(
    "--mode",
    type=click.Choice(["complete", "changes"]),
    required=True,
    help="What the absence of a side means: complete, it is withdrawn; changes, it is unchanged.",
)


def read_file(file: BinaryIO, settings: "Settings", *, day_first: bool) -> tuple["PlanBatch", str]:
    """Return what the file says, and the hash of its content; no more is read than tells that it is too large."""
    from hashlib import sha256

    from geodata.address_book import AddressBook
    from infoneige.clock import SystemClock
    from infoneige.desk.reading import read_plan
    from schedules.plan_table.limits import LARGEST_FILE

    try:
        content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        message = f"{file.name} cannot be read: {error.strerror}"
        raise ServiceError(message) from error
    with closing(AddressBook.open(settings.geodata)) as book:
        batch = read_plan(content, book, SystemClock().now(), day_first=day_first)
    return batch, sha256(content).hexdigest()


def weigh_batch(
    state: "Database",
    batch: "PlanBatch",
    mode: "PlanMode",
    settings: "Settings",
    *,
    now: "datetime",
    is_our_error: bool = False,
) -> "Preview":
    """Return what publishing would do."""
    from geodata.address_book import AddressBook
    from infoneige.desk.guards import GuardLimits
    from infoneige.desk.weighing import weigh
    from notifier.sender_profiles import SENDER_PROFILES

    with closing(AddressBook.open(settings.geodata)) as book:
        return weigh(
            state,
            book,
            batch,
            mode=mode,
            coalesce=settings.coalesce,
            profile=SENDER_PROFILES[settings.sms_sender_profile],
            price=settings.sms_price,
            limits=GuardLimits(settings.desk_reason_people, settings.desk_approval_people),
            now=now,
            is_our_error=is_our_error,
        )


@contextmanager
def open_state(settings: "Settings", *, dry_run: bool = False) -> Iterator["Database"]:
    """Open the database; one that does not exist is not made only to be looked at."""
    from infoneige.storage.database import IN_MEMORY, is_there
    from infoneige.storage.migrate import open_migrated

    if settings.database == IN_MEMORY and not dry_run:
        message = f"{IN_MEMORY} forgets the plan as the command ends; name a file, such as sqlite:///state.db"
        raise ServiceError(message)
    makes_nothing = dry_run and not is_there(settings.database)
    with open_migrated(IN_MEMORY if makes_nothing else settings.database) as state:
        yield state


@contextmanager
def unusable_in_json(ctx: click.Context, *, wants_json: bool) -> Iterator[None]:
    """Answer in JSON, when asked for, even for a file of which nothing can be used."""
    from schedules.plan_table.unusable import UnusableFileError

    try:
        yield
    except UnusableFileError as error:
        if not wants_json:
            raise
        click.echo(json.dumps(unusable_as_json(error), ensure_ascii=False))
        ctx.exit(UNUSABLE)
