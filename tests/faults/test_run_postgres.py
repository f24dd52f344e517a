"""`infoneige run` on PostgreSQL, as a process of its own: it tells, and stops when it is asked to."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city
from infoneige.clock import SystemClock
from infoneige.secrecy.key_file import as_text
from infoneige.storage.database import Database
from infoneige.storage.subscriptions import subscribe
from schedules.model import LoadingStatus, Period, Plan
from tests.contracts.pipeline_races import ON_POSTGRES, publish_only, rows
from tests.faults.fast_city import wish
from tests.vault import RING, VAULT


@ON_POSTGRES
def test_run_on_postgresql_tells_and_stops_cleanly(database: Database, database_url: str, tmp_path: Path) -> None:
    build_artefact(BuildRequest(write_demo_city(tmp_path).sides), tmp_path / "geodata.db")
    now = SystemClock().now()
    told = wish("ana", "unknown to the demo city")
    subscribe(database, VAULT, told, now=now)
    hours = Period(now + timedelta(hours=4), now + timedelta(hours=16))
    publish_only(database, now, Plan(told.side_id, LoadingStatus.PLANNED, planned=hours))
    settings = {
        "INFONEIGE_DATABASE": database_url,
        "INFONEIGE_GEODATA": str(tmp_path / "geodata.db"),
        "INFONEIGE_KEYS": as_text(RING),
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("INFONEIGE_")}
    with subprocess.Popen(
        [sys.executable, "-c", "from infoneige.cli import main; main()", "run"],
        env=inherited | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as service:
        try:
            assert service.stdout is not None
            assert service.stdout.readline().startswith("console ana fr: ")
            service.send_signal(signal.SIGTERM)
            assert service.wait(30) == 0
        finally:
            service.kill()
    assert rows(database, "SELECT state, attempts FROM outbox") == [("sent", 1)]
