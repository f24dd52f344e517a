"""Everything that an operator or a file can say, said in scripts: Chromium shows it as words and runs none of it."""

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from geodata.address_book import AddressBook
from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import append
from infoneige.operators.model import Role
from infoneige.storage.instants import to_text
from infoneige.storage.migrate import open_migrated
from tests.browsers.site import Application, served
from tests.infoneige.web.desk.payloads import PAYLOADS
from tests.infoneige.web.desk.plan_world import HEADER, PlanSite
from tests.pages.clerk import at_work

NOTE_VIOLATIONS: Final = """
addEventListener("securitypolicyviolation", event => console.error(`refused: ${event.violatedDirective}`));
"""
REASON_AT_ONCE: Final = 10
LABEL: Final = """
INSERT INTO passkey (credential_id, operator_id, public_key, sign_count, label, added_at) VALUES (?, ?, '', 0, ?, ?)
"""


@dataclass
class Watched:
    """A browser in which somebody is logged in, and all that its pages tried to do."""

    page: Page
    address: str
    tried: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(NOTE_VIOLATIONS)
        self.page.on("pageerror", lambda error: self.tried.append(f"{self.page.url} {error.message}"))
        self.page.on("console", lambda said: self.tried.append(f"{self.page.url} {said.text}"))

        def close(dialog: object) -> None:
            self.tried.append(f"{self.page.url} opened a dialog")
            dialog.dismiss()  # type: ignore[attr-defined]

        self.page.on("dialog", close)

    def look(self, path: str) -> str:
        """Look at a page, with all that is folded in it open; return its words."""
        answer = self.page.goto(f"{self.address}{path}")
        assert answer is not None
        assert answer.status in {200, 400}, (path, answer.status)
        self.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        self.page.mouse.move(400, 300)
        return self.page.locator("body").inner_text()


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory, valneige: Path) -> Iterator[PlanSite]:
    file = tmp_path_factory.mktemp("payloads") / "desk.db"
    with open_migrated(f"sqlite:///{file}") as database, closing(AddressBook.open(valneige)) as book:
        site = PlanSite(database, book)
        say_it_all(site)
        yield site


@pytest.fixture(scope="module")
def chief(chromium: Browser, plans: PlanSite) -> Iterator[Watched]:
    """Give the browser of the administrator, over http: the same desk at another address."""

    def application(address: str) -> Application:
        return plans.app_at(replace(plans.parts, public_url=address), city=PAYLOADS[0])

    token = plans.session(plans.named("chef"))
    with served(application) as address, at_work(chromium, address) as clerk:
        clerk.resume(token)
        yield Watched(clerk.page, address)


def say_it_all(site: PlanSite) -> None:
    """Put the payloads wherever somebody can write something."""
    now = site.clock.now()
    chief = site.add("chef", Role.ADMINISTRATOR)
    for number, payload in enumerate(PAYLOADS):
        who = site.accounts.book.add(f"nom{number}", Role.VIEWER, display_name=payload, actor="command:x", now=now)
        with site.database.transaction() as connection:
            owner = chief if number < len(PAYLOADS) // 2 else who
            connection.execute(LABEL, (f"key{number}", owner.operator_id, payload, to_text(now)))
            subject, actor = f"operator:{payload}", f"operator:{payload}"
            detail = {"role": payload, payload: payload, "n": [payload]}
            event = AuditEvent(actor, Verb.OPERATOR_CHANGED, subject, detail)
            append(site.database, connection, event, now=now)
    for at in range(0, len(PAYLOADS), REASON_AT_ONCE):
        reason = " ".join(PAYLOADS[at : at + REASON_AT_ONCE])
        number = at // REASON_AT_ONCE
        site.publish(*site.plan(number, number + 1), reason=reason[:500], name=f"{PAYLOADS[at]}.csv")
    site.publisher.follow(site.load(content=told_in_cells(site), name=PAYLOADS[12]))
    for payload in PAYLOADS[13:17]:
        site.load(content=b"voie;etat\n" + payload.encode() + b";2\n", name=payload)


def told_in_cells(site: PlanSite) -> bytes:
    """Return a plan each of whose cells says a payload in turn, and whose rows can partly be used."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    names = HEADER.split(";")
    writer.writerow([*names, *PAYLOADS[:3]])
    good = {"etat": "planifié", "debut": "2026-11-24 19:00", "fin": "2026-11-25 07:00"}
    for number, payload in enumerate(PAYLOADS):
        told = names[number % len(names)]
        row = {"cote_rue_id": site.sides[20 + number % 20], **good, "motif": payload, told: payload}
        writer.writerow([row.get(name, "") for name in names])
        street = {"voie": payload, "arrondissement": payload, "de": "1", "a": "9", "cote": "pair", **good}
        writer.writerow([street.get(name, "") for name in names])
    return text.getvalue().encode()


def pages_of(site: PlanSite) -> list[str]:
    """Return the path of each page that shows something that somebody wrote."""
    chiefs = site.named("chef").operator_id
    with site.database.read() as connection:
        loads = [row[0] for row in connection.execute("SELECT load_id FROM plan_load").fetchall()]
        versions = [row[0] for row in connection.execute("SELECT publish_id FROM publish").fetchall()]
    of_load = [
        f"/operations/chargements/{number}{more}" for number in loads for more in ("", "/rejets", "/changements")
    ]
    of_version = [f"/operations/versions/{number}{more}" for number in versions for more in ("", "/reprendre")]
    audit = ["/operations/registre", *(f"/operations/registre?avant={number}" for number in range(20, 120, 40))]
    rooms = ("charger", "versions", "personnes", f"personnes/{chiefs}", f"personnes/{chiefs + 1}", "compte", "modifier")
    return [*of_load, *of_version, *audit, *(f"/operations/{room}" for room in rooms), "/", "/en/operations/versions"]


def test_no_page_runs_what_somebody_wrote(chief: Watched, plans: PlanSite) -> None:
    seen = "\n".join(chief.look(path) for path in pages_of(plans))
    assert chief.tried == []
    shown = [payload for payload in PAYLOADS if payload in seen]
    assert shown == list(PAYLOADS)


@pytest.mark.parametrize(
    "path",
    [
        "/operations/registre?qui={0}&objet={0}&quoi={0}",
        "/operations/modifier?q={0}&secteur={0}&arrondissement={0}",
        "/operations/entrer?retour={0}&refus={0}&suite={0}",
        "/operations/confirmer?retour={0}",
        "/operations/versions?page={0}&avant={0}",
        "/recherche?q={0}",
    ],
)
def test_no_page_runs_what_its_address_says(chief: Watched, path: str) -> None:
    for payload in PAYLOADS[::9]:
        chief.look(path.format(quote(payload, safe="")))
    assert chief.tried == []


def test_the_same_texts_run_where_nothing_holds_them_back(chromium: Browser) -> None:
    page = chromium.new_page()
    watched = Watched(page, "http://localhost:9")
    body = "<!doctype html><body>" + "".join(f"<p>{payload}</p>" for payload in PAYLOADS[:22])
    page.route("**/*", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto("http://localhost:9/")
    assert sum("opened a dialog" in what for what in watched.tried) > 5
    page.close()
