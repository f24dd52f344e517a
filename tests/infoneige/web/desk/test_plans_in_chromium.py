"""The pages of plans in Chromium: a file is dropped, the bar moves, pages turn; nobody stumbles over anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.infoneige.web.desk.office import Office, open_office
from tests.infoneige.web.desk.plan_world import HEADER, PlanSite
from tests.pages.clerk import Clerk, Manner
from tests.pages.html_validator import HtmlValidator
from tests.pages.reader import PHONE
from tests.pages.soundness import troubles

DROP = """
([zone, [names, size]]) => {
  const transfer = new DataTransfer();
  for (const name of names) transfer.items.add(new File([new Uint8Array(size)], name));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }
}
"""


@pytest.fixture(scope="module")
def office(chromium: Browser, valneige: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office[PlanSite]]:
    with open_office(PlanSite, chromium, valneige, tmp_path_factory.mktemp("plans")) as opened:
        yield opened


@pytest.fixture
def clerk(office: Office[PlanSite]) -> Iterator[Clerk]:
    """Give the browser of a publisher, at the first page of the desk."""
    with office.seat("amelie", Manner(size=PHONE)) as seated:
        seated.go("/operations/charger")
        yield seated


def load(clerk: Clerk, *rows: str) -> None:
    """Load a plan by the form."""
    clerk.load("plan.csv", "\n".join([HEADER, *rows, ""]).encode())
    clerk.page.wait_for_url("**/operations/chargements/*")


def drop(page: Page, *names: str, size: int = 10) -> None:
    page.evaluate(DROP, [page.locator("[data-drop]").element_handle(), [list(names), size]])


def test_file_is_dropped_and_named(clerk: Clerk) -> None:
    page = clerk.page
    status = page.locator("[data-drop] [role=status]")
    expect(status).to_have_text("Ou déposez-le ici.")
    drop(page, "un.csv", "deux.csv")
    expect(status).to_have_text("Un seul fichier à la fois.")
    drop(page, "un.csv", size=1_500_000)
    expect(status).to_have_text("Choisi : un.csv, 1,5 Mo.")
    assert page.evaluate("document.querySelector('#plan').files[0].name") == "un.csv"


def test_file_too_large_is_said_to_be_before_it_is_sent(clerk: Clerk) -> None:
    page = clerk.page
    drop(page, "ville.csv", size=20_000_001)
    expect(page.locator("[data-drop] [role=status]")).to_contain_text("dépasse 20 Mo")
    clerk.pick("Plan complet")
    clerk.press("Vérifier le fichier")
    assert clerk.path == "/operations/charger"
    assert page.evaluate("document.querySelector('#plan').validationMessage").startswith("Ce fichier dépasse 20 Mo")


def test_bar_moves_until_the_preview_takes_its_place(clerk: Clerk, office: Office[PlanSite]) -> None:
    site, page = office.desk, clerk.page
    site.jobs.waits = True
    load(clerk, *site.plan(0, 2))
    expect(page.get_by_role("progressbar")).to_be_visible()
    load_id = int(page.url.rpartition("/")[2])
    site.world.change(f"UPDATE plan_load SET state = 'reading', progress = 600 WHERE load_id = {load_id}")
    expect(page.locator("[data-words]")).to_have_text("Lecture en cours")
    assert page.locator("progress").evaluate("bar => bar.value") == 300
    site.world.change(f"UPDATE plan_load SET state = 'received', progress = 0 WHERE load_id = {load_id}")
    site.jobs.real.start(load_id)
    clerk.sees("Vérifier avant de publier")
    site.jobs.waits = False


def test_pages_of_changes_turn(clerk: Clerk, office: Office[PlanSite]) -> None:
    page = clerk.page
    load(clerk, *office.desk.plan(0, 150))
    clerk.press("Voir les 150 changements")
    clerk.press("Suivants")
    expect(page.get_by_text("Page 2 de 2")).to_be_visible()
    expect(page.locator("tr[data-d]")).to_have_count(50)
    clerk.press("Précédents")
    expect(page.locator("tr[data-d]")).to_have_count(100)


def test_nobody_stumbles_over_a_page(clerk: Clerk, office: Office[PlanSite], validator: HtmlValidator) -> None:
    site = office.desk
    site.subscribe(5, site.sides[:2])
    load(clerk, *site.plan(0, 4), ";rue Introuvable;;;;;2;2026-11-24 19:00;2026-11-25 07:00;")
    preview = clerk.path
    load(clerk, *site.plan(5, 6))
    clerk.go(f"{clerk.path}/publier")
    clerk.press("Publier maintenant")
    clerk.page.wait_for_url("**/operations/suivre?version=*")
    version = f"/operations/versions/{clerk.path.rpartition('=')[2]}"
    site.jobs.waits = True
    load(clerk, *site.plan(7, 8))
    site.jobs.waits = False
    at_work = clerk.path
    looked_at = [
        "/operations/charger",
        at_work,
        *(preview + rest for rest in ("", "/changements", "/rejets", "/publier", "/programmer")),
        "/operations/versions",
        version,
        f"{version}/reprendre",
    ]
    found = {}
    for path in looked_at:
        clerk.go(path)
        found[path] = (clerk.answers[-1].status, troubles(clerk, validator, comes_again=path == at_work))
    assert found == dict.fromkeys(looked_at, (200, []))
