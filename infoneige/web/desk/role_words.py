"""What each role is called and what it is for."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _

from infoneige.operators.model import Role

ROLES: Final[Mapping[Role, tuple[Any, Any]]] = {
    Role.VIEWER: (_("Lecture"), _("Voit tout, ne change rien.")),
    Role.PLANNER: (_("Planification"), _("Charge des plans et voit ce qu’ils feraient.")),
    Role.PUBLISHER: (_("Publication"), _("Publie, programme, annule, et répond aux résidents.")),
    Role.ADMINISTRATOR: (_("Administration"), _("Fait tout cela, tient les accès et lit le registre.")),
}
"""In the order of the roles, from the one that may least."""
