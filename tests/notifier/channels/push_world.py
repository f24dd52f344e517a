"""A web push channel, a strict push service, and messages between them."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid.utils import b64urlencode

from geodata.model import StreetSideId
from infoneige.clock import SystemClock
from notifier.channels.contract import Envelope, SendOutcome
from notifier.channels.web_push.channel import WebPushChannel
from notifier.channels.web_push.guarded_resolver import GuardedResolver
from notifier.markers import signed_id
from notifier.model import AlertKind, Channel, Language, Message, MessageSubject, Recipient
from notifier.push_subscription import PushHosts, PushSubscription
from schedules.model import BanWindow
from tests.counterparts.strict_push import LOOPBACK, StrictPush

VAPID_KEY = ec.generate_private_key(ec.SECP256R1())
VAPID_PUBLIC: str = b64urlencode(VAPID_KEY.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
CONTACT = "mailto:neige@ville.test"
SIGN = partial(signed_id, key=b"k" * 32)
LONGEST_WAIT_S = 20.0

_MESSAGE = Message(
    "Côté impair: stationnement interdit, lundi 7 déc. de 19 h à 7 h.", 0, "INTERDIT dès lun. 19 h", "side-1"
)
_ENTRY_IDS = count(1)


def envelope_to(
    subscription: PushSubscription,
    *,
    kind: AlertKind = AlertKind.PLANNED,
    now: datetime | None = None,
    starts_in: timedelta = timedelta(hours=3),
    useful_for: timedelta = timedelta(hours=4),
    language: Language = Language.FR,
    sides: Sequence[str] = ("13811561",),
    message: Message = _MESSAGE,
) -> Envelope:
    """Return one message for one browser."""
    now = now or datetime.now(UTC)  # noqa: TID251 - the true service checks true times
    recipient = Recipient(Channel.PUSH, subscription.as_address(), language)
    window = BanWindow(StreetSideId(sides[0]), now + starts_in, now + starts_in + timedelta(hours=12))
    subject = MessageSubject(kind, tuple(StreetSideId(side) for side in sides), window)
    return Envelope((next(_ENTRY_IDS),), recipient, subject, message, now + useful_for, attempt=1)


@dataclass
class Answers:
    """What became of the calls, by the entry that leads; ``wait`` returns when so many are answered."""

    told: dict[int, list[SendOutcome]]
    _changed: threading.Condition

    @classmethod
    def empty(cls) -> "Answers":
        """Return none."""
        return cls({}, threading.Condition())

    def __call__(self, envelope: Envelope, outcome: SendOutcome) -> None:
        """Keep an answer."""
        with self._changed:
            self.told.setdefault(envelope.entry_ids[0], []).append(outcome)
            self._changed.notify_all()

    def wait(self, number: int) -> None:
        """Wait until so many messages were answered."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.told) >= number, LONGEST_WAIT_S), self.told


def send(channel: WebPushChannel, envelopes: Sequence[Envelope]) -> list[SendOutcome]:
    """Send these and return the answers in their order, each of them given once."""
    answers = Answers.empty()
    channel.start(envelopes, answers)
    answers.wait(len(envelopes))
    assert all(len(told) == 1 for told in answers.told.values())
    return [answers.told[envelope.entry_ids[0]][0] for envelope in envelopes]


def forget_messages(outcomes: Sequence[SendOutcome]) -> list[SendOutcome]:
    """Return the outcomes without the ids that the service made up."""
    return [replace(outcome, provider_id=None) for outcome in outcomes]


async def to_loopback(_host: str, _port: int) -> list[str]:
    """Find every name on this machine."""
    return [LOOPBACK]


@contextmanager
def pushing(*names: str, **settings: Any) -> Iterator[tuple[StrictPush, WebPushChannel]]:  # noqa: ANN401 - the channel's own
    """Give a push service under these names, vouched for, and a channel that believes in it; closed at the end."""
    with ExitStack() as stack:
        service = StrictPush(VAPID_PUBLIC, names or ("localhost",))
        stack.callback(service.close)
        channel = open_channel(service, names or ("localhost",), **settings)
        stack.callback(channel.close)
        yield service, channel


def open_channel(service: StrictPush, names: Sequence[str], **settings: Any) -> WebPushChannel:  # noqa: ANN401 - as above
    """Return a channel that believes in this service, with the given settings in place of the usual ones."""
    hosts = PushHosts(frozenset(f"{name}:{service.port}" for name in names))
    usual: dict[str, Any] = {
        "vapid_key": VAPID_KEY,
        "contact": CONTACT,
        "hosts": hosts,
        "clock_now": SystemClock().now,
        "sign": SIGN,
        "resolver": GuardedResolver(hosts, to_loopback),
        "tls": service.trust,
    }
    return WebPushChannel(**usual | settings)
