"""`infoneige plan`: what an operator's CSV would do, making it the plan in force, and releasing what is held."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from infoneige.errors import ServiceError

if TYPE_CHECKING:
    from infoneige.config import Settings
    from infoneige.pipeline import PublishResult
    from schedules.model import PlanBatch

_CLEAN, _REJECTED_OR_HELD = 0, 1
_REJECTED_SHOWN = 100

_DATABASE = click.option("--database", metavar="URL", help="In place of INFONEIGE_DATABASE.")
_GEODATA = click.option("--geodata", metavar="FILE", help="In place of INFONEIGE_GEODATA.")
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
    """Load an operator's plan from CSV (docs/plan-format.md)."""


@plan.command()
@_FILE
@_MODE
@_DAY_FIRST
@_JSON
@_DATABASE
@_GEODATA
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
    _finish(ctx, _publish(file, mode, _settings(database, geodata), day_first=day_first, dry_run=True), as_json=as_json)


@plan.command()
@_FILE
@_MODE
@_DAY_FIRST
@click.option("--confirm", is_flag=True, help="Publish even if it withdraws so much that it would be held.")
@_JSON
@_DATABASE
@_GEODATA
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
    settings = _settings(database, geodata)
    _finish(ctx, _publish(file, mode, settings, day_first=day_first, confirmed=confirm), as_json=as_json)


@plan.command()
@_JSON
@_DATABASE
def held(as_json: bool, database: str | None) -> None:
    """List what waits for a person: plans that would withdraw much at once."""
    from infoneige.holding import held_changes
    from infoneige.storage.database import open_database
    from infoneige.storage.migrate import migrate

    with open_database(_settings(database, None).database) as state:
        migrate(state)
        waiting = held_changes(state)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in waiting], default=str))
        return
    for one in waiting:
        click.echo(f"{one.held_id}: {one.withdrawn} withdrawals by {one.source}, held since {one.held_at:%F %R}Z")
    if not waiting:
        click.echo("Nothing is held.")


@plan.command()
@click.argument("held_id", type=int)
@_DATABASE
def release(held_id: int, database: str | None) -> None:
    """Put a held change into force, as a person's decision."""
    from infoneige.clock import SystemClock
    from infoneige.holding import release as release_held
    from infoneige.storage.database import open_database
    from infoneige.storage.migrate import migrate

    settings = _settings(database, None)
    with open_database(settings.database) as state:
        migrate(state)
        result = release_held(state, held_id, coalesce=settings.coalesce, now=SystemClock().now())
    click.echo(f"Released: {result.withdrawn} withdrawn, {result.moved} moved, {result.announced} announced.")


@plan.command()
@click.argument("held_id", type=int)
@_DATABASE
def discard(held_id: int, database: str | None) -> None:
    """Forget a held change; the plans that it would have withdrawn stay in force."""
    from infoneige.clock import SystemClock
    from infoneige.holding import discard as discard_held
    from infoneige.storage.database import open_database
    from infoneige.storage.migrate import migrate

    with open_database(_settings(database, None).database) as state:
        migrate(state)
        discard_held(state, held_id, now=SystemClock().now())
    click.echo("Discarded.")


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a file says and what publishing it does."""

    batch: "PlanBatch"
    result: "PublishResult"

    @property
    def is_clean(self) -> bool:
        return not self.batch.rejected and not self.result.withheld


def _settings(database: str | None, geodata: str | None) -> "Settings":
    from infoneige.cli.run import overridden
    from infoneige.config import load_settings

    return load_settings(overridden(database=database, geodata=geodata))


def _publish(
    file: Path, mode: str, settings: "Settings", *, day_first: bool, confirmed: bool = False, dry_run: bool = False
) -> _Outcome:
    from hashlib import sha256

    from geodata.address_book import AddressBook
    from infoneige.clock import SystemClock
    from infoneige.pipeline import publish as publish_batch
    from infoneige.storage.database import open_database
    from infoneige.storage.migrate import migrate
    from schedules.feeds.operator_csv.plan import read_plan_csv
    from schedules.model import PlanMode

    now = SystemClock().now()
    content = _read(file)
    batch = read_plan_csv(content, AddressBook.open(settings.geodata), now, day_first=day_first)
    with open_database(_nothing_new(settings.database) if dry_run else settings.database) as state:
        migrate(state)
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


def _nothing_new(url: str) -> str:
    """Return the database to check against; one that does not exist yet is not made by looking."""
    path = url.removeprefix("sqlite:///")
    return url if path == url or Path(path).exists() else "sqlite:///:memory:"


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
        click.echo(json.dumps(_as_json(outcome), ensure_ascii=False, default=_iso))
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


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return str(value)
