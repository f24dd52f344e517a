"""The rooms of the desk, the guard before each of them, and the check that no view of theirs stands open."""

from collections.abc import Iterable

from flask import Blueprint, Flask

from infoneige.errors import ServiceError
from infoneige.web.desk.account import account_routes
from infoneige.web.desk.audit_page import audit_routes
from infoneige.web.desk.desk_cookies import desk_cookies
from infoneige.web.desk.desk_pages import DeskPages
from infoneige.web.desk.desk_parts import DeskParts
from infoneige.web.desk.entering import entering_routes
from infoneige.web.desk.gate import AskingView, Gate
from infoneige.web.desk.invited import invited_routes
from infoneige.web.desk.openid_pages import openid_routes
from infoneige.web.desk.people_admin import people_admin_routes
from infoneige.web.desk.plan_rooms import plan_rooms
from infoneige.web.desk.proving import proving_routes
from infoneige.web.desk.quality_page import quality_desk_routes
from infoneige.web.desk.watch_rooms import watch_rooms
from infoneige.web.forms import FormTokens
from infoneige.web.guards import Guard


def desk_rooms(parts: DeskParts) -> dict[Blueprint, Guard]:
    """Return every room, ready to be registered, with its guard."""
    gate = Gate(
        session_of=parts.accounts.sessions.of,
        clock=parts.clock,
        cookies=desk_cookies(is_https=parts.is_https),
        tokens=FormTokens(parts.forms_key),
    )
    return dict.fromkeys(_rooms(parts, DeskPages(gate, parts.accounts.alerts)), gate.guard(parts.public_url))


def _rooms(parts: DeskParts, pages: DeskPages) -> tuple[Blueprint, ...]:
    openid = parts.accounts.openid
    return (
        *((openid_routes(parts, pages, openid),) if openid else ()),
        entering_routes(parts, pages),
        invited_routes(parts, pages),
        proving_routes(parts, pages),
        account_routes(parts, pages),
        people_admin_routes(parts, pages),
        audit_routes(parts, pages),
        *plan_rooms(parts, pages),
        *((quality_desk_routes(parts, pages, parts.quality),) if parts.quality else ()),
        *watch_rooms(parts, pages),
    )


def refuse_open_views(app: Flask, rooms: Iterable[str]) -> None:
    """Make sure that every view of these rooms says whom it opens to.

    Raises:
        ServiceError: one does not; the text names it.
    """
    names = set(rooms)
    for endpoint, view in app.view_functions.items():
        if endpoint.rpartition(".")[0] in names and not isinstance(view, AskingView):
            message = f"{endpoint} does not say which permission it requires: anybody could call it"
            raise ServiceError(message)
