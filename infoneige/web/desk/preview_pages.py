"""What a load would do, shown before it does it: while it is read, then in numbers, a table, a map and words."""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, abort, jsonify, request

from infoneige.desk.corrected_file import corrected_file
from infoneige.desk.model import DifferenceKind, Load, LoadState, Preview
from infoneige.desk.staged import PREVIEW_LASTS
from infoneige.operators.model import Permission
from infoneige.storage import loads
from infoneige.storage.versions import Version, versions
from infoneige.web.desk.desk_words import BECAME, CHANGES, counted_changes
from infoneige.web.desk.refusal_words import refusal_words, rejected_words, words_of
from infoneige.web.desk.shown_loads import AT_WORK, ShownLoads, ShownPreview
from infoneige.web.frame import here

SHOWN: Final = 50
"""Changes on the page of a preview."""

REJECTED_SHOWN: Final = 100
ON_A_PAGE: Final = 100
_VERSIONS_LOOKED_AT: Final = 12


def preview_routes(shown: ShownLoads) -> Blueprint:
    """Return the room in which loads are looked at."""
    routes, views = Blueprint("desk_preview", __name__, url_prefix="/operations/chargements"), _Views(shown)
    see = shown.pages.requires(Permission.SEE)
    routes.add_url_rule("/<int:load_id>", "show", see(views.show))
    polled = shown.pages.requires(Permission.SEE, polled=True)
    routes.add_url_rule("/<int:load_id>/avancement", "progress", polled(views.progress))
    routes.add_url_rule("/<int:load_id>/changements", "changes", see(views.changes))
    routes.add_url_rule("/<int:load_id>/rejets", "rejects", see(views.rejects))
    load = shown.pages.requires(Permission.LOAD)
    routes.add_url_rule("/<int:load_id>/corrige.csv", "corrected", load(views.corrected))
    return routes


class _Views:
    def __init__(self, shown: ShownLoads) -> None:
        self._parts = shown.parts
        self._pages = shown.pages
        self._loads = shown

    def show(self, load_id: int) -> Response:
        """Show how far a load is, or what it would do, or what became of it."""
        load = self._loads.find(load_id)
        if load.state in AT_WORK:
            return self._loads.page("desk/load_progress.html", load=load, progress=_thousandths(load))
        shown = self._loads.shown(load)
        if shown is None:
            refusal = refusal_words(load.refusal) if load.refusal else None
            return self._loads.page("desk/load_ended.html", load=load, refusal=refusal)
        return self._preview(load, shown)

    def progress(self, load_id: int) -> Response:
        """Say how far a load is, to the script of its page."""
        load = self._loads.find(load_id)
        words = f"{BECAME[load.state]}"
        return jsonify(isWorking=load.state in AT_WORK, progress=_thousandths(load), words=words)

    def changes(self, load_id: int) -> Response:
        """Show a page of the changes, of one kind or of all."""
        load, shown = self._weighed(load_id)
        kind = _kind_asked()
        chosen = [one for one in shown.preview.differences if kind is None or one.kind == kind]
        page, pages = _page_of(len(chosen))
        listed = chosen[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
        path = partial(_path_of_changes, load_id)
        return self._loads.page(
            "desk/changes.html",
            load=load,
            preview=shown.preview,
            shown=listed,
            known=self._parts.address_book.sides(one.side_id for one in listed),
            summary=CHANGES[kind] if kind else counted_changes(shown.preview.counts, shown.preview.unchanged),
            kind=kind,
            page=page,
            pages=pages,
            path=path,
            turn=lambda number: path(number, kind),
        )

    def rejects(self, load_id: int) -> Response:
        """Show a page of the rows that cannot be used."""
        load, shown = self._weighed(load_id)
        page, pages = _page_of(shown.preview.rejected)
        return self._loads.page(
            "desk/rejects.html",
            load=load,
            page=page,
            pages=pages,
            turn=lambda number: here(f"/operations/chargements/{load_id}/rejets?page={number}"),
            **self._rejected(load_id, (page - 1) * ON_A_PAGE, ON_A_PAGE),
        )

    def corrected(self, load_id: int) -> Response:
        """Give the file that came in, with what is certain put right."""
        load, parts = self._loads.find(load_id), self._parts
        found = corrected_file(parts.database, parts.address_book, load, now=parts.clock.now(), words=rejected_words)
        if found is None:
            abort(HTTPStatus.NOT_FOUND)
        stem = load.file_name.rpartition(".")[0] or load.file_name
        response = Response("".join(found), mimetype="text/csv")
        name = quote(f"{stem}-corrige.csv", safe="")  # a header holds Western European letters at most
        response.headers["Content-Disposition"] = f"attachment; filename=corrige.csv; filename*=UTF-8''{name}"
        return response

    def _preview(self, load: Load, shown: ShownPreview) -> Response:
        preview, operator = shown.preview, self._pages.operator()
        listed = preview.differences[:SHOWN]
        beyond = [(name, sides) for name, sides in shown.places if not operator.covers(name)]
        return self._loads.page(
            "desk/preview.html",
            load=load,
            preview=preview,
            drawing=shown.drawing,
            places=shown.places,
            beyond=beyond,
            shown=listed,
            known=self._parts.address_book.sides(one.side_id for one in listed),
            summary=counted_changes(preview.counts, preview.unchanged),
            refusal=load.refusal and refusal_words(load.refusal),
            is_stale=self._is_stale(load, preview),
            is_own_request=load.requested_by == operator.actor,
            may_load=operator.may(Permission.LOAD),
            may_publish=operator.may(Permission.PUBLISH) and not beyond,
            **self._rejected(load.load_id, 0, REJECTED_SHOWN),
            **self._versions_around(load),
        )

    def _is_stale(self, load: Load, preview: Preview) -> bool:
        waits = load.state in (LoadState.READY, LoadState.AWAITING_APPROVAL)
        return waits and self._parts.clock.now() - preview.made_at > PREVIEW_LASTS

    def _rejected(self, load_id: int, first: int, most: int) -> Mapping[str, Any]:
        database = self._parts.database
        with database.read() as connection:
            rows = loads.rejected_of(database, connection, load_id, first, most)
            reasons = loads.rejected_kinds(database, connection, load_id).most_common(most)
        return {
            "rejected": [rejected_words(row) for row in rows],
            "reasons": [(words_of(reason), number) for reason, number in reasons],
        }

    def _versions_around(self, load: Load) -> Mapping[str, Any]:
        """Return which version this very file was before, the latest one of a file, and what came since the preview."""
        database = self._parts.database
        with database.read() as connection:
            queries, load_id = database.queries, load.load_id
            earlier = queries.version_with_content(connection, content_hash=load.content_hash, load_id=load_id)
            latest = queries.last_version_of_a_file(connection)
            newest = versions(database, connection, most=_VERSIONS_LOOKED_AT)
        return {"earlier": earlier, "latest": latest, "since": _since(load, newest)}

    def _weighed(self, load_id: int) -> tuple[Load, ShownPreview]:
        load = self._loads.find(load_id)
        shown = self._loads.shown(load)
        if shown is None:
            abort(HTTPStatus.NOT_FOUND)
        return load, shown


def _since(load: Load, newest: tuple[Version, ...]) -> list[Version]:
    if load.state is not LoadState.CONFLICT or load.base_version is None:
        return []
    return [one for one in newest if one.publish_id > load.base_version]


def _thousandths(load: Load) -> int:
    """Return how far reading and weighing are together."""
    match load.state:
        case LoadState.RECEIVED:
            return 0
        case LoadState.READING:
            return load.progress // 2
        case _:
            return 500 + load.progress // 2


def _kind_asked() -> DifferenceKind | None:
    asked = request.args.get("sorte", "")
    return DifferenceKind(asked) if asked in set(DifferenceKind) else None


def _page_of(rows: int) -> tuple[int, int]:
    """Return the page that is asked for, and how many there are."""
    pages = max(1, -(-rows // ON_A_PAGE))
    return min(max(request.args.get("page", 1, type=int), 1), pages), pages


def _path_of_changes(load_id: int, page: int, kind: DifferenceKind | None) -> str:
    query = {"sorte": kind.value if kind else "", "page": f"{page}" if page > 1 else ""}
    words = urlencode({name: value for name, value in query.items() if value})
    return here(f"/operations/chargements/{load_id}/changements{'?' if words else ''}{words}")
