"""Instants as commands read and write them: ISO 8601, in UTC with Z. The database has a form of its own."""

from datetime import UTC, datetime

from infoneige.errors import ServiceError


def to_iso(instant: datetime) -> str:
    """Return ``2026-11-23T19:00:00Z``, with milliseconds only where there are any."""
    precision = "milliseconds" if instant.microsecond else "seconds"
    return instant.astimezone(UTC).isoformat(timespec=precision).replace("+00:00", "Z")


def from_iso(text: str) -> datetime:
    """Return the UTC instant that a person wrote, in whatever zone.

    Raises:
        ServiceError: it is no date and time, or lacks its zone.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"{text!r} is no instant; write it such as 2025-12-27T12:00:00Z"
        raise ServiceError(message) from error
    if instant.tzinfo is None:
        message = f"{text!r} lacks its zone; end it with Z for UTC"
        raise ServiceError(message)
    return instant.astimezone(UTC)
