"""How the text of cells and headers is made comparable."""

import unicodedata
from functools import lru_cache

from geodata.folding import fold

_BLANKS = ("\N{ZERO WIDTH SPACE}", "\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}", "\N{WORD JOINER}")
_INVISIBLE = dict.fromkeys(map(ord, (*_BLANKS, "\N{SOFT HYPHEN}", "\N{ZERO WIDTH NO-BREAK SPACE}")))


def clean(text: str) -> str:
    """Return the text composed (NFC), without invisible characters, each run of blanks one space."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    return " ".join(text.split())


@lru_cache(maxsize=16_384)
def fold_word(text: str) -> str:
    """Return the form in which words are compared: no case, accent, hyphen or underscore."""
    return fold(clean(text.replace("_", " ")))
