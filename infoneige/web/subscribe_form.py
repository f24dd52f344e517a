"""The form by which people subscribe: read with suspicion; what will not do is told beside its field."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from geodata.model import StreetSideId
from infoneige.residents.enrolment import LONGEST_LABEL, USUAL_LEADS, Stay, Wanted, profile_with
from infoneige.web.forms import read_label, read_leads, read_quiet_hours
from notifier.model import Channel, Language
from notifier.phone_numbers import PhoneNumber, PhoneNumberError, PhoneNumberRefusal, read_number

_HOURS, _HALF = timedelta(hours=1), timedelta(minutes=30)
OFFERED_LEADS: Final = (*USUAL_LEADS, _HOURS, _HALF)

NUMBER_WORDS: Final[Mapping[PhoneNumberRefusal, object]] = {
    PhoneNumberRefusal.EMPTY: _("Écrivez votre numéro de cellulaire."),
    PhoneNumberRefusal.NOT_DIGITS: _("Écrivez un seul numéro, en chiffres, sans poste."),
    PhoneNumberRefusal.TOO_SHORT: _("Il manque des chiffres. Le numéro doit en avoir 10."),
    PhoneNumberRefusal.TOO_LONG: _("Il y a trop de chiffres. Le numéro doit en avoir 10."),
    PhoneNumberRefusal.UNASSIGNED: _("Aucun téléphone n’a ce numéro. Vérifiez les chiffres."),
    PhoneNumberRefusal.NO_SMS: _("Ce genre de numéro ne reçoit pas de textos. Donnez celui d’un cellulaire."),
    PhoneNumberRefusal.OTHER_COUNTRY: _("Nous écrivons seulement aux numéros de ce pays."),
    PhoneNumberRefusal.OURS: _("C’est notre propre numéro. Donnez le vôtre."),
}
NO_CONSENT: Final = _("Cochez la case si vous êtes d’accord : sans votre accord, nous ne pouvons pas vous écrire.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscribeForm:
    """What somebody sent. ``number`` is None where none was needed or none could be read."""

    wanted: Wanted
    channel: Channel
    number: PhoneNumber | None = field(repr=False)
    typed: str = field(repr=False)
    errors: Mapping[str, object]


def blank_form(side_id: StreetSideId, language: Language) -> SubscribeForm:
    """Return the form as people first see it: nothing agreed to, the usual reminders ticked."""
    wanted = Wanted(side_id=side_id, language=language, profile=profile_with(USUAL_LEADS, None))
    return SubscribeForm(wanted=wanted, channel=Channel.SMS, number=None, typed="", errors={})


def read_subscribe_form(
    form: MultiDict[str, str], side_id: StreetSideId, *, regions: Collection[str], ours: Collection[str]
) -> SubscribeForm:
    """Read what was sent for a side; ``errors`` names the fields that will not do."""
    channel = Channel.PUSH if form.get("canal") == "navigateur" else Channel.SMS
    typed, errors = form.get("tel", ""), dict[str, object]()
    number = None
    if channel is Channel.SMS:
        number, refusal = read_phone(typed, regions=regions, ours=ours)
        if refusal is not None:
            errors["tel"] = refusal
    if form.get("accord") != "oui":
        errors["accord"] = NO_CONSENT
    wanted = Wanted(
        side_id=side_id,
        language=read_language(form),
        profile=profile_with(read_leads(form, OFFERED_LEADS), read_quiet_hours(form)),
        label=read_label(form, LONGEST_LABEL),
        stay=_stay(form),
    )
    return SubscribeForm(wanted=wanted, channel=channel, number=number, typed=typed[:40], errors=errors)


def read_phone(
    typed: str, *, regions: Collection[str], ours: Collection[str]
) -> tuple[PhoneNumber | None, object | None]:
    """Return the number that was typed, or in words why it is not taken."""
    try:
        return read_number(typed, regions, ours), None
    except PhoneNumberError as error:
        return None, NUMBER_WORDS[error.refusal]


def read_language(form: MultiDict[str, str]) -> Language:
    """Return the language that is chosen, French where none is."""
    return Language.EN if form.get("langue") == Language.EN else Language.FR


def _stay(form: MultiDict[str, str]) -> Stay:
    typed = form.get("duree", "")
    return Stay(typed) if typed in list(Stay) else Stay.WINTER
