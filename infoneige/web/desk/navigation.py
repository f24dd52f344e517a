"""The desk's pages that its frame leads to: those that are served, and that somebody's role opens."""

from dataclasses import dataclass
from typing import Any, Final

from flask import current_app, request
from flask_babel import lazy_gettext as _

from infoneige.operators.model import Operator, Permission


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the frame; it is the current one on its own page and on those ``under`` it."""

    path: str
    words: Any
    permission: Permission = Permission.SEE
    under: tuple[str, ...] = ()

    @property
    def is_current(self) -> bool:
        """Say whether the page that is being made is this one, or one of those behind it."""
        return any(request.path == one or request.path.startswith(f"{one}/") for one in (self.path, *self.under))


_ENTRIES: Final = (
    Entry("/operations/charger", _("Charger"), under=("/operations/chargements",)),
    Entry("/operations/modifier", _("Modifier"), Permission.LOAD),
    Entry("/operations/suivre", _("Suivre")),
    Entry("/operations/pourquoi", _("Pourquoi?"), Permission.LOOK_UP_PERSON),
    Entry("/operations/signalements", _("Signalements"), Permission.LOOK_UP_PERSON),
    Entry("/operations/versions", _("Versions")),
    Entry("/operations/sources", _("Sources")),
    Entry("/operations/qualite", _("Qualité")),
    Entry("/operations/registre", _("Registre"), Permission.READ_AUDIT),
    Entry("/operations/personnes", _("Personnes"), Permission.MANAGE_OPERATORS),
)


def entries(operator: Operator | None) -> tuple[Entry, ...]:
    """Return the links for somebody; none for who is not logged in."""
    if operator is None:
        return ()
    served = {rule.rule for rule in current_app.url_map.iter_rules()}
    return tuple(one for one in _ENTRIES if one.path in served and operator.may(one.permission))
