"""What tests of plans share: the fake service, and where the real snapshots are."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from infoneige.clock import FakeClock

if TYPE_CHECKING:
    from tests.schedules.fake_planif_neige_server import FakePlanifNeige

SNAPSHOTS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "montreal" / "planif-neige"


@pytest.fixture
def clock() -> FakeClock:
    """Give a clock that stands at the time of the third real snapshot."""
    return FakeClock(datetime(2025, 12, 26, 22, 22, tzinfo=UTC))


@pytest.fixture
def service(clock: FakeClock) -> "Iterator[FakePlanifNeige]":
    """Give a Planif-Neige service on this machine, on the same clock."""
    fake = _load("fake_planif_neige_server")
    with fake.running(fake.FakePlanifNeige(clock.now)) as running:
        yield running


@pytest.fixture(scope="session")
def snapshots() -> dict[str, Path]:
    """Give the three real feed states of 26 December 2025, by their UTC instant."""
    paths = {path.stem: path for path in sorted(SNAPSHOTS.glob("*.json"))}
    if not paths:
        word = f"no real Planif-Neige snapshots in {SNAPSHOTS}"
        pytest.fail(word) if os.environ.get("CI") else pytest.skip(word)
    return paths


def _load(name: str) -> ModuleType:
    """Load a module that stands beside this file: tests are no package."""
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
