"""Changing a plan by hand: find sides of street, choose among them, say what becomes of them; then as with a file."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext as _

from geodata.model import StreetSide, StreetSideId
from infoneige.desk.errors import EditError, NotYoursError
from infoneige.desk.finding_sides import MOST_SIDES, NoSides, Offer, TooMany, Where, find_sides
from infoneige.desk.hand_edit import edit
from infoneige.operators.model import Permission
from infoneige.residents.in_view import SidesInView
from infoneige.residents.side_state import SideState
from infoneige.web.desk.desk_parts import StartsJobs
from infoneige.web.desk.edit_form import NOTHING_TYPED, TypedChange, chosen_of, fields_of, query_of, read_where
from infoneige.web.desk.edit_words import CHANGES_TO, trouble_words
from infoneige.web.desk.shown_loads import ShownLoads
from infoneige.web.frame import here
from infoneige.web.map_script import picking_script, tiles_of

EDIT: Final = "/operations/modifier"
SIDES: Final = f"{EDIT}/cotes"
_NOT_YOURS: Final = _("Cette modification touche des côtés hors de vos arrondissements")
_NOT_TRUE: Final = _("Cette modification ne peut pas être faite : vérifiez ce qui est choisi")


def edit_routes(shown: ShownLoads, jobs: StartsJobs) -> Blueprint:
    """Return the room in which plans are changed by hand."""
    routes, views = Blueprint("desk_edit", __name__, url_prefix=EDIT), _EditPages(shown, jobs)
    load = shown.pages.requires(Permission.LOAD)
    routes.add_url_rule("", "find", load(views.find))
    routes.add_url_rule("", "change", load(views.change), methods=["POST"])
    routes.add_url_rule("/cotes", "sides", load(views.sides))
    routes.add_url_rule("/cotes", "choose", load(views.choose), methods=["POST"])
    return routes


@dataclass(frozen=True, slots=True)
class Street:
    """The sides of one street in one place, as they are now."""

    states: tuple[SideState, ...]

    @property
    def side(self) -> StreetSide:
        """Return one of its sides, which names the street."""
        return self.states[0].side


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a page of found sides shows as chosen and typed, and what is wrong with it."""

    sides: Collection[StreetSideId]
    typed: TypedChange = NOTHING_TYPED
    errors: dict[str, Any] = field(default_factory=dict)
    refusal: Any = ""


class _EditPages:
    def __init__(self, shown: ShownLoads, jobs: StartsJobs) -> None:
        self._parts = shown.parts
        self._pages = shown.pages
        self._loads = shown
        self._jobs = jobs

    def find(self) -> Response:
        """Show the search, and the map to be opened."""
        return self._search(Where())

    def sides(self) -> Response:
        """Show the sides that an address of this page means, all chosen that may be."""
        if not request.args:
            return self._pages.go(EDIT)
        return self._found(read_where(request.args))

    def choose(self) -> Response:
        """Show the sides that were picked on the map, or those found before with many chosen at once."""
        form = request.form
        where, choice = read_where(form), form.get("choix", "tous")
        return self._found(where, choice, TypedChange.read(form))

    def change(self) -> Response:
        """Make a load of the change; where it cannot be one, show the sides again and say why."""
        typed, now = TypedChange.read(request.form), self._parts.clock.now()
        named = request.form.getlist("s")
        if len(named) > MOST_SIDES:
            return self._nothing(read_where(request.form), TooMany(len(named)))
        chosen = self._parts.address_book.sides(named).keys()
        made = typed.as_edit(chosen, now)
        if isinstance(made, dict):
            return self._again(Chosen(chosen, typed, made), HTTPStatus.BAD_REQUEST)
        try:
            operator, book = self._pages.operator(), self._parts.address_book
            load_id = edit(self._parts.database, book, [made], operator, now=now)
        except NotYoursError as error:
            return self._again(Chosen(chosen, typed, refusal=_NOT_YOURS), error.status)
        except EditError as error:
            return self._again(Chosen(chosen, typed, refusal=_NOT_TRUE), error.status)
        self._jobs.start(load_id)
        return self._pages.go(f"/operations/chargements/{load_id}")

    def _found(self, where: Where, choice: str = "tous", typed: TypedChange = NOTHING_TYPED) -> Response:
        found = find_sides(self._parts.address_book, self._parts.side_map, where)
        if isinstance(found, NoSides | TooMany):
            return self._nothing(where, found)
        chosen = chosen_of(choice, filter(self._is_theirs, found))
        return self._choice(where, found, Chosen(chosen, typed))

    def _again(self, chosen: Chosen, status: HTTPStatus) -> Response:
        where = read_where(request.form)
        found = find_sides(self._parts.address_book, self._parts.side_map, where)
        if isinstance(found, NoSides | TooMany):
            return self._nothing(where, found)
        return self._choice(where, found, chosen, status)

    def _nothing(self, where: Where, found: NoSides | TooMany) -> Response:
        offers = found.offers if isinstance(found, NoSides) else ()
        return self._search(where, trouble_words(found), offers)

    def _choice(
        self, where: Where, found: Collection[StreetSide], chosen: Chosen, status: int = HTTPStatus.OK
    ) -> Response:
        in_order = sorted(found, key=lambda side: not self._is_theirs(side))
        states = self._parts.states.many(side.side_id for side in in_order).values()
        streets = groupby(states, key=lambda one: (one.side.street, one.side.borough or one.side.town))
        return self._loads.page(
            "desk/edit_sides.html",
            status,
            where=where,
            fields=fields_of(where),
            streets=[Street(tuple(group)) for _name, group in streets],
            found=len(states),
            locked=sum(not self._is_theirs(one.side) for one in states),
            is_theirs=self._is_theirs,
            chosen=chosen,
            typed=chosen.typed,
            errors=chosen.errors,
            changes_to=CHANGES_TO,
            **self._places(),
        )

    def _search(self, where: Where, error: str = "", offers: Collection[Offer] = ()) -> Response:
        return self._loads.page(
            "desk/edit.html",
            HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK,
            where=where,
            error=error,
            offers=[(offer, self._path_to(where, offer)) for offer in offers],
            map=self._map(request.args.get("autour", "")),
            **self._places(),
        )

    def _path_to(self, where: Where, offer: Offer) -> str:
        fields = fields_of(where) | {"voie": offer.street, "arrondissement": offer.borough or where.borough}
        return here(f"{SIDES}?{query_of(**fields)}")

    def _places(self) -> dict[str, tuple[str, ...]]:
        book = self._parts.address_book
        return {"boroughs": book.borough_names(), "sectors": book.sector_names()}

    def _is_theirs(self, side: StreetSide) -> bool:
        return self._pages.operator().covers(side.borough or side.town)

    def _map(self, around: str) -> dict[str, str] | None:
        """Return what the map's script is told; None where there are no tiles, or nobody knows where streets lie."""
        whole = self._city.whole()
        return picking_script(self._tiles, self._city.around(around) or whole, whole) if whole else None

    @cached_property
    def _city(self) -> SidesInView:
        """Where the sides lie, read when the first page is asked for."""
        return SidesInView(self._parts.address_book)

    @cached_property
    def _tiles(self) -> Path | None:
        return tiles_of(self._parts.address_book.reader.path, self._city.side_ids)
