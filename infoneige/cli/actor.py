"""Who types a command, as the audit trail names them."""

import getpass


def command_actor() -> str:
    """Return ``command:LOGIN``; a process without a login is a number, as its system knows it."""
    try:
        return f"command:{getpass.getuser()}"
    except (KeyError, OSError):
        import os

        return f"command:{os.getuid()}"
