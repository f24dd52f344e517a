"""The desk over the invented city with plans to load: a file is read and weighed at once, or when the test says so."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from geodata.address_book import AddressBook
from geodata.nearby import SideMap
from infoneige.config import PREFIX, load_settings
from infoneige.desk.job_runner import InlineRunner
from infoneige.operators.model import Role
from infoneige.storage.database import Database
from notifier.lanes import first_lane
from notifier.model import Channel
from tests.infoneige.web.desk.desk_world import OURS, URL, AtDesk, DeskSite
from tests.outbox_world import World

HEADER = "cote_rue_id;voie;arrondissement;de;a;cote;etat;debut;fin;motif"
TONIGHT, TOMORROW = "2026-11-23 16:00;2026-11-24 04:00", "2026-11-24 19:00;2026-11-25 07:00"
"""Two hours, and more than a day, after the clock's 14 h."""

_LIMITS = {"DESK_REASON_PEOPLE": "3", "DESK_APPROVAL_PEOPLE": "6", "SMS_SENDER_PROFILE": "toll_free"}


@dataclass
class PatientRunner:
    """Starts a load at once, unless it waits."""

    real: InlineRunner
    waits: bool = False

    def start(self, load_id: int) -> None:
        if not self.waits:
            self.real.start(load_id)


class PlanSite(DeskSite):
    """The desk, where guards ask for a reason from 4 people on, and for a second operator from 7."""

    def __init__(self, database: Database, streets: AddressBook, url: str = URL) -> None:
        super().__init__(database, streets, url)
        settings = load_settings({PREFIX + name: value for name, value in (_LIMITS | {"PUBLIC_URL": url}).items()})
        self.streets = streets
        self.sides = sorted(streets.side_ids())
        self.jobs = PatientRunner(InlineRunner(database, streets, settings, self.clock))
        self.parts = replace(self.parts, jobs=self.jobs, side_map=SideMap(streets), coalesce=settings.coalesce)
        self.world = World(database)
        self.publisher = self.at("amelie", Role.PUBLISHER)

    def at(self, name: str, role: Role, *boroughs: str) -> AtDesk:
        """Return the browser of a new operator."""
        return self.logged_in(self.add(name, role, *boroughs))

    def subscribe(self, people: int, sides: Sequence[str], channel: Channel = Channel.SMS) -> None:
        """Let so many people follow these sides."""
        for number in range(people):
            person = self.world.person(f"{channel} {number} {sides[0]}", sides=sides, channel=channel.value)
            lane = first_lane(channel)
            self.world.change(f"UPDATE subscription SET first_lane = {lane} WHERE recipient_id = {person}")

    def load(
        self,
        *rows: str,
        mode: str = "changes",
        name: str = "plan.csv",
        by: AtDesk | None = None,
        content: bytes | None = None,
        **fields: str,
    ) -> TestResponse:
        """Send a file with these rows, or this very content."""
        content = "\n".join([HEADER, *rows, ""]).encode() if content is None else content
        browser = by or self.publisher
        file = {"plan": FileStorage(io.BytesIO(content), name)} if name else {}
        boundary, body = encode_multipart({"jeton": browser.token, "mode": mode, **file, **fields})
        answer = browser.client.post(
            "/operations/charger",
            base_url=self.parts.public_url,
            headers={"Accept": "text/html", **OURS},
            content_type=f"multipart/form-data; boundary={boundary}",
            data=body,
        )
        browser.page = answer.get_data(as_text=True)
        return answer

    def loaded(self, *rows: str, by: AtDesk | None = None, **fields: Any) -> str:  # noqa: ANN401 - as load takes them
        """Load a plan that can be read; return the path of its page, which is looked at."""
        browser = by or self.publisher
        answer = self.load(*rows, by=by, **fields)
        browser.follow(answer)
        return answer.headers["Location"]

    def plan(self, first: int, last: int, hours: str = TOMORROW) -> list[str]:
        """Return rows that plan some sides of the city."""
        return [f"{side};;;;;;planifié;{hours};" for side in self.sides[first:last]]

    def withdraw(self, first: int, last: int) -> list[str]:
        """Return rows that withdraw some sides of the city."""
        return [f"{side};;;;;;annulé;;;" for side in self.sides[first:last]]

    def publish(self, *rows: str, reason: str = "tempête", by: AtDesk | None = None, **fields: Any) -> int:  # noqa: ANN401 - as load takes them
        """Load and publish a plan; return the number of the version."""
        browser = by or self.publisher
        answer = decide(browser, f"{self.loaded(*rows, by=by, **fields)}/publier", raison=reason)
        found = re.fullmatch(r"/operations/suivre\?version=(\d+)", answer.headers.get("Location", ""))
        assert found, (answer.status_code, browser.text())
        self.wait(timedelta(seconds=1))
        return int(found[1])


def decide(browser: AtDesk, path: str, **fields: str) -> TestResponse:
    """Look at the form of a decision, and send it filled in."""
    browser.get(path)
    return browser.post(path, {**seen(browser), **fields})


def seen(browser: AtDesk) -> dict[str, str]:
    """Return what the form that a browser shows says of what is seen there."""
    return dict(re.findall(r'<input type="hidden" name="(vu)" value="([^"]+)">', browser.page))


def words(browser: AtDesk) -> str:
    """Return the words of the page that a browser shows, as they are read."""
    return re.sub(r" ([,.])", r"\1", browser.text())
