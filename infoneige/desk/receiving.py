"""A file comes to the desk: refused at once by what it is, or kept, whole, for somebody to read."""

import unicodedata
from datetime import datetime
from hashlib import sha256
from typing import Final, Protocol

from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import append
from infoneige.desk.model import LoadKind
from infoneige.desk.reading import refuse_other_files
from infoneige.operators.model import Operator
from infoneige.storage import loads
from infoneige.storage.database import Database
from schedules.model import PlanMode
from schedules.plan_table.limits import LARGEST_FILE

LONGEST_NAME: Final = 80
NAMELESS: Final = "plan"


class Incoming(Protocol):
    """What a file is read from."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes, none at the end."""


def receive(
    database: Database,
    stream: Incoming,
    *,
    file_name: str,
    mode: PlanMode,
    day_first: bool,
    operator: Operator,
    now: datetime,
) -> int:
    """Keep a file and return the number of its load, to be read by a job.

    No more is read of the stream than tells that it is too large. The name is only ever shown.

    Raises:
        UnusableFileError: it is empty, too large, or another thing than a table; nothing is kept.
    """
    content = stream.read(LARGEST_FILE + 1)
    refuse_other_files(content)
    new = loads.NewLoad(
        kind=LoadKind.FILE,
        loaded_by=operator.actor,
        file_name=shown_name(file_name),
        mode=mode,
        content_hash=sha256(content).hexdigest(),
        content=content,
        day_first=day_first,
    )
    with database.transaction() as connection:
        load_id = loads.add(database, connection, new, now=now)
        detail = {"file": new.file_name, "bytes": len(content), "sha256": new.content_hash, "mode": mode.value}
        event = AuditEvent(operator.actor, Verb.PLAN_LOADED, f"load:{load_id}", detail)
        append(database, connection, event, now=now)
    return load_id


def shown_name(file_name: str) -> str:
    """Return a name to show: no folder, nothing invisible or that turns the text around, at most ``LONGEST_NAME``."""
    last = unicodedata.normalize("NFC", file_name).replace("\\", "/").rpartition("/")[2]
    visible = " ".join("".join(letter for letter in last if letter == " " or _is_visible(letter)).split())
    return visible[:LONGEST_NAME] or NAMELESS


def _is_visible(letter: str) -> bool:
    return unicodedata.category(letter)[0] not in "CZ"
