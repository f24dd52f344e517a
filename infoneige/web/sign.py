"""What the sign of a side says first, in words: the fact, where it stands in time, and what it means for a car.

Nothing here permits anything, and what silence could make untrue is not said.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from infoneige.residents.freshness import Freshness
from infoneige.residents.side_state import UNKNOWN_LOOK, Phase, SideState
from infoneige.web.frame import STATE_ICONS
from infoneige.web.i18n import current_language
from infoneige.web.i18n import gettext as _
from infoneige.web.words import day, hour_at, moment
from schedules.local_time import to_local
from schedules.model import LoadingStatus

_BAN: Final = "sign"
_EVENING: Final = 17


@dataclass(frozen=True, slots=True)
class Sign:
    """The look and icon of the sign, its fact with the words under it, what that means, and a title for the page.

    ``meaning`` is empty where the hours say it all. ``counts_to`` is the instant to which time is left, None for none.
    """

    look: str
    icon: str
    fact: str
    under: str
    meaning: str = ""
    counts_to: datetime | None = None


def sign(state: SideState, now: datetime) -> Sign:
    """Return the sign of a side at this instant."""
    phase = _phase(state, now)
    if phase is Phase.AFTER and state.freshness is Freshness.SILENT:
        return _unknown(state)
    return _BY_PHASE[phase](state, now) if phase in _BY_PHASE else _without_ban(state, now)


def day_words(instant: datetime, now: datetime) -> str:
    """Return the day of an instant with its weekday: ``ce soir, lundi 23 novembre``; never *tomorrow* alone."""
    local, today = to_local(instant), to_local(now).date()
    named = day(local.date(), current_language().code)
    if local.date() == today:
        evening = local.hour >= _EVENING
        return _("ce soir, %(day)s", day=named) if evening else _("aujourd’hui, %(day)s", day=named)
    if local.date() == today + timedelta(days=1):
        return _("demain, %(day)s", day=named)
    return named


def _phase(state: SideState, now: datetime) -> Phase:
    """Return the phase; a ban that is over says nothing of a side on which the city has had another word since."""
    phase = state.phase(now)
    is_stale = phase is Phase.AFTER and state.status not in (LoadingStatus.PLANNED, LoadingStatus.REPLANNED)
    return Phase.NO_BAN if is_stale else phase


def _before(state: SideState, now: datetime) -> Sign:
    starts_at = _starts_at(state, now)
    fact = _("Stationnement interdit dès %(hour)s", hour=_hour(starts_at))
    return Sign(_ban_look(state), _BAN, fact, day_words(starts_at, now), counts_to=starts_at)


def _during(state: SideState, now: datetime) -> Sign:
    ends_at = state.window.ends_at if state.window else None
    if ends_at is None:
        return _open_end(state, now)
    is_loading = state.status is LoadingStatus.IN_PROGRESS
    return Sign(
        _ban_look(state),
        _BAN,
        _("Stationnement interdit jusqu’à %(hour)s", hour=_hour(ends_at)),
        day_words(ends_at, now),
        _("Les camions chargent la neige en ce moment.")
        if is_loading
        else _("Les camions peuvent arriver à tout moment."),
        ends_at,
    )


def _open_end(state: SideState, now: datetime) -> Sign:
    del now
    under = _("chargement en cours, sans fin annoncée")
    meaning = _("Les camions chargent la neige. L’interdiction dure tant qu’ils y sont.")
    return Sign(_ban_look(state), _BAN, _("Stationnement interdit en ce moment"), under, meaning)


def _overrun(state: SideState, now: datetime) -> Sign:
    del now
    under = _("chargement en cours, la fin annoncée est passée")
    meaning = _("Les camions y sont encore. L’interdiction dure tant qu’ils y sont.")
    return Sign(_ban_look(state), _BAN, _("Stationnement encore interdit"), under, meaning)


def _after(state: SideState, now: datetime) -> Sign:
    ends_at = state.window.ends_at if state.window and state.window.ends_at else now
    return Sign(
        state.look,
        STATE_ICONS[state.look],
        _("La fin annoncée est passée"),
        _moment(ends_at),
        _(
            "La Ville n’a pas encore dit que la rue est déneigée : les camions peuvent encore venir. "
            "Lisez les panneaux avant de stationner."
        ),
    )


_BY_PHASE: Final[Mapping[Phase, Callable[[SideState, datetime], Sign]]] = {
    Phase.BEFORE: _before,
    Phase.DURING: _during,
    Phase.OPEN_END: _open_end,
    Phase.OVERRUN: _overrun,
    Phase.AFTER: _after,
}


def _without_ban(state: SideState, now: datetime) -> Sign:
    look = state.look
    if look == UNKNOWN_LOOK:
        return _unknown(state)
    fact, under, meaning = _words_without_ban(LoadingStatus(int(look)), state, now)
    return Sign(look, STATE_ICONS[look], fact, under, meaning)


def _words_without_ban(status: LoadingStatus, state: SideState, now: datetime) -> tuple[str, str, str]:
    match status:
        case LoadingStatus.CLEARED:
            since = _("depuis %(moment)s", moment=_moment(state.updated_at)) if state.updated_at else ""
            return (
                _("Déneigée"),
                since,
                _(
                    "Le stationnement est de nouveau permis selon les panneaux permanents. "
                    "Aucune autre interdiction n’est annoncée pour ce côté."
                ),
            )
        case LoadingStatus.SNOWY:
            return (
                _("Enneigée"),
                _("aucune interdiction annoncée à %(hour)s", hour=_hour(state.age.as_of or now)),
                _(
                    "Le chargement n’est pas encore planifié. Il peut l’être à tout moment, "
                    "parfois quelques heures d’avance seulement."
                ),
            )
        case LoadingStatus.BETWEEN_LOADINGS:
            return (
                _("Dégagée entre deux chargements"),
                _("aucune interdiction annoncée à %(hour)s", hour=_hour(state.age.as_of or now)),
                _("Un autre chargement suivra, sans heure annoncée."),
            )
        case LoadingStatus.DEFERRED:
            return (
                _("Chargement reporté"),
                _("sans nouvelle date"),
                _("L’ancienne période ne tient plus. Une nouvelle peut être annoncée à tout moment."),
            )
        case _:
            return (
                _("Chargement planifié"),
                _("sans heure connue"),
                _("La Ville n’a pas donné d’heures que nous pouvons lire. Fiez-vous aux panneaux."),
            )


def _unknown(state: SideState) -> Sign:
    if state.freshness is Freshness.SILENT:
        under, meaning = _("vérifiez les panneaux"), ""
    else:
        under = _("la Ville n’a rien annoncé pour ce côté")
        meaning = _("Nous ne savons rien de ce côté : cela ne veut pas dire qu’il n’y a pas d’interdiction.")
    return Sign(UNKNOWN_LOOK, "silent", _("État inconnu"), under, meaning)


def _ban_look(state: SideState) -> str:
    """Return the look of a ban, which keeps its own whatever else the city says of the side."""
    return str(int(LoadingStatus.PLANNED)) if state.look == UNKNOWN_LOOK else state.look


def _starts_at(state: SideState, now: datetime) -> datetime:
    return state.window.starts_at if state.window else now


def _hour(instant: datetime) -> str:
    return hour_at(instant, current_language().code)


def _moment(instant: datetime) -> str:
    return moment(instant, current_language().code)
