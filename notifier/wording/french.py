"""French: the hours, days, windows and sides of the messages."""

import re
from datetime import time

from geodata.model import Parity
from notifier.wording.phrases import Wording


def _hour(wall: time) -> str:
    return f"{wall.hour}h{wall.minute:02}" if wall.minute else f"{wall.hour}h"


FRENCH = Wording(
    weekdays=("lun", "mar", "mer", "jeu", "ven", "sam", "dim"),
    months=("janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"),
    date_order="{weekday} {day} {month}",
    hour=_hour,
    from_to="{} à {}",
    open_span="dès {} {}",
    until="jusqu'à {}",
    until_loading_ends="jusqu'à la fin du chargement",
    until_loading_ends_tersely="jusqu'à fin chargement",
    hour_of_day="{} {}",
    at=" ({})",
    since=" depuis {}",
    replaces=" (remplace {})",
    notice="l'avis de {}",
    previous_notice="notre dernier avis",
    later="interdiction REPORTÉE",
    earlier="interdiction DEVANCÉE",
    other_hours="NOUVELLES HEURES",
    parity={Parity.EVEN: "pairs", Parity.ODD: "impairs", Parity.MIXED: "pairs et impairs"},
    between="entre {} et {}",
    near="près de {}",
    unknown_side="cote de rue {}",
    several_sides="{} côtés de rue",
    others="{} autres",
    conjunction="et",
    typography=(
        (re.compile("'"), "’"),
        # An SMS would spell côté half accented, coté; a screen need not avoid the word.
        (re.compile(r"\bcote de rue\b"), "côté de rue"),
        (re.compile(r"\b(\d{1,2})h(\d\d)\b"), "\\1\u00a0h\u00a0\\2"),
        (re.compile(r"\b(\d{1,2})h\b"), "\\1\u00a0h"),
        (re.compile(r"(?<=\d)-(?=\d)"), "–"),
        (re.compile(r" - "), " – "),
        (re.compile(r"(?<=\S): "), "\u00a0: "),
    ),
)
"""The default language, and the complete one."""
