"""The loads of the desk at rest, on each database."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from geodata.model import StreetSideId
from infoneige.desk.model import Load, LoadKind, LoadState, Refusal
from infoneige.plans.signature import Signature
from infoneige.storage import loads
from infoneige.storage.database import Database
from infoneige.storage.plans import add_publish
from schedules.model import (
    Anomaly,
    AnomalyKind,
    LoadingStatus,
    Period,
    Plan,
    PlanBatch,
    PlanMode,
    RejectedRow,
)

NOW = datetime(2026, 11, 23, 21, 40, tzinfo=UTC)
TONIGHT = Period(datetime(2026, 11, 24, 0, tzinfo=UTC), datetime(2026, 11, 24, 12, tzinfo=UTC))
REJECTED = (
    RejectedRow(3, "etat", "7", "this is no state of a loading", "write one of 0, 1"),
    RejectedRow(9, "debut", "19h\0", "the date is missing"),
    RejectedRow(12, "etat", "2.0", "a state is a whole number", "write 2", "2"),
    RejectedRow(None, None, "x", "the date is missing"),
)
BATCH = PlanBatch(
    (
        Plan(StreetSideId("100"), LoadingStatus.PLANNED, TONIGHT, None, NOW, "OP-7", "Tempête"),
        Plan(StreetSideId("101"), LoadingStatus.REPLANNED, None, TONIGHT),
        Plan(StreetSideId("102"), LoadingStatus.SNOWY),
    ),
    REJECTED,
    (Anomaly(AnomalyKind.UNKNOWN_SIDE, StreetSideId("102"), "line 4: no such side"),),
    7,
    frozenset({StreetSideId("200")}),
    names_all_sides=False,
)
NEW = loads.NewLoad(
    kind=LoadKind.FILE,
    loaded_by="operator:amelie",
    file_name="plan.csv",
    mode=PlanMode.CHANGES,
    content_hash="abc",
    content=b"voie\x00\xff",
    day_first=True,
)


def add(database: Database, new: loads.NewLoad = NEW) -> int:
    with database.transaction() as connection:
        return loads.add(database, connection, new, now=NOW)


def load(database: Database, load_id: int) -> Load | None:
    with database.read() as connection:
        return loads.load(database, connection, load_id)


def move(database: Database, load_id: int, start: LoadState, to: LoadState, **columns: object) -> bool:
    with database.transaction() as connection:
        return loads.move(database, connection, load_id, {start}, to, now=NOW + timedelta(seconds=1), **columns)


def test_load_is_kept_as_it_came(database: Database) -> None:
    load_id = add(database)
    assert load(database, load_id) == Load(
        load_id=load_id,
        kind=LoadKind.FILE,
        loaded_by="operator:amelie",
        loaded_at=NOW,
        file_name="plan.csv",
        mode=PlanMode.CHANGES,
        state=LoadState.RECEIVED,
        moved_at=NOW,
        content_hash="abc",
        day_first=True,
    )
    assert load(database, load_id + 1) is None
    with database.read() as connection:
        assert loads.content_of(database, connection, load_id) == b"voie\x00\xff"
        assert loads.batch_of(database, connection, load_id) is None


def test_batch_is_kept_whole_with_its_rejected_rows(database: Database) -> None:
    load_id = add(database)
    for batch in (PlanBatch(()), BATCH):
        with database.transaction() as connection:
            loads.keep_batch(database, connection, load_id, batch)
    shown = RejectedRow(9, "debut", "19h\N{SYMBOL FOR NULL}", "the date is missing")
    rejected = (REJECTED[0], shown, *REJECTED[2:])
    with database.read() as connection:
        kept = loads.batch_of(database, connection, load_id)
        assert kept == PlanBatch(BATCH.plans, rejected, BATCH.anomalies, 7, BATCH.kept_sides, names_all_sides=False)
        assert loads.rejected_of(database, connection, load_id, 1, 2) == rejected[1:3]
        assert loads.rejected_kinds(database, connection, load_id) == Counter(
            {"the date is missing": 2, "a state is a whole number": 1, "this is no state of a loading": 1}
        )


def test_batch_made_by_hand_comes_with_its_load(database: Database) -> None:
    by_hand = loads.NewLoad(
        kind=LoadKind.EDIT,
        loaded_by="operator:amelie",
        file_name="",
        mode=PlanMode.CHANGES,
        content_hash="",
        batch=PlanBatch(BATCH.plans, rows=3),
    )
    load_id = add(database, by_hand)
    with database.read() as connection:
        assert loads.batch_of(database, connection, load_id) == by_hand.batch
        assert loads.content_of(database, connection, load_id) is None


def test_load_is_moved_by_one_alone(database: Database) -> None:
    load_id = add(database)
    assert move(database, load_id, LoadState.RECEIVED, LoadState.READING)
    assert not move(database, load_id, LoadState.RECEIVED, LoadState.READING)
    refusal = Refusal("line 1", "no header", None)
    assert move(database, load_id, LoadState.READING, LoadState.UNUSABLE, refusal=refusal)
    found = load(database, load_id)
    assert found is not None
    assert (found.state, found.refusal, found.moved_at) == (
        LoadState.UNUSABLE,
        refusal,
        NOW + timedelta(seconds=1),
    )


def test_what_a_move_does_not_name_stays_and_none_clears(database: Database) -> None:
    load_id = add(database)
    at = NOW + timedelta(hours=3)
    asked = {"reason": "storm", "requested_by": "operator:bea", "publish_at": at, "base_version": 0}
    assert move(database, load_id, LoadState.RECEIVED, LoadState.SCHEDULED, **asked)
    assert move(database, load_id, LoadState.SCHEDULED, LoadState.READY, publish_at=None, approved_by="operator:cyr")
    found = load(database, load_id)
    assert found is not None
    assert (found.reason, found.requested_by, found.approved_by, found.publish_at, found.base_version) == (
        "storm",
        "operator:bea",
        "operator:cyr",
        None,
        0,
    )
    with database.transaction() as connection, pytest.raises(TypeError, match="no column content"):
        loads.move(database, connection, load_id, frozenset(LoadState), LoadState.READY, now=NOW, content=b"")


def test_scheduled_loads_come_due_in_their_order(database: Database) -> None:
    late, early, far = add(database), add(database), add(database)
    hours = {late: 2, early: 1, far: 9}
    for load_id, hour in hours.items():
        at = NOW + timedelta(hours=hour)
        assert move(database, load_id, LoadState.RECEIVED, LoadState.SCHEDULED, publish_at=at)
    with database.read() as connection:
        assert loads.due(database, connection, NOW + timedelta(hours=2)) == (early, late)
        assert loads.due(database, connection, NOW) == ()


def test_recent_loads_are_of_everybody_or_of_one(database: Database) -> None:
    mine, other = add(database), add(database, replace(NEW, loaded_by="operator:bea"))
    with database.read() as connection:
        assert [one.load_id for one in loads.recent(database, connection, 9)] == [other, mine]
        assert [one.load_id for one in loads.recent(database, connection, 1)] == [other]
        assert [one.load_id for one in loads.recent(database, connection, 9, "operator:amelie")] == [mine]
        received = loads.in_states(database, connection, {LoadState.RECEIVED, LoadState.READY})
        assert [one.load_id for one in received] == [mine, other]
        assert loads.in_states(database, connection, {LoadState.READY}) == ()


def test_progress_is_told_of_the_state_it_is_in(database: Database) -> None:
    load_id = add(database)
    for state, thousandths in ((LoadState.RECEIVED, 450), (LoadState.READING, 900)):
        with database.transaction() as connection:
            later = NOW + timedelta(seconds=9)
            loads.tell_progress(database, connection, load_id, state, thousandths, now=later)
    found = load(database, load_id)
    assert found is not None
    assert (found.progress, found.moved_at) == (450, NOW + timedelta(seconds=9))


def test_staging_is_forgotten_and_the_record_stays(database: Database) -> None:
    open_one, ended = add(database), add(database)
    assert move(database, ended, LoadState.RECEIVED, LoadState.FAILED)
    for load_id in (open_one, ended):
        with database.transaction() as connection:
            loads.keep_batch(database, connection, load_id, BATCH)
            loads.forget_staging(database, connection, load_id)
    found = [load(database, load_id) for load_id in (open_one, ended)]
    assert [one.state for one in found if one] == [LoadState.ABANDONED, LoadState.FAILED]
    with database.read() as connection:
        for load_id in (open_one, ended):
            assert loads.content_of(database, connection, load_id) is None
            assert loads.batch_of(database, connection, load_id) is None
            assert loads.rejected_of(database, connection, load_id) == ()


def test_file_that_came_before_is_told_by_its_version(database: Database) -> None:
    older, newer, again = (
        add(database),
        add(database, replace(NEW, content_hash="def")),
        add(database),
    )
    versions = []
    for load_id in (older, newer):
        with database.transaction() as connection:
            database.queries.add_source(connection, name="operator")
            version = add_publish(
                database,
                connection,
                BATCH,
                Signature(published_by="operator:amelie"),
                source="operator",
                mode=PlanMode.CHANGES,
                content_hash="x",
                now=NOW,
            )
            loads.move(
                database, connection, load_id, frozenset(LoadState), LoadState.PUBLISHED, now=NOW, publish_id=version
            )
            versions.append(version)
    queries = database.queries
    with database.read() as connection:
        assert queries.version_with_content(connection, content_hash="abc", load_id=again) == versions[0]
        assert queries.version_with_content(connection, content_hash="def", load_id=newer) is None
        assert queries.last_version_of_a_file(connection) == versions[1]
