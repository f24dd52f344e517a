"""What comes back from a feed, and the refusal of a whole answer, as opposed to one of its rows."""

from dataclasses import dataclass

from schedules.model import SchedulesError

LARGEST_ANSWER = 200 * 1024 * 1024
"""Bytes; a whole city is about 15 MB."""


class FeedError(SchedulesError):
    """An answer that is unusable as a whole; what was known before still stands."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its HTTP status; redirections are not followed."""

    status: int
    content: bytes
