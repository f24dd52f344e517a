"""What `infoneige plan check` and `publish` answer: the rows rejected, what was odd, what changes, what is held."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from infoneige.cli.reach_report import reach_as_json, reach_in_words
from infoneige.instants import to_iso

if TYPE_CHECKING:
    from infoneige.desk.by_command import Answer
    from infoneige.desk.model import Preview
    from infoneige.pipeline import PublishResult
    from infoneige.plans.reach import Reach
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
    """What a file says, what publishing it would do, and what came of it; ``reach`` is what of it is held.

    ``keeps_absent``: a rejected row's sides cannot be told, so that nothing counts as absent from a complete plan.
    """

    batch: "PlanBatch"
    preview: "Preview"
    answer: "Answer"
    reach: "Reach | None"
    keeps_absent: bool
    is_dry_run: bool

    @property
    def result(self) -> "PublishResult":
        """Return what was done, or would be."""
        return self.answer.result

    @property
    def is_clean(self) -> bool:
        """Say whether every row was used and nothing waits for a person."""
        return self.status == "clean"

    @property
    def status(self) -> str:
        """Return in a word what came of it."""
        if self.answer.rivals:
            return "conflict"
        if self.result.withheld:
            return "held"
        if self.answer.needs:
            return "needs_reason"
        return "rejected_rows" if self.batch.rejected else "clean"

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
        "status": outcome.status,
        "base_version": outcome.preview.base_version,
        "rows": batch.rows,
        "plans": len(batch.plans),
        "sides_unknown": outcome.sides_unknown,
        **asdict(result),
        "held": {"source": SOURCE, **reach_as_json(outcome.reach, geodata)} if outcome.reach else None,
        "people": dict(outcome.preview.people),
        "needs": [asdict(guard) for guard in outcome.answer.needs],
        "conflict": [asdict(one) | {"published_at": to_iso(one.published_at)} for one in outcome.answer.rivals],
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
    yield from _needs(outcome)
    yield from _conflict(outcome)


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


def _needs(outcome: Outcome) -> Iterator[str]:
    guards = outcome.answer.needs
    if not guards:
        return
    yield "Publishing this needs a reason:" if outcome.is_dry_run else "NOTHING IS PUBLISHED: this needs a reason."
    for guard in guards:
        yield f"  {guard.kind.replace('_', ' ')}: {guard.amount:,}, more than {guard.limit:,}"
    wants_confirm = any(guard.needs_second for guard in guards)
    yield f"Publish it with --reason 'why'{' and --confirm' if wants_confirm else ''}."


def _conflict(outcome: Outcome) -> Iterator[str]:
    for one in outcome.answer.rivals:
        at, who = to_iso(one.published_at), one.published_by or one.source
        yield f"CONFLICT: version {one.publish_id} by {who} at {at}: {one.sides:,} sides, {one.shared:,} of them here."
    if outcome.answer.rivals:
        yield "NOTHING IS PUBLISHED. `infoneige plan diff` shows what it would change now."


def _held(outcome: Outcome, geodata: Path) -> Iterator[str]:
    if outcome.reach is None:
        return
    what = f"HELD for a person: {outcome.result.withheld} withdrawals by {SOURCE}."
    yield f"Publishing this would be {what}" if outcome.is_dry_run else what
    yield from reach_in_words(outcome.reach, geodata)
    if not outcome.is_dry_run:
        number = outcome.result.held_id
        yield f"Nothing took effect. `infoneige plan release {number}` or `infoneige plan discard {number}` decides."
