"""From an error that Twilio answered to what became of the message, and what to do next. Pure."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from notifier.channels.contract import News, SendOutcome, Verdict
from notifier.channels.twilio.error_codes import ErrorClass, class_of_answer

RATE_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(hours=1)
QUEUE_PAUSE = timedelta(minutes=10)
OPERATOR_PAUSE = timedelta(minutes=5)
"""How long a sender rests: where Twilio names nothing, at most, while its queue drains, while somebody must act."""

_NEWS = {ErrorClass.STOPPED: News.STOPPED, ErrorClass.DEAD_NUMBER: News.GONE}
_PAUSES = {
    ErrorClass.SENDER_FULL: QUEUE_PAUSE,
    ErrorClass.SENDER_BLOCKED: OPERATOR_PAUSE,
    ErrorClass.KEY_REFUSED: OPERATOR_PAUSE,
}


def outcome_of_error(status: int, code: int | None, retry_after: str | None, now: datetime) -> SendOutcome:
    """Return what an answer that is no success says of the message: surely not taken, never to be, or in doubt."""
    group = class_of_answer(status, code)
    reason = f"Twilio {code or status}: {group}"
    if group is ErrorClass.TEMPORARY:
        return SendOutcome(Verdict.UNKNOWN, reason=reason, error_code=code)
    if group is ErrorClass.RATE:
        named = read_retry_after(retry_after, now)
        hold_until = named or now + RATE_PAUSE
        return SendOutcome(Verdict.RETRY, reason=reason, retry_at=named, hold_until=hold_until, error_code=code)
    if group in _PAUSES:
        again_at = now + _PAUSES[group]
        return SendOutcome(Verdict.RETRY, reason=reason, retry_at=again_at, hold_until=again_at, error_code=code)
    return SendOutcome(Verdict.REFUSED, reason=reason, news=_NEWS.get(group), error_code=code)


def read_retry_after(text: str | None, now: datetime) -> datetime | None:
    """Return the instant that a ``Retry-After`` names, in seconds or as a date; at least ``RATE_PAUSE`` from now.

    None where there is no such header or it says nothing.
    """
    asked = _asked(text.strip(), now) if text else None
    return None if asked is None else now + min(max(asked, RATE_PAUSE), LONGEST_PAUSE)


def _asked(text: str, now: datetime) -> timedelta | None:
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), LONGEST_PAUSE.total_seconds()))
    try:
        instant = parsedate_to_datetime(text)
    except ValueError:
        return None
    return instant.replace(tzinfo=instant.tzinfo or UTC) - now
