"""What a text costs as an SMS, and how to spell it so that it costs no more than it must. Knows nothing of messages."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Alphabet(StrEnum):
    """How a text travels: one letter outside GSM-7 turns all of it into UCS-2 and more than halves the room."""

    GSM7 = "GSM-7"
    UCS2 = "UCS-2"


@dataclass(frozen=True, slots=True)
class SmsSize:
    """The cost of a text: septets in GSM-7, 16-bit units in UCS-2, and the segments that are paid for."""

    alphabet: Alphabet
    units: int
    segments: int


# 3GPP TS 23.038, whose table has the capital Ç where Unicode's mapping has the small one: only the capital is kept.
_BASIC = frozenset(
    "@£$¥èéùìò\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüàÇ"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
_GSM7 = _BASIC | _EXTENSION

# (one segment alone, each of several), in units.
_ROOM = {Alphabet.GSM7: (160, 153), Alphabet.UCS2: (70, 67)}

MARKER_ROOM = 8
"""Septets that each text leaves for what the channel adds: a blank, a number sign and six characters (markers.py)."""

_SPELLINGS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009\t", " "),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
        "…": "...",
        "€": "EUR",
        "°": "o",
        "•": "-",
        "œ": "oe",
        "Œ": "OE",
        "⁄": "/",
    }
)


def fold_to_gsm7(text: str) -> str:
    """Return the text spelled in GSM-7 alone: ``à è é ù ì ò É Ç`` stay, ``Hôtel`` becomes ``Hotel``, the rest ``?``.

    Folding what is folded changes nothing.
    """
    composed = unicodedata.normalize("NFC", text).translate(_SPELLINGS)
    if _GSM7.issuperset(composed):
        return composed
    return "".join(character if character in _GSM7 else _nearest(character) for character in composed)


def _nearest(character: str) -> str:
    if unicodedata.combining(character):
        return ""
    bases = (
        base
        for base in unicodedata.normalize("NFKD", character).translate(_SPELLINGS)
        if not unicodedata.combining(base)
    )
    return "".join(base if base in _GSM7 else "?" for base in bases)


def segments(text: str) -> SmsSize:
    """Return what the text costs as it stands, not folded. A text of nothing has no segment."""
    if _GSM7.issuperset(text):
        return _size(Alphabet.GSM7, [2 if character in _EXTENSION else 1 for character in text])
    return _size(Alphabet.UCS2, [2 if ord(character) > 0xFFFF else 1 for character in text])  # noqa: PLR2004 (end of the plane)


def _size(alphabet: Alphabet, widths: list[int]) -> SmsSize:
    alone, each = _ROOM[alphabet]
    units = sum(widths)
    return SmsSize(alphabet, units, min(units, 1) if units <= alone else _packed(widths, each))


def _packed(widths: Iterable[int], room: int) -> int:
    """Count segments as a phone fills them: a character of two units never straddles two segments."""
    count, used = 1, 0
    for width in widths:
        if used + width > room:
            count, used = count + 1, 0
        used += width
    return count
