"""What an operator reads when a page of the desk cannot be shown: what happened, and what to do now."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from flask import render_template, request
from flask_babel import lazy_gettext as _

from infoneige.web.errors import ErrorPage

_WORDS: Final[Mapping[int, tuple[Any, Any]]] = {
    HTTPStatus.UNAUTHORIZED: (
        _("Votre session est terminée"),
        _("Rien n’a été fait. Entrez de nouveau, puis recommencez."),
    ),
    HTTPStatus.FORBIDDEN: (
        _("Cela ne vous est pas permis"),
        _(
            "Votre rôle ou vos arrondissements ne le permettent pas, ou la page a été ouverte avant votre dernière "
            "entrée. Dans ce cas, rechargez-la et recommencez. Rien n’a été fait."
        ),
    ),
    HTTPStatus.NOT_FOUND: (
        _("Cette page n’existe pas"),
        _("L’adresse est peut-être incomplète, ou ce que la page montrait a été retiré."),
    ),
    HTTPStatus.GONE: (
        _("Ce lien n’est plus valide"),
        _("Il a servi, ou son temps est écoulé. Demandez une nouvelle invitation à un administrateur."),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        _("C’est trop gros"),
        _("Ce qui a été envoyé dépasse ce qui est lu ici. Rien n’a été fait."),
    ),
}
_BROKEN: Final = (
    _("Cette page ne fonctionne pas en ce moment"),
    _("Le problème vient du service. Attendez une minute, puis vérifiez ce qui a été fait avant de recommencer."),
)
_REFUSED: Final = (
    _("Cette demande n’a pas été acceptée"),
    _("Rien n’a été fait. Revenez à la page précédente, rechargez-la et recommencez."),
)


def desk_error_page(elsewhere: ErrorPage) -> ErrorPage:
    """Return what makes the page for an error: the desk's own on its paths, another everywhere else."""

    def page(status: int) -> str:
        if not f"{request.path}/".startswith("/operations/"):
            return elsewhere(status)
        otherwise = _BROKEN if status >= HTTPStatus.INTERNAL_SERVER_ERROR else _REFUSED
        title, words = _WORDS.get(status, otherwise)
        return render_template(
            "desk/error.html",
            title=title,
            words=words,
            enters=status == HTTPStatus.UNAUTHORIZED,
            operator=None,
            session=None,
            entries=(),
        )

    return page
