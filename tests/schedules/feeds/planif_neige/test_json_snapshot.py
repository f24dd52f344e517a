"""The public JSON form, as the real files have it and as it should never be."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geodata.model import StreetSideId
from schedules.ban_windows import ban_window, same_hours
from schedules.diff import diff
from schedules.feeds.answers import FeedError
from schedules.feeds.planif_neige.json_snapshot import read_planif_neige_json
from schedules.feeds.planif_neige.rows import RawPlanifNeige, parse_rows
from schedules.model import AnomalyKind, LoadingStatus, Plan, PlanBatch, PlanMode

RECORD = {
    "mun_id": 66023,
    "cote_rue_id": 13801661,
    "etat_deneig": 2,
    "date_deb_planif": "2026-11-23T19:00:00",
    "date_fin_planif": "2026-11-24T07:00:00",
    "date_deb_replanif": None,
    "date_fin_replanif": None,
    "date_maj": "2026-11-23T09:59:16",
}
ROW = RawPlanifNeige("13801661", "2", "2026-11-23T19:00:00", "2026-11-24T07:00:00", None, None, "2026-11-23T09:59:16")
NO_ROW = RawPlanifNeige(None, None, None, None, None, None, None)


def content(*records: object) -> bytes:
    return json.dumps({"planifications": records, "generated_at": "2026-11-23T15:00:00.1"}).encode()


def test_records_become_rows_of_text() -> None:
    assert read_planif_neige_json(content(RECORD)) == (ROW,)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_encoding_is_that_of_the_bytes(encoding: str) -> None:
    assert read_planif_neige_json(content(RECORD).decode().encode(encoding)) == (ROW,)


def test_numbers_spaces_and_odd_cells_become_text() -> None:
    record = RECORD | {"cote_rue_id": " 13801661 ", "etat_deneig": 2.0, "date_deb_replanif": "", "date_maj": [1]}
    assert read_planif_neige_json(content(record)) == (
        RawPlanifNeige("13801661", "2", "2026-11-23T19:00:00", "2026-11-24T07:00:00", None, None, "[1]"),
    )


def test_what_is_no_record_keeps_its_place() -> None:
    rows = read_planif_neige_json(content("x", RECORD, None, {}))
    assert rows == (NO_ROW, ROW, NO_ROW, NO_ROW)
    batch = parse_rows(rows, datetime(2026, 11, 23, 15, tzinfo=UTC))
    assert [row.line for row in batch.rejected] == [1, 3, 4]


def test_no_planifications_is_an_answer() -> None:
    assert read_planif_neige_json(content()) == ()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "is empty"),
        (b" \r\n", "is empty"),
        (b"<!DOCTYPE html><html>", "a web page, not JSON; the address may ask for a log-in"),
        (b"\xef\xbb\xbf\n<html>", "a web page"),
        (b"planifications", "is not JSON: Expecting value"),
        (content(RECORD)[:-40], "is not JSON"),
        (b"\xff\xfe\xfd", "is not JSON"),
        (b'{"planifications": [' + b"9" * 5000 + b"]}", "is not JSON"),
        (b'{"planifications":' + b"[" * 100_000, "is not JSON"),
        (b"[]", 'has no list of "planifications"'),
        (b"null", 'has no list of "planifications"'),
        (b'{"error": "quota"}', 'has no list of "planifications"'),
        (b'{"planifications": {"a": 1}}', 'has no list of "planifications"'),
        (content({"COTE": 1}), "no record of the Planif-Neige answer has the columns cote_rue_id and etat_deneig"),
    ],
)
def test_unusable_answer_says_what_it_is(answer: bytes, words: str) -> None:
    with pytest.raises(FeedError, match=words):
        read_planif_neige_json(answer)


def read(path: Path) -> PlanBatch:
    now = datetime.strptime(path.stem, "%Y-%m-%dT%H%MZ").replace(tzinfo=UTC)
    return parse_rows(read_planif_neige_json(path.read_bytes()), now)


def held(*batches: PlanBatch) -> Mapping[StreetSideId, Plan]:
    return {plan.side_id: plan for batch in batches for plan in batch}


def test_real_snapshots_are_read_whole(snapshots: Mapping[str, Path]) -> None:
    batches = [read(path) for path in snapshots.values()]
    assert [(batch.rows, len(batch.plans), len(batch.rejected)) for batch in batches] == [
        (2665, 2665, 0),
        (2665, 2665, 0),
        (11365, 11323, 0),
    ]
    assert [Counter(anomaly.kind for anomaly in batch.anomalies) for batch in batches] == [
        {},
        {},
        {AnomalyKind.DUPLICATE_SIDE: 42},
    ]


def test_real_snapshots_change_as_that_day_went(snapshots: Mapping[str, Path]) -> None:
    first, second, third = (read(path) for path in snapshots.values())
    assert diff(held(first), second, PlanMode.CHANGES) == ()
    changes = diff(held(first, second), third, PlanMode.CHANGES)
    assert Counter(
        (change.before and change.before.status, change.after and change.after.status) for change in changes
    ) == {
        (None, LoadingStatus.SNOWY): 8658,
        (LoadingStatus.PLANNED, LoadingStatus.REPLANNED): 184,
        (LoadingStatus.PLANNED, LoadingStatus.SNOWY): 1,
    }


def test_real_replanned_sides_keep_the_very_same_hours(snapshots: Mapping[str, Path]) -> None:
    *_, second, third = (read(path) for path in snapshots.values())
    now = datetime(2025, 12, 26, 22, 22, tzinfo=UTC)
    before, after = ({plan.side_id: ban_window(plan, now) for plan in batch} for batch in (second, third))
    both = [(window, after[side_id]) for side_id, window in before.items() if window and after[side_id]]
    assert len(both) == 363
    assert all(new and same_hours(old, new) for old, new in both)
