"""Names for leases."""

import secrets
import socket


def new_owner() -> str:
    """Return a name that no other process and no earlier life of this one has, for leases."""
    return f"{socket.gethostname()}-{secrets.token_hex(6)}"
