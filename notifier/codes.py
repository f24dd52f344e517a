"""The rules of one-time codes: what one looks like, how long it lives, and how often it may be asked for. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from notifier.networks import address_of, neighbourhood_of

DIGITS = 6
LIFETIME = timedelta(minutes=10)
TRIES = 5
"""Guesses at one code, right or wrong."""

_BLOCK_DIGITS = 3
_CODE = re.compile(rf"[0-9]{{{DIGITS}}}", re.ASCII)


class Limited(StrEnum):
    """What is counted, and whom it is counted by."""

    CODE_TO_NUMBER = "code_number"
    CODE_TO_BLOCK = "code_block"
    CODE_FOR_ADDRESS = "code_ip"
    CODE_FOR_NETWORK = "code_network"
    CODE_AT_ALL = "code_all"
    GUESS_FOR_NUMBER = "guess_number"
    LINK_FOR_ADDRESS = "link_ip"
    LOOK_UP_BY_OPERATOR = "look_up_operator"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` in any span of this length."""

    most: int
    span: timedelta


_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)

LIMITS: dict[Limited, tuple[Limit, ...]] = {
    Limited.CODE_TO_NUMBER: (Limit(1, timedelta(seconds=60)), Limit(3, _HOUR), Limit(3, _DAY)),
    Limited.CODE_TO_BLOCK: (Limit(30, timedelta(minutes=10)),),
    Limited.CODE_FOR_ADDRESS: (Limit(5, _HOUR),),
    Limited.CODE_FOR_NETWORK: (Limit(20, _HOUR),),
    Limited.CODE_AT_ALL: (Limit(200, _HOUR),),
    Limited.GUESS_FOR_NUMBER: (Limit(10, _DAY),),
    Limited.LINK_FOR_ADDRESS: (Limit(30, _HOUR),),
    Limited.LOOK_UP_BY_OPERATOR: (Limit(30, _HOUR),),
}
LONGEST_SPAN = max(limit.span for limits in LIMITS.values() for limit in limits)
"""What happened longer ago counts for nothing any more."""


@dataclass(frozen=True, slots=True)
class CodeRequest:
    """Who asks for a code, and for which number (E.164). None of it is ever shown."""

    number: str
    session: str
    ip: str

    def __repr__(self) -> str:
        """Return nothing that a log may not hold."""
        return "CodeRequest(...)"

    def subjects(self) -> Iterator[tuple[Limited, str]]:
        """Yield everything that this request counts against, first what soonest stops a flood."""
        yield Limited.CODE_AT_ALL, ""
        yield Limited.CODE_TO_NUMBER, self.number
        yield Limited.CODE_TO_BLOCK, self.number[:-_BLOCK_DIGITS]
        yield Limited.CODE_FOR_ADDRESS, address_of(self.ip)
        yield Limited.CODE_FOR_NETWORK, neighbourhood_of(self.ip)


def read_code(typed: object) -> str | None:
    """Return six digits as a person types them, spaces between them or not; None for anything else.

    What is no code is no guess either: it cannot be right.
    """
    if not isinstance(typed, str) or len(typed) > 4 * DIGITS:
        return None
    bare = typed.replace(" ", "")
    return bare if _CODE.fullmatch(bare) else None


def expiry(issued_at: datetime) -> datetime:
    """Return when a code stops being worth anything."""
    return issued_at + LIFETIME
