"""`infoneige up` at work in the invented city: its own processes and clock, and what it would send, printed."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final, TypeVar
from urllib.error import URLError
from urllib.request import urlopen

from geodata.address_book import AddressBook
from geodata.model import StreetSideId
from infoneige.clock import SystemClock
from infoneige.config import PREFIX
from infoneige.people.subscription_file import COLUMNS
from infoneige.secrecy.key_file import write_new
from infoneige.storage.database import Database
from infoneige.storage.instants import to_text
from infoneige.storage.migrate import open_migrated
from tests.vault import RING

PATIENCE_S: Final = 60.0
REASON_PEOPLE, APPROVAL_PEOPLE = 2, 3
"""More people than these need a typed reason, and a second operator."""

_COMMAND: Final = (sys.executable, "-m", "infoneige")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Service:
    """The running service, and what stands behind it."""

    address: str
    variables: Mapping[str, str]
    streets: AddressBook
    database: Database
    folder: Path

    def command(self, *words: str) -> str:
        """Return what ``infoneige`` prints, typed on the machine of the service."""
        done = subprocess.run(  # noqa: S603 - our own program
            [*_COMMAND, *words], env=self.variables, check=True, capture_output=True, text=True, encoding="utf-8"
        )
        return done.stdout

    def sides_of(self, street: str) -> tuple[StreetSideId, ...]:
        """Return the sides of a street."""
        found = self.streets.sides_on_street(street)
        assert isinstance(found, tuple), found
        return tuple(side.side_id for side in found)

    def subscribe(self, street: str, *numbers: str, language: str = "fr") -> None:
        """Let each of these numbers follow both sides of the first block of a street, at any hour."""
        file = self.folder / f"{numbers[0]}.csv"
        followed = self.sides_of(street)[:2]
        rows = [f"{number},sms,{language},{side},60,," for number in numbers for side in followed]
        file.write_text("\n".join([",".join(COLUMNS), *rows, ""]), encoding="utf-8")
        self.command("subscribe", f"{file}")

    def sent_to(self, number: str) -> list[str]:
        """Return the texts that a number would have got, in their order."""
        lines = (self.folder / "printed").read_text(encoding="utf-8").splitlines()
        return [line.partition(": ")[2] for line in lines if line.startswith(f"sms {number} ")]

    def wait_for_texts(self, number: str, count: int) -> list[str]:
        """Return the texts that a number would have got, once there are so many."""
        return until(lambda: texts if len(texts := self.sent_to(number)) >= count else None)

    def count(self, query: str) -> int:
        """Return the number that a query of the database gives."""
        with self.database.read() as connection:
            return int(connection.execute(query).fetchone()[0])

    def six_minutes_pass(self) -> None:
        """Make every proof six minutes older, and every code one that was not typed yet."""
        then = to_text(SystemClock().now() - timedelta(minutes=6))
        with self.database.transaction() as connection:
            connection.execute(f"UPDATE operator_session SET proved_at = '{then}'")
            connection.execute("UPDATE operator_password SET used_step = 0")

    def hour_comes(self, load_id: int) -> None:
        """Let a load that is scheduled be due."""
        with self.database.transaction() as connection:
            now = to_text(SystemClock().now())
            connection.execute(f"UPDATE plan_load SET publish_at = '{now}' WHERE load_id = {load_id}")


def until(look: Callable[[], Found | None]) -> Found:
    """Return what is found, as soon as it is."""
    deadline = time.monotonic() + PATIENCE_S
    while (found := look()) is None:
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)
    return found


@contextmanager
def running_service(folder: Path, artefact: Path) -> Iterator[Service]:
    """Run the service in a folder of its own until the end of the block."""
    write_new(folder / "keys", RING)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    variables = _variables(folder, artefact, f"http://localhost:{port}")
    with ExitStack() as until_the_end:
        streets = until_the_end.enter_context(closing(AddressBook.open(artefact)))
        database = until_the_end.enter_context(open_migrated(variables[f"{PREFIX}DATABASE"]))
        printed = until_the_end.enter_context((folder / "printed").open("wb"))
        said = until_the_end.enter_context((folder / "said").open("wb"))
        process = until_the_end.enter_context(
            subprocess.Popen(  # noqa: S603 - our own program
                [*_COMMAND, "up", "--port", f"{port}"], env=variables, stdout=printed, stderr=said
            )
        )
        until_the_end.callback(process.terminate)
        until(lambda: _answers(f"http://127.0.0.1:{port}/readyz", process, folder))
        yield Service(variables[f"{PREFIX}PUBLIC_URL"], variables, streets, database, folder)


def _answers(address: str, process: "subprocess.Popen[bytes]", folder: Path) -> bool | None:
    assert process.poll() is None, (folder / "said").read_text()
    try:
        with urlopen(address) as answer:  # noqa: S310 - loopback
            return bool(answer.status)
    except URLError:
        return None


def _variables(folder: Path, artefact: Path, address: str) -> dict[str, str]:
    """Return the environment of the service: this one's, and a city's settings in place of any of ours."""
    ours = {
        "DATABASE": f"sqlite:///{folder / 'state.db'}",
        "GEODATA": f"{artefact}",
        "KEYS_FILE": f"{folder / 'keys'}",
        "PUBLIC_URL": address,
        "CITY_NAME": "Ville de Valneige",
        "HELP_PHONE": "1 800 555-0199",
        "COALESCE": "0s",
        "DESK_REASON_PEOPLE": f"{REASON_PEOPLE}",
        "DESK_APPROVAL_PEOPLE": f"{APPROVAL_PEOPLE}",
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return inherited | {"PYTHONUNBUFFERED": "1"} | {PREFIX + name: value for name, value in ours.items()}
