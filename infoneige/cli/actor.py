"""Who types a command, as the audit trail names them."""

import os
import pwd


def command_actor() -> str:
    """Return ``command:LOGIN``, as the system has it and no variable can say otherwise; a number without a login."""
    try:
        return f"command:{pwd.getpwuid(os.getuid()).pw_name}"
    except KeyError:
        return f"command:{os.getuid()}"
