"""The rooms in which plans are loaded, weighed, decided upon and taken back; they share what they keep in memory."""

from flask import Blueprint

from infoneige.web.desk.desk_pages import DeskPages
from infoneige.web.desk.desk_parts import DeskParts
from infoneige.web.desk.edit_page import edit_routes
from infoneige.web.desk.load_pages import load_routes
from infoneige.web.desk.preview_pages import preview_routes
from infoneige.web.desk.publish_pages import publish_routes
from infoneige.web.desk.shown_loads import ShownLoads
from infoneige.web.desk.version_pages import version_routes


def plan_rooms(parts: DeskParts, pages: DeskPages) -> tuple[Blueprint, ...]:
    """Return the rooms; none where nobody reads loads."""
    if parts.jobs is None:
        return ()
    shown = ShownLoads(parts, pages)
    return (
        load_routes(shown, parts.jobs),
        edit_routes(shown, parts.jobs),
        preview_routes(shown),
        publish_routes(shown, parts.jobs),
        version_routes(shown, parts.jobs),
    )
