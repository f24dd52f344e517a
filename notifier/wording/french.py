"""French: the hours, days, windows and sides of the messages."""

import re
from datetime import time

from geodata.model import Parity
from notifier.wording.phrases import Wording

_VOWELS = "aeiouyàâéèêîô"
_FEMININE = frozenset(
    {
        *("allée", "autoroute", "avenue", "côte", "crête", "impasse", "montée", "place", "promenade", "route"),
        *("rue", "ruelle", "terrasse", "voie"),
    }
)


def _hour(wall: time) -> str:
    return f"{wall.hour}h{wall.minute:02}" if wall.minute else f"{wall.hour}h"


def _with_article(noun: str, words: str) -> str:
    """Return *la rue Gilford*, *l'avenue du Mont-Royal*, *le boulevard Gouin*; what is no French noun takes none."""
    if not noun:
        return words
    if words[0] in _VOWELS:
        return f"l'{words}"
    return f"la {words}" if noun in _FEMININE else f"le {words}"


def _near(words: str) -> str:
    """Return *près de la rue Gilford*, *près du boulevard Gouin*."""
    if words.startswith("le "):
        return f"près du {words.removeprefix('le ')}"
    return f"près d'{words}" if words[0].lower() in _VOWELS else f"près de {words}"


FRENCH = Wording(
    weekdays=("lun", "mar", "mer", "jeu", "ven", "sam", "dim"),
    months=("janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"),
    date_order="{weekday} {day} {month}",
    hour=_hour,
    midnight="minuit",
    midnight_weekday="{1}",
    before="avant {}",
    before_then="avant",
    zones={"EDT": "HAE", "EST": "HNE"},
    from_to="{} à {}",
    open_span="dès {} {}",
    until="jusqu'à {}",
    until_loading_ends="jusqu'à la fin du chargement",
    until_loading_ends_tersely="sans fin fixée",
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
    with_article=_with_article,
    near=_near,
    part_of={Parity.EVEN: "partie des pairs", Parity.ODD: "partie des impairs", None: "partie d'un seul bord"},
    one_side="d'un seul bord",
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
