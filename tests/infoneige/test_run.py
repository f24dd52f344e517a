"""The service as a process of its own: it tells people, stops cleanly, and goes on where it stopped."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from geodata.build import BuildRequest, build_artefact
from geodata.model import StreetSideId
from infoneige.cli import main
from infoneige.clock import SystemClock
from infoneige.pipeline import publish
from infoneige.secrecy.key_file import as_text
from infoneige.storage.database import Database, open_database
from infoneige.storage.migrate import MIGRATIONS, migrate, numbered_files
from infoneige.storage.subscriptions import add_subscriptions
from notifier.model import Channel, PreferenceProfile, Recipient, Subscription
from schedules.model import LoadingStatus, Period, Plan, PlanBatch, PlanMode
from tests.vault import RING, VAULT

if TYPE_CHECKING:
    from tests.infoneige.conftest import Mirror

PATIENCE = 30.0
SIDE = StreetSideId("13811012")


@pytest.fixture(scope="module")
def geodata(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the artefact of a city that has one side of street."""
    folder = tmp_path_factory.mktemp("city")
    feature = {
        "type": "Feature",
        "properties": {
            "COTE_RUE_ID": int(SIDE),
            "ID_TRC": 1381101,
            "TYPE_F": "rue",
            "LIEN_F": "",
            "NOM_VOIE": "Cartier",
            "ORIENTATION_F": "",
            "NOM_VILLE": "Montréal",
            "ARRONDISSEMENT": "Le Plateau-Mont-Royal",
            "DEBUT_ADRESSE": 4800,
            "FIN_ADRESSE": 4898,
            "COTE": "Gauche",
        },
        "geometry": {"type": "LineString", "coordinates": [[-73.58, 45.53], [-73.581, 45.531]]},
    }
    sides = folder / "sides.geojson"
    sides.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    build_artefact(BuildRequest(sides), folder / "geodata.db")
    return folder / "geodata.db"


@pytest.fixture
def environment(geodata: Path, tmp_path: Path) -> dict[str, str]:
    """Give the settings of an installation with an empty database."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("INFONEIGE_")}
    database = f"sqlite:///{tmp_path / 'state.db'}"
    settings = {"INFONEIGE_DATABASE": database, "INFONEIGE_GEODATA": str(geodata), "INFONEIGE_KEYS": as_text(RING)}
    return inherited | settings


@pytest.fixture
def database(environment: dict[str, str]) -> Iterator[Database]:
    """Give this test's own access to the service's database."""
    with open_database(environment["INFONEIGE_DATABASE"]) as opened:
        migrate(opened)
        yield opened


class Service:
    """A running `infoneige run`, its printed lines as they come."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from infoneige.cli import main; main()", "run"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.messages: Queue[str] = Queue()
        self.log: Queue[str] = Queue()
        streams = ((self.process.stdout, self.messages), (self.process.stderr, self.log))
        self._readers = [threading.Thread(target=_copy, args=pair, daemon=True) for pair in streams]
        for reader in self._readers:
            reader.start()

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)
        return code


def _copy(stream: Iterator[str], lines: "Queue[str]") -> None:
    for line in stream:
        lines.put(line.rstrip("\n"))


@contextmanager
def running(environment: dict[str, str]) -> Iterator[Service]:
    service = Service(environment)
    try:
        first = service.log.get(timeout=PATIENCE)
        assert first.startswith("infoneige runs on sqlite:///"), first
        yield service
    finally:
        if service.process.poll() is None:
            service.process.kill()
            service.process.wait(PATIENCE)
        for stream in (service.process.stdout, service.process.stderr):
            if stream is not None:
                stream.close()


def subscribe(database: Database, people: int) -> None:
    wishes = [
        Subscription(Recipient(Channel.CONSOLE, f"person-{number:05}"), SIDE, PreferenceProfile())
        for number in range(people)
    ]
    with database.transaction() as connection:
        add_subscriptions(database, connection, VAULT, wishes, now=SystemClock().now())


def publish_ban(database: Database, *, source: str = "operator", age: timedelta = timedelta(0)) -> None:
    now = SystemClock().now() - age
    window = Period(now + timedelta(hours=4), now + timedelta(hours=16))
    batch = PlanBatch((Plan(SIDE, LoadingStatus.PLANNED, planned=window),), rows=1)
    publish(
        database,
        batch,
        source=source,
        mode=PlanMode.CHANGES,
        coalesce=timedelta(0),
        content_hash="one",
        now=now,
    )


def states(database: Database) -> dict[str, int]:
    with database.read() as connection:
        rows = connection.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall()
    return dict(rows)


def wait_until(is_so: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(int(PATIENCE * 10)):
        if is_so() or pause.wait(0.1):
            return
    pytest.fail("it never came about")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_run_tells_what_another_process_published_and_stops_cleanly(
    environment: dict[str, str], database: Database, number: int
) -> None:
    subscribe(database, 1)
    with running(environment) as service:
        publish_ban(database)
        message = service.messages.get(timeout=PATIENCE)
        assert service.stop(number) == 0
    assert message.startswith("console person-00000 fr: AvisNeige: stationnement INTERDIT rue Cartier pairs 4800-4898")
    assert service.messages.empty()
    assert states(database) == {"sent": 1}


def test_run_stopped_in_the_middle_goes_on_at_the_next_start_and_tells_each_person_once(
    environment: dict[str, str], database: Database
) -> None:
    people = 5_000
    subscribe(database, people)
    publish_ban(database)
    told: list[str] = []
    with running(environment) as service:
        told.append(service.messages.get(timeout=PATIENCE))
        assert service.stop() == 0
        told += list(service.messages.queue)
    assert set(states(database)) <= {"sent", "due"}
    with running(environment) as service:
        while len(told) < people:
            told.append(service.messages.get(timeout=PATIENCE))
        assert service.stop() == 0
        told += list(service.messages.queue)
    assert sorted(line.split()[1] for line in told) == [f"person-{number:05}" for number in range(people)]
    assert states(database) == {"sent": people}


def test_two_processes_on_one_database_tell_each_person_once(environment: dict[str, str], database: Database) -> None:
    people = 3_000
    subscribe(database, people)
    with running(environment) as one, running(environment) as other:
        publish_ban(database)
        wait_until(lambda: states(database) == {"sent": people})
        assert (one.stop(), other.stop()) == (0, 0)
        told = [*one.messages.queue, *other.messages.queue]
    assert sorted(line.split()[1] for line in told) == [f"person-{number:05}" for number in range(people)]


def test_run_polls_the_city_and_tells_what_it_says(
    environment: dict[str, str], database: Database, mirror: "Mirror"
) -> None:
    starts_at = SystemClock().now().astimezone(ZoneInfo("America/Toronto")) + timedelta(hours=4)
    starts, ends = (f"{instant:%FT%T}" for instant in (starts_at, starts_at + timedelta(hours=12)))
    mirror.records = [
        {"cote_rue_id": int(SIDE), "etat_deneig": 2, "date_deb_planif": starts, "date_fin_planif": ends},
        {"cote_rue_id": int(SIDE) + 1, "etat_deneig": 2, "date_deb_planif": starts, "date_fin_planif": None},
    ]
    subscribe(database, 1)
    feed = {"INFONEIGE_FEED": "json", "INFONEIGE_FEED_URL": mirror.url}
    with running({**environment, **feed}) as service:
        message = service.messages.get(timeout=PATIENCE)
        assert service.stop() == 0
    assert message.startswith("console person-00000 fr: AvisNeige: stationnement INTERDIT rue Cartier pairs 4800-4898")
    assert any("rows left out: 1, anomalies kept: 1" in line for line in service.log.queue)


def test_run_says_that_the_city_is_silent(environment: dict[str, str], database: Database, mirror: "Mirror") -> None:
    subscribe(database, 1)
    publish_ban(database, source="planif-neige", age=timedelta(minutes=30))
    feed = {"INFONEIGE_FEED": "json", "INFONEIGE_FEED_URL": f"{mirror.url}/nowhere"}
    with running({**environment, **feed}) as service:
        told = [service.messages.get(timeout=PATIENCE) for _ in range(2)]
        assert service.stop() == 0
    assert sum("données de la Ville muettes depuis" in message for message in told) == 1
    assert any("the feed planif-neige gave no usable answer" in line for line in service.log.queue)


def test_run_without_streets_says_how_to_make_them(tmp_path: Path) -> None:
    outcome = CliRunner().invoke(main, ["run", "--geodata", str(tmp_path / "none.db")])
    assert outcome.exit_code == 2
    assert "infoneige geodata build" in outcome.output


def test_run_with_a_misspelt_setting_does_not_start() -> None:
    outcome = CliRunner(env={"INFONEIGE_FEDE": "json"}).invoke(main, ["run"])
    assert (outcome.exit_code, outcome.output) == (
        2,
        "infoneige: INFONEIGE_FEDE is no setting: did you mean INFONEIGE_FEED?\n",
    )


def test_doctor_finds_nothing_wrong_and_changes_nothing(geodata: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    environment = {"INFONEIGE_KEYS": as_text(RING)}
    outcome = CliRunner(env=environment).invoke(main, ["doctor", "--geodata", str(geodata), "--database", url])
    assert outcome.exit_code == 0, outcome.output
    assert f"INFONEIGE_DATABASE={url}\n" in outcome.output
    assert f"ok    database: {url} is not there yet; `infoneige run` makes it\n" in outcome.output
    assert "ok    feed: none: plans come by CSV only\n" in outcome.output
    assert list(tmp_path.iterdir()) == []


def test_doctor_names_every_part_that_does_not_work(tmp_path: Path) -> None:
    environment = {
        "INFONEIGE_FEED": "soap",
        "INFONEIGE_FEED_URL": "https://user:hunter2@feed.test/soap",
        "INFONEIGE_FEED_TOKEN_FILE": str(tmp_path / "token"),
        "INFONEIGE_DATABASE": f"sqlite:///{tmp_path}/none/state.db",
        "INFONEIGE_GEODATA": str(tmp_path / "geodata.db"),
        "INFONEIGE_KEYS_FILE": str(tmp_path / "keys"),
    }
    outcome = CliRunner(env=environment).invoke(main, ["doctor"])
    assert outcome.exit_code == 1
    wrong = [line.split(":")[0] for line in outcome.output.splitlines() if line.startswith("WRONG")]
    assert wrong == ["WRONG streets", "WRONG database", "WRONG feed", "WRONG keys"]
    assert "hunter2" not in outcome.output


def test_doctor_tells_the_feed_s_last_error(database: Database, environment: dict[str, str], tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("secret-token\n", encoding="utf-8")
    with database.transaction() as connection:
        database.queries.add_source(connection, name="planif-neige")
        database.queries.record_feed_error(connection, name="planif-neige", error="the account has expired")
    feed = {
        "INFONEIGE_FEED": "soap",
        "INFONEIGE_FEED_URL": "https://feed.test/soap",
        "INFONEIGE_FEED_TOKEN_FILE": str(token),
    }
    outcome = CliRunner(env={**environment, **feed}).invoke(main, ["doctor"])
    assert outcome.exit_code == 1
    assert f"at version {len(numbered_files(MIGRATIONS))}, up to date" in outcome.output
    assert "last answer never, then: the account has expired" in outcome.output
    assert "secret-token" not in outcome.output
