"""What was announced for a side as an Atom feed (RFC 4287), so that any reader of news can follow it. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from infoneige.residents.history import Announcement

_ATOM: Final = "http://www.w3.org/2005/Atom"
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_OURS_SINCE: Final = 2026
_NEVER: Final = datetime(_OURS_SINCE, 1, 1, tzinfo=UTC)

register_namespace("", _ATOM)


@dataclass(frozen=True, slots=True)
class EntryText:
    """What a reader shows of one announcement."""

    title: str
    content: str


@dataclass(frozen=True, slots=True)
class AtomFrame:
    """What a side's feed says of itself; ``domain`` makes its ids ours, ``language`` is the tag of the words."""

    title: str
    subtitle: str
    author: str
    language: str
    side_id: str
    domain: str
    page_url: str
    feed_url: str


def atom_bytes(history: Iterable[Announcement], frame: AtomFrame, tell: Callable[[Announcement], EntryText]) -> bytes:
    """Return the feed of a side's announcements, in the order given; each keeps its id for ever."""
    told = tuple(history)
    feed = Element(f"{{{_ATOM}}}feed", {f"{{{_XML}}}lang": frame.language})
    _add(feed, "id", f"tag:{frame.domain},{_OURS_SINCE}:cote/{frame.side_id}")
    _add(feed, "title", frame.title)
    _add(feed, "subtitle", frame.subtitle)
    _add(feed, "updated", _instant(max((one.at for one in told), default=_NEVER)))
    _add(_add(feed, "author"), "name", frame.author)
    _add(feed, "link", rel="self", type="application/atom+xml", href=frame.feed_url)
    _add(feed, "link", rel="alternate", type="text/html", href=frame.page_url)
    for one in told:
        _add_entry(feed, one, frame, tell(one))
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _add_entry(feed: Element, one: Announcement, frame: AtomFrame, text: EntryText) -> None:
    entry = _add(feed, "entry")
    _add(entry, "id", f"tag:{frame.domain},{_OURS_SINCE}:annonce/{one.window_id}/{one.kind}")
    _add(entry, "title", text.title)
    _add(entry, "updated", _instant(one.at))
    _add(entry, "link", rel="alternate", type="text/html", href=frame.page_url)
    _add(entry, "content", text.content, type="text")


def _add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    child = SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    child.text = text
    return child


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
