"""Days in a few letters, for lines of time and logs where a column is narrow: ``lun. 23``."""

from datetime import datetime
from typing import Final

from babel.dates import format_date

from infoneige.web.i18n import current_language
from schedules.local_time import to_local

_PATTERN: Final = "EEE d"


def brief_day(instant: datetime) -> str:
    """Return the city's day at an instant, in the language of the page."""
    return format_date(to_local(instant).date(), _PATTERN, locale=current_language().code)
