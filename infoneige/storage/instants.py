"""Instants as the database keeps them: UTC text of one fixed width, which sorts as time passes."""

from datetime import UTC, datetime
from functools import lru_cache

from infoneige.errors import ServiceError

_WIDTH_TO_MILLISECONDS = len("2026-11-23T19:00:00.000")


@lru_cache(maxsize=1024)
def to_text(instant: datetime) -> str:
    """Return ``2026-11-23T19:00:00.000Z``; what is finer than a millisecond is cut off, never rounded up.

    Raises:
        ServiceError: the instant is naive.
    """
    if instant.tzinfo is not UTC:
        instant = _in_utc(instant)
    return instant.isoformat(timespec="milliseconds")[:_WIDTH_TO_MILLISECONDS] + "Z"


def from_text(text: str) -> datetime:
    """Return the aware UTC instant that ``to_text`` wrote."""
    return datetime.fromisoformat(text)


def _in_utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        message = f"{instant} is a wall-clock time without a zone; only instants are stored"
        raise ServiceError(message)
    return instant.astimezone(UTC)
