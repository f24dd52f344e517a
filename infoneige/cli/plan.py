"""`infoneige plan check` and `publish`: what an operator's CSV would do, and making it the plan in force."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, BinaryIO

import click

from infoneige.cli.actor import command_actor
from infoneige.cli.held import discard, held, release
from infoneige.cli.plan_report import SOURCE, Outcome, as_json, in_words, unusable_as_json
from infoneige.cli.settings_options import DATABASE, GEODATA, chosen_settings
from infoneige.errors import ServiceError

if TYPE_CHECKING:
    from infoneige.config import Settings
    from infoneige.storage.database import Database
    from schedules.model import PlanBatch

_CLEAN, _REJECTED_OR_HELD, _UNUSABLE = 0, 1, 2

_JSON = click.option("--json", "wants_json", is_flag=True, help="Print the outcome as one JSON object.")
_FILE = click.argument("file", type=click.File("rb"))
_DAY_FIRST = click.option("--day-first", is_flag=True, help="03/04/2026 is the third of April.")
_MODE = click.option(
    "--mode",
    type=click.Choice(["complete", "changes"]),
    required=True,
    help="What the absence of a side means: complete, it is withdrawn; changes, it is unchanged.",
)


@click.group()
def plan() -> None:
    """Publish an operator's plan from CSV (docs/plan-format.md), and decide on what is held."""


@plan.command()
@_FILE
@_MODE
@_DAY_FIRST
@_JSON
@DATABASE
@GEODATA
@click.pass_context
def check(
    ctx: click.Context,
    *,
    file: BinaryIO,
    mode: str,
    day_first: bool,
    wants_json: bool,
    database: str | None,
    geodata: str | None,
) -> None:
    """Say what publishing FILE (- reads the input) would do. Exit 0 clean, 1 rows rejected or held, 2 unusable."""
    settings = chosen_settings(database=database, geodata=geodata)
    with _unusable_in_json(ctx, wants_json=wants_json):
        batch, content_hash = _read(file, settings, day_first=day_first)
        outcome = _publish(batch, content_hash, mode, settings, dry_run=True)
    _finish(ctx, outcome, settings, wants_json=wants_json)


@plan.command()
@_FILE
@_MODE
@_DAY_FIRST
@click.option("--confirm", is_flag=True, help="Publish even if it withdraws so much that it would be held.")
@_JSON
@DATABASE
@GEODATA
@click.pass_context
def publish(
    ctx: click.Context,
    *,
    file: BinaryIO,
    mode: str,
    day_first: bool,
    confirm: bool,
    wants_json: bool,
    database: str | None,
    geodata: str | None,
) -> None:
    """Make FILE (- reads the input) the plan in force.

    Exit 0 clean, 1 rows rejected or withdrawals held, 2 unusable, nothing written.
    """
    settings = chosen_settings(database=database, geodata=geodata)
    _refuse_forgetful(settings)
    with _unusable_in_json(ctx, wants_json=wants_json):
        batch, content_hash = _read(file, settings, day_first=day_first)
        if confirm:
            _refuse_to_confirm_the_untold(batch, mode)
        outcome = _publish(batch, content_hash, mode, settings, confirmed=confirm)
    _finish(ctx, outcome, settings, wants_json=wants_json)


for command in (held, release, discard):
    plan.add_command(command)


def _read(file: BinaryIO, settings: "Settings", *, day_first: bool) -> tuple["PlanBatch", str]:
    """Return what the file says, and the hash of its content; no more is read than tells that it is too large."""
    from hashlib import sha256

    from geodata.address_book import AddressBook
    from infoneige.clock import SystemClock
    from schedules.feeds.operator_csv.plan import read_plan_csv
    from schedules.plan_table.limits import LARGEST_FILE

    try:
        content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        message = f"{file.name} cannot be read: {error.strerror}"
        raise ServiceError(message) from error
    with closing(AddressBook.open(settings.geodata)) as book:
        batch = read_plan_csv(content, book, SystemClock().now(), day_first=day_first)
    return batch, sha256(content).hexdigest()


def _publish(
    batch: "PlanBatch",
    content_hash: str,
    mode: str,
    settings: "Settings",
    *,
    confirmed: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Publish what was read; where a rejected row may have meant any side, no side counts as absent."""
    from infoneige.clock import SystemClock
    from infoneige.pipeline import publish as publish_batch
    from infoneige.reach import reach_of
    from infoneige.signature import Signature
    from schedules.model import PlanMode

    now = SystemClock().now()
    keeps_absent = mode == PlanMode.COMPLETE and not batch.names_all_sides
    true_mode = PlanMode.CHANGES if keeps_absent else PlanMode(mode)
    with _state(settings, dry_run=dry_run) as state:
        result = publish_batch(
            state,
            batch,
            source=SOURCE,
            mode=true_mode,
            coalesce=settings.coalesce,
            content_hash=content_hash,
            now=now,
            holds_whole=True,
            confirmed=confirmed,
            dry_run=dry_run,
            signature=Signature(published_by=command_actor()),
        )
        reach = reach_of(state, batch, source=SOURCE, mode=true_mode, now=now) if result.withheld else None
    return Outcome(batch, result, reach, keeps_absent, dry_run)


@contextmanager
def _state(settings: "Settings", *, dry_run: bool) -> Iterator["Database"]:
    """Open the database; one that does not exist is not made only to be looked at."""
    from infoneige.storage.database import IN_MEMORY, is_there
    from infoneige.storage.migrate import open_migrated

    makes_nothing = dry_run and not is_there(settings.database)
    with open_migrated(IN_MEMORY if makes_nothing else settings.database) as state:
        yield state


def _refuse_forgetful(settings: "Settings") -> None:
    from infoneige.storage.database import IN_MEMORY

    if settings.database == IN_MEMORY:
        message = f"{IN_MEMORY} forgets the plan as the command ends; name a file, such as sqlite:///state.db"
        raise ServiceError(message)


def _refuse_to_confirm_the_untold(batch: "PlanBatch", mode: str) -> None:
    from schedules.model import PlanMode
    from schedules.plan_table.unusable import UnusableFileError

    if mode == PlanMode.COMPLETE and not batch.names_all_sides:
        raise UnusableFileError(
            reason="--confirm would withdraw sides that a rejected row may have meant: it names no known street",
            suggestion="correct that row first; `infoneige plan check` shows it",
        )


@contextmanager
def _unusable_in_json(ctx: click.Context, *, wants_json: bool) -> Iterator[None]:
    """Answer in JSON, when asked for, even for a file of which nothing can be used."""
    from schedules.plan_table.unusable import UnusableFileError

    try:
        yield
    except UnusableFileError as error:
        if not wants_json:
            raise
        click.echo(json.dumps(unusable_as_json(error), ensure_ascii=False))
        ctx.exit(_UNUSABLE)


def _finish(ctx: click.Context, outcome: Outcome, settings: "Settings", *, wants_json: bool) -> None:
    if wants_json:
        click.echo(json.dumps(as_json(outcome, settings.geodata), ensure_ascii=False))
    else:
        click.echo("\n".join(in_words(outcome, settings.geodata)))
    ctx.exit(_CLEAN if outcome.is_clean else _REJECTED_OR_HELD)
