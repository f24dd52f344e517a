"""When a provider is asked about a message that it took and says nothing final of. Pure."""

from datetime import datetime, timedelta
from typing import Final

from notifier.model import DeliveryStatus

ASK_AFTER: Final = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6))
"""How long after a message was handed over its provider is asked, each time that nothing final is known of it."""

FORGET_AFTER: Final = timedelta(days=4)
"""What is older stays as it is: a provider keeps a message for hours, and a ban is over by then."""

WITHOUT_END: Final = frozenset({DeliveryStatus.ACCEPTED, DeliveryStatus.SENT})
"""What a message that was handed over is, as long as nothing final is known of it."""


def next_question(handed_over_at: datetime, now: datetime) -> datetime:
    """Return when to ask next, after ``now``; when to forget the message, if nothing more is asked of it."""
    instants = (handed_over_at + wait for wait in ASK_AFTER)
    return next((at for at in instants if at > now), forgotten_at(handed_over_at))


def forgotten_at(handed_over_at: datetime) -> datetime:
    """Return from when on nothing is asked of a message any more."""
    return handed_over_at + FORGET_AFTER
