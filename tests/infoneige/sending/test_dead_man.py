"""The monitor that waits for a word each minute: it gets one while all is well, and none when nothing goes."""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue

import pytest

from infoneige.clock import FakeClock
from infoneige.desk.suspending import suspend_sending
from infoneige.secrecy.key_file import as_text
from infoneige.sending.dead_man import DeadMan
from infoneige.sending.standstill import STUCK
from infoneige.storage.database import Database
from infoneige.storage.instants import to_text
from tests.outbox_world import NOW, World
from tests.vault import RING

PATIENCE = 30.0
SECRET = "/4f1c-secret"  # noqa: S105 - of nobody


@dataclass
class Monitor:
    """Keeps the paths that were called, and answers with a status."""

    url: str = ""
    status: int = 200
    heard: "Queue[str]" = field(default_factory=Queue)


@pytest.fixture
def monitor() -> Iterator[Monitor]:
    """Give a monitor that listens until the end of the test."""
    monitor = Monitor()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            monitor.heard.put(self.path)
            self.send_response(monitor.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        monitor.url = f"http://127.0.0.1:{server.server_port}{SECRET}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield monitor
        server.shutdown()
        thread.join(PATIENCE)


def told(monitor: Monitor, database: Database, clock: FakeClock) -> bool:
    """Say whether the monitor hears from us at this instant."""
    DeadMan(monitor.url, database, clock).tell()
    return not monitor.heard.empty() and monitor.heard.get() == SECRET


def test_all_is_well_until_what_is_due_has_stood_for_five_minutes(database: Database, monitor: Monitor) -> None:
    world, clock = World(database), FakeClock(NOW)
    assert told(monitor, database, clock)
    entry = world.due(world.window("1"), world.person("ana"), send_at=NOW)
    clock.set(NOW + STUCK - timedelta(seconds=1))
    assert told(monitor, database, clock)
    clock.set(NOW + STUCK)
    assert not told(monitor, database, clock)
    world.change(f"UPDATE outbox SET state = 'sent', handed_over_at = '{to_text(NOW)}' WHERE entry_id = {entry}")
    assert told(monitor, database, clock)


def test_queue_that_moves_is_well_however_long_it_is(database: Database, monitor: Monitor) -> None:
    world, clock = World(database), FakeClock(NOW + timedelta(hours=3))
    window = world.window("1")
    world.due(window, world.person("ana"), send_at=NOW)
    gone = world.due(window, world.person("bob"), send_at=NOW)
    at = to_text(clock.now() - STUCK + timedelta(seconds=1))
    world.change(f"UPDATE outbox SET state = 'sent', handed_over_at = '{at}' WHERE entry_id = {gone}")
    assert told(monitor, database, clock)


def test_what_an_operator_holds_back_is_not_stuck(database: Database, monitor: Monitor) -> None:
    world, clock = World(database), FakeClock(NOW + timedelta(hours=1))
    world.due(world.window("1"), world.person("ana"), send_at=NOW)
    assert not told(monitor, database, clock)
    suspend_sending(database, actor="operator:amelie", reason="essai", now=clock.now())
    assert told(monitor, database, clock)


@pytest.mark.parametrize("status", [404, 500, None])
def test_monitor_that_does_not_answer_is_logged_without_its_address(
    database: Database, monitor: Monitor, caplog: pytest.LogCaptureFixture, status: int | None
) -> None:
    monitor.status = status or 200
    url = monitor.url if status else f"http://127.0.0.1:9{SECRET}"
    with caplog.at_level(logging.DEBUG, logger="infoneige"):
        DeadMan(url, database, FakeClock(NOW)).tell()
    (line,) = [record.getMessage() for record in caplog.records if record.name.startswith("infoneige")]
    assert line.startswith("the monitor ")
    assert SECRET not in line


def test_running_service_tells_the_monitor(valneige: Path, tmp_path: Path, monitor: Monitor) -> None:
    settings = {
        "INFONEIGE_DATABASE": f"sqlite:///{tmp_path}/state.db",
        "INFONEIGE_GEODATA": str(valneige),
        "INFONEIGE_KEYS": as_text(RING),
        "INFONEIGE_DEAD_MAN_URL": monitor.url,
    }
    command = [sys.executable, "-c", "from infoneige.cli import main; main()", "run"]
    log = tmp_path / "log"
    with log.open("wb") as out, subprocess.Popen(command, env=os.environ | settings, stdout=out, stderr=out) as service:  # noqa: S603 - our own
        try:
            assert monitor.heard.get(timeout=PATIENCE) == SECRET
            service.send_signal(signal.SIGTERM)
            assert service.wait(PATIENCE) == 0, log.read_text()
        finally:
            service.kill()
    assert SECRET not in log.read_text()
