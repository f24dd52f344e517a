"""The rooms in which people act for themselves, and the guard that stands before each of them."""

from flask import Blueprint

from infoneige.web.browser_session import BrowserSession
from infoneige.web.forms import FormTokens, form_guard
from infoneige.web.guards import Guard
from infoneige.web.pages.attestation import attestation_routes
from infoneige.web.pages.entering import entering_routes
from infoneige.web.pages.manage import manage_routes
from infoneige.web.pages.subscribe import subscribe_routes
from infoneige.web.people_parts import PeopleParts
from infoneige.web.private_page import PrivatePages


def people_rooms(parts: PeopleParts) -> dict[Blueprint, Guard]:
    """Return every room, ready to be registered, with its guard."""
    session, tokens = BrowserSession(parts.is_https), FormTokens(parts.forms_key)
    guard, pages = form_guard(parts.public_url, session, tokens), PrivatePages(session, tokens)
    rooms = (subscribe_routes, manage_routes, entering_routes, attestation_routes)
    return dict.fromkeys((routes(parts, pages) for routes in rooms), guard)
