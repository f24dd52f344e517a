"""Secrets that are handed out once and kept as hashes."""

import secrets
from hashlib import sha256

_BYTES = 24


def new_token() -> str:
    """Return 192 random bits as text."""
    return secrets.token_urlsafe(_BYTES)


def hash_of(token: str) -> str:
    """Return what is kept of it: enough to know it again."""
    return sha256(token.encode(errors="replace")).hexdigest()
