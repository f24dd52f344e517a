"""Why a file or a row is refused, in the language of the page."""

from dataclasses import replace

from infoneige.desk.model import Refusal
from schedules.model import RejectedRow


def words_of(text: str) -> str:
    """Return a reason or a suggestion in the language of the page; as it is where it has no words of its own there."""
    return text


def refusal_words(refusal: Refusal) -> Refusal:
    """Return why a file is refused, in the language of the page."""
    place, suggestion = refusal.place and words_of(refusal.place), refusal.suggestion and words_of(refusal.suggestion)
    return replace(refusal, place=place, reason=words_of(refusal.reason), suggestion=suggestion)


def rejected_words(row: RejectedRow) -> RejectedRow:
    """Return why a row is refused, in the language of the page."""
    return replace(row, reason=words_of(row.reason), suggestion=row.suggestion and words_of(row.suggestion))
