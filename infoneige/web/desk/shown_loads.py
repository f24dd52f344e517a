"""Loads as the desk's pages show them; what a preview says and draws is kept in memory for the next page of it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

from flask import Response, abort, current_app

from geodata.model import StreetSideId
from infoneige.desk.model import Load, LoadState, Preview
from infoneige.desk.preview_text import from_text
from infoneige.storage import loads
from infoneige.storage.sending_pause import sending_pause
from infoneige.storage.versions import names_at_the_desk
from infoneige.web.brief_days import brief_day
from infoneige.web.desk import desk_words
from infoneige.web.desk.desk_pages import DeskPages
from infoneige.web.desk.desk_parts import DeskParts
from infoneige.web.desk.difference_map import DifferenceMap, difference_map

AT_WORK: Final = frozenset({LoadState.RECEIVED, LoadState.READING, LoadState.WEIGHING})
"""The states in which a job is at work, or about to be."""

_KEPT: Final = 4


def serves(path: str) -> bool:
    """Say whether there is a page at this path."""
    return any(rule.rule == path for rule in current_app.url_map.iter_rules())


@dataclass(frozen=True, slots=True)
class ShownPreview:
    """A preview, where its sides lie, and how many of them in each borough, the most first."""

    preview: Preview
    drawing: DifferenceMap | None
    places: tuple[tuple[str, int], ...]


class ShownLoads:
    """Finds loads and shows pages about them."""

    def __init__(self, parts: DeskParts, pages: DeskPages) -> None:
        """Take what is read, and what makes the pages."""
        self.parts = parts
        self.pages = pages
        self._shown: Callable[..., ShownPreview | None] = lru_cache(maxsize=_KEPT)(self._read)

    def find(self, load_id: int) -> Load:
        """Return a load; the request ends as not found where there is none."""
        with self.parts.database.read() as connection:
            found = loads.load(self.parts.database, connection, load_id)
        if found is None:
            abort(HTTPStatus.NOT_FOUND)
        return found

    def shown(self, load: Load) -> ShownPreview | None:
        """Return what a load would do; None before it is weighed, and once that is forgotten."""
        if load.state in AT_WORK:
            return None
        return self._shown(load.load_id, load.moved_at, load.state, load.base_version)

    def page(self, template: str, status: int = HTTPStatus.OK, **context: Any) -> Response:  # noqa: ANN401 - words
        """Return a page that knows the words and the names of the desk, and whether anything is sent at all."""
        with self.parts.database.read() as connection:
            names = names_at_the_desk(self.parts.database, connection)
            pause = sending_pause(self.parts.database, connection)
        return self.pages.page(
            template,
            status,
            pause=pause,
            brief_day=brief_day,
            who=lambda actor: desk_words.who(actor, names),
            **{name: getattr(desk_words, name) for name in _WORDS},
            **context,
        )

    def _read(self, load_id: int, *_which: object) -> ShownPreview | None:
        database, book = self.parts.database, self.parts.address_book
        with database.read() as connection:
            text = database.queries.load_preview(connection, load_id=load_id)
        if text is None:
            return None
        preview = from_text(text)
        touched = [(one.side_id, one.kind) for one in preview.differences]
        return ShownPreview(preview, difference_map(touched, book, self.parts.side_map), self._places(preview))

    def _places(self, preview: Preview) -> tuple[tuple[str, int], ...]:
        boroughs: dict[StreetSideId, str] = self.parts.address_book.boroughs_of_sides() if preview.differences else {}
        counts = Counter(boroughs.get(one.side_id, "") for one in preview.differences)
        return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


_WORDS: Final = (
    *("ANOMALIES", "BECAME", "BECAME_ICONS", "CHANGES", "CHANGE_LOOKS", "CHANGE_MARKS", "MESSAGES", "MODES"),
    *("channel_words", "money", "source_words"),
)
"""What the pages take from the desk's words."""
