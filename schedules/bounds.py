"""What no true plan looks like: periods that run backwards, last for days or lie weeks ahead.

The bounds catch keying errors and a source that has been tampered with; they reject a row, never its file.
"""

from datetime import datetime, timedelta

LONGEST_BAN = timedelta(hours=48)
FARTHEST_START = timedelta(days=21)
OLDEST_END = timedelta(hours=24)


def refuse_period(starts_at: datetime, ends_at: datetime, now: datetime) -> str | None:
    """Return why a person's plan may not contain this period, in a few words, or None if it may."""
    return refuse_feed_period(starts_at, ends_at, now) or _refuse_bygone(ends_at, now)


def refuse_feed_period(starts_at: datetime, ends_at: datetime, now: datetime) -> str | None:
    """Return why a feed may not contain this period, or None if it may.

    Unlike a person's plan, a feed may repeat periods that are long over: a city updates late, and they tell nobody.
    """
    if ends_at < starts_at:
        return "the end is before the start"
    if ends_at == starts_at:
        return "the end is the start, the period has no length"
    if ends_at - starts_at > LONGEST_BAN:
        return f"the period lasts {_words(ends_at - starts_at)}, more than {_words(LONGEST_BAN)}"
    if starts_at - now > FARTHEST_START:
        return f"the start is {_words(starts_at - now)} ahead, more than {_words(FARTHEST_START)}"
    return None


def _refuse_bygone(ends_at: datetime, now: datetime) -> str | None:
    if now - ends_at > OLDEST_END:
        return f"the end is {_words(now - ends_at)} in the past, more than {_words(OLDEST_END)}"
    return None


def _words(span: timedelta) -> str:
    if span > timedelta(days=3):
        rest = span - timedelta(days=span.days)
        return f"{span.days} days {_words(rest)}" if rest >= timedelta(minutes=1) else f"{span.days} days"
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return f"{hours} h {minutes:02} min" if minutes else f"{hours} h"
