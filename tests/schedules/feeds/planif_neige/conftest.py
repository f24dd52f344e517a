"""What tests of Planif-Neige share: the fake service, and where the real snapshots are."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from infoneige.clock import FakeClock
from tests.schedules.feeds.planif_neige.fake_service import FakePlanifNeige, running


@pytest.fixture
def clock() -> FakeClock:
    """Give a clock that stands at the time of the third real snapshot."""
    return FakeClock(datetime(2025, 12, 26, 22, 22, tzinfo=UTC))


@pytest.fixture
def service(clock: FakeClock) -> Iterator[FakePlanifNeige]:
    """Give a Planif-Neige service on this machine, on the same clock."""
    with running(FakePlanifNeige(clock.now)) as started:
        yield started


@pytest.fixture(scope="session")
def snapshots(real_data: Path) -> dict[str, Path]:
    """Give the three real feed states of 26 December 2025, by their UTC instant."""
    return {path.stem: path for path in sorted((real_data / "planif-neige").glob("*.json"))}
