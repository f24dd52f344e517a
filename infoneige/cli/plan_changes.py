"""`infoneige plan diff` and `revert`: what a file changes, side by side, and taking a version back."""

import json
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from infoneige.cli.actor import command_actor
from infoneige.cli.plan_outcome import carry_out, finish
from infoneige.cli.plan_source import (
    CLEAN,
    CONFIRM,
    DAY_FIRST,
    FILE,
    JSON,
    MODE,
    NEEDS_A_PERSON,
    REASON,
    open_state,
    read_file,
    unusable_in_json,
    weigh_batch,
)
from infoneige.cli.settings_options import DATABASE, GEODATA, chosen_settings

if TYPE_CHECKING:
    from infoneige.cli.plan_report import Outcome
    from infoneige.config import Settings
    from infoneige.desk.model import Preview
    from infoneige.storage.database import Database
    from schedules.model import BanWindow

_MARKS = {"added": "+", "moved": "~", "withdrawn": "-", "done": "-", "in_progress": "*", "restated": "="}


@click.command()
@FILE
@MODE
@DAY_FIRST
@JSON
@DATABASE
@GEODATA
@click.pass_context
def diff(
    ctx: click.Context,
    *,
    file: BinaryIO,
    mode: str,
    day_first: bool,
    wants_json: bool,
    database: str | None,
    geodata: str | None,
) -> None:
    """List what publishing FILE would change, a line for each side: + new, ~ moved, - withdrawn or done, * loading.

    Exit 0 all rows used, 1 rows rejected, 2 unusable.
    """
    from infoneige.clock import SystemClock
    from schedules.model import PlanMode

    settings = chosen_settings(database=database, geodata=geodata)
    with unusable_in_json(ctx, wants_json=wants_json):
        batch, _ = read_file(file, settings, day_first=day_first)
        with open_state(settings, dry_run=True) as state:
            preview = weigh_batch(state, batch, PlanMode(mode), settings, now=SystemClock().now())
    rows = list(_rows(preview, settings))
    if wants_json:
        click.echo(json.dumps({"base_version": preview.base_version, "changes": rows}, ensure_ascii=False))
    else:
        click.echo("\n".join(map(_line, rows)) if rows else "Nothing would change.")
    ctx.exit(NEEDS_A_PERSON if batch.rejected else CLEAN)


@click.command()
@click.argument("version", type=click.IntRange(min=1))
@click.option("--our-error", is_flag=True, help="Tell those who were told of a ban that goes that we were wrong.")
@REASON
@CONFIRM
@JSON
@DATABASE
@GEODATA
@click.pass_context
def revert(
    ctx: click.Context,
    *,
    version: int,
    our_error: bool,
    reason: str | None,
    confirm: bool,
    wants_json: bool,
    database: str | None,
    geodata: str | None,
) -> None:
    """Take VERSION back: its sides say again what they said before, unless later versions changed them.

    Exit 0 done, 1 withdrawals held or a reason needed, 2 it cannot be taken back, 3 somebody published meanwhile.
    """
    settings = chosen_settings(database=database, geodata=geodata)
    with open_state(settings) as state:
        outcome = _take_back(state, version, settings, our_error=our_error, reason=reason, confirmed=confirm)
    left = len(outcome.batch.kept_sides)
    more = [f"Left as they are, for later versions changed them: {left:,} sides."] if left else []
    finish(ctx, outcome, settings, *more, wants_json=wants_json)


def _take_back(
    state: "Database", version: int, settings: "Settings", *, our_error: bool, reason: str | None, confirmed: bool
) -> "Outcome":
    from infoneige.clock import SystemClock
    from infoneige.desk.by_command import Order
    from infoneige.desk.taking_back import batch_that_restores
    from infoneige.plans.signature import Signature
    from infoneige.storage.rivals import last_version
    from schedules.model import PlanMode

    now = SystemClock().now()
    with state.read() as connection:
        batch, base = batch_that_restores(state, connection, version), last_version(state, connection)
    preview = weigh_batch(state, batch, PlanMode.CHANGES, settings, now=now, is_our_error=our_error)
    signature = Signature(published_by=command_actor(), reason=reason, takes_back=version, is_our_error=our_error)
    content_hash = f"take back {version}"
    order = Order(batch=batch, content_hash=content_hash, signature=signature, base_version=base, confirmed=confirmed)
    return carry_out(state, order, preview, settings, now=now)


def _rows(preview: "Preview", settings: "Settings") -> Iterator[dict[str, Any]]:
    """Yield what happens to each side, named as people know it."""
    from geodata.address_book import AddressBook
    from geodata.label import label

    with closing(AddressBook.open(settings.geodata)) as book:
        known = book.sides([one.side_id for one in preview.differences])
    for one in preview.differences:
        yield {
            "side_id": one.side_id,
            "label": label(known[one.side_id]) if one.side_id in known else None,
            "change": one.kind.value,
            "before": _hours(one.before),
            "after": _hours(one.after),
            "people": one.people,
        }


def _hours(window: "BanWindow | None") -> list[str | None] | None:
    from infoneige.instants import to_iso

    return [to_iso(window.starts_at), to_iso(window.ends_at) if window.ends_at else None] if window else None


def _line(row: dict[str, Any]) -> str:
    name = f"{row['label']} (side {row['side_id']})" if row["label"] else f"side {row['side_id']}"
    hours = " -> ".join("/".join(end or "..." for end in row[when]) for when in ("before", "after") if row[when])
    return f"{_MARKS[row['change']]} {name}: {row['change']} {hours}; {row['people']:,} people"
