"""What the page that watches the queue calls stages, losses, senders and troubles."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _

from infoneige.desk.tally import Loss
from infoneige.storage.sender_beats import Trouble

LOSSES: Final[Mapping[Loss, Any]] = {
    Loss.FILTERED: _("Filtrés par un opérateur de téléphonie"),
    Loss.DEAD_NUMBER: _("Numéro mort"),
    Loss.UNREACHABLE: _("Téléphone injoignable"),
    Loss.SENDER: _("Refusés à notre compte ou à notre numéro d’envoi"),
    Loss.STOPPED: _("La personne a demandé l’arrêt"),
    Loss.GONE: _("Navigateur ou numéro abandonné"),
    Loss.IN_DOUBT: _("Jamais de réponse : peut-être reçus"),
    Loss.OTHER: _("Autre refus du fournisseur"),
}
"""Why nobody was reached."""

SENDERS: Final[Mapping[str, Any]] = {
    "sms": _("Envoi des textos"),
    "push": _("Envoi des notifications"),
    "console": _("Envoi à la console, qui ne joint personne"),
}

TROUBLES: Final[Mapping[Trouble, Any]] = {
    Trouble.PAUSED: _("le fournisseur demande une pause"),
    Trouble.FAILING: _("le fournisseur ne répond pas : un essai toutes les 15 secondes"),
}
