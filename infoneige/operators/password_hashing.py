"""Passwords as argon2id hashes. At most two are computed at once in a process: each takes 19 MiB and a core."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error

from infoneige.operators.errors import LoginError, LoginRefusal
from infoneige.operators.tokens import new_token

SHORTEST: Final = 12
LONGEST: Final = 128
_FEWEST_DIFFERENT: Final = 5
_WAITS_AT_MOST: Final = 5.0

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_ONCE = BoundedSemaphore(2)

_GUESSED_FIRST: Final = (
    "password", "motdepasse", "passeport", "azerty", "qwerty", "qwertz", "administrateur", "administrator", "admin",
    "infoneige", "deneigement", "operations", "operateur", "operator", "montreal", "quebec", "bonjour", "bienvenue",
    "welcome", "letmein", "iloveyou", "jetaime", "soleil", "hiver", "winter", "neige", "canada", "canadiens", "hockey",
    "changeme", "changezmoi", "secret", "abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "98765432109876543210",
)  # fmt: skip


def hash_password(password: str, *about: str) -> str:
    """Return the hash of a new password; ``about`` are words that everybody knows of its owner.

    Raises:
        LoginError: it is too short, too long or soon guessed; or too many are computed at this moment.
    """
    if is_weak(password, *about):
        raise LoginError(LoginRefusal.WEAK_PASSWORD)
    with _turn():
        return _HASHER.hash(_normal(password))


def is_right(password: str, kept: str | None) -> bool:
    """Say whether a password is the one of a hash; for None it is not, after as long a time.

    Raises:
        LoginError: too many are computed at this moment.
    """
    if len(password) > LONGEST:
        password = ""
    with _turn():
        in_vain = _nobodys()  # made for known names too: the first stranger must not take longer
        try:
            _HASHER.verify(kept or in_vain, _normal(password))
        except Argon2Error:
            return False
    return kept is not None


def is_weak(password: str, *about: str) -> bool:
    """Say whether a password is not 12 to 128 characters long, or is little more than what is guessed first."""
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < _FEWEST_DIFFERENT:
        return True
    bare = _bare(password)
    for word in sorted((*_GUESSED_FIRST, *filter(None, map(_bare, about))), key=len, reverse=True):
        bare = bare.replace(word, "")
    return len(set(bare)) < _FEWEST_DIFFERENT or any(bare in word for word in _GUESSED_FIRST)


def _bare(text: str) -> str:
    """Return letters and digits alone, small and without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if one.isalnum())


def _normal(password: str) -> bytes:
    """Return the same bytes for the same characters, on whichever keyboard they were typed."""
    return unicodedata.normalize("NFKC", password).encode(errors="replace")


@cache
def _nobodys() -> str:
    """Return the hash of a password that nobody has, to be compared with in vain."""
    return _HASHER.hash(new_token())


@contextmanager
def _turn() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=_WAITS_AT_MOST):
        raise LoginError(LoginRefusal.BUSY)
    try:
        yield
    finally:
        _AT_ONCE.release()
