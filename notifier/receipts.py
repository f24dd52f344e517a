"""What a provider tells of a message after it took it, in our words, and which word may follow which. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from notifier.channels.contract import Found
from notifier.channels.twilio.error_codes import ErrorClass, class_of
from notifier.model import DeliveryStatus

_S = DeliveryStatus

_WORDS: dict[str, DeliveryStatus] = {
    "accepted": _S.ACCEPTED,
    "scheduled": _S.ACCEPTED,
    "queued": _S.ACCEPTED,
    "sending": _S.ACCEPTED,
    "sent": _S.SENT,
    "delivered": _S.DELIVERED,
    "read": _S.DELIVERED,
    "undelivered": _S.UNDELIVERED,
    "failed": _S.FAILED,
    "canceled": _S.FAILED,
}

_FAILURES = frozenset({_S.UNDELIVERED, _S.FAILED})

RANK: Mapping[DeliveryStatus, int] = {
    _S.ACCEPTED: 1,
    _S.SENT: 2,
    _S.EXPIRED: 3,
    _S.FAILED: 3,
    _S.UNDELIVERED: 3,
    _S.DELIVERED: 4,
}
"""A state only ever gives way to one of a higher rank, so that receipts may come in any order and more than once.

DELIVERED is the highest: a phone that has the message has it, whatever a slower receipt says.
"""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider told of one message: in our words, with its error code, and in its own ``word``."""

    provider_id: str
    status: DeliveryStatus
    error_code: int | None
    word: str


def as_receipt(found: Found) -> Receipt:
    """Return what a provider answered when it was asked, as the receipt that it is."""
    return Receipt(found.provider_id, found.status, found.error_code, word=found.status.value)


def read_status(word: str, error_code: int | None = None) -> DeliveryStatus | None:
    """Return what a status word of Twilio's means, None for one that we do not know or that is not ours to hear.

    A message that Twilio dropped because it had waited too long is EXPIRED, as if it had waited here.
    """
    status = _WORDS.get(word)
    if status in _FAILURES and class_of(error_code) is ErrorClass.EXPIRED:
        return _S.EXPIRED
    return status


def moves_on(status: DeliveryStatus, after: DeliveryStatus) -> bool:
    """Say whether a receipt changes anything for a message that is already known to be ``after``."""
    return RANK[status] > RANK.get(after, 0)
