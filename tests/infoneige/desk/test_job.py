"""The work on a load: whatever happens, it ends where a person can see it, and nothing is published or sent."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from geodata.address_book import AddressBook
from infoneige.clock import FakeClock, SystemClock
from infoneige.config import Settings, load_settings, variable
from infoneige.desk.job import fail, weigher, work
from infoneige.desk.job_runner import ChildProcessRunner, InlineRunner
from infoneige.desk.model import Load, LoadState, Preview, Refusal
from infoneige.desk.receiving import receive
from infoneige.desk.sweeping import SILENT_AFTER, STAGING_LASTS, sweep
from infoneige.operators.model import Operator, Role
from infoneige.storage import loads
from infoneige.storage.database import Database
from schedules.model import PlanBatch, PlanMode
from tests.infoneige.desk.plan_desk import preview
from tests.schedules.small_city import NOW, SmallCity

AMELIE = Operator(1, "amelie", "Amélie", Role.PLANNER)
PLAN = b"cote_rue_id;etat;debut;fin\n100;2;2026-11-23 19:00;2026-11-24 07:00\n101;7;2026-11-23 19:00;2026-11-24 07:00\n"


def brought(database: Database, content: bytes = PLAN) -> int:
    return receive(
        database,
        BytesIO(content),
        file_name="plan.csv",
        mode=PlanMode.CHANGES,
        day_first=False,
        operator=AMELIE,
        now=NOW,
    )


def load_of(database: Database, load_id: int) -> Load:
    with database.read() as connection:
        found = loads.load(database, connection, load_id)
    assert found is not None
    return found


def weighed(_load: Load, batch: PlanBatch, now: object) -> Preview:
    assert now == NOW
    return replace(preview(0, made_at=NOW), rows=batch.rows, rejected=len(batch.rejected))


def published_or_due(database: Database) -> list[int]:
    with database.read() as connection:
        return [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("publish", "plan", "ban_window", "outbox")
        ]


def test_received_load_is_read_weighed_and_left_to_a_person(database: Database) -> None:
    load_id = brought(database)
    work(database, SmallCity(), load_id, FakeClock(NOW), weighed)
    load = load_of(database, load_id)
    assert (load.state, load.base_version, load.loaded_by) == (LoadState.READY, 0, "operator:amelie")
    with database.read() as connection:
        batch = loads.batch_of(database, connection, load_id)
        found = loads.preview_of(database, connection, load_id)
    assert batch is not None
    assert [plan.side_id for plan in batch] == ["100"]
    assert [(row.line, row.column, row.value) for row in batch.rejected] == [(3, "etat", "7")]
    assert found == replace(preview(0, made_at=NOW), rows=2, rejected=1)
    assert published_or_due(database) == [0, 0, 0, 0]


def test_load_is_worked_on_once(database: Database) -> None:
    load_id = brought(database)
    works = []

    def count(load: Load, batch: PlanBatch, now: object) -> Preview:
        works.append(load.load_id)
        return weighed(load, batch, now)

    for _ in range(2):
        work(database, SmallCity(), load_id, FakeClock(NOW), count)
    work(database, SmallCity(), load_id + 1, FakeClock(NOW), count)
    assert works == [load_id]


def test_unusable_file_ends_with_its_refusal(database: Database) -> None:
    load_id = brought(database, b"voie;debut\nrue X;2026-11-23 19:00\n")
    work(database, SmallCity(), load_id, FakeClock(NOW), weighed)
    load = load_of(database, load_id)
    refusal = Refusal("line 1", "the required column fin (end) is missing", "the header has voie, debut; add it")
    assert (load.state, load.refusal) == (LoadState.UNUSABLE, refusal)


def test_work_that_breaks_ends_as_failed_and_may_be_tried_anew(database: Database) -> None:
    load_id = brought(database)

    def breaks(_load: Load, _batch: PlanBatch, _now: object) -> Preview:
        message = "no memory"
        raise MemoryError(message)

    work(database, SmallCity(), load_id, FakeClock(NOW), breaks)
    assert load_of(database, load_id).state is LoadState.FAILED
    with database.transaction() as connection:
        assert loads.move(database, connection, load_id, {LoadState.FAILED}, LoadState.RECEIVED, now=NOW)
    work(database, SmallCity(), load_id, FakeClock(NOW), weighed)
    assert load_of(database, load_id).state is LoadState.READY


def test_load_abandoned_while_it_is_weighed_stays_abandoned(database: Database) -> None:
    load_id = brought(database)

    def abandoned(load: Load, batch: PlanBatch, now: object) -> Preview:
        with database.transaction() as connection:
            loads.forget_staging(database, connection, load_id)
        return weighed(load, batch, now)

    work(database, SmallCity(), load_id, FakeClock(NOW), abandoned)
    assert load_of(database, load_id).state is LoadState.ABANDONED
    with database.read() as connection:
        assert loads.preview_of(database, connection, load_id) is None


def test_reading_says_how_far_it_is(database: Database) -> None:
    rows = b"".join(b"%d;2;2026-11-23 19:00;2026-11-24 07:00\n" % (1000 + row) for row in range(2000))
    load_id = brought(database, b"cote_rue_id;etat;debut;fin\n" + rows)
    told = []

    class Watched(SystemClock):
        def now(self) -> datetime:
            told.append(elsewhere.submit(load_of, database, load_id).result().progress)
            self.at += timedelta(seconds=1)
            return self.at

        at = NOW

    with ThreadPoolExecutor(1) as elsewhere:
        work(database, SmallCity(), load_id, Watched(), lambda _load, batch, _now: replace(preview(0), rows=batch.rows))
    assert [thousandths for thousandths in told if thousandths] == [249, 499, 749]
    assert load_of(database, load_id).progress == 0


def test_sweep_fails_what_has_fallen_silent_and_forgets_after_a_day(database: Database) -> None:
    waiting, reading, ready, scheduled = (brought(database) for _ in range(4))
    states = {reading: LoadState.READING, ready: LoadState.READY, scheduled: LoadState.SCHEDULED}
    with database.transaction() as connection:
        for load_id, state in states.items():
            loads.move(database, connection, load_id, {LoadState.RECEIVED}, state, now=NOW)
    sweep(database, now=NOW + SILENT_AFTER - timedelta(seconds=1))
    assert load_of(database, reading).state is LoadState.READING
    sweep(database, now=NOW + SILENT_AFTER)
    found = [load_of(database, load_id).state for load_id in (waiting, reading, ready, scheduled)]
    assert found == [LoadState.FAILED, LoadState.FAILED, LoadState.READY, LoadState.SCHEDULED]
    sweep(database, now=NOW + SILENT_AFTER + STAGING_LASTS)
    found = [load_of(database, load_id).state for load_id in (waiting, reading, ready, scheduled)]
    assert found == [LoadState.FAILED, LoadState.FAILED, LoadState.ABANDONED, LoadState.SCHEDULED]
    with database.read() as connection:
        kept = [loads.content_of(database, connection, one) for one in (waiting, reading, ready, scheduled)]
    assert kept == [None, None, None, PLAN]
    assert published_or_due(database) == [0, 0, 0, 0]


@pytest.fixture
def settings(database_url: str, valneige: Path) -> Settings:
    return load_settings({variable("database"): database_url, variable("geodata"): str(valneige)})


def test_inline_runner_weighs_by_the_settings(database: Database, settings: Settings, streets: AddressBook) -> None:
    load_id = brought(database)
    InlineRunner(database, streets, settings, FakeClock(NOW)).start(load_id)
    assert load_of(database, load_id).state is LoadState.READY
    with database.read() as connection:
        found = loads.preview_of(database, connection, load_id)
    assert found is not None
    assert (found.rows, found.rejected, found.sides, found.unknown_sides, found.people) == (2, 1, 1, 1, {})


def test_each_load_has_a_process_of_its_own(database: Database, settings: Settings) -> None:
    clock = SystemClock()
    brought_now = [
        receive(
            database,
            BytesIO(content),
            file_name="plan.csv",
            mode=PlanMode.CHANGES,
            day_first=False,
            operator=AMELIE,
            now=clock.now(),
        )
        for content in (PLAN, b"voie\n", PLAN)
    ]
    runner = ChildProcessRunner(database, settings, clock)
    for load_id in brought_now:
        runner.start(load_id)
    wait_until_none_is_at_work(database, brought_now)
    runner.close()
    states = [load_of(database, load_id).state for load_id in brought_now]
    assert states == [LoadState.READY, LoadState.UNUSABLE, LoadState.READY]


@pytest.mark.parametrize("is_begun", [False, True])
def test_killed_job_leaves_a_load_that_fails_and_may_be_tried_anew(
    database: Database, settings: Settings, streets: AddressBook, *, is_begun: bool
) -> None:
    rows = b"".join(b"%d;2;2026-11-23 19:00;2026-11-24 07:00\n" % (1000 + row) for row in range(20_000))
    load_id = brought(database, b"cote_rue_id;etat;debut;fin\n" + rows)
    given = {variable("database"): settings.database, variable("geodata"): str(settings.geodata)}
    command = [sys.executable, "-m", "infoneige.desk.job_child", str(load_id)]
    child = subprocess.Popen(command, env=os.environ | given)  # noqa: S603 - nothing of it is from outside
    while is_begun and load_of(database, load_id).state is LoadState.RECEIVED:
        time.sleep(0.005)
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    assert published_or_due(database) == [0, 0, 0, 0]
    fail(database, load_id, now=NOW)
    assert load_of(database, load_id).state is LoadState.FAILED
    with database.transaction() as connection:
        assert loads.move(database, connection, load_id, {LoadState.FAILED}, LoadState.RECEIVED, now=NOW)
    work(database, streets, load_id, FakeClock(NOW), weigher(database, streets, settings))
    assert load_of(database, load_id).state is LoadState.READY


def wait_until_none_is_at_work(database: Database, load_ids: list[int]) -> None:
    at_work = {LoadState.RECEIVED, LoadState.READING, LoadState.WEIGHING}
    while any(load_of(database, load_id).state in at_work for load_id in load_ids):
        time.sleep(0.05)
