"""What the forms of a change by hand hold: where, which of the sides, what becomes of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from geodata.model import Parity, StreetSide, StreetSideId
from infoneige.desk.edits import Edit
from infoneige.desk.finding_sides import Where
from infoneige.web.desk.edit_hours import TypedMoment, read_hours
from infoneige.web.desk.edit_words import CHANGES_TO
from schedules.model import LoadingStatus, Period

HOURS: Final = "heures"
PARITIES: Final = {"pair": Parity.EVEN, "impair": Parity.ODD}
_LONGEST: Final = 100
_LONGEST_AREA: Final = 10_000
_MOST_DIGITS: Final = 6

_STATUSES: Final[Mapping[str, LoadingStatus | None]] = {
    "en_cours": LoadingStatus.IN_PROGRESS,
    "deneige": LoadingStatus.CLEARED,
    "reporte": LoadingStatus.DEFERRED,
    "degage": LoadingStatus.BETWEEN_LOADINGS,
    "enneige": LoadingStatus.SNOWY,
    "retirer": None,
}

NO_MOMENT: Final = TypedMoment()

Form = MultiDict[str, str]


def read_where(form: Form) -> Where:
    """Return where somebody looks; what is no number, or too long, is left out."""
    return Where(
        street=_text(form, "voie"),
        first=_number(form, "de"),
        last=_number(form, "a"),
        parity=PARITIES.get(form.get("cote", "")),
        borough=_text(form, "arrondissement"),
        sector=_text(form, "secteur"),
        area=form.get("zone", "")[:_LONGEST_AREA],
        picked=tuple(form.get("clics", "").split()),
    )


def fields_of(where: Where) -> dict[str, str]:
    """Return the fields that say where, as ``read_where`` reads them; those that say nothing are left out."""
    sides = next((name for name, parity in PARITIES.items() if parity is where.parity), "")
    fields = {
        "voie": where.street,
        "de": f"{where.first or ''}",
        "a": f"{where.last or ''}",
        "cote": sides,
        "arrondissement": where.borough,
        "secteur": where.sector,
        "zone": where.area,
        "clics": " ".join(where.picked),
    }
    return {name: value for name, value in fields.items() if value}


def query_of(**fields: str) -> str:
    """Return these fields as they stand in an address."""
    return urlencode({name: value for name, value in fields.items() if value})


def chosen_of(choice: str, sides: Iterable[StreetSide]) -> frozenset[StreetSideId]:
    """Return the sides that a button for many chooses: all, none, the even or the odd ones."""
    parity = PARITIES.get(choice)
    is_chosen = choice != "aucun"
    return frozenset(one.side_id for one in sides if (one.parity is parity if parity else is_chosen))


@dataclass(frozen=True, slots=True)
class TypedChange:
    """What somebody wants to become of the sides, as it was typed."""

    what: str = ""
    starts: TypedMoment = NO_MOMENT
    ends: TypedMoment = NO_MOMENT
    operation: str = ""
    reason: str = ""

    @classmethod
    def read(cls, form: Form) -> "TypedChange":
        """Return what a form holds."""
        what = form.get("quoi", "")
        return cls(
            what if what in CHANGES_TO else "",
            TypedMoment.read(form, "debut"),
            TypedMoment.read(form, "fin"),
            _text(form, "operation"),
            _text(form, "motif"),
        )

    def as_edit(self, sides: Collection[StreetSideId], now: datetime) -> Edit | dict[str, Any]:
        """Return the change of these sides, or what is wrong, by field."""
        wrong: dict[str, Any] = {} if sides else {"cotes": _("choisissez au moins un côté.")}
        hours = read_hours(self.starts, self.ends, now) if self.what == HOURS else None
        if not self.what:
            wrong["quoi"] = _("dites ce que deviennent ces côtés.")
        if isinstance(hours, dict):
            wrong |= hours
        if wrong or isinstance(hours, dict):
            return wrong
        return self._edit(frozenset(sides), hours)

    def _edit(self, sides: frozenset[StreetSideId], hours: Period | None) -> Edit:
        status = _STATUSES.get(self.what)
        return Edit(
            sides=sides, hours=hours, status=status, operation=self.operation or None, reason=self.reason or None
        )


NOTHING_TYPED: Final = TypedChange()


def _text(form: Form, name: str) -> str:
    printable = "".join(one if one.isprintable() else " " for one in form.get(name, ""))
    return " ".join(printable.split())[:_LONGEST]


def _number(form: Form, name: str) -> int | None:
    typed = form.get(name, "").strip()
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS
    return int(typed) or None if is_number else None
