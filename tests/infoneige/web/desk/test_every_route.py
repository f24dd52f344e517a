"""Every route of the desk for everybody: who is let through stands in one table, so that no new route is forgotten."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from geodata.address_book import AddressBook
from infoneige.desk.model import LoadState
from infoneige.operators.model import Role
from infoneige.replay.demo_plan import first_plan
from infoneige.storage import loads
from infoneige.storage.migrate import open_migrated
from tests.infoneige.web.browser_world import STRANGERS
from tests.infoneige.web.desk.desk_world import COOKIES, OURS, URL, AtDesk, DeskSite

ALL = None
OPEN_TO: dict[str, Role | None] = {
    "GET /operations/": Role.VIEWER,
    "GET /operations/entrer": ALL,
    "POST /operations/entrer": ALL,
    "GET /operations/entrer/cle": ALL,
    "POST /operations/entrer/cle": ALL,
    "POST /operations/entrer/cle/defi": ALL,
    "GET /operations/invitation/<secret>": ALL,
    "GET /operations/invitation/<secret>/cle": ALL,
    "POST /operations/invitation/<secret>/cle": ALL,
    "POST /operations/invitation/<secret>/cle/defi": ALL,
    "GET /operations/invitation/<secret>/mot-de-passe": ALL,
    "POST /operations/invitation/<secret>/mot-de-passe": ALL,
    "POST /operations/sortir": ALL,
    "GET /operations/confirmer": Role.VIEWER,
    "POST /operations/confirmer": Role.VIEWER,
    "GET /operations/confirmer/cle": Role.VIEWER,
    "POST /operations/confirmer/cle": Role.VIEWER,
    "POST /operations/confirmer/cle/defi": Role.VIEWER,
    "GET /operations/compte": Role.VIEWER,
    "POST /operations/compte/langue": Role.VIEWER,
    "POST /operations/compte/avis/vus": Role.VIEWER,
    "POST /operations/compte/cles/nom": Role.VIEWER,
    "GET /operations/compte/cles/retrait": Role.VIEWER,
    "POST /operations/compte/cles/retrait": Role.VIEWER,
    "GET /operations/compte/cle": Role.VIEWER,
    "POST /operations/compte/cle": Role.VIEWER,
    "POST /operations/compte/cle/defi": Role.VIEWER,
    "GET /operations/compte/mot-de-passe": Role.VIEWER,
    "POST /operations/compte/mot-de-passe": Role.VIEWER,
    "GET /operations/compte/mot-de-passe/retrait": Role.VIEWER,
    "POST /operations/compte/mot-de-passe/retrait": Role.VIEWER,
    "POST /operations/compte/sorties": Role.VIEWER,
    "GET /operations/personnes": Role.ADMINISTRATOR,
    "POST /operations/personnes": Role.ADMINISTRATOR,
    "GET /operations/personnes/<int:operator_id>": Role.ADMINISTRATOR,
    "POST /operations/personnes/<int:operator_id>": Role.ADMINISTRATOR,
    "GET /operations/personnes/<int:operator_id>/invitation": Role.ADMINISTRATOR,
    "POST /operations/personnes/<int:operator_id>/invitation": Role.ADMINISTRATOR,
    "GET /operations/personnes/<int:operator_id>/retrait": Role.ADMINISTRATOR,
    "POST /operations/personnes/<int:operator_id>/retrait": Role.ADMINISTRATOR,
    "GET /operations/personnes/<int:operator_id>/retour": Role.ADMINISTRATOR,
    "POST /operations/personnes/<int:operator_id>/retour": Role.ADMINISTRATOR,
    "GET /operations/gabarit.csv": Role.VIEWER,
    "GET /operations/charger": Role.VIEWER,
    "POST /operations/charger": Role.PLANNER,
    "GET /operations/modifier": Role.PLANNER,
    "POST /operations/modifier": Role.PLANNER,
    "GET /operations/modifier/cotes": Role.PLANNER,
    "POST /operations/modifier/cotes": Role.PLANNER,
    "GET /operations/chargements/<int:load_id>": Role.VIEWER,
    "GET /operations/chargements/<int:load_id>/avancement": Role.VIEWER,
    "GET /operations/chargements/<int:load_id>/changements": Role.VIEWER,
    "GET /operations/chargements/<int:load_id>/rejets": Role.VIEWER,
    "GET /operations/chargements/<int:load_id>/corrige.csv": Role.PLANNER,
    "POST /operations/chargements/<int:load_id>/abandonner": Role.PUBLISHER,  # of another; a planner may their own
    "POST /operations/chargements/<int:load_id>/reverifier": Role.PLANNER,
    "GET /operations/chargements/<int:load_id>/publier": Role.PUBLISHER,
    "POST /operations/chargements/<int:load_id>/publier": Role.PUBLISHER,
    "GET /operations/chargements/<int:load_id>/programmer": Role.PUBLISHER,
    "POST /operations/chargements/<int:load_id>/programmer": Role.PUBLISHER,
    "GET /operations/chargements/<int:load_id>/approuver": Role.PUBLISHER,
    "POST /operations/chargements/<int:load_id>/approuver": Role.PUBLISHER,
    "GET /operations/versions": Role.VIEWER,
    "GET /operations/versions/<int:publish_id>": Role.VIEWER,
    "GET /operations/versions/<int:publish_id>/reprendre": Role.PUBLISHER,
    "POST /operations/versions/<int:publish_id>/reprendre": Role.PUBLISHER,
    "GET /operations/suivre": Role.VIEWER,
    "GET /operations/suivre/auto": Role.VIEWER,
    "GET /operations/suivre/etat": Role.VIEWER,
    "GET /operations/suivre/suspendre": Role.PUBLISHER,
    "POST /operations/suivre/suspendre": Role.PUBLISHER,
    "GET /operations/suivre/reprendre": Role.PUBLISHER,
    "POST /operations/suivre/reprendre": Role.PUBLISHER,
    "GET /operations/pourquoi": Role.PUBLISHER,
    "POST /operations/pourquoi": Role.PUBLISHER,
    "GET /operations/signalements": Role.PUBLISHER,
    "POST /operations/signalements/<int:report_id>/regler": Role.PUBLISHER,
    "GET /operations/sources": Role.VIEWER,
    "GET /operations/sources/retenus/<int:held_id>": Role.VIEWER,
    "GET /operations/sources/retenus/<int:held_id>/decider": Role.PUBLISHER,
    "POST /operations/sources/retenus/<int:held_id>/appliquer": Role.PUBLISHER,
    "POST /operations/sources/retenus/<int:held_id>/ecarter": Role.PUBLISHER,
    "GET /operations/sources/<name>/pause": Role.PUBLISHER,
    "POST /operations/sources/<name>/pause": Role.PUBLISHER,
    "POST /operations/sources/<name>/reprise": Role.PUBLISHER,
    "GET /operations/qualite": Role.VIEWER,
    "GET /operations/registre": Role.ADMINISTRATOR,
    "GET /operations/registre.csv": Role.ADMINISTRATOR,
}
"""The lowest role that each route lets through; ALL of the world for those by which one logs in."""

SAFE = {"GET", "HEAD", "OPTIONS"}
OPERATORS = tuple(Role)


@dataclass(frozen=True)
class Served:
    """The desk with a weighed load in it, made by an administrator of all boroughs."""

    desk: DeskSite
    load_id: int

    def routes(self) -> dict[str, str]:
        """Return the path of each route, by what it is called in the table."""
        values = {"load_id": f"{self.load_id}", "publish_id": "1", "operator_id": "1", "secret": "x" * 32}
        values |= {"held_id": "1", "report_id": "1", "name": "planif-neige"}
        found: dict[str, str] = {}
        for rule in self.desk.app.url_map.iter_rules():
            if rule.rule.startswith("/operations"):
                path = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: values[match[1]], rule.rule)
                found |= {f"{method} {rule.rule}": path for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
        return found

    def ask(self, browser: AtDesk, route: str) -> tuple[int, str]:
        """Return the status of an answer and where it leads."""
        method, path = route.partition(" ")[0], self.routes()[route]
        answer = browser.get(path) if method == "GET" else browser.post(path)
        return answer.status_code, answer.headers.get("Location", "").partition("?")[0]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, valneige: Path) -> Iterator[Served]:
    file = tmp_path_factory.mktemp("desk") / "desk.db"
    with open_migrated(f"sqlite:///{file}") as database, closing(AddressBook.open(valneige)) as book:
        desk = DeskSite(database, book)
        chief = desk.logged_in(desk.add("chantal", Role.ADMINISTRATOR))
        yield Served(desk, loaded(chief))


def loaded(browser: AtDesk) -> int:
    """Load a plan that changes sides of every borough; return the load's id."""
    content = first_plan(browser.site.clock.now()).encode()
    answer = browser.post("/operations/charger", {"plan": (BytesIO(content), "plan.csv"), "mode": "changes"})
    found = re.fullmatch(r"/operations/chargements/(\d+)", answer.headers.get("Location", ""))
    assert found, browser.text()
    return int(found[1])


def state_of(desk: DeskSite, load_id: int) -> LoadState:
    with desk.database.read() as connection:
        load = loads.load(desk.database, connection, load_id)
    assert load
    return load.state


def is_let_through(route: str, role: Role) -> bool:
    lowest = OPEN_TO[route]
    return lowest is ALL or OPERATORS.index(role) >= OPERATORS.index(lowest)


def test_every_route_stands_in_the_table(served: Served) -> None:
    assert set(served.routes()) == set(OPEN_TO)


@pytest.mark.parametrize("who", ["nobody", "resident", "disabled"])
def test_who_is_no_operator_gets_nothing_but_the_ways_in(served: Served, who: str) -> None:
    browser = outsider(served.desk, who)
    for route, lowest in OPEN_TO.items():
        status, place = served.ask(browser, route)
        if lowest is not ALL:
            refused = (303, "/operations/entrer") if route.startswith("GET") else (401, "")
            assert (route, status, place) == (route, *refused)


def outsider(desk: DeskSite, who: str) -> AtDesk:
    browser = desk.nobody()
    browser.get("/operations/entrer")
    if who == "resident":
        browser.keep("__Host-infoneige", "a" * 32)
    if who == "disabled":
        anna = desk.add(f"disabled{desk.clock.now().timestamp():.0f}", Role.ADMINISTRATOR)
        token = desk.logged_in(anna).cookie(COOKIES.session.name) or ""
        browser.keep(COOKIES.session.name, token)
        desk.accounts.book.disable(anna.operator_id, actor="command:clerk", now=desk.clock.now())
    return browser


@pytest.mark.parametrize("role", OPERATORS)
def test_role_gets_what_the_table_says_and_no_more(served: Served, role: Role) -> None:
    for route in OPEN_TO:
        if "/sort" not in route:  # by those the browser logs out
            status, place = served.ask(served.desk.somebody(role), route)
            asked = place in {"/operations/entrer", "/operations/confirmer"} and "/entrer" not in route
            passed = status not in {401, 403} and not asked
            assert (route, status, passed) == (route, status, is_let_through(route, role))


@pytest.mark.parametrize("role", [Role.PLANNER, Role.PUBLISHER, Role.ADMINISTRATOR])
def test_operator_of_another_borough_publishes_nothing_of_it(served: Served, role: Role) -> None:
    load_id = loaded(served.desk.somebody(Role.ADMINISTRATOR))
    browser = served.desk.somebody(role, "Côte-aux-Érables")
    tomorrow = (served.desk.clock.now() + timedelta(days=1)).date().isoformat()
    for act in ("publier", "programmer"):
        form = {"raison": "essai", "jour": tomorrow, "heure": "12:00"}
        answer = browser.post(f"/operations/chargements/{load_id}/{act}", form)
        assert (act, answer.status_code) == (act, 403)
    assert state_of(served.desk, load_id) is LoadState.READY


def unsafe(served: Served) -> list[str]:
    return [route for route in served.routes() if route.partition(" ")[0] not in SAFE]


@pytest.mark.parametrize("headers", STRANGERS, ids=str)
def test_form_that_comes_from_elsewhere_is_refused_by_every_route(served: Served, headers: dict[str, str]) -> None:
    browser = served.desk.somebody(Role.ADMINISTRATOR)
    for route in unsafe(served):
        answer = browser.post(served.routes()[route], headers=headers)
        assert (route, answer.status_code) == (route, 403)


def test_form_without_this_browsers_token_is_refused_by_every_route(served: Served) -> None:
    browser, other = served.desk.somebody(Role.ADMINISTRATOR), served.desk.somebody(Role.ADMINISTRATOR)
    for route in unsafe(served):
        for token in ("", "0" * 64, "é", other.token):
            answer = browser.post(served.routes()[route], token=token)
            assert (route, token, answer.status_code) == (route, token, 403)
            sent = {**OURS, "X-Jeton": token} if token.isascii() else OURS
            assert browser.client.post(served.routes()[route], base_url=URL, headers=sent).status_code == 403


def test_residents_token_is_of_no_use_at_the_desk(served: Served) -> None:
    browser = served.desk.somebody(Role.ADMINISTRATOR)
    assert browser.post("/operations/personnes", token=browser.residents_token).status_code == 403
