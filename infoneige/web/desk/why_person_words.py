"""Why somebody was told or not, in words for the operator who answers them."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _

from infoneige.desk.looking_up_person import NothingBecause
from infoneige.desk.tally import Loss
from infoneige.residents.why import Because

DUE: Final[Mapping[Because, Any]] = {
    Because.NEW_BAN: _("Une interdiction était annoncée sur ce côté, et la personne ne le savait pas encore."),
    Because.SHORT_NOTICE: _("Une interdiction commençait bientôt : l’avis part même pendant les heures calmes."),
    Because.BAN_MOVED: _("Les heures d’une interdiction annoncée à la personne avaient changé."),
    Because.BAN_LIFTED: _("Une interdiction annoncée à la personne était retirée."),
    Because.LOADING: _("Le chargement de la neige commençait sur ce côté."),
    Because.CLEARED: _("Le côté était déneigé, après une interdiction annoncée à la personne."),
    Because.LEAD: _("La personne avait demandé ce rappel."),
    Because.LEAD_BEFORE_QUIET: _("Le rappel tombait dans les heures calmes : il part avant, il n’est jamais supprimé."),
    Because.DATA_SILENT: _("Les données étaient muettes, et une interdiction était proche."),
    Because.DATA_BACK: _("Les données étaient revenues, et la personne savait qu’elles étaient muettes."),
    Because.OUR_ERROR: _("La personne avait été avertie par erreur."),
}
"""Which rule made it due."""

HELD: Final[Mapping[Because, Any]] = {
    Because.PLAN_CHANGED: _("Le plan a changé avant l’heure d’envoi : un autre message l’a remplacé."),
    Because.PREFERENCES_CHANGED: _("La personne a changé ses rappels avant l’heure d’envoi."),
    Because.CAR_MOVED: _("La personne a dit que l’auto était déplacée."),
    Because.PAUSED: _("La personne avait mis ses avis en pause."),
    Because.STOPPED: _("La personne a demandé l’arrêt."),
    Because.UNREACHABLE: _("Le réseau n’a pas pu joindre l’appareil."),
    Because.TOO_LATE: _("Le message a attendu jusqu’à ne plus servir : il a expiré."),
    Because.REFUSED: _("Le fournisseur a refusé le message."),
    Because.NOTHING_TOLD: _("L’annonce à corriger n’était jamais partie."),
    Because.IN_DOUBT: _("Le fournisseur n’a jamais répondu : peut-être reçu."),
    Because.NOT_TRUE_ANY_MORE: _("Ce n’était plus vrai à l’heure d’envoi."),
}
"""Which rule kept it from being sent, or what kept it from arriving."""

LOST: Final[Mapping[Loss, Any]] = {
    Loss.FILTERED: _("L’opérateur de téléphonie de la personne a filtré le message."),
    Loss.DEAD_NUMBER: _("Aucun téléphone qui reçoit des textos n’a ce numéro."),
    Loss.UNREACHABLE: _("Le téléphone était éteint ou hors de portée."),
    Loss.SENDER: _("Le fournisseur a refusé notre compte ou notre numéro d’envoi."),
    Loss.STOPPED: _("La personne a demandé l’arrêt."),
    Loss.GONE: _("Plus personne ne reçoit à cette adresse."),
    Loss.IN_DOUBT: _("Le fournisseur n’a jamais répondu : peut-être reçu."),
    Loss.OTHER: _("Le fournisseur a refusé le message."),
}
"""Why a message did not arrive."""

NOTHING: Final[Mapping[NothingBecause, Any]] = {
    NothingBecause.NOT_YET: _("La personne ne suivait pas encore ce côté."),
    NothingBecause.PAUSED: _("La personne avait mis ses avis en pause."),
    NothingBecause.STOPPED: _("La personne avait demandé l’arrêt."),
    NothingBecause.GONE: _("Le numéro ne recevait plus de textos."),
    NothingBecause.TOO_LATE: _("L’interdiction était déjà finie quand nous l’avons apprise."),
    NothingBecause.NOT_WANTED: _("La personne n’a pas demandé ce genre d’avis."),
    NothingBecause.JOINED_LATER: _("La personne s’est inscrite après l’annonce."),
    NothingBecause.NO_RULE: _("Aucune règle ne rendait d’avis dû pour cette interdiction."),
}
"""Why nothing was ever due about a ban."""

ANSWERS: Final[Mapping[str, Any]] = {
    "sent": _("remis"),
    "accepted": _("accepté par le fournisseur"),
    "refused": _("refusé"),
    "retry": _("pas pris : à refaire"),
    "unknown": _("sans réponse"),
}
"""What a call came to."""

WORDS: Final[Mapping[str, Any]] = {
    "accepted": _("accepté"),
    "scheduled": _("en file chez le fournisseur"),
    "queued": _("en file chez le fournisseur"),
    "sending": _("en route"),
    "sent": _("remis au réseau"),
    "delivered": _("livré"),
    "read": _("lu"),
    "undelivered": _("non livré"),
    "failed": _("échec"),
    "canceled": _("annulé"),
}
"""What a provider told of a message after it took it."""
