"""The residents' pages as gunicorn serves them: Montréal where its data are at hand, else the invented city.

Floor: the smallest answer of the same server, asked in the same way in the same run; client and server share the cores.
"""

import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from benchmarks.artefact_build import street_request
from benchmarks.web_load import Load, as_fast_as_it_answers, at_a_rate
from geodata.address_book import AddressBook
from geodata.build import build_artefact
from infoneige.clock import SystemClock
from infoneige.config import PREFIX
from infoneige.pipeline import publish
from infoneige.secrecy.key_file import write_new
from infoneige.secrecy.keys import KeyRing
from infoneige.storage.migrate import open_migrated
from schedules.model import LoadingStatus, Period, Plan, PlanBatch, PlanMode

_SIDES = 400
_CONNECTIONS = 8
_PATIENCE_S = 90.0


def run(*, quick: bool) -> list[dict[str, object]]:
    """Measure suggestions at 50 a second, then pages as fast as they are answered."""
    seconds = 1.0 if quick else 15.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build_artefact(street_request(folder, quick=quick), folder / "geodata.db")
        sides, typed = _prepare(folder)
        with served(folder) as port:
            as_fast_as_it_answers(port, ["/healthz"], connections=_CONNECTIONS, seconds=1)
            at_50 = at_a_rate(port, typed, per_second=50, connections=20, seconds=seconds)
            loads = {
                paths[0] if len(paths) == 1 else f"{len(paths)} sides in turn": as_fast_as_it_answers(
                    port, paths, connections=_CONNECTIONS, seconds=seconds
                )
                for paths in (["/healthz"], ["/"], sides[:1], sides)
            }
    floor = loads.pop("/healthz")
    named = {"suggestions at 50/s": at_50, **loads}
    return [_row(what, load, floor) for what, load in named.items()]


def _row(what: str, load: Load, floor: Load) -> dict[str, object]:
    centiles = quantiles(load.milliseconds, n=100)
    is_suggestion = what.startswith("suggestions")
    return {
        "name": f"web: {what}",
        "per_second": round(load.per_second),
        "p50_ms": round(centiles[49], 2),
        "p99_ms": round(centiles[98], 2),
        "floor_per_second": round(floor.per_second),
        "goal": "p99 under 30 ms" if is_suggestion else "1,000/s on two cores",
    }


def _prepare(folder: Path) -> tuple[list[str], list[str]]:
    """Plan a night for every side; return the paths of some sides, and of suggestions for what people type of them."""
    write_new(folder / "keys", KeyRing.fresh())
    now, draw = SystemClock().now(), random.Random(4)
    night = Period(now + timedelta(hours=5), now + timedelta(hours=17))
    with closing(AddressBook.open(folder / "geodata.db")) as book, open_migrated(database_url(folder)) as database:
        side_ids = sorted(book.side_ids())
        chosen = book.sides(draw.sample(side_ids, min(_SIDES, len(side_ids)))).values()
        plans = PlanBatch(tuple(Plan(side_id, LoadingStatus.PLANNED, planned=night) for side_id in side_ids))
        publish(
            database,
            plans,
            source="operator",
            mode=PlanMode.CHANGES,
            coalesce=timedelta(0),
            content_hash="web",
            now=now,
            confirmed=True,
        )
    names = [f"{side.range.first} {side.street}" if side.range else f"{side.street}" for side in chosen]
    typed = [f"/suggestions?q={quote(name[: draw.randint(3, len(name))])}" for name in names]
    return [f"/cote/{side.side_id}" for side in chosen], typed


@contextmanager
def served(folder: Path) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    settings = {
        "GEODATA": f"{folder / 'geodata.db'}",
        "DATABASE": database_url(folder),
        "KEYS_FILE": f"{folder / 'keys'}",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "infoneige", "serve", "--port", f"{port}"],
        env=os.environ | {PREFIX + name: value for name, value in settings.items()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        _wait_for(port)
        try:
            yield port
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz"):
                return
        except URLError:
            time.sleep(0.1)
    message = f"nothing answers at port {port}"
    raise RuntimeError(message)


def database_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'state.db'}"
