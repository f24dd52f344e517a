"""What the pages of a change by hand say: why no side is found, what can be said of a side, why hours are refused."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _

from geodata.area import MOST_CORNERS, AreaFault
from infoneige.desk.finding_sides import MOST_SIDES, NoSides, TooMany, Trouble
from infoneige.web.i18n import current_language, gettext
from infoneige.web.words import count

_TROUBLES: Final[Mapping[Trouble | AreaFault, Any]] = {
    Trouble.NOWHERE: _("Écrivez une rue, ou choisissez un arrondissement ou un secteur."),
    Trouble.NUMBERS_WITHOUT_STREET: _("Des numéros demandent une rue."),
    Trouble.BACKWARDS: _("Les numéros vont à l’envers : le plus petit d’abord."),
    Trouble.NO_STREET: _("Aucune rue de la ville ne répond à cette recherche."),
    Trouble.SEVERAL_STREETS: _("Plusieurs rues portent ce nom. Laquelle?"),
    Trouble.NO_MAP: _("Le fichier des rues ne dit pas où elles se trouvent : cherchez par rue ou par secteur."),
    Trouble.NOTHING_THERE: _("Aucun côté de rue ne s’y trouve."),
    AreaFault.NO_CORNERS: _("Cette zone ne peut pas être lue : dessinez-la de nouveau."),
    AreaFault.TOO_FEW: _("Une zone a au moins trois coins, qui ne sont pas sur une même ligne."),
    AreaFault.TOO_MANY: _("Une zone a au plus %(number)s coins.", number=MOST_CORNERS),
    AreaFault.CROSSES_ITSELF: _("Le contour de la zone se croise : dessinez-la sans croisement."),
    AreaFault.OUTSIDE: _("Un coin de la zone est loin hors de la ville."),
    AreaFault.SWAPPED: _("Un coin de la zone est loin hors de la ville : longitude et latitude semblent inversées."),
}

CHANGES_TO: Final[Mapping[str, tuple[Any, Any]]] = {
    "heures": (_("Interdire dans ces heures"), _("Remplace les heures annoncées, s’il y en a.")),
    "en_cours": (_("Chargement en cours"), _("Les camions y sont : le stationnement est interdit.")),
    "deneige": (_("Déneigée, chargement terminé"), _("L’interdiction prend fin.")),
    "reporte": (_("Reportée, sans nouvelle date"), _("L’interdiction annoncée ne tient plus; une autre viendra.")),
    "degage": (_("Dégagée entre deux chargements"), _("Aucune interdiction pour l’instant.")),
    "enneige": (_("Enneigée, pas encore planifiée"), _("L’interdiction annoncée ne tient plus.")),
    "retirer": (_("Retirer du plan"), _("Comme si rien n’avait été annoncé; les gens avertis l’apprennent.")),
}
"""What a change can make of the sides: its value in the form, its name, what that means."""


def trouble_words(found: NoSides | TooMany) -> str:
    """Return why no side is shown, in the language of the page."""
    return _too_many(found.sides) if isinstance(found, TooMany) else f"{_TROUBLES[found.why]}"


def _too_many(sides: int) -> str:
    language = current_language().code
    return gettext(
        "%(sides)s côtés : une modification à la main en prend au plus %(most)s. Précisez, ou chargez un fichier.",
        sides=count(sides, language),
        most=count(MOST_SIDES, language),
    )


def gap_words(shown: str) -> str:
    """Return why an hour that the clocks skip is refused, and what to write."""
    return gettext("cette heure n’existe pas : on avance l’heure cette nuit-là. Écrivez %(hour)s.", hour=shown)
