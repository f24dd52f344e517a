"""Slows down who guesses passwords: per account and per address, in the database, so that it holds for all processes.

A try is counted before it is looked at, so that many at once all count; one that is right takes its count back. The
wait for an account stays short: nobody can keep its owner out for long by guessing. Keys are never slowed down.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from infoneige.operators.errors import LoginError, LoginRefusal
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.limits import wait_for_turn
from notifier.networks import household_of

FREE: Final = 20
"""How many failures within ``MEMORY`` cost nothing."""

MEMORY: Final = timedelta(hours=12)
_FIRST_WAIT: Final = timedelta(seconds=2)


class Guessed(StrEnum):
    """Against what failures are counted."""

    ACCOUNT = "password_account"
    ADDRESS = "password_ip"
    PROOF = "proof_account"


LONGEST_WAIT: Final[Mapping[Guessed, timedelta]] = {
    Guessed.ACCOUNT: timedelta(minutes=1),
    Guessed.ADDRESS: timedelta(minutes=15),
    Guessed.PROOF: timedelta(minutes=1),
}


def wait_after(failures: int, kind: Guessed) -> timedelta:
    """Return how long after the last failure the next try is refused unseen; twice as long after each."""
    if failures < FREE:
        return timedelta(0)
    doublings = min(failures - FREE, 16)
    return min(_FIRST_WAIT * (1 << doublings), LONGEST_WAIT[kind])


@dataclass(frozen=True, slots=True)
class Try:
    """One try, by what it is counted against: hashes of the account's name and of the address."""

    subjects: Mapping[Guessed, str]
    at: datetime


class Throttle:
    """Counts tries; ``key`` makes the hashes that names and addresses are counted by."""

    def __init__(self, database: Database, key: bytes) -> None:
        """Take what it works with; nothing is read yet."""
        self._database = database
        self._key = key

    def begin(self, subjects: Mapping[Guessed, str], *, now: datetime) -> Try:
        """Count a try as failed, in a transaction of its own.

        Raises:
            LoginError: it is too early after the failures before; this one is not counted.
        """
        hashed = {kind: self._hash(kind, text) for kind, text in subjects.items()}
        with self._database.transaction() as connection:
            wait_for_turn(self._database, connection)
            retry_at = max(self._retry_at(connection, kind, subject, now) for kind, subject in hashed.items())
            if retry_at > now:
                raise LoginError(LoginRefusal.SLOW_DOWN, retry_at=retry_at)
            self._database.queries.note_events(
                connection,
                [
                    {"kind": kind.value, "subject_hmac": subject, "happened_at": to_text(now)}
                    for kind, subject in hashed.items()
                ],
            )
        return Try(hashed, now)

    def succeeded(self, connection: Connection, tried: Try) -> None:
        """Take a try back, in the caller's transaction: the account's failures too, of the address this one only."""
        for kind, subject in tried.subjects.items():
            since = tried.at if kind is Guessed.ADDRESS else tried.at - MEMORY
            self._database.queries.forget_failures(
                connection, kind=kind.value, subject_hmac=subject, since=to_text(since)
            )

    def _retry_at(self, connection: Connection, kind: Guessed, subject: str, now: datetime) -> datetime:
        failures, last = self._database.queries.last_failure(
            connection, kind=kind.value, subject_hmac=subject, since=to_text(now - MEMORY)
        )
        return from_text(last) + wait_after(failures, kind) if failures else now

    def _hash(self, kind: Guessed, text: str) -> str:
        subject = household_of(text) if kind is Guessed.ADDRESS else text
        return hmac.digest(self._key, f"{kind}\n{subject}".encode(errors="replace"), "sha256").hex()
