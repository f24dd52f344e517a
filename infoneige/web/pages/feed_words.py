"""What a calendar and a feed say of a side's bans, in the language of the request; never that one may park."""

from datetime import datetime

from flask_babel import gettext as _

from geodata.model import StreetSide
from infoneige.residents.atom import EntryText
from infoneige.residents.calendar import BanText, CalendarBan
from infoneige.residents.history import Announcement, AnnouncementKind, Outcome
from infoneige.web import words
from infoneige.web.i18n import current_language
from infoneige.web.side_words import crossing_words, numbers_words, parity_words, street_name
from schedules.model import BanWindow


def whole_name(side: StreetSide) -> str:
    """Return ``rue Cartier, côté pair, numéros 4516 à 4786``; by its cross streets where a side has no numbers."""
    named = [street_name(side), parity_words(side), numbers_words(side) or crossing_words(side)]
    return ", ".join(filter(None, named))


def calendar_caution(page_url: str) -> str:
    """Return what whoever follows a calendar must know of calendars."""
    caution = _(
        "Les interdictions annoncées pour ce côté de rue. Votre application actualise ce calendrier quand elle le "
        "veut, parfois après plusieurs heures : un changement récent peut y manquer, et un jour vide n’est pas une "
        "permission. Les panneaux dans la rue prévalent. L’état présent : %(url)s",
        url=page_url,
    )
    return str(caution)


def ban_text(ban: CalendarBan, side: str, page_url: str) -> BanText:
    """Return what a calendar shows of a ban on a side of this name."""
    hours = {"start": _moment(ban.starts_at), "end": _moment(ban.ends_at)}
    caution = _(
        "Les panneaux dans la rue prévalent. Ce calendrier peut retarder, l’état présent est ici : %(url)s",
        url=page_url,
    )
    if ban.outcome is Outcome.WITHDRAWN:
        summary = _("Interdiction annulée : %(side)s", side=side)
        fact = _("L’interdiction du %(start)s au %(end)s a été retirée.", **hours)
    elif ban.outcome is Outcome.DONE:
        summary = _("Déneigée : %(side)s", side=side)
        fact = _("La ville a dit ce côté déneigé %(at)s.", at=_moment(ban.changed_at))
    elif not ban.has_known_end:
        summary = _("Stationnement interdit, fin non annoncée : %(side)s", side=side)
        fact = _("Chargement en cours depuis %(start)s. La fin montrée ici est une estimation.", **hours)
    else:
        summary = _("Stationnement interdit : %(side)s", side=side)
        fact = _("Du %(start)s au %(end)s.", **hours)
    return BanText(summary, f"{fact} {caution}")


def entry_text(one: Announcement) -> EntryText:
    """Return what a reader of news shows of one announcement; hours that come after a ban that is over replace none."""
    hours = _hours(one.window)
    replaced = one.replaced if one.replaced is not None and not one.replaced.is_over(one.at) else None
    is_first = one.kind is AnnouncementKind.MOVED and replaced is None
    match AnnouncementKind.ANNOUNCED if is_first else one.kind:
        case AnnouncementKind.ANNOUNCED:
            title = _("Stationnement interdit %(hours)s", hours=hours)
        case AnnouncementKind.MOVED:
            title = _("Interdiction déplacée : %(hours)s", hours=hours)
        case AnnouncementKind.IN_PROGRESS:
            title = _("Chargement en cours, stationnement interdit")
        case AnnouncementKind.WITHDRAWN:
            title = _("Interdiction annulée : %(hours)s", hours=hours)
        case AnnouncementKind.DONE:
            title = _("Déneigée, selon la ville")
    said = [_("Annoncé %(at)s.", at=_moment(one.at))]
    if replaced is not None:
        said.append(_("Remplace l’interdiction %(hours)s.", hours=_hours(replaced)))
    said.append(_("Les panneaux dans la rue prévalent."))
    return EntryText(str(title), " ".join(said))


def _hours(window: BanWindow) -> str:
    if window.ends_at is None:
        return str(_("depuis %(start)s, sans fin annoncée", start=_moment(window.starts_at)))
    return str(_("du %(start)s au %(end)s", start=_moment(window.starts_at), end=_moment(window.ends_at)))


def _moment(instant: datetime) -> str:
    return words.moment(instant, current_language().code)
