"""The quality page: what everybody reads of an operation, and the same as a table."""

import csv
import re
from dataclasses import dataclass
from io import StringIO

import pytest

from geodata.address_book import AddressBook
from infoneige.clock import FakeClock
from infoneige.desk.model import GuardKind
from infoneige.plans.signature import Signature
from infoneige.quality.reports import QualityReports
from infoneige.residents.states import SideStates
from infoneige.storage.database import Database
from infoneige.web import WebParts, create_app
from infoneige.web.page_parts import PageParts
from schedules.model import LoadingStatus
from tests.infoneige.quality.told_city import HOUR, NIGHT, ToldCity
from tests.infoneige.web.pages.conftest import PUBLIC_URL, Pages
from tests.infoneige.web.pages.visible_text import visible_text

PLANNED, CLEARED = LoadingStatus.PLANNED, LoadingStatus.CLEARED
NB = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class QualitySite(Pages):
    """The pages, the reports behind them, and a city whose operations they tell of."""

    city: ToldCity
    reports: QualityReports

    def table(self, path: str = "/qualite.csv") -> list[dict[str, str]]:
        """Return the lines of a table."""
        return list(csv.DictReader(StringIO(self.read(path).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"))))


@pytest.fixture
def site(sqlite: Database, streets: AddressBook) -> QualitySite:
    city, clock, reports = ToldCity(sqlite), FakeClock(NIGHT.ends_at), QualityReports(sqlite, streets)
    pages = PageParts(address_book=streets, side_map=None, states=SideStates(sqlite, streets, clock), quality=reports)
    app = create_app(WebParts(database=sqlite, clock=clock, public_url=PUBLIC_URL, pages=pages))
    return QualitySite(sqlite, streets, clock, app.test_client(), city, reports)


def publish_a_night(site: QualitySite, *, operation: str | None = None, reason: str = "Verglas") -> None:
    """Announce some sides to some people ten hours before; half are done in time."""
    sides = sorted(site.address_book.side_ids())[:40]
    site.city.people(23, sides[:1])
    site.city.people(3, sides[1:2], name="few", channel="push")
    signature = Signature(published_by="operator:amelie", reason=reason, guards=(GuardKind.LATE_NOTICE,))
    site.city.say(PLANNED, *sides, operation=operation, source="operator", signature=signature)
    site.city.becomes("delivered")
    site.city.now = NIGHT.ends_at - HOUR
    site.city.say(CLEARED, *sides[:20], source="operator")


def test_before_any_operation_there_is_nothing_to_measure(site: QualitySite) -> None:
    assert "il n’y a rien à mesurer" in visible_text(site.read("/qualite"))
    assert site.table() == []


def test_the_page_says_how_an_operation_went(site: QualitySite) -> None:
    publish_a_night(site, operation="Opération 3")
    text = visible_text(site.read("/qualite"))
    assert "Opération 3 (23–24 nov. 2026)" in text
    assert re.search(r"Côtés de rue annoncés\s+40\b", text)
    assert f"100{NB}%" in text
    assert "20 côtés dont l’opération n’est pas finie." in text


def test_few_people_are_never_counted_out(site: QualitySite) -> None:
    publish_a_night(site)
    page = site.read("/qualite")
    assert "Notifications" not in page
    people = {line["measure"]: line["value"] for line in site.table() if line["unit"] == "people"}
    assert {name: value for name, value in people.items() if value} == {
        "console_delivered": "20",
        "notice_from_8h": "25",
    }
    assert not re.search(r"\b(23|26|3)\b", visible_text(page).split("Combien de temps")[1].split("Publié malgré")[0])


def test_what_was_typed_is_only_ever_text(site: QualitySite) -> None:
    publish_a_night(site, operation="=cmd|'/c calc'!A1", reason="<script>alert(1)</script> ' \" &")
    page = site.read("/qualite")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert {line["operation"] for line in site.table()} == {"'=cmd|'/c calc'!A1"}


def test_the_table_has_a_line_for_each_measure_of_each_area(site: QualitySite) -> None:
    publish_a_night(site)
    table = site.table()
    keys = [(line["area_kind"], line["area"], line["measure"]) for line in table]
    assert len(set(keys)) == len(keys)
    announced = [
        int(line["value"]) for line in table if (line["area_kind"], line["measure"]) == ("borough", "announced")
    ]
    assert sum(announced) == 40
    (share,) = [line for line in table if (line["area_kind"], line["measure"]) == ("city", "share_in_time")]
    assert (share["value"], share["unit"]) == ("1.0", "share")


def test_an_operation_is_chosen_by_its_number_and_any_other_is_not_found(site: QualitySite) -> None:
    publish_a_night(site)
    (operation,) = site.reports.operations(site.clock.now()) or ()
    assert f'value="{operation.number}" selected' in site.read(f"/qualite?operation={operation.number}")
    for query in ("operation=999", "operation=x", "operation=%00", "par=rues"):
        site.read(f"/qualite?{query}", 404)


def test_nobody_waits_while_another_counts(site: QualitySite) -> None:
    publish_a_night(site)
    site.reports.operations(site.clock.now())
    with site.reports._reports._turn:
        assert "en train d’être comptés" in visible_text(site.read("/qualite", 503))
        assert site.read("/qualite.csv", 503) == "Ces nombres sont en train d’être comptés."
    site.read("/qualite")


def test_every_page_leads_there(site: QualitySite) -> None:
    assert 'href="/qualite"' in site.read("/a-propos")


def test_where_nothing_is_measured_nothing_leads_there(pages: Pages) -> None:
    assert "/qualite" not in pages.read("/a-propos")
    pages.read("/qualite", 404)
