"""One way to compare names: what a person types and what a city writes meet in the same folded form."""

import unicodedata
from itertools import filterfalse

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
_SPACES = str.maketrans(dict.fromkeys("-‐‑‒–—'’‘ʼ`´.", " "))


def fold(text: str) -> str:
    """Return the text in lower case without accents; hyphens, apostrophes, periods and runs of space are one space.

    Folding twice changes nothing. Other signs (digits, commas, slashes) are kept: they are for the caller to judge.
    """
    if text.isascii():
        return " ".join(text.translate(_SPACES).lower().split())
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.translate(_SPACES)).casefold())
    bare = "".join(filterfalse(unicodedata.combining, plain))
    return " ".join(bare.translate(_LETTERS).translate(_SPACES).split())
