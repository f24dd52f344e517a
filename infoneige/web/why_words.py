"""The rules' trace in plain words: what was due, what became of it, and why."""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _

from infoneige.residents.why import Because, Fate

WHAT: Final[Mapping[Because, object]] = {
    Because.NEW_BAN: _("Avis d’interdiction"),
    Because.SHORT_NOTICE: _("Avis urgent"),
    Because.BAN_MOVED: _("Changement d’horaire"),
    Because.BAN_LIFTED: _("Interdiction annulée"),
    Because.LOADING: _("Chargement commencé"),
    Because.CLEARED: _("Rue déneigée"),
    Because.LEAD: _("Rappel"),
    Because.LEAD_BEFORE_QUIET: _("Rappel avancé"),
    Because.DATA_SILENT: _("Données muettes"),
    Because.DATA_BACK: _("Données revenues"),
    Because.OUR_ERROR: _("Rectification"),
}
"""What a message is called."""

DUE: Final[Mapping[Because, object]] = {
    Because.NEW_BAN: _("La Ville a annoncé une interdiction sur ce côté de rue, et vous ne le saviez pas encore."),
    Because.SHORT_NOTICE: _(
        "La Ville a annoncé une interdiction qui commence bientôt : l’avis part même pendant vos heures calmes."
    ),
    Because.BAN_MOVED: _("La Ville a changé les heures d’une interdiction que nous vous avions annoncée."),
    Because.BAN_LIFTED: _("La Ville a retiré une interdiction que nous vous avions annoncée."),
    Because.LOADING: _("Le chargement de la neige a commencé sur ce côté de rue."),
    Because.CLEARED: _(
        "La Ville a déclaré ce côté de rue déneigé, après une interdiction que nous vous avions annoncée."
    ),
    Because.LEAD: _("Vous avez demandé ce rappel avant le début de l’interdiction."),
    Because.LEAD_BEFORE_QUIET: _("Ce rappel tombait dans vos heures calmes : il part avant, il n’est jamais supprimé."),
    Because.DATA_SILENT: _("La Ville ne nous donnait plus de nouvelles, et une interdiction était proche."),
    Because.DATA_BACK: _("Nous vous avions dit que la Ville ne donnait plus de nouvelles : elles sont revenues."),
    Because.OUR_ERROR: _("Nous nous étions trompés."),
}
"""Which rule made it due."""

BECAME: Final[Mapping[Fate, object]] = {
    Fate.COMING: _("À venir"),
    Fate.ON_ITS_WAY: _("En route"),
    Fate.TAKEN: _("Remis au réseau"),
    Fate.ARRIVED: _("Livré"),
    Fate.NOT_ARRIVED: _("Non livré"),
    Fate.NOT_SENT: _("Pas envoyé"),
}

HELD: Final[Mapping[Because, object]] = {
    Because.PLAN_CHANGED: _("La Ville a changé ses plans avant l’heure d’envoi : un autre message l’a remplacé."),
    Because.PREFERENCES_CHANGED: _("Vous avez changé vos rappels avant l’heure d’envoi."),
    Because.CAR_MOVED: _("Vous avez dit que l’auto était déplacée."),
    Because.PAUSED: _("Vos avis étaient en pause."),
    Because.STOPPED: _("Vous aviez demandé de ne plus rien recevoir."),
    Because.UNREACHABLE: _("Le réseau n’a pas pu joindre votre appareil."),
    Because.TOO_LATE: _("Il n’était plus temps : ce message ne servait plus à rien."),
    Because.REFUSED: _("Le réseau a refusé le message."),
    Because.NOTHING_TOLD: _("L’annonce à corriger n’était jamais partie."),
    Because.IN_DOUBT: _("Le réseau n’a pas répondu : peut-être l’avez-vous reçu."),
    Because.NOT_TRUE_ANY_MORE: _("Ce n’était plus vrai à l’heure d’envoi."),
}
"""Which rule kept it from being sent, or what kept it from arriving."""
