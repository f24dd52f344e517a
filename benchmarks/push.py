"""Web push to a service that takes everything at once: claimed, worded, encrypted, posted over TLS and recorded.

Floor: the same payload encrypted in the same way and posted by aiohttp with the same headers, as many in flight, with
no database and nothing kept, in the same run. The service is a process of its own.
"""

import asyncio
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import trustme
from aiohttp import ClientSession, ClientTimeout, TCPConnector
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from geodata.model import AddressRange, Parity, StreetName, StreetSide, StreetSideId
from infoneige.clock import SystemClock
from infoneige.delivery_loop import DeliveryLoop
from infoneige.memory import collect_rarely
from infoneige.pipeline import publish
from infoneige.secrecy.keys import KeyRing
from infoneige.secrecy.vault import Vault
from infoneige.storage.database import Database, open_database
from infoneige.storage.migrate import migrate
from infoneige.storage.subscriptions import add_subscriptions
from notifier.channels.contract import Envelope
from notifier.channels.web_push.channel import WebPushChannel
from notifier.channels.web_push.encryption import encrypt
from notifier.channels.web_push.payload import full_payload
from notifier.channels.web_push.request import headers
from notifier.channels.web_push.vapid import VapidSigner
from notifier.markers import signed_id
from notifier.model import AlertKind, Channel, Message, MessageSubject, PreferenceProfile, Recipient, Subscription
from notifier.push_subscription import PushHosts, PushSubscription
from schedules.model import BanWindow, LoadingStatus, Period, Plan, PlanBatch, PlanMode

_CLOCK = SystemClock()
_CONTACT = "mailto:neige@ville.example.org"
_PEOPLE_ON_A_SIDE = 8
_IN_FLIGHT = 256
_TEXT = "Rue Fabre, côté pair, de Masson à Dandurand: stationnement interdit, lun. 7 déc. de 19 h à 7 h."


@dataclass(frozen=True, slots=True)
class _Service:
    """Where messages go, and what is needed to believe it."""

    port: int
    trust: ssl.SSLContext

    @property
    def hosts(self) -> PushHosts:
        return PushHosts(frozenset({f"localhost:{self.port}"}))

    def subscription(self, number: int) -> PushSubscription:
        point = _BROWSER.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return PushSubscription(f"https://localhost:{self.port}/push/{number:032}", point, number.to_bytes(16))


_BROWSER = ec.generate_private_key(ec.SECP256R1()).public_key()


def run(*, quick: bool) -> list[dict[str, object]]:
    """Send the same number of messages both ways, in turn, three times; the best of each counts."""
    count, rounds = (800, 1) if quick else (12_000, 3)
    collect_rarely()
    with _service() as service:
        rates = [(_bare(service, count), _ours(service, count)) for _ in range(rounds)]
    bare, ours = (max(column) for column in zip(*rates, strict=True))
    return [
        {
            "name": "web push, sent and recorded",
            "messages_per_second": round(ours),
            "floor_messages_per_second": round(bare),
            "ratio": round(ours / bare, 2),
            "goal": "at least 0.7",
            "note": f"{count} messages, at most {_IN_FLIGHT} in flight, SQLite on disk",
        }
    ]


@contextmanager
def _service() -> Iterator[_Service]:
    """Give a push service in a process of its own, under the name of localhost."""
    authority, trust = trustme.CA(), ssl.create_default_context()
    authority.configure_trust(trust)
    with authority.issue_cert("localhost").private_key_and_cert_chain_pem.tempfile() as certificate:
        pipe = subprocess.PIPE
        with subprocess.Popen([sys.executable, "-m", "benchmarks.push_sink"], stdin=pipe, stdout=pipe) as process:
            try:
                assert process.stdin is not None  # noqa: S101 - both were asked for
                assert process.stdout is not None  # noqa: S101 - both were asked for
                process.stdin.write(f"{certificate}\n".encode())
                process.stdin.flush()
                yield _Service(int(process.stdout.readline()), trust)
            finally:
                process.kill()


def _bare(service: _Service, count: int) -> float:
    """Encrypt and post, and nothing else; return how many a second."""
    work = [(number, service.subscription(number)) for number in range(count)]
    begin = time.perf_counter()
    asyncio.run(_post_all(service, work))
    return count / (time.perf_counter() - begin)


async def _post_all(service: _Service, work: list[tuple[int, PushSubscription]]) -> None:
    now, signer = _CLOCK.now(), VapidSigner(ec.generate_private_key(ec.SECP256R1()), _CONTACT)
    window = BanWindow(StreetSideId("1"), now + timedelta(hours=7), now + timedelta(hours=19))
    subject = MessageSubject(AlertKind.PLANNED, (window.side_id,), window)
    message = Message(_TEXT, 0, "INTERDIT dès lun. 19 h - rue Fabre", "side-1")
    sample = Envelope((1,), Recipient(Channel.PUSH, ""), subject, message, window.starts_at, attempt=1)
    authorization = signer.authorization(f"https://localhost:{service.port}", now)
    asked = headers(sample, work[0][1], authorization, now)
    payload = full_payload(sample, signed_id(1, 1, b"k" * 32))
    waiting = iter(work)
    connector = TCPConnector(limit=_IN_FLIGHT, ssl=service.trust)
    async with ClientSession(connector=connector, timeout=ClientTimeout(total=10)) as session:

        async def post_next() -> None:
            for _, subscription in waiting:
                body = encrypt(payload, subscription)
                async with session.post(subscription.endpoint, data=body, headers=asked) as response:
                    _require(response.status == 201)

        await asyncio.gather(*(post_next() for _ in range(_IN_FLIGHT)))


def _ours(service: _Service, count: int) -> float:
    """Deliver as the service does; return how many messages were sent and recorded a second."""
    with tempfile.TemporaryDirectory() as folder, open_database(f"sqlite:///{Path(folder) / 'state.db'}") as database:
        ring = KeyRing.fresh()
        vault = Vault(ring)
        _make_due(database, vault, service, count)
        sign = partial(signed_id, key=ring.callback)
        channel = WebPushChannel(
            ring.vapid, _CONTACT, service.hosts, _CLOCK.now, sign=sign, in_flight=_IN_FLIGHT, tls=service.trust
        )
        loop = DeliveryLoop(database, _CLOCK, channel, _sides, "benchmark", vault=vault, serves=[Channel.PUSH])
        begin = time.perf_counter()
        loop.deliver_due()
        seconds = time.perf_counter() - begin
        channel.close()
        with database.read() as connection:
            (sent,) = connection.execute("SELECT count(*) FROM outbox WHERE state = 'sent'").fetchone()
        _require(sent == count)
        return count / seconds


def _make_due(database: Database, vault: Vault, service: _Service, count: int) -> None:
    """Subscribe as many browsers, eight to a side, and publish a ban on each side."""
    migrate(database)
    now = _CLOCK.now()
    wishes = [
        Subscription(
            Recipient(Channel.PUSH, service.subscription(number).as_address()),
            StreetSideId(str(number // _PEOPLE_ON_A_SIDE)),
            PreferenceProfile(),
        )
        for number in range(count)
    ]
    with database.transaction() as connection:
        add_subscriptions(database, connection, vault, wishes, now=now)
    period = Period(now + timedelta(hours=7), now + timedelta(hours=19))
    plans = [Plan(side, LoadingStatus.PLANNED, planned=period) for side in {wish.side_id for wish in wishes}]
    publish(
        database,
        PlanBatch(tuple(plans)),
        source="operator",
        mode=PlanMode.CHANGES,
        coalesce=timedelta(0),
        content_hash="push",
        now=now,
    )


def _sides(side_ids: Collection[StreetSideId]) -> dict[StreetSideId, StreetSide]:
    """Name every side."""
    return {side_id: _side(side_id) for side_id in side_ids}


def _side(side_id: StreetSideId) -> StreetSide:
    street = StreetName("rue", None, f"Fabre {side_id}", None)
    civics = AddressRange(1200, 1298)
    return StreetSide(side_id, None, street, "Montréal", None, None, None, civics, Parity.EVEN, ("Masson", "Dandurand"))


def _require(holds: object) -> None:
    if not holds:
        message = "a message was not taken"
        raise RuntimeError(message)
