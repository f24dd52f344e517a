"""What a sender of SMS may do: how fast, at what price, and how long its provider keeps what is too much."""

from dataclasses import dataclass
from datetime import timedelta

PROVIDER_QUEUE = timedelta(hours=10)
"""How much a provider keeps for one sender; what is more is refused (Twilio, errors 21611 and 30001)."""


@dataclass(frozen=True, slots=True)
class SenderProfile:
    """One kind of sender and how many segments it may hand over in a second."""

    name: str
    segments_per_second: int


SENDER_PROFILES = {
    profile.name: profile
    for profile in (
        SenderProfile("long_code", 1),
        SenderProfile("toll_free", 3),
        SenderProfile("toll_free_raised", 25),
        SenderProfile("short_code", 100),
    )
}
"""The kinds of sender to the United States and Canada, with Twilio's figures."""
