"""`infoneige plan check` and `publish`: what an operator's CSV would do, and making it the plan in force."""

import json
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from infoneige.cli.held import discard, held, release
from infoneige.cli.settings_options import DATABASE, GEODATA, chosen_settings
from infoneige.errors import ServiceError

if TYPE_CHECKING:
    from infoneige.config import Settings
    from infoneige.pipeline import PublishResult
    from schedules.model import PlanBatch

_CLEAN, _REJECTED_OR_HELD = 0, 1
_REJECTED_SHOWN = 100

_JSON = click.option("--json", "as_json", is_flag=True, help="Print the outcome as one JSON object.")
_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
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
    file: Path,
    mode: str,
    day_first: bool,
    as_json: bool,
    database: str | None,
    geodata: str | None,
) -> None:
    """Say what publishing FILE would do, and do nothing. Exit 0 clean, 1 rows rejected or held, 2 unusable."""
    settings = chosen_settings(database=database, geodata=geodata)
    _finish(ctx, _publish(file, mode, settings, day_first=day_first, dry_run=True), as_json=as_json)


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
    file: Path,
    mode: str,
    day_first: bool,
    confirm: bool,
    as_json: bool,
    database: str | None,
    geodata: str | None,
) -> None:
    """Make FILE the plan in force. Exit 0 clean, 1 rows rejected or withdrawals held, 2 unusable, nothing written."""
    settings = chosen_settings(database=database, geodata=geodata)
    _finish(ctx, _publish(file, mode, settings, day_first=day_first, confirmed=confirm), as_json=as_json)


for command in (held, release, discard):
    plan.add_command(command)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a file says and what publishing it does."""

    batch: "PlanBatch"
    result: "PublishResult"

    @property
    def is_clean(self) -> bool:
        return not self.batch.rejected and not self.result.withheld


def _publish(
    file: Path, mode: str, settings: "Settings", *, day_first: bool, confirmed: bool = False, dry_run: bool = False
) -> _Outcome:
    from hashlib import sha256

    from geodata.address_book import AddressBook
    from infoneige.clock import SystemClock
    from infoneige.pipeline import publish as publish_batch
    from infoneige.storage.database import IN_MEMORY, is_there
    from infoneige.storage.migrate import open_migrated
    from schedules.feeds.operator_csv.plan import read_plan_csv
    from schedules.model import PlanMode

    now = SystemClock().now()
    content = _read(file)
    with closing(AddressBook.open(settings.geodata)) as book:
        batch = read_plan_csv(content, book, now, day_first=day_first)
    makes_nothing = dry_run and not is_there(settings.database)
    with open_migrated(IN_MEMORY if makes_nothing else settings.database) as state:
        result = publish_batch(
            state,
            batch,
            source="operator",
            mode=PlanMode(mode),
            coalesce=settings.coalesce,
            content_hash=sha256(content).hexdigest(),
            now=now,
            holds_whole=True,
            confirmed=confirmed,
            dry_run=dry_run,
        )
    return _Outcome(batch, result)


def _read(file: Path) -> bytes:
    """Return the file, or so much of it that the reader can say that it is too large."""
    from schedules.feeds.operator_csv.content import LARGEST_FILE

    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST_FILE + 1)
    except OSError as error:
        message = f"{file} cannot be read: {error.strerror}"
        raise ServiceError(message) from error


def _finish(ctx: click.Context, outcome: _Outcome, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(_as_json(outcome), ensure_ascii=False))
    else:
        _print(outcome)
    ctx.exit(_CLEAN if outcome.is_clean else _REJECTED_OR_HELD)


def _as_json(outcome: _Outcome) -> dict[str, object]:
    return {
        "status": "clean" if outcome.is_clean else "held" if outcome.result.withheld else "rejected_rows",
        "rows": outcome.batch.rows,
        "plans": len(outcome.batch.plans),
        **asdict(outcome.result),
        "rejected": [asdict(row) for row in outcome.batch.rejected],
        "anomalies": [asdict(anomaly) for anomaly in outcome.batch.anomalies],
    }


def _print(outcome: _Outcome) -> None:
    batch, result = outcome.batch, outcome.result
    click.echo(f"{batch.rows} rows, {len(batch.plans)} sides, {len(batch.rejected)} rows rejected.")
    for row in batch.rejected[:_REJECTED_SHOWN]:
        advice = f" {row.suggestion}" if row.suggestion else ""
        click.echo(f"  line {row.line}, {row.column or 'row'}, {row.value!r}: {row.reason}.{advice}")
    if len(batch.rejected) > _REJECTED_SHOWN:
        click.echo(f"  and {len(batch.rejected) - _REJECTED_SHOWN} more; --json lists them all.")
    for anomaly in batch.anomalies[:_REJECTED_SHOWN]:
        click.echo(f"  note: {anomaly.detail}")
    click.echo(
        f"{result.sides_changed} plans change: {result.announced} announced, {result.moved} moved, "
        f"{result.in_progress} in progress, {result.withdrawn} withdrawn, {result.done} done; {result.alerts} alerts."
    )
    if result.withheld:
        click.echo(f"HELD for a person: {result.withheld} withdrawals. `infoneige plan held` lists what waits.")
