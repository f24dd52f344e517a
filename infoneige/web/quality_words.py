"""What the quality page calls operations, measures and what became of messages."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from babel.dates import format_interval
from babel.numbers import format_percent
from flask_babel import lazy_gettext as _

from infoneige.desk.model import GuardKind
from infoneige.quality.people import NOTICE_HOURS, Fate
from infoneige.quality.report import AreaKind
from infoneige.quality.shown import LEAST, Shown
from infoneige.web.i18n import current_language, gettext
from infoneige.web.words import count
from notifier.model import Channel
from schedules.local_time import to_local
from schedules.operations import Operation

NONE: Final = "–"
_NB: Final = "\N{NO-BREAK SPACE}"

CHANNELS: Final[Mapping[Channel, object]] = {
    Channel.SMS: _("Textos"),
    Channel.PUSH: _("Notifications"),
    Channel.CONSOLE: _("Console (essai)"),
}

FATES: Final[Mapping[Fate, object]] = {
    Fate.DELIVERED: _("Reçus"),
    Fate.HANDED_OVER: _("Remis, sans accusé"),
    Fate.UNKNOWN: _("Incertains"),
    Fate.EXPIRED: _("Trop tard pour partir"),
    Fate.FAILED: _("Échoués"),
}

GUARDS: Final[Mapping[GuardKind, object]] = {
    GuardKind.LATE_NOTICE: _("avis à moins de 4 heures"),
    GuardKind.MASS_WITHDRAWAL: _("retrait massif"),
    GuardKind.LARGE_SHARE: _("grande part de l’opération"),
    GuardKind.MANY_PEOPLE: _("beaucoup de gens à la fois"),
}
"""Why a publish was stopped until somebody said why."""

AREAS: Final[Mapping[AreaKind, object]] = {
    AreaKind.BOROUGH: _("Arrondissement"),
    AreaKind.SECTOR: _("Secteur"),
}

AREAS_IN_PATHS: Final[Mapping[str, AreaKind]] = {
    "arrondissements": AreaKind.BOROUGH,
    "secteurs": AreaKind.SECTOR,
}


def operation_words(operation: Operation) -> str:
    """Return the name of an operation, if it has one, and its days."""
    first, last = (to_local(at).date() for at in (operation.begins_at, operation.ends_at))
    days = str(format_interval(first, last, "yMMMd", locale=current_language().code))
    return gettext("%(name)s (%(days)s)", name=operation.name, days=days) if operation.name else days


def notice_words() -> tuple[str, ...]:
    """Return what the classes of notice are called, the shortest first."""
    between = [gettext("%(low)s–%(high)s h", low=low, high=high) for low, high in pairwise(NOTICE_HOURS)]
    return (gettext("< %(hours)s h", hours=1), *between, gettext("≥ %(hours)s h", hours=NOTICE_HOURS[-1]))


def people_words(people: Shown) -> str:
    """Return a number of people as it may be seen."""
    if people is None:
        return gettext("moins de %(least)s", least=LEAST)
    return count(people, current_language().code)


def share_words(share: float | None) -> str:
    """Return a part of a whole in per cent; a dash where there is no whole."""
    return NONE if share is None else str(format_percent(share, locale=current_language().code))


def minutes_words(minutes: int | None) -> str:
    """Return a number of minutes, negative for too early: ``−12 min``, ``2 h 05``; a dash for None."""
    if minutes is None:
        return NONE
    hours, rest = divmod(abs(minutes), 60)
    sign = "\N{MINUS SIGN}" if minutes < 0 else ""
    return f"{sign}{hours}{_NB}h{_NB}{rest:02}" if hours else f"{sign}{rest}{_NB}min"
