"""`infoneige plan check` and `publish`: what an operator's file would do, and making it the plan in force."""

from typing import TYPE_CHECKING, BinaryIO, NoReturn

import click

from infoneige.cli.actor import command_actor
from infoneige.cli.held import discard, held, release
from infoneige.cli.plan_changes import diff, revert
from infoneige.cli.plan_outcome import carry_out, finish
from infoneige.cli.plan_source import (
    BASE,
    CONFIRM,
    DAY_FIRST,
    FILE,
    JSON,
    MODE,
    REASON,
    open_state,
    read_file,
    unusable_in_json,
    weigh_batch,
)
from infoneige.cli.settings_options import DATABASE, GEODATA, chosen_settings

if TYPE_CHECKING:
    from infoneige.desk.by_command import Order
    from schedules.model import PlanBatch


@click.group()
def plan() -> None:
    """Publish an operator's plan from CSV or XLSX (docs/plan-format.md), take one back, decide on what is held."""


@plan.command()
@FILE
@MODE
@DAY_FIRST
@JSON
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
    """Say what publishing FILE (- reads the input) would do.

    Exit 0 clean, 1 rows rejected, something held or a reason needed, 2 unusable.
    """
    from infoneige.clock import SystemClock
    from schedules.model import PlanMode

    settings = chosen_settings(database=database, geodata=geodata)
    with unusable_in_json(ctx, wants_json=wants_json):
        batch, content_hash = read_file(file, settings, day_first=day_first)
        now = SystemClock().now()
        with open_state(settings, dry_run=True) as state:
            preview = weigh_batch(state, batch, PlanMode(mode), settings, now=now)
            order, keeps_absent = _order(batch, content_hash), _keeps_absent(batch, mode)
            outcome = carry_out(state, order, preview, settings, now=now, keeps_absent=keeps_absent, dry_run=True)
    finish(ctx, outcome, settings, wants_json=wants_json)


@plan.command()
@FILE
@MODE
@DAY_FIRST
@REASON
@BASE
@CONFIRM
@JSON
@DATABASE
@GEODATA
@click.pass_context
def publish(
    ctx: click.Context,
    *,
    file: BinaryIO,
    mode: str,
    day_first: bool,
    reason: str | None,
    base: int | None,
    confirm: bool,
    wants_json: bool,
    database: str | None,
    geodata: str | None,
) -> None:
    """Make FILE (- reads the input) the plan in force.

    Exit 0 clean, 1 rows rejected, withdrawals held or a reason needed, 2 unusable, 3 somebody published meanwhile.
    """
    from infoneige.clock import SystemClock
    from schedules.model import PlanMode

    settings = chosen_settings(database=database, geodata=geodata)
    with unusable_in_json(ctx, wants_json=wants_json):
        batch, content_hash = read_file(file, settings, day_first=day_first)
        keeps_absent = _keeps_absent(batch, mode)
        if confirm and keeps_absent:
            _refuse_to_confirm_the_untold()
        order = _order(batch, content_hash, reason=reason, base=base, confirmed=confirm)
        now = SystemClock().now()
        with open_state(settings) as state:
            preview = weigh_batch(state, batch, PlanMode(mode), settings, now=now)
            outcome = carry_out(state, order, preview, settings, now=now, keeps_absent=keeps_absent)
    finish(ctx, outcome, settings, wants_json=wants_json)


for command in (diff, revert, held, release, discard):
    plan.add_command(command)


def _order(
    batch: "PlanBatch",
    content_hash: str,
    *,
    reason: str | None = None,
    base: int | None = None,
    confirmed: bool = False,
) -> "Order":
    from infoneige.desk.by_command import Order
    from infoneige.plans.signature import Signature

    signature = Signature(published_by=command_actor(), reason=reason)
    return Order(batch=batch, content_hash=content_hash, signature=signature, base_version=base, confirmed=confirmed)


def _keeps_absent(batch: "PlanBatch", mode: str) -> bool:
    """Say whether a complete plan has a rejected row that may have meant any side, so that none counts as absent."""
    from schedules.model import PlanMode

    return mode == PlanMode.COMPLETE and not batch.names_all_sides


def _refuse_to_confirm_the_untold() -> NoReturn:
    from schedules.plan_table.unusable import UnusableFileError

    raise UnusableFileError(
        reason="--confirm would withdraw sides that a rejected row may have meant: it names no known street",
        suggestion="correct that row first; `infoneige plan check` shows it",
    )
