"""What somebody reads who is not let in: why, and what to do now."""

from datetime import datetime, timedelta
from typing import Any, Final

from flask_babel import lazy_gettext as _

from infoneige.operators.errors import LoginError, LoginRefusal
from infoneige.web.i18n import current_language, gettext
from infoneige.web.words import hour_at

_ONE_MINUTE: Final = timedelta(minutes=1)

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


WRONG_CODE: Final = _(
    "Ce code n’est pas celui que l’application montre en ce moment. Tapez celui qui s’affiche; "
    "si cela se répète, vérifiez l’heure du téléphone."
)
WRONG_KEY: Final = _("La clé n’a pas été reconnue. Essayez de nouveau, ou choisissez-en une autre.")


def refusal_words(error: LoginError | None, wrong: object = "") -> str:
    """Return why somebody is refused, in the language of the page; nothing if nobody is.

    ``wrong`` says it better where one thing alone can have been wrong.
    """
    if error is None:
        return ""
    words = str(wrong if wrong and error.reason is LoginRefusal.WRONG else REFUSALS[error.reason])
    return f"{words} {_wait(error.retry_at)}" if error.retry_at else words


def refusal_named(name: str) -> str:
    """Return the words for a refusal that an address names; nothing for any other word in it."""
    return str(REFUSALS[LoginRefusal(name)]) if name in list(LoginRefusal) else ""


def _wait(until: datetime) -> str:
    hour = hour_at(until + _ONE_MINUTE, current_language().code)
    return gettext("Attendez jusqu’à %(hour)s, ou entrez avec une clé d’accès.", hour=hour)
