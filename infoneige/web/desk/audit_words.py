"""What the page of the audit trail calls the things that are recorded, those who did them, and to what."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _

from infoneige.audit.chain import Fault
from infoneige.audit.model import RecordedEvent, Verb
from infoneige.web.desk.desk_words import MODES, who
from infoneige.web.desk.role_words import ROLES

VERBS: Final[Mapping[Verb, Any]] = {
    Verb.PLAN_LOADED: _("Plan chargé"),
    Verb.PLAN_PUBLISHED: _("Plan publié"),
    Verb.PLAN_TAKEN_BACK: _("Annulation publiée"),
    Verb.PUBLISH_REQUESTED: _("Publication demandée à un second"),
    Verb.PUBLISH_APPROVED: _("Publication approuvée"),
    Verb.PUBLISH_SCHEDULED: _("Publication programmée"),
    Verb.PUBLISH_REFUSED: _("Publication refusée"),
    Verb.LOAD_ABANDONED: _("Chargement abandonné"),
    Verb.HELD_RELEASED: _("Retrait retenu, mis en vigueur"),
    Verb.HELD_DISCARDED: _("Retrait retenu, écarté"),
    Verb.FEED_PAUSED: _("Source mise en pause"),
    Verb.FEED_RESUMED: _("Source reprise"),
    Verb.SENDING_PAUSED: _("Envoi suspendu"),
    Verb.SENDING_RESUMED: _("Envoi repris"),
    Verb.EXPORT_DRAWN: _("Données exportées"),
    Verb.PERSON_LOOKED_UP: _("Personne recherchée par son numéro"),
    Verb.REPORT_SETTLED: _("Signalement réglé"),
    Verb.ATTESTATION_DRAWN: _("Attestation établie"),
    Verb.OPERATOR_ADDED: _("Personne ajoutée"),
    Verb.OPERATOR_CHANGED: _("Droits changés"),
    Verb.OPERATOR_DISABLED: _("Accès retiré"),
    Verb.OPERATOR_INVITED: _("Invitation créée"),
    Verb.LOGGED_IN: _("Entrée"),
    Verb.LOGIN_FAILED: _("Entrée refusée"),
    Verb.LOGGED_OUT: _("Sortie"),
    Verb.KEY_ADDED: _("Clé ou code ajouté"),
    Verb.KEY_REMOVED: _("Clé ou code retiré"),
}

FAULTS: Final[Mapping[Fault, Any]] = {
    Fault.EDITED: _("son contenu a été changé"),
    Fault.MISSING: _("elle manque"),
    Fault.REORDERED: _("elle portait un autre numéro"),
    Fault.INSERTED: _("elle a été ajoutée"),
    Fault.UNCHAINED: _("elle ne suit pas la précédente : l’une des deux a été remplacée"),
    Fault.HEAD: _("la fin du registre n’est pas celle qui est notée"),
}
"""What is wrong with the first inscription that does not fit."""

DETAILS: Final[Mapping[str, Any]] = {
    "actor": _("qui"),
    "after": _("après"),
    "announced": _("annoncés"),
    "approved_by": _("approuvé par"),
    "at": _("à"),
    "before": _("avant"),
    "boroughs": _("arrondissements"),
    "base_version": _("vérifié sur la version"),
    "bytes": _("octets"),
    "edited_sides": _("côtés modifiés"),
    "file": _("fichier"),
    "left_alone": _("laissés tels quels"),
    "load": _("chargement"),
    "method": _("moyen"),
    "mode": _("mode"),
    "moved": _("déplacés"),
    "our_error": _("notre erreur"),
    "reason": _("raison"),
    "role": _("rôle"),
    "rows": _("lignes"),
    "sha256": _("empreinte"),
    "sides": _("côtés"),
    "since": _("versions parues depuis"),
    "sides_changed": _("côtés changés"),
    "source": _("source"),
    "state": _("état"),
    "subject": _("à quoi"),
    "takes_back": _("annule la version"),
    "verb": _("quoi"),
    "why": _("pourquoi"),
    "withdrawn": _("retirés"),
}
"""What a detail is called; one that is not named here is shown by its own name."""

_VALUES: Final[Mapping[str, Mapping[Any, Any]]] = {
    "method": {"passkey": _("clé"), "password": _("mot de passe"), "openid": _("compte de la Ville")},
    "mode": MODES,
    "role": {role: name for role, (name, _what) in ROLES.items()},
}
"""What the values of some details are called; others are shown as they are."""

_SUBJECTS: Final[Mapping[str, Any]] = {
    "publish": _("version %(name)s"),
    "load": _("chargement %(name)s"),
    "held": _("retrait retenu %(name)s"),
    "export": _("export %(name)s"),
    "source": _("source %(name)s"),
    "sending": _("envoi à tous"),
    "report": _("signalement %(name)s"),
}
_ROOMS: Final[Mapping[str, str]] = {"publish": "/operations/versions/", "load": "/operations/chargements/"}
_SUBSCRIBER: Final = _("une personne abonnée")
_SOMEBODY: Final = _("quelqu’un d’inconnu")
_FINGERPRINT: Final = _("empreinte %(digest)s…")
_YES: Final = _("oui")
_SHOWN_DIGITS: Final = 12


def actor_words(actor: str, names: Mapping[str, str]) -> str:
    """Return who did it."""
    if actor.startswith("person:"):
        return f"{_SUBSCRIBER}"
    return f"{_SOMEBODY}" if actor == "operator:?" else who(actor, names)


def subject_words(subject: str, names: Mapping[str, str]) -> str:
    """Return to what it was done."""
    kind, _colon, name = subject.partition(":")
    if kind == "attestation":
        return str(_FINGERPRINT % {"digest": name[:_SHOWN_DIGITS]})
    words = _SUBJECTS.get(kind)
    return str(words % {"name": name}) if words is not None else actor_words(subject, names)


def subject_path(subject: str) -> str:
    """Return the path of the page of what it was done to; nothing where there is none."""
    kind, _colon, number = subject.partition(":")
    return f"{_ROOMS[kind]}{number}" if kind in _ROOMS and number.isdigit() else ""


def detail_lines(one: RecordedEvent) -> list[tuple[str, str]]:
    """Return the detail of an event as names and values; what says nothing is left out."""
    return list(_named_values(one.event.detail))


def _named_values(detail: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in detail.items():
        known = _VALUES.get(name, {})
        words = f"{known[value]}" if isinstance(value, str) and value in known else _plain(value)
        if words:
            yield str(DETAILS.get(name, name)), words


def _plain(value: object) -> str:
    """Return a value as a person reads it."""
    match value:
        case None | False:
            return ""
        case True:
            return f"{_YES}"
        case Mapping():
            return ", ".join(f"{name} {words}" for name, words in _named_values(value))
        case list() | tuple():
            return ", ".join(map(_plain, value))
        case _:
            return str(value)
