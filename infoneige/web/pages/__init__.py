"""The residents' pages: a room for each family of them. All of them speak every language."""

from flask import Blueprint

from infoneige.clock import Clock
from infoneige.web.page_parts import PageParts
from infoneige.web.pages.about import about_routes
from infoneige.web.pages.feeds import feed_routes
from infoneige.web.pages.home import home_routes
from infoneige.web.pages.map import map_routes
from infoneige.web.pages.offline import offline_routes
from infoneige.web.pages.parking import parking_routes
from infoneige.web.pages.poster import poster_routes
from infoneige.web.pages.quality import quality_routes
from infoneige.web.pages.search import search_routes
from infoneige.web.pages.side import side_routes


def page_rooms(parts: PageParts, clock: Clock, public_url: str) -> tuple[Blueprint, ...]:
    """Return every room, ready to be registered; what leaves the site names its pages by ``public_url``."""
    return (
        home_routes(parts, clock),
        search_routes(parts),
        side_routes(parts, clock),
        parking_routes(parts, clock),
        map_routes(parts),
        feed_routes(parts, clock, public_url),
        poster_routes(parts, public_url),
        offline_routes(parts, clock),
        about_routes(),
        *((quality_routes(parts.quality, clock),) if parts.quality else ()),
    )
