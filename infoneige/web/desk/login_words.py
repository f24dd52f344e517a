"""What somebody reads who is not let in: why, and what to do now."""

from datetime import datetime
from typing import Any, Final

from flask_babel import lazy_gettext as _

from infoneige.operators.errors import LoginError, LoginRefusal
from infoneige.web.i18n import current_language
from infoneige.web.words import hour_at

REFUSALS: Final[dict[LoginRefusal, Any]] = {
    LoginRefusal.WRONG: _("Cela ne suffit pas pour entrer. Vérifiez ce que vous avez tapé, ou essayez une autre clé."),
    LoginRefusal.STALE: _("La demande a trop attendu, ou a déjà servi. Recommencez."),
    LoginRefusal.SLOW_DOWN: _("Trop d’essais ont échoué."),
    LoginRefusal.BUSY: _("Beaucoup de gens entrent en ce moment. Recommencez dans quelques secondes."),
    LoginRefusal.CLONED_KEY: _("Cette clé a peut-être été copiée : elle est refusée. Prévenez un administrateur."),
    LoginRefusal.KNOWN_KEY: _("Cette clé est déjà inscrite."),
    LoginRefusal.WEAK_PASSWORD: _("Choisissez un mot de passe de 12 à 128 caractères, difficile à deviner."),
    LoginRefusal.LAST_WAY_IN: _("C’est votre seul moyen d’entrer : ajoutez-en un autre avant de le retirer."),
    LoginRefusal.NOT_INVITED: _("Aucune invitation ne vous laisse entrer. Demandez-en une à un administrateur."),
    LoginRefusal.NO_SECOND_FACTOR: _("Le fournisseur d’identité n’a pas demandé de second facteur : c’est exigé ici."),
    LoginRefusal.PROVIDER_FAILED: _("Le fournisseur d’identité ne répond pas comme prévu. Entrez par un autre moyen."),
}


def refusal_words(error: LoginError) -> str:
    """Return why, in the language of the page; until when to wait, where there is such an instant."""
    words = str(REFUSALS[error.reason])
    return f"{words} {_wait(error.retry_at)}" if error.retry_at else words


def _wait(until: datetime) -> str:
    hour = hour_at(until, current_language().code)
    return str(_("Attendez jusqu’à %(hour)s, ou entrez avec une clé d’accès.", hour=hour))
