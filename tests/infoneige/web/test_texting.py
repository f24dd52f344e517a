"""People text the whole service, as its settings open it: HTTP both ways, and a Twilio that knows who wrote when."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from geodata.address_book import AddressBook
from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city
from infoneige.clock import SystemClock
from infoneige.config import load_settings
from infoneige.secrecy.key_file import as_text
from infoneige.storage.database import Database
from infoneige.storage.subscriptions import subscribe
from infoneige.storage.suppression import is_suppressed
from infoneige.web import create_app
from infoneige.web.opening import open_parts
from notifier.model import Channel, Language, PreferenceProfile, Recipient, Subscription
from tests.counterparts.fake_twilio import account
from tests.counterparts.fake_twilio.account import Behaviour
from tests.counterparts.fake_twilio.description import published
from tests.counterparts.fake_twilio.running import Running, fake_twilio
from tests.vault import RING, VAULT

ANNA = "+15145550123"
TWILIO_S_CLOCK_TICKS = 1.1
"""Seconds: its messages are dated to the second, and a START of the second of a STOP does not count."""


@dataclass
class Service:
    """A service that people can text, its database and its Twilio."""

    database: Database
    twilio: Running

    def is_stopped(self) -> bool:
        hmacs = VAULT.hmacs(Channel.SMS, ANNA)
        with self.database.read() as connection:
            return is_suppressed(self.database, connection, channel=Channel.SMS, hmacs=hmacs)


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    build_artefact(BuildRequest(write_demo_city(tmp_path).sides), tmp_path / "geodata.db")
    monkeypatch.setenv("INFONEIGE_KEYS", as_text(RING))
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    our_url = f"http://127.0.0.1:{server.server_port}"
    with ExitStack() as opened:
        twilio = opened.enter_context(fake_twilio(tmp_path / "ledger", Behaviour(our_webhooks=our_url)))
        parts = opened.enter_context(open_parts(load_settings(environment(tmp_path, twilio.url, our_url))))
        server.app = create_app(parts)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Service(parts.database, twilio)
        server.shutdown()
        thread.join()
        server.server_close()


def environment(folder: Path, twilio_url: str, our_url: str) -> dict[str, str]:
    (folder / "secret").write_text(account.API_KEY_SECRET, encoding="ascii")
    (folder / "token").write_text(account.AUTH_TOKEN, encoding="ascii")
    return {
        "INFONEIGE_DATABASE": f"sqlite:///{folder / 'state.db'}",
        "INFONEIGE_GEODATA": str(folder / "geodata.db"),
        "INFONEIGE_KEYS": as_text(RING),
        "INFONEIGE_PUBLIC_URL": our_url,
        "INFONEIGE_SMS": "twilio",
        "INFONEIGE_TWILIO_URL": twilio_url,
        "INFONEIGE_TWILIO_ACCOUNT_SID": account.ACCOUNT_SID,
        "INFONEIGE_TWILIO_API_KEY_SID": account.API_KEY_SID,
        "INFONEIGE_TWILIO_API_SECRET_FILE": str(folder / "secret"),
        "INFONEIGE_TWILIO_AUTH_TOKEN_FILE": str(folder / "token"),
        "INFONEIGE_TWILIO_SENDER": account.SENDER,
    }


def subscribe_anna(service: Service, folder: Path) -> None:
    with closing(AddressBook.open(folder / "geodata.db")) as book:
        side = min(book.side_ids())
    wish = Subscription(Recipient(Channel.SMS, ANNA, Language.FR), side, PreferenceProfile())
    subscribe(service.database, VAULT, wish, now=SystemClock().now())


def test_stop_holds_until_a_later_start_of_which_twilio_knows_the_hour(service: Service, tmp_path: Path) -> None:
    subscribe_anna(service, tmp_path)
    start = "SM" + "5" * 32
    status, answer = service.twilio.text_us(ANNA, "ARRÊT")
    assert (status, service.is_stopped()) == (200, True)
    assert "désabonné" in answer
    time.sleep(TWILIO_S_CLOCK_TICKS)
    status, answer = service.twilio.text_us(ANNA, "START", start)
    assert (status, service.is_stopped()) == (200, False)
    assert "resume" in answer
    service.twilio.text_us(ANNA, "fin")
    service.twilio.text_us(ANNA, "START", start)
    assert service.is_stopped()
    asked = service.twilio.book().requests("GET")
    assert [request["path"].rpartition("/")[2] for request in asked] == [f"{start}.json"]
    assert published().errors(asked) == []
