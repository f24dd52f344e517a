"""What operators log in with: a name in small letters, which may be a mail address. Pure."""

import re
from typing import Final

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")

EXPECTED: Final = "1 to 64 letters a-z, digits and . _ @ + -, and begins with one of the first two"


def read_name(typed: str) -> str | None:
    """Return a name however it was typed, None for what can be no operator's."""
    folded = typed.strip().lower()
    return folded if _NAME.fullmatch(folded) else None
