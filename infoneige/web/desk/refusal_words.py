"""Why a file or a row is refused, or was strange: readers of plans say it in English, other pages in French."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final, TypeAlias

from infoneige.desk.model import Refusal
from infoneige.web.desk.odd_sentences import CELLS, ODDITIES
from infoneige.web.desk.refusal_sentences import ADVICE, FILES, LEFT_TO_A_PERSON, ROWS, WHERE
from infoneige.web.desk.refused_contents import CONTENTS
from infoneige.web.i18n import current_language
from schedules.model import RejectedRow

_Sentences: TypeAlias = tuple[tuple[str, str], ...]

_AS_READERS_SPEAK: Final = "en"
_SENTENCES: Final[_Sentences] = (*FILES, *ROWS, *ADVICE, *LEFT_TO_A_PERSON, *WHERE, *CONTENTS)
_OF_ODDITIES: Final[_Sentences] = (*ODDITIES, *ROWS, *CELLS, *WHERE)


def words_of(text: str) -> str:
    """Return a sentence of theirs in the language of the page; as it is where the page has no words for it."""
    return _translated(text, _SENTENCES)


def oddity_words(detail: str) -> str:
    """Return what they say of something strange, in the language of the page; as it is where there are no words."""
    return _translated(detail, _OF_ODDITIES)


def refusal_words(refusal: Refusal) -> Refusal:
    """Return why a file is refused, in the language of the page, as sentences begin."""
    place, suggestion = refusal.place and words_of(refusal.place), refusal.suggestion and words_of(refusal.suggestion)
    return replace(refusal, place=place, reason=_begun(words_of(refusal.reason)), suggestion=suggestion)


def rejected_words(row: RejectedRow) -> RejectedRow:
    """Return why a row is refused, in the language of the page."""
    suggestion = row.suggestion and words_of(row.suggestion)
    return replace(row, reason=words_of(row.reason), suggestion=suggestion)


def _begun(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _translated(text: str, sentences: _Sentences) -> str:
    if current_language().code == _AS_READERS_SPEAK:
        return text
    for pattern, words in _patterns(sentences):
        if found := pattern.fullmatch(text):
            quoted = {
                name: _translated(part, sentences) if name.endswith("_") else part
                for name, part in found.groupdict().items()
            }
            return words % quoted if quoted else words
    return text


@cache
def _patterns(sentences: _Sentences) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile("".join(_pieces(sentence)), re.DOTALL), words) for sentence, words in sentences)


def _pieces(sentence: str) -> Iterator[str]:
    for at, piece in enumerate(re.split(r"{(\w+)}", sentence)):
        yield f"(?P<{piece}>.+?)" if at % 2 else re.escape(piece)
