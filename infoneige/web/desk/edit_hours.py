"""The hours that somebody types for a ban, by the city's clock: read, or refused with what to write instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from flask_babel import lazy_gettext as _

from infoneige.web.desk.edit_words import gap_words
from infoneige.web.desk.refusal_words import words_of
from infoneige.web.i18n import current_language
from infoneige.web.words import day, hour_at
from schedules.bounds import FARTHEST_START, refuse_period
from schedules.local_time import Edge, to_instant
from schedules.model import Period

FIRST, SECOND = "1", "2"
"""Which of the two passes of an hour that the clocks show twice in an autumn night."""

_TURNS: Final = {FIRST: Edge.START, SECOND: Edge.END}
_MISSING: Final = _("écrivez un jour et une heure.")
_TWICE: Final = _("cette heure passe deux fois cette nuit-là : dites laquelle.")


@dataclass(frozen=True, slots=True)
class TypedMoment:
    """A day and an hour as the browser writes them, and which pass of the hour where there are two."""

    day: str = ""
    hour: str = ""
    turn: str = ""

    @classmethod
    def read(cls, form: Mapping[str, str], name: str) -> "TypedMoment":
        """Return what a form's fields of this name hold."""
        return cls(*(form.get(f"{name}_{part}", "")[:16] for part in ("jour", "heure", "passage")))

    @property
    def said(self) -> str:
        """Return the day with its weekday; nothing where it is none."""
        try:
            return day(date.fromisoformat(self.day), current_language().code)
        except ValueError:
            return ""


@dataclass(frozen=True, slots=True)
class NoMoment:
    """Why a moment is refused; whether it is because the hour passes twice."""

    words: Any
    is_twice: bool = False


def read_moment(typed: TypedMoment) -> datetime | NoMoment:
    """Return the instant that is meant."""
    try:
        naive = datetime.combine(date.fromisoformat(typed.day), time.fromisoformat(typed.hour))
        found = to_instant(naive, _TURNS.get(typed.turn, Edge.START))
    except ValueError:
        return NoMoment(_MISSING)
    if found.gap:
        return NoMoment(gap_words(hour_at(found.instant, current_language().code)))
    if found.fold and typed.turn not in _TURNS:
        return NoMoment(_TWICE, is_twice=True)
    return found.instant


def read_hours(starts: TypedMoment, ends: TypedMoment, now: datetime) -> Period | dict[str, NoMoment]:
    """Return the hours, or what is wrong with the start (``debut``) or the end (``fin``)."""
    read = {"debut": read_moment(starts), "fin": read_moment(ends)}
    wrong = {name: found for name, found in read.items() if isinstance(found, NoMoment)}
    first, last = read["debut"], read["fin"]
    if wrong or isinstance(first, NoMoment) or isinstance(last, NoMoment):
        return wrong
    refusal = refuse_period(first, last, now)
    if refusal is None:
        return Period(first, last)
    return {"debut" if first - now > FARTHEST_START else "fin": NoMoment(f"{words_of(refusal)}.")}
