"""What `infoneige plan check` and `publish` answer: the rows rejected, what was odd, what changes, what is held."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from infoneige.cli.reach_report import reach_as_json, reach_in_words

if TYPE_CHECKING:
    from infoneige.pipeline import PublishResult
    from infoneige.reach import Reach
    from schedules.model import PlanBatch
    from schedules.plan_table.unusable import UnusableFileError

SOURCE = "operator"
"""Whose plans a file's are."""

_REJECTED_SHOWN = 100
_NOTES_SHOWN = 5
_MANY_UNKNOWN = 10
"""One side in so many that the street file does not have is more than a new street or two."""

_KINDS = {
    "unknown_side": "sides that are not in the street file, whose plans are kept",
    "disagreeing_duplicates": "sides with several windows, which were joined",
    "duplicate_side": "sides of which different rows say different things",
    "autumn_fold": "rows with a time that the clocks show twice",
    "malformed_row": "columns that were ignored",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file says and what publishing it does, or would do; ``reach`` is what of it is held.

    ``keeps_absent``: a rejected row's sides cannot be told, so that nothing counts as absent from a complete plan.
    """

    batch: "PlanBatch"
    result: "PublishResult"
    reach: "Reach | None"
    keeps_absent: bool
    is_dry_run: bool

    @property
    def is_clean(self) -> bool:
        """Say whether every row was used and nothing waits for a person."""
        return not self.batch.rejected and not self.result.withheld

    @property
    def sides_unknown(self) -> int:
        """Count the sides that the street file does not have."""
        return len({one.side_id for one in self.batch.anomalies if one.kind.value == "unknown_side"})


def unusable_as_json(error: "UnusableFileError") -> dict[str, object]:
    """Return the refusal of a whole file."""
    return {
        "status": "unusable",
        "place": error.place,
        "reason": error.reason,
        "suggestion": error.suggestion,
    }


def as_json(outcome: Outcome, geodata: Path) -> dict[str, object]:
    """Return everything, each rejected row and each anomaly too."""
    batch, result = outcome.batch, outcome.result
    return {
        "status": "clean" if outcome.is_clean else "held" if result.withheld else "rejected_rows",
        "rows": batch.rows,
        "plans": len(batch.plans),
        "sides_unknown": outcome.sides_unknown,
        **asdict(result),
        "held": {"source": SOURCE, **reach_as_json(outcome.reach, geodata)} if outcome.reach else None,
        "keeps_absent": outcome.keeps_absent,
        "rejected": [asdict(row) for row in batch.rejected],
        "anomalies": [asdict(anomaly) for anomaly in batch.anomalies],
    }


def in_words(outcome: Outcome, geodata: Path) -> Iterator[str]:
    """Yield the lines that a person reads, what matters most first."""
    batch, result, unknown = outcome.batch, outcome.result, outcome.sides_unknown
    if unknown * _MANY_UNKNOWN > len(batch.plans):
        yield f"WARNING: {unknown:,} of {len(batch.plans):,} sides are not in the street file: is it the right one?"
    yield f"{batch.rows:,} rows, {len(batch.plans):,} sides, {len(batch.rejected):,} rows rejected."
    yield from _rejected(batch)
    yield from _notes(batch)
    if outcome.keeps_absent:
        yield "A rejected row names no known street and may mean any: no side absent from the file is withdrawn."
    yield (
        f"{result.sides_changed} plans change: {result.announced} announced, {result.moved} moved, "
        f"{result.in_progress} in progress, {result.withdrawn} withdrawn, {result.done} done; {result.alerts} alerts."
    )
    yield from _held(outcome, geodata)


def _rejected(batch: "PlanBatch") -> Iterator[str]:
    for row in batch.rejected[:_REJECTED_SHOWN]:
        advice = f"; {row.suggestion}" if row.suggestion else ""
        yield f"  line {row.line}, {row.column or 'row'}, {row.value!r}: {row.reason}{advice}"
    if len(batch.rejected) > _REJECTED_SHOWN:
        yield f"  and {len(batch.rejected) - _REJECTED_SHOWN:,} more; --json lists them all."


def _notes(batch: "PlanBatch") -> Iterator[str]:
    """Yield what was odd, by kind: how many, and the first of them."""
    details: dict[str, list[str]] = defaultdict(list)
    for anomaly in batch.anomalies:
        details[anomaly.kind.value].append(anomaly.detail)
    for kind, texts in details.items():
        yield f"  note: {_KINDS.get(kind, kind)}: {len(texts):,}"
        yield from (f"    {text}" for text in texts[:_NOTES_SHOWN])
        if len(texts) > _NOTES_SHOWN:
            yield f"    and {len(texts) - _NOTES_SHOWN:,} more; --json lists them all."


def _held(outcome: Outcome, geodata: Path) -> Iterator[str]:
    if outcome.reach is None:
        return
    what = f"HELD for a person: {outcome.result.withheld} withdrawals by {SOURCE}."
    yield f"Publishing this would be {what}" if outcome.is_dry_run else what
    yield from reach_in_words(outcome.reach, geodata)
    if not outcome.is_dry_run:
        number = outcome.result.held_id
        yield f"Nothing took effect. `infoneige plan release {number}` or `infoneige plan discard {number}` decides."
