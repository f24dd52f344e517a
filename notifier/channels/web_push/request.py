"""What one message asks of a push service: how long to keep it, how soon to show it, what it replaces. Pure."""

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

from notifier.channels.contract import Envelope
from notifier.lanes import urgency
from notifier.model import TELLING_KINDS, AlertKind
from notifier.push_subscription import PushSubscription

LONGEST_KEPT = timedelta(weeks=4)
"""As long as the most forgetful of the push services keeps a message."""

_SOON = timedelta(hours=2)
_TOPIC_LENGTH = 32


def headers(envelope: Envelope, subscription: PushSubscription, authorization: str, now: datetime) -> dict[str, str]:
    """Return the headers of one message, which is of no use from its ``not_after`` on."""
    return {
        "Authorization": authorization,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(time_to_live(envelope, now)),
        "Urgency": push_urgency(envelope, now),
        "Topic": topic(envelope.message.tag, subscription),
    }


def time_to_live(envelope: Envelope, now: datetime) -> int:
    """Return for how many whole seconds a push service may keep it; 0 for not at all."""
    left = min(envelope.not_after - now, LONGEST_KEPT)
    return max(0, int(left.total_seconds()))


def push_urgency(envelope: Envelope, now: datetime) -> str:
    """Return whether a sleeping phone is woken: for what is urgent, and what tells of a ban within two hours."""
    kind, starts_at = envelope.subject.kind, envelope.subject.window.starts_at
    if urgency(kind) == 0 or (kind in TELLING_KINDS and starts_at - now <= _SOON):
        return "high"
    return "low" if kind is AlertKind.DONE else "normal"


def topic(tag: str, subscription: PushSubscription) -> str:
    """Return under which name a newer message replaces one that still waits; the same tag is one name per browser.

    Keyed with the browser's secret, so that a push service cannot try out all the streets of a city.
    """
    digest = hmac.digest(subscription.auth, tag.encode(), "sha256")
    return urlsafe_b64encode(digest)[:_TOPIC_LENGTH].decode("ascii")
