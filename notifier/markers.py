"""How a message is known again: a short marker that people see, and a signed id that travels in an address. Pure.

Both are keyed, so that nobody can make one, and both are the same each time they are made.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Collection

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS = 6
_MAC_BYTES = 12
_SIGNED = re.compile(r"([1-9][0-9]{0,18})-([1-9][0-9]{0,8})\.[A-Za-z0-9_-]{16}", re.ASCII)


def marker(entry_id: int, key: bytes) -> str:
    """Return the six letters and digits that mark the messages of an outbox entry: 30 bits, no I, L, O or U."""
    bits = int.from_bytes(_mac(key, f"marker:{entry_id}")[:4], "big") >> 2
    return "".join(_CROCKFORD[bits >> 5 * place & 31] for place in reversed(range(_LETTERS)))


def marked(text: str, mark: str) -> str:
    """Return an SMS text with its marker at the end, eight septets longer."""
    return f"{text} #{mark}"


def is_marked(text: str, marks: Collection[str]) -> bool:
    """Say whether a text ends with one of these markers, whatever a provider wrote before it."""
    return any(text.rstrip().endswith(f" #{mark}") for mark in marks)


def signed_id(entry_id: int, attempt: int, key: bytes) -> str:
    """Return a name for one call of one entry that only we can make; safe in a URL's path."""
    mac = urlsafe_b64encode(_mac(key, f"signed:{entry_id}-{attempt}")[:_MAC_BYTES])
    return f"{entry_id}-{attempt}.{mac.decode()}"


def read_signed_id(text: str, key: bytes) -> tuple[int, int] | None:
    """Return the entry and the number of the call that a name stands for, None if we did not make it."""
    found = _SIGNED.fullmatch(text)
    if found is None:
        return None
    entry_id, attempt = int(found[1]), int(found[2])
    return (entry_id, attempt) if hmac.compare_digest(text, signed_id(entry_id, attempt, key)) else None


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
