"""Carrying out what a plan command orders, and saying what came of it."""

import json
from typing import TYPE_CHECKING

import click

from infoneige.cli.plan_report import Outcome, as_json, in_words
from infoneige.cli.plan_source import CLEAN, CONFLICT, NEEDS_A_PERSON

if TYPE_CHECKING:
    from datetime import datetime

    from infoneige.config import Settings
    from infoneige.desk.by_command import Order
    from infoneige.desk.model import Preview
    from infoneige.storage.database import Database


def carry_out(
    state: "Database",
    order: "Order",
    preview: "Preview",
    settings: "Settings",
    *,
    now: "datetime",
    keeps_absent: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Publish what was weighed, or say what that would do; what is held comes with whom it reaches.

    ``keeps_absent`` is only said, not done: the preview's mode is the one that is carried out.
    """
    from infoneige.desk.by_command import do, would_be_done
    from infoneige.pipeline import OPERATOR
    from infoneige.plans.reach import reach_of

    batch = order.batch
    answer = (would_be_done if dry_run else do)(state, order, preview, coalesce=settings.coalesce, now=now)
    held = answer.result.withheld
    reach = reach_of(state, batch, source=OPERATOR, mode=preview.mode, now=now) if held else None
    return Outcome(batch, preview, answer, reach, keeps_absent, dry_run)


def finish(ctx: click.Context, outcome: Outcome, settings: "Settings", *more: str, wants_json: bool) -> None:
    """Print the outcome, in words with ``more`` below, and end with the code that a script can act upon."""
    if wants_json:
        click.echo(json.dumps(as_json(outcome, settings.geodata), ensure_ascii=False))
    else:
        click.echo("\n".join([*in_words(outcome, settings.geodata), *more]))
    ctx.exit(CONFLICT if outcome.answer.rivals else CLEAN if outcome.is_clean else NEEDS_A_PERSON)
