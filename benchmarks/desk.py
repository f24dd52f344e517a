"""A whole city's plan at the desk: from a file to a preview, by the real job in its own process, and to a version.

Floor: the outbox rows that the publish wrote, written once more into a table without any index, committed, in the same
database. The home page is asked for meanwhile, and before, to see whether a job makes residents wait.
"""

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from datetime import time as wall_time
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles

from benchmarks import desk_reading
from benchmarks.artefact_build import street_request
from benchmarks.desk_reading import BY_NUMBERS, by_numbers, numbered, plan_text
from benchmarks.fan_out import checkpoint, write_history
from benchmarks.web import served
from benchmarks.web_load import at_a_rate
from geodata.address_book import AddressBook
from geodata.build import build_artefact
from infoneige.clock import SystemClock
from infoneige.config import PREFIX
from infoneige.desk.model import LoadState
from infoneige.desk.outcome import AwaitingApproval, Conflict, Published, Scheduled
from infoneige.desk.publishing import approve, publish_load
from infoneige.desk.receiving import receive
from infoneige.memory import collect_rarely
from infoneige.operators.book import OperatorBook
from infoneige.operators.model import Operator, Role
from infoneige.secrecy.key_file import write_new
from infoneige.secrecy.keys import KeyRing
from infoneige.secrecy.vault import Vault
from infoneige.storage import loads
from infoneige.storage.database import Database
from infoneige.storage.migrate import open_migrated
from infoneige.storage.subscriptions import add_subscriptions
from notifier.model import Channel, PreferenceProfile, QuietHours, Recipient, Subscription
from schedules.model import PlanMode

_ONE, _OTHER = (Operator(number, name, name, Role.PUBLISHER) for number, name in ((1, "one"), (2, "other")))
_LEADS = [(120, 30), (240, 60), (180, 45), (90, 15), (360, 60)]
_QUIET = QuietHours(wall_time(23), wall_time(5))
_ASKED_PER_S = 20
_SLICE_S = 1.0
_LOOK_AGAIN_S = 0.02


@dataclass(frozen=True, slots=True)
class _Size:
    """How much is measured at once: rows of the file, by id or by street, people, and old rows of the outbox."""

    rows: int
    people: int
    history: int
    is_by_street: bool = False


def run(*, quick: bool) -> list[dict[str, object]]:
    """Measure, in a process set up like those that serve, a city without a past, then one with a winter's outbox."""
    by_id, with_past = _Size(55_000, 200_000, 0), _Size(55_000, 200_000, 5_000_000)
    sizes = [_Size(200, 2_000, 0)] if quick else [by_id, replace(by_id, is_by_street=True), with_past]
    collect_rarely()
    with tempfile.TemporaryDirectory() as name:
        artefact = Path(name) / "geodata.db"
        build_artefact(street_request(Path(name), quick=quick), artefact)
        return [
            *desk_reading.measure(artefact, sizes[0].rows),
            *(row for size in sizes for row in _measure(artefact, size)),
        ]


def _measure(artefact: Path, size: _Size) -> Iterator[dict[str, object]]:
    with tempfile.TemporaryDirectory() as name, closing(AddressBook.open(artefact)) as book:
        folder = Path(name)
        (folder / "geodata.db").symlink_to(artefact)
        write_new(folder / "keys", KeyRing.fresh())
        url = f"sqlite:///{folder / 'state.db'}"
        with open_migrated(url) as database:
            _people(database, book, size)
            for operator in (_ONE, _OTHER):
                OperatorBook(database).add(operator.name, operator.role, actor="command:root", now=SystemClock().now())
            load_id = _receive(database, book, size)
            with served(folder) as port:
                alone, job, meanwhile = _while_a_job_runs(folder, url, load_id, port)
            seconds, cpu_seconds = _publish(database, book, load_id)
            floor, rows = _bare_insert(database)
    by = " by street" if size.is_by_street else ""
    label = f"{size.rows:,} rows{by}, {size.people:,} people, {size.history:,} old rows"
    yield {
        "name": f"desk: previewed, {label}",
        "alerts": rows,
        "seconds": round(job.seconds, 2),
        "cpu_seconds": round(job.cpu_seconds, 2),
        "floor_seconds": round(floor, 3),
        "ratio": round(job.seconds / floor, 1),
        "peak_mb": job.peak_mb,
        "goal": "10 s, 600 MB",
    }
    yield {
        "name": f"desk: published, {label}",
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu_seconds, 2),
        "floor_seconds": round(floor, 3),
        "ratio": round(seconds / floor, 1),
        "goal": "5 s",
    }
    yield {
        "name": f"desk: the home page while it is previewed, {label}",
        "p99_ms": round(meanwhile, 1),
        "p99_ms_alone": round(alone, 1),
        "ratio": round(meanwhile / alone, 1),
    }


def _people(database: Database, book: AddressBook, size: _Size) -> None:
    """Give each person 1.2 sides, with three alerts a window; and the outbox a past."""
    draw, sides = random.Random(1), sorted(book.side_ids())
    profiles = [PreferenceProfile(tuple(timedelta(minutes=m) for m in leads), _QUIET) for leads in _LEADS]
    wishes = (
        Subscription(
            Recipient(Channel.SMS if person % 3 else Channel.PUSH, f"+1514{person:07}"),
            side,
            profiles[person % len(profiles)],
        )
        for person in range(size.people)
        for side in draw.sample(sides, 2 if person % 5 == 0 else 1)
    )
    now = SystemClock().now()
    with database.transaction() as connection:
        add_subscriptions(database, connection, Vault(KeyRing.fresh()), wishes, now=now)
    if size.history:
        _add_past(database, size.history)
    with database.transaction() as connection:
        connection.execute("ANALYZE")
    checkpoint(database)


def _add_past(database: Database, rows: int) -> None:
    with database.transaction() as connection:
        connection.execute(
            "INSERT INTO publish (source, mode, content_hash, published_at, rows_read, rows_rejected)"
            " VALUES ('operator', 'changes', '', '2025-01-01T00:00:00.000Z', 0, 0)"
        )
    write_history(database, rows)


def _receive(database: Database, book: AddressBook, size: _Size) -> int:
    """Bring a file of tomorrow night's bans to the desk."""
    now = SystemClock().now()
    return receive(
        database,
        BytesIO(_by_street(book, size.rows, now) if size.is_by_street else _by_id(book, size.rows, now)),
        file_name="plan.csv",
        mode=PlanMode.COMPLETE,
        day_first=False,
        operator=_ONE,
        now=now,
    )


def _by_id(book: AddressBook, rows: int, now: datetime) -> bytes:
    sides = sorted(book.side_ids())
    return plan_text("cote_rue_id", random.Random(2).sample(sides, min(rows, len(sides))), now)


def _by_street(book: AddressBook, rows: int, now: datetime) -> bytes:
    """Name as many rows as there are, numbered sides again in other rows' place where the city has too few."""
    return plan_text(BY_NUMBERS, islice(cycle([by_numbers(*known) for known in numbered(book, rows)]), rows), now)


@dataclass(frozen=True, slots=True)
class _Job:
    """What one job took, from the start of its process to its end."""

    seconds: float
    cpu_seconds: float
    peak_mb: int


def _while_a_job_runs(folder: Path, url: str, load_id: int, port: int) -> tuple[float, _Job, float]:
    """Have the load read and weighed; return it, with the page's 99th percentile before and meanwhile, in ms."""
    _ask(port)
    alone = [ms for _ in range(8) for ms in _ask(port)]
    meanwhile: list[float] = []
    with ThreadPoolExecutor(1) as waiting:
        job = waiting.submit(_run_job, folder, url, load_id)
        while not job.done():
            meanwhile += _ask(port)
    return _p99(alone), job.result(), _p99(meanwhile)


def _run_job(folder: Path, url: str, load_id: int) -> _Job:
    given = {"DATABASE": url, "GEODATA": f"{folder / 'geodata.db'}"}
    begun = time.perf_counter()
    child = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "infoneige.desk.job_child", str(load_id)],
        env=os.environ | {PREFIX + name: value for name, value in given.items()},
    )
    peak_mb = 0
    while (ended := os.wait4(child.pid, os.WNOHANG))[0] == 0:
        peak_mb = max(peak_mb, _peak_mb(child.pid))
        time.sleep(_LOOK_AGAIN_S)
    _, status, usage = ended
    child.returncode = os.waitstatus_to_exitcode(status)
    return _Job(time.perf_counter() - begun, usage.ru_utime + usage.ru_stime, peak_mb)


def _peak_mb(process_id: int) -> int:
    """Return the most memory that a process has held so far; ``ru_maxrss`` would count its parent's too."""
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) // 1024 if found else 0


def _ask(port: int) -> tuple[float, ...]:
    load = at_a_rate(port, ["/"], per_second=_ASKED_PER_S, connections=4, seconds=_SLICE_S)
    return load.milliseconds


def _p99(milliseconds: list[float]) -> float:
    return quantiles(milliseconds, n=100)[98]


def _publish(database: Database, book: AddressBook, load_id: int) -> tuple[float, float]:
    """Publish what is ready, a second operator agreeing where one must; return seconds and those of the processor."""
    with database.read() as connection:
        load = loads.load(database, connection, load_id)
    if load is None or load.state is not LoadState.READY:
        message = f"the job left the load {load.state if load else 'nowhere'}"
        raise RuntimeError(message)
    now, coalesce = SystemClock().now(), timedelta(minutes=2)
    begun, cpu_begun = time.perf_counter(), time.process_time()
    asked = publish_load(database, book, load_id, _ONE, reason="measured", coalesce=coalesce, now=now)
    agreed: Published | Conflict | AwaitingApproval | Scheduled = asked
    if isinstance(asked, AwaitingApproval):
        agreed = approve(database, book, load_id, _OTHER, coalesce=coalesce, now=now)
    seconds, cpu_seconds = time.perf_counter() - begun, time.process_time() - cpu_begun
    if not isinstance(agreed, Published):
        message = f"the load was not published: {agreed}"
        raise TypeError(message)
    return seconds, cpu_seconds


def _bare_insert(database: Database) -> tuple[float, int]:
    """Write the rows of the publish once more, bare; return seconds and how many there are."""
    with database.transaction() as connection:
        connection.execute("CREATE TABLE bare AS SELECT * FROM outbox WHERE 0")
    begun = time.perf_counter()
    with database.transaction() as connection:
        rows = connection.execute("INSERT INTO bare SELECT * FROM outbox WHERE state = 'due'").rowcount
    return time.perf_counter() - begun, rows
