from datetime import UTC, datetime
from pathlib import Path

import pytest

from infoneige.errors import ServiceError
from infoneige.replay.recordings import find_recordings


def test_folder_gives_its_recordings_oldest_first_and_passes_over_the_rest(tmp_path: Path) -> None:
    for name in ("2026-11-23T1500Z.csv", "2025-12-26T202530Z.json", "timeline.ndjson", "2026-13-40T9999Z.json"):
        (tmp_path / name).touch()
    found = find_recordings([tmp_path])
    assert [(one.path.name, one.is_feed) for one in found] == [
        ("2025-12-26T202530Z.json", True),
        ("2026-11-23T1500Z.csv", False),
    ]
    assert found[0].taken_at == datetime(2025, 12, 26, 20, 25, 30, tzinfo=UTC)


def test_file_named_twice_is_played_once(tmp_path: Path) -> None:
    path = tmp_path / "2026-11-23T1500Z.csv"
    path.touch()
    assert len(find_recordings([path, tmp_path])) == 1


@pytest.mark.parametrize("name", ["plan.csv", "2026-11-23T1500.csv", "2026-11-23T1500Z.xml"])
def test_named_file_without_its_instant_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.touch()
    with pytest.raises(ServiceError, match="not named by its UTC instant"):
        find_recordings([path])


def test_nothing_to_play_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="no recorded plan found"):
        find_recordings([tmp_path])
    with pytest.raises(ServiceError, match="does not exist"):
        find_recordings([tmp_path / "absent"])
