"""People say stop while nobody of us can be called: the provider's ledger says that none of them was told any more."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path

import pytest

from geodata.address_book import AddressBook
from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city
from geodata.model import StreetSideId
from infoneige.clock import SystemClock
from infoneige.config import load_settings
from infoneige.people.inbound import InboundDesk
from infoneige.people.missed_texts import MissedTexts
from infoneige.people.street_status import StreetStatus
from infoneige.pipeline import publish
from infoneige.secrecy.key_file import as_text
from infoneige.services import open_services
from infoneige.storage.database import Database
from infoneige.storage.invariants import broken_promises
from infoneige.storage.subscriptions import add_subscriptions
from notifier.channels.contract import ReceivedText
from notifier.model import Channel, PreferenceProfile, Recipient, Subscription
from notifier.replies import House
from schedules.model import LoadingStatus, Period, Plan, PlanBatch, PlanMode
from tests.counterparts.fake_twilio import account
from tests.counterparts.fake_twilio.account import Behaviour
from tests.counterparts.fake_twilio.description import published
from tests.counterparts.fake_twilio.running import Running, fake_twilio
from tests.vault import RING, VAULT

PATIENCE = 60.0
STOPPERS, OTHERS = range(50), range(50, 80)
SPELLINGS = [
    "ARRET",
    "Arrêt",
    "arrêt svp",
    "ARRETEZ!",
    "fin",
    "Désabonner",
    "STOP",
    "stopall",
    "unsubscribe",
    "opt-out",
]
NOWHERE = "http://127.0.0.1:9"
"""Where nobody listens: the web server is down."""

RACES = 100


def number(place: int) -> str:
    return f"+1514{2000000 + place}"


@pytest.fixture(scope="module")
def artefact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("valneige")
    build_artefact(BuildRequest(write_demo_city(folder).sides), folder / "geodata.db")
    return folder / "geodata.db"


@pytest.fixture
def twilio(tmp_path: Path) -> Iterator[Running]:
    with fake_twilio(tmp_path / "ledger", Behaviour(our_webhooks=NOWHERE)) as running:
        yield running


@pytest.fixture
def environment(
    database_url: str, artefact: Path, twilio: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    monkeypatch.setenv("INFONEIGE_KEYS", as_text(RING))
    (tmp_path / "secret").write_text(account.API_KEY_SECRET, encoding="ascii")
    return {
        "INFONEIGE_DATABASE": database_url,
        "INFONEIGE_GEODATA": str(artefact),
        "INFONEIGE_SMS": "twilio",
        "INFONEIGE_SMS_SENDER_PROFILE": "short_code",
        "INFONEIGE_TWILIO_URL": twilio.url,
        "INFONEIGE_TWILIO_ACCOUNT_SID": account.ACCOUNT_SID,
        "INFONEIGE_TWILIO_API_KEY_SID": account.API_KEY_SID,
        "INFONEIGE_TWILIO_API_SECRET_FILE": str(tmp_path / "secret"),
        "INFONEIGE_TWILIO_SENDER": account.SENDER,
    }


def subscribe_all(database: Database, side: StreetSideId) -> None:
    wishes = [
        Subscription(Recipient(Channel.SMS, number(place)), side, PreferenceProfile()) for place in (*STOPPERS, *OTHERS)
    ]
    with database.transaction() as connection:
        add_subscriptions(database, connection, VAULT, wishes, now=SystemClock().now())


def announce(database: Database, side: StreetSideId) -> None:
    now = SystemClock().now()
    plan = Plan(side, LoadingStatus.PLANNED, planned=Period(now + timedelta(hours=8), now + timedelta(hours=20)))
    publish(
        database,
        PlanBatch((plan,)),
        source="operator",
        mode=PlanMode.CHANGES,
        coalesce=timedelta(0),
        content_hash="",
        now=now,
    )


def test_nobody_who_said_stop_while_we_were_down_is_told_anything(
    environment: dict[str, str], twilio: Running, artefact: Path
) -> None:
    description = published()
    with closing(AddressBook.open(artefact)) as book:
        side = min(book.side_ids())
    with open_services(load_settings(environment)) as services:
        subscribe_all(services.database, side)
        for place, word in zip(STOPPERS, cycle(SPELLINGS), strict=False):
            status, _ = twilio.text_us(number(place), word, ago=3600.0 * (place % 3))
            assert status == 0
        announce(services.database, side)
        with services.running():
            deadline = time.monotonic() + PATIENCE
            while len(twilio.book().all("accepted")) < len(OTHERS) and time.monotonic() < deadline:
                time.sleep(0.1)
            time.sleep(1)  # for whoever would be told after the others
        with services.database.read() as connection:
            kept = connection.execute("SELECT command, count(*) FROM inbound_message GROUP BY command").fetchall()
        assert broken_promises(services.database, SystemClock().now()) == {}
    book_of_twilio = twilio.book()
    called = {value for line in book_of_twilio.requests("POST") for name, value in line["form"] if name == "To"}
    assert called == {number(place) for place in OTHERS}
    assert [tuple(row) for row in kept] == [("stop", len(STOPPERS))]
    assert description.errors(book_of_twilio.requests("GET")) == []


class Racing:
    """An inbox in which a text stands from before its webhook is called."""

    name = "racing"

    def __init__(self) -> None:
        self.held: list[ReceivedText] = []

    def texts(self, _since: datetime) -> Iterator[Sequence[ReceivedText]]:
        yield self.held[::-1]


@contextmanager
def desk_of(database: Database, artefact: Path) -> Iterator[InboundDesk]:
    with closing(AddressBook.open(artefact)) as book:
        clock, house = SystemClock(), House(city="Ville de Valneige", help_phone="1-800-555-0199")
        yield InboundDesk(database, VAULT, StreetStatus(database, book), clock, house, lambda _: None)


def test_text_that_webhook_and_look_race_for_is_done_once_and_answered(database: Database, artefact: Path) -> None:
    inbox, ending, looks = Racing(), threading.Event(), list[int]()
    with desk_of(database, artefact) as desk:

        def look_again_and_again() -> None:
            while not ending.is_set():
                looks.append(MissedTexts(database, SystemClock(), [inbox], desk).fetch_due())

        looking = threading.Thread(target=look_again_and_again)
        looking.start()
        answers = []
        for place in range(RACES):
            text = ReceivedText(f"SM{place:032x}", number(place), "ARRET", SystemClock().now())
            inbox.held.append(text)
            answers.append(desk.take(text.provider_id, text.number, text.text))
        ending.set()
        looking.join(PATIENCE)
        looks.append(MissedTexts(database, SystemClock(), [inbox], desk).fetch_due())
    assert [answer is not None and answer.startswith("AvisNeige: vous etes désabonné") for answer in answers] == [
        True
    ] * RACES
    with database.read() as connection:
        consents = connection.execute("SELECT count(*), count(DISTINCT provider_id) FROM consent").fetchone()
        stopped = connection.execute("SELECT count(*) FROM suppression").fetchone()
    assert (tuple(consents), tuple(stopped)) == ((RACES, RACES), (RACES,))
    assert looks[-1] == 0
    assert sum(looks) > 0
