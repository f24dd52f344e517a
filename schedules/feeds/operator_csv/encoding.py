"""Bytes -> text, never by guessing: a byte order mark, else strict UTF-8, else Windows-1252 borne out by known words.

Every byte string is *some* Windows-1252 text; read as such, a Macintosh or DOS file gives other street names. So that
reading is accepted only if its accented words are words that we know.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

from schedules.plan_table.unusable import UnusableFileError

_RESAVE = "save the file as CSV UTF-8 (Enregistrer sous, CSV UTF-8)"
_SAMPLE = 4096
_MOSTLY = 0.4

_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")

_BETWEEN_WORDS = "«»\N{NO-BREAK SPACE}"
_WORD = re.compile(rf"(?:[A-Za-z0-9]|[^\x00-\x7f{_BETWEEN_WORDS}])+")
_ELISION = re.compile("^(?:[cdjlmnost]|qu|jusqu|lorsqu|puisqu|aujourd)’", re.IGNORECASE)
_LOWER = "a-zàâäæçéèêëîïôöœùûü"
_UPPER = "A-ZÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜ"
_FRENCH_SHAPE = re.compile(rf"[{_UPPER}]?[{_LOWER}]+|[{_UPPER}]+|[°½²–—…]")


def decode(content: bytes, known_words: Callable[[], AbstractSet[str]]) -> str:
    """Return the file's text without its byte order mark.

    ``known_words`` gives case-folded words, accents kept; it is only called when the file is neither marked nor valid
    UTF-8. UnusableFileError names the line and the offset of the byte that cannot be read.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(mark):
            return _decode_strictly(content, encoding, skip=len(mark))
    unmarked = _unmarked_utf16(content)
    if unmarked:
        return _decode_strictly(content, unmarked)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(content):
            raise _unreadable(content, error.start, "is not UTF-8, although other letters of the file are") from None
    return _decode_windows(content, known_words())


def words_of(text: str) -> Iterator[str]:
    """Yield the words of a name in the form in which ``decode`` looks for them."""
    return (match.group().casefold() for match in _WORD.finditer(text))


def _unmarked_utf16(content: bytes) -> str | None:
    """Tell UTF-16 from the zero bytes that Latin letters have in it; no text in another encoding has any."""
    sample = content[: min(_SAMPLE, len(content) // 2 * 2)]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) <= _MOSTLY * len(sample) / 2 or min(even, odd) > max(even, odd) / 10:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _decode_strictly(content: bytes, encoding: str, skip: int = 0) -> str:
    try:
        return content[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        raise _unreadable(content, skip + error.start, f"is not {encoding.upper()}, as the file's start is") from None


def _is_damaged_utf8(content: bytes) -> bool:
    """Say whether at least as many accented letters are valid UTF-8 as are not."""
    rest, letters = _UTF8_LETTER.subn(b"", content)
    return letters > 0 and letters >= len(_HIGH_BYTE.findall(rest))


def _decode_windows(content: bytes, known_words: AbstractSet[str]) -> str:
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _unreadable(content, error.start, "is neither UTF-8 nor Windows-1252") from None
    borne_out, doubtful = False, None
    for offset, word in _accented_words(text):
        bare = _ELISION.sub("", word)
        if not known_words.isdisjoint((word.casefold(), bare.casefold())):
            borne_out = True
        elif not (bare.isascii() or _FRENCH_SHAPE.fullmatch(bare)):
            raise _misread(content, offset, word)
        elif doubtful is None:
            doubtful = offset, word
    if doubtful and not borne_out:
        raise _misread(content, *doubtful)
    return text


def _accented_words(text: str) -> Iterator[tuple[int, str]]:
    """Yield the distinct words that have a letter beyond ASCII, each with the offset of its first such letter."""
    seen: set[str] = set()
    for match in _WORD.finditer(text):
        word = match.group()
        if not word.isascii() and word not in seen:
            seen.add(word)
            yield match.start() + next(at for at, letter in enumerate(word) if not letter.isascii()), word


def _misread(content: bytes, offset: int, word: str) -> UnusableFileError:
    why = f"is not UTF-8, and read as Windows-1252 it gives {word!r}, which is no word that we know"
    return _unreadable(content, offset, why)


def _unreadable(content: bytes, offset: int, why: str) -> UnusableFileError:
    before = content[:offset]
    line = max(before.count(b"\n"), before.count(b"\r")) + 1
    return UnusableFileError(
        reason=f"byte 0x{content[offset]:02X} {why}", suggestion=_RESAVE, place=f"line {line}, byte offset {offset}"
    )
