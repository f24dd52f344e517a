"""A feed that says every announcement once, under a name that never changes."""

from datetime import timedelta
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from geodata.model import StreetSideId
from infoneige.residents.atom import AtomFrame, EntryText, atom_bytes
from infoneige.residents.history import Announcement, AnnouncementKind
from schedules.model import BanWindow
from tests.outbox_world import ENDS, NOW, STARTS

HOUR = timedelta(hours=1)
WINDOW = BanWindow(StreetSideId("90000072"), STARTS, ENDS)
ANNOUNCED = Announcement(NOW, AnnouncementKind.ANNOUNCED, WINDOW, None, 7)
DONE = Announcement(NOW + HOUR, AnnouncementKind.DONE, WINDOW, None, 7)
FRAME = AtomFrame(
    title="Déneigement : rue <Saint-Éloi> & fils",
    subtitle="Les panneaux dans la rue prévalent.",
    author="Ville de Valneige",
    language="fr-CA",
    side_id="90000072",
    domain="neige.example",
    page_url="https://neige.example/cote/90000072",
    feed_url="https://neige.example/cote/90000072/fil.atom",
)


def tell(one: Announcement) -> EntryText:
    return EntryText(f"<{one.kind}>", f"{one.window_id} & {one.at:%H:%M}")


def read(*history: Announcement) -> Element:
    found: Element = fromstring(atom_bytes(history, FRAME, tell))
    return found


def texts(parent: Element, *names: str) -> list[str | None]:
    return [parent.findtext(f"{{*}}{name}") for name in names]


def test_feed_names_itself_and_when_it_last_changed() -> None:
    feed = read(DONE, ANNOUNCED)
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr-CA"
    assert texts(feed, "id", "title", "subtitle", "updated", "author/{*}name") == [
        "tag:neige.example,2026:cote/90000072",
        "Déneigement : rue <Saint-Éloi> & fils",
        "Les panneaux dans la rue prévalent.",
        "2026-11-23T20:00:00Z",
        "Ville de Valneige",
    ]
    assert [(link.get("rel"), link.get("href")) for link in feed.findall("{*}link")] == [
        ("self", "https://neige.example/cote/90000072/fil.atom"),
        ("alternate", "https://neige.example/cote/90000072"),
    ]


def test_each_announcement_is_an_entry_with_an_id_of_its_own() -> None:
    entries = read(DONE, ANNOUNCED).findall("{*}entry")
    assert [texts(entry, "id", "title", "updated", "content") for entry in entries] == [
        ["tag:neige.example,2026:annonce/7/done", "<done>", "2026-11-23T20:00:00Z", "7 & 20:00"],
        ["tag:neige.example,2026:annonce/7/announced", "<announced>", "2026-11-23T19:00:00Z", "7 & 19:00"],
    ]


def test_entry_keeps_its_id_when_more_is_announced() -> None:
    (entry,) = read(ANNOUNCED).findall("{*}entry")
    assert texts(entry, "id") == texts(read(DONE, ANNOUNCED).findall("{*}entry")[1], "id")


def test_feed_of_a_side_of_which_nothing_was_announced_is_empty_and_valid() -> None:
    feed = read()
    assert feed.findall("{*}entry") == []
    assert texts(feed, "updated") == ["2026-01-01T00:00:00Z"]
