"""The rooms in which the queue is watched, people are looked up and sources are steered."""

from flask import Blueprint

from infoneige.web.desk.desk_pages import DeskPages
from infoneige.web.desk.desk_parts import DeskParts
from infoneige.web.desk.feeds_page import feeds_routes
from infoneige.web.desk.reports_page import reports_routes
from infoneige.web.desk.watch_page import watch_routes
from infoneige.web.desk.why_page import why_routes


def watch_rooms(parts: DeskParts, pages: DeskPages) -> tuple[Blueprint, ...]:
    """Return the rooms; none where nothing is watched."""
    if parts.watch is None:
        return ()
    return (
        watch_routes(parts, parts.watch, pages),
        why_routes(parts, parts.watch, pages),
        reports_routes(parts, parts.watch, pages),
        feeds_routes(parts, parts.watch, pages),
    )
