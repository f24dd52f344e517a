"""What a person reads when a page cannot be shown: what happened, and what to do now."""

from typing import Final

from flask import render_template
from flask_babel import lazy_gettext as _

_NOT_FOUND: Final = 404
_TOO_MANY: Final = 429
_BROKEN: Final = 500

_REFUSED = (
    _("Cette demande n’a pas été acceptée"),
    _("Revenez à la page précédente, rechargez-la et essayez de nouveau."),
)
_WORDS: Final = {
    _NOT_FOUND: (
        _("Cette page n’existe pas"),
        _("L’adresse de la page est peut-être incomplète, ou la page a été retirée."),
    ),
    410: (_("Ce lien n’est plus valide"), _("Il a servi, ou son temps est écoulé. Demandez-en un nouveau.")),
    _TOO_MANY: (
        _("Un instant, s’il vous plaît"),
        _("Beaucoup de demandes viennent de votre réseau. Attendez une minute, puis rechargez la page."),
    ),
    _BROKEN: (
        _("Cette page ne fonctionne pas en ce moment"),
        _("Le problème vient de nous. Rechargez la page dans une minute."),
    ),
}


def error_page(status: int) -> str:
    """Return the page for an error of this HTTP status."""
    title, words = _WORDS.get(status) or (_WORDS[_BROKEN] if status >= _BROKEN else _REFUSED)
    return render_template("error.html", title=title, words=words, finds=status < _BROKEN)
