"""No household may ask for so many pages that a city's others wait.

Counted in memory, by each server process for itself: a row written for each page that is read would be a flood of its
own. The share is generous, since a telephone company lets thousands of people out by one address.
"""

import threading
from collections.abc import Collection
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Final

from flask import Flask, request
from werkzeug.exceptions import TooManyRequests

from infoneige.clock import Clock
from notifier.networks import address_of, household_of

PER_SECOND: Final = 50
AT_ONCE: Final = 500
"""What may come in a burst; after that, ``PER_SECOND``."""

_ONE: Final = timedelta(seconds=1 / PER_SECOND)
_MOST_KEPT: Final = 10_000


class Crowd:
    """Who asked for how much lately. Safe to share between threads."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._turn = threading.Lock()
        self._paid_until: dict[str, datetime] = {}

    def wait(self, household: str, now: datetime) -> timedelta:
        """Count one request, and return how long its household has to wait: not at all, as a rule.

        What is refused is not counted, so that whoever waits that long is served.
        """
        with self._turn:
            paid_until = max(self._paid_until.get(household, now), now) + _ONE
            if (wait := paid_until - now - AT_ONCE * _ONE) > timedelta(0):
                return wait
            if household not in self._paid_until and len(self._paid_until) >= _MOST_KEPT:
                self._forget(now)
            self._paid_until[household] = paid_until
        return timedelta(0)

    def _forget(self, now: datetime) -> None:
        """Forget who is owed nothing; where that makes no room, everybody: a flood must not fill the memory."""
        self._paid_until = {one: until for one, until in self._paid_until.items() if until > now}
        if len(self._paid_until) >= _MOST_KEPT:
            self._paid_until.clear()


def limit_each_household(app: Flask, rooms: Collection[str], clock: Clock) -> None:
    """Answer 429 in these rooms to a household that asks for more than its share.

    An address that is not of the internet is never limited: it is a proxy's that nobody declared (``--proxies``), and
    stands for everybody.
    """
    crowd = Crowd()

    @app.before_request
    def look_at_the_crowd() -> None:
        if request.blueprint not in rooms or not _is_of_the_internet(request.remote_addr or ""):
            return
        if wait := crowd.wait(household_of(request.remote_addr or ""), clock.now()):
            message = "Many requests come from your network. Please try again in a moment."
            raise TooManyRequests(message, retry_after=1 + int(wait.total_seconds()))


def _is_of_the_internet(ip: str) -> bool:
    try:
        return ip_address(address_of(ip)).is_global
    except ValueError:
        return False
