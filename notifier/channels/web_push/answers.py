"""From a push service's answer to what became of the message. Pure.

Nothing is ever unknown: a message that went twice is seen once, since the second has the same topic and tag as the
first. So whatever was not taken for sure, and may be another time, is tried again.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from notifier.channels.contract import News, SendOutcome, Verdict
from notifier.channels.web_push.posting import Answer

GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
KEY_REFUSED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})

UNNAMED_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
_SHORTEST_WAIT = timedelta(seconds=1)
_LONGEST_ID = 120


def outcome(answer: Answer) -> SendOutcome:
    """Return what an answer says of its own message; a pause is for who knows the other answers."""
    status = answer.status
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return SendOutcome(Verdict.SENT, provider_id=_message_id(answer.location))
    reason = f"the push service answered {status}"
    if status in GONE:
        return SendOutcome(Verdict.REFUSED, reason=reason, news=News.GONE, error_code=status)
    return SendOutcome(_verdict(status), reason=reason, error_code=status)


def _verdict(status: int) -> Verdict:
    may_pass = status in KEY_REFUSED or status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
    is_ours = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return Verdict.REFUSED if is_ours and not may_pass else Verdict.RETRY


def asked_to_wait_until(answer: Answer, now: datetime) -> datetime | None:
    """Return until when a busy service wants to be left alone: at most an hour; None if it does not."""
    if answer.status not in BUSY or (answer.status == HTTPStatus.SERVICE_UNAVAILABLE and not answer.retry_after):
        return None
    wait = _named_wait(answer.retry_after or "", now)
    return now + min(max(wait, _SHORTEST_WAIT), LONGEST_WAIT)


def _named_wait(text: str, now: datetime) -> timedelta:
    """Read a Retry-After: seconds or a date."""
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 10**6))
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return UNNAMED_WAIT
    return (found if found.tzinfo else found.replace(tzinfo=UTC)) - now


def _message_id(location: str | None) -> str | None:
    """Return the path of the message at its service, if it is short enough to be of use in a log."""
    try:
        path = urlsplit(location or "").path
    except ValueError:
        return None
    return path if path and len(path) <= _LONGEST_ID and path.isascii() and path.isprintable() else None
