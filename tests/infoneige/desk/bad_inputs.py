"""Files as operators should not send them, brought to the desk."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from infoneige.clock import FakeClock
from infoneige.desk.job import work
from infoneige.desk.model import Load, LoadState, Refusal
from infoneige.desk.receiving import receive
from infoneige.operators.model import Operator, Role
from infoneige.storage import loads
from infoneige.storage.database import Database
from schedules.model import PlanBatch, PlanMode
from schedules.plan_table.unusable import Unusable, UnusableFileError
from tests.infoneige.desk.plan_desk import preview
from tests.schedules.small_city import NOW, SmallCity

CLERK = Operator(1, "amelie", "Amélie", Role.PLANNER)
HEADER = "cote_rue_id;etat;debut;fin\n"
START, END = "2026-11-23 19:00", "2026-11-24 07:00"
GOOD = f"100;2;{START};{END}\n"


@dataclass(frozen=True)
class Refused:
    """A file that the desk takes nothing of; ``kind`` where it was refused at once, None where by the reader."""

    kind: Unusable | None
    reason: str
    place: str | None


@dataclass
class Clerk:
    """Somebody who brings files to a desk and reads what it answers."""

    database: Database
    names: list[str] = field(default_factory=list)

    def bring(self, content: bytes, name: str = "plan.csv", *, day_first: bool = False) -> PlanBatch | Refused:
        """Bring a file; return what was read of it, or why nothing was."""
        try:
            load_id = receive(
                self.database,
                io.BytesIO(content),
                file_name=name,
                mode=PlanMode.CHANGES,
                day_first=day_first,
                operator=CLERK,
                now=NOW,
            )
        except UnusableFileError as error:
            return Refused(error.kind, error.reason, error.place)
        work(self.database, SmallCity(), load_id, FakeClock(NOW), lambda *_: preview(0, made_at=NOW))
        with self.database.read() as connection:
            load = loads.load(self.database, connection, load_id)
            batch = loads.batch_of(self.database, connection, load_id)
        assert load is not None
        self.names.append(load.file_name)
        return _answer(load, batch)

    def row(self, row: str, header: str = HEADER) -> tuple[str | None, str, bool]:
        """Bring a file of this row and a good one; return the column and reason of its refusal."""
        batch = self.bring(f"{header}{row}\n{GOOD}".encode())
        assert isinstance(batch, PlanBatch), batch
        (rejected,) = batch.rejected
        assert rejected.line == 2
        return rejected.column, rejected.reason, [plan.side_id for plan in batch] == ["100"]


def _answer(load: Load, batch: PlanBatch | None) -> PlanBatch | Refused:
    if load.state is LoadState.UNUSABLE:
        assert isinstance(load.refusal, Refusal)
        assert load.refusal.suggestion
        return Refused(None, load.refusal.reason, load.refusal.place)
    assert load.state is LoadState.READY
    assert batch is not None
    return batch


class Endless:
    """A stream of so many bytes that nobody has; says how many were read."""

    def __init__(self, size: int, chunk: bytes) -> None:
        self.left = size
        self.given = 0
        self._chunk = chunk

    def read(self, size: int, /) -> bytes:
        wanted = min(size, self.left)
        self.left -= wanted
        self.given += wanted
        return (self._chunk * (wanted // len(self._chunk) + 1))[:wanted]


def lines_of(row: str, count: int) -> Iterator[str]:
    """Yield a row so many times, each with its number in place of #."""
    return (row.replace("#", str(number)) for number in range(count))
