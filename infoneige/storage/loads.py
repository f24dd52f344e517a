"""The loads of the operators' desk in the database: their staging, and what became of each."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, Final

from infoneige.desk.batch_text import batch_as_text, batch_from_text
from infoneige.desk.model import Load, LoadKind, LoadState, Preview, Refusal
from infoneige.desk.preview_text import from_text as from_preview_text
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from schedules.model import PlanBatch, PlanMode, RejectedRow

_COLUMNS: Final = tuple(one.name for one in fields(Load))
_SHOWN_NUL: Final = "\N{SYMBOL FOR NULL}"
"""In place of a byte that PostgreSQL cannot keep in a text."""
_SETTABLE: Final = (
    *("refusal", "preview", "base_version", "reason", "requested_by", "approved_by", "publish_at", "publish_id"),
)
_EVERY_ROW: Final = 2**31


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLoad:
    """What is brought to the desk: a file's content, or a batch made by hand or by taking a version back.

    ``base_version`` is the version that such a batch was made from; the ``content`` of one by hand is what was asked.
    """

    kind: LoadKind
    loaded_by: str
    file_name: str
    mode: PlanMode
    content_hash: str
    content: bytes | None = field(default=None, repr=False)
    batch: PlanBatch | None = field(default=None, repr=False)
    day_first: bool = False
    base_version: int | None = None
    takes_back: int | None = None
    is_our_error: bool = False


def add(database: Database, connection: Connection, new: NewLoad, *, now: datetime) -> int:
    """Keep a load, received, and return its number."""
    return int(
        database.queries.add_load(
            connection,
            kind=new.kind.value,
            loaded_by=new.loaded_by,
            loaded_at=to_text(now),
            file_name=new.file_name,
            mode=new.mode.value,
            day_first=int(new.day_first),
            takes_back=new.takes_back,
            is_our_error=int(new.is_our_error),
            content=new.content,
            content_hash=new.content_hash,
            batch=batch_as_text(new.batch) if new.batch else None,
            base_version=new.base_version,
        )
    )


def load(database: Database, connection: Connection, load_id: int) -> Load | None:
    """Return a load, None if there is none of this number."""
    row = database.queries.load_of(connection, load_id=load_id)
    return _load(row) if row else None


def recent(database: Database, connection: Connection, most: int, loaded_by: str | None = None) -> tuple[Load, ...]:
    """Return the last loads, of everybody or of one actor, the newest first."""
    return tuple(map(_load, database.queries.recent_loads(connection, loaded_by=loaded_by, most=most)))


def in_states(database: Database, connection: Connection, states: Collection[LoadState]) -> tuple[Load, ...]:
    """Return the loads of which this has become, the oldest first."""
    return tuple(map(_load, database.queries.loads_in_states(connection, states=_as_keys(states))))


def content_of(database: Database, connection: Connection, load_id: int) -> bytes | None:
    """Return the file as received, or what was asked by hand; None where there was none, or staging is forgotten."""
    content = database.queries.load_content(connection, load_id=load_id)
    return None if content is None else bytes(content)


def batch_of(database: Database, connection: Connection, load_id: int) -> PlanBatch | None:
    """Return what was read of a load, None before it was read and once its staging is forgotten."""
    text = database.queries.load_batch(connection, load_id=load_id)
    if text is None:
        return None
    return batch_from_text(text, rejected_of(database, connection, load_id, most=_EVERY_ROW))


def preview_of(database: Database, connection: Connection, load_id: int) -> Preview | None:
    """Return what publishing a load would do, None before it was weighed and once its staging is forgotten."""
    text = database.queries.load_preview(connection, load_id=load_id)
    return None if text is None else from_preview_text(text)


def rejected_of(
    database: Database, connection: Connection, load_id: int, offset: int = 0, most: int = 100
) -> tuple[RejectedRow, ...]:
    """Return some of the rows of a load that cannot be used, in the file's order."""
    rows = database.queries.rejected_rows(connection, load_id=load_id, first=offset, last=offset + most)
    return tuple(RejectedRow(*row) for row in rows)


def rejected_kinds(database: Database, connection: Connection, load_id: int) -> Counter[str]:
    """Return why rows of a load cannot be used, and how many for each reason, the most frequent first."""
    return Counter(dict(database.queries.rejected_kinds(connection, load_id=load_id)))


def keep_batch(database: Database, connection: Connection, load_id: int, batch: PlanBatch) -> None:
    """Keep what was read of a load, in place of what had been read before."""
    queries = database.queries
    queries.keep_load_batch(connection, load_id=load_id, batch=batch_as_text(batch))
    queries.forget_rejected_rows(connection, load_id=load_id)
    queries.add_rejected_rows(connection, list(_numbered(load_id, batch.rejected)))


def move(
    database: Database,
    connection: Connection,
    load_id: int,
    from_states: Collection[LoadState],
    to: LoadState,
    *,
    now: datetime,
    **columns: object,
) -> bool:
    """Move a load on, and set columns of it; False, and nothing done, when it was in none of the states.

    The columns are ``refusal`` (a Refusal), ``preview`` (text), ``base_version``, ``reason``, ``requested_by``,
    ``approved_by``, ``publish_at`` (an instant) and ``publish_id``; None clears one.
    """
    unknown = columns.keys() - set(_SETTABLE)
    if unknown:
        message = f"a load has no column {', '.join(sorted(unknown))} to set"
        raise TypeError(message)
    sets = {f"sets_{name}": int(name in columns) for name in _SETTABLE}
    values = {name: _stored(columns.get(name)) for name in _SETTABLE}
    moved = database.queries.move_load(
        connection,
        load_id=load_id,
        from_states=_as_keys(from_states),
        state=to.value,
        now=to_text(now),
        **sets,
        **values,
    )
    return int(moved) == 1


def tell_progress(
    database: Database, connection: Connection, load_id: int, state: LoadState, thousandths: int, *, now: datetime
) -> None:
    """Say how far the work of a state is, unless the load has left it; somebody at work says so this way."""
    database.queries.tell_load_progress(
        connection, load_id=load_id, state=state.value, progress=thousandths, now=to_text(now)
    )


def due(database: Database, connection: Connection, now: datetime) -> tuple[int, ...]:
    """Return the scheduled loads whose hour has come, in their order."""
    return tuple(load_id for (load_id,) in database.queries.due_loads(connection, now=to_text(now)))


def silent(database: Database, connection: Connection, since: datetime) -> tuple[int, ...]:
    """Return the loads that a job has in hand, or should have, and of which it has said nothing since this instant."""
    return tuple(load_id for (load_id,) in database.queries.silent_loads(connection, silent_since=to_text(since)))


def stale(database: Database, connection: Connection, since: datetime) -> tuple[int, ...]:
    """Return the loads whose staging is still kept although nothing has moved them since; scheduled ones wait."""
    return tuple(load_id for (load_id,) in database.queries.stale_loads(connection, moved_before=to_text(since)))


def forget_staging(database: Database, connection: Connection, load_id: int) -> None:
    """Forget a load's file, batch, preview and rejected rows; one that had not ended is abandoned."""
    database.queries.forget_rejected_rows(connection, load_id=load_id)
    database.queries.forget_staging(connection, load_id=load_id)


def _load(row: Iterable[Any]) -> Load:
    cells = dict(zip(_COLUMNS, row, strict=True))
    publish_at, refusal = cells["publish_at"], cells["refusal"]
    return Load(
        **cells
        | {
            "kind": LoadKind(cells["kind"]),
            "loaded_at": from_text(cells["loaded_at"]),
            "mode": PlanMode(cells["mode"]),
            "state": LoadState(cells["state"]),
            "moved_at": from_text(cells["moved_at"]),
            "day_first": bool(cells["day_first"]),
            "is_our_error": bool(cells["is_our_error"]),
            "refusal": Refusal(**json.loads(refusal)) if refusal else None,
            "publish_at": from_text(publish_at) if publish_at else None,
        }
    )


def _stored(value: object) -> object:
    if isinstance(value, Refusal):
        return json.dumps(asdict(value), ensure_ascii=False)
    return to_text(value) if isinstance(value, datetime) else value


def _as_keys(states: Collection[LoadState]) -> str:
    return json.dumps(dict.fromkeys(states, 1))


def _numbered(load_id: int, rejected: Iterable[RejectedRow]) -> Iterator[dict[str, object]]:
    for number, row in enumerate(rejected):
        yield {
            "load_id": load_id,
            "number": number,
            "line": row.line,
            "header": row.column,
            "value": row.value.replace("\0", _SHOWN_NUL),
            "reason": row.reason,
            "suggestion": row.suggestion,
            "fix": row.fix,
        }
