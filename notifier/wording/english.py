"""English: the hours, days, windows and sides of the messages. Street names stay as the signs have them, in French."""

import re
from datetime import time

from geodata.model import Parity
from notifier.wording.phrases import Wording

_NOON = 12
_MIDNIGHT = "midnight"


def _hour(wall: time) -> str:
    if wall.minute == 0 and wall.hour in (0, _NOON):
        return "noon" if wall.hour else _MIDNIGHT
    half = "am" if wall.hour < _NOON else "pm"
    hour = wall.hour % _NOON or _NOON
    return f"{hour}:{wall.minute:02}{half}" if wall.minute else f"{hour}{half}"


ENGLISH = Wording(
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    date_order="{weekday} {month} {day}",
    hour=_hour,
    midnight=_MIDNIGHT,
    midnight_weekday="{0}-{1}",
    before="before {}",
    before_then="before then",
    zones={"EDT": "EDT", "EST": "EST"},
    from_to="{} to {}",
    open_span="from {} {}",
    until="until {}",
    until_loading_ends="until loading ends",
    until_loading_ends_tersely="until cleared",
    hour_of_day="{} {}",
    at=" ({})",
    since=" since {}",
    replaces=" (replaces {})",
    notice="our {} alert",
    previous_notice="our last alert",
    later="ban MOVED",
    earlier="ban MOVED UP",
    other_hours="NEW HOURS",
    parity={Parity.EVEN: "even side", Parity.ODD: "odd side", Parity.MIXED: "even and odd"},
    between="between {} and {}",
    with_article=lambda _noun, words: words,
    near="near {}".format,
    part_of={Parity.EVEN: "part of the even side", Parity.ODD: "part of the odd side", None: "part of one side"},
    one_side="one side only",
    unknown_side="street side {}",
    several_sides="{} street sides",
    others="{} others",
    conjunction="and",
    typography=(
        (re.compile("'"), "’"),
        (re.compile(r"\b(\d{1,2}(?::\d\d)?)([ap]m)\b"), "\\1\u00a0\\2"),
        (re.compile(r"(?<=\d)-(?=\d)"), "–"),
        (re.compile(r" - "), " – "),
    ),
)
"""For those who asked for it."""
