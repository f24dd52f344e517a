"""Sessions over HTTP: who is asked to enter, to prove who they are, or refused; and what is worth nothing any more."""

from datetime import timedelta

import pytest
from flask import Blueprint, Flask

from infoneige.errors import ServiceError
from infoneige.operators.model import LoginMethod, Permission, Role
from infoneige.web.desk.desk_pages import DeskPages, place_of_ours
from infoneige.web.desk.gate import AskingView, Gate
from infoneige.web.desk.rooms import refuse_open_views
from infoneige.web.forms import FormTokens
from tests.infoneige.web.desk.desk_world import COOKIES, OURS, URL, AtDesk, DeskSite
from tests.vault import RING

ACCOUNT, PEOPLE = "/operations/compte", "/operations/personnes"
MINUTE = timedelta(minutes=1)


def test_application_with_a_view_that_says_nothing_does_not_start() -> None:
    app, room = Flask("forgetful"), Blueprint("forgotten", "forgetful")
    room.add_url_rule("/operations/forgotten", "view", lambda: "open to anybody")
    app.register_blueprint(room)
    with pytest.raises(ServiceError, match=r"forgotten\.view does not say which permission it requires"):
        refuse_open_views(app, {"forgotten"})


def test_nobody_is_led_to_the_login_page_and_back(desk: DeskSite) -> None:
    answer = desk.nobody().get(f"{ACCOUNT}?suite=x")
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        "/operations/entrer?retour=%2Foperations%2Fcompte%3Fsuite%3Dx",
    )


def test_script_of_nobody_is_told_that_nobody_is_logged_in(desk: DeskSite) -> None:
    assert desk.nobody().get(ACCOUNT, **{"Sec-Fetch-Dest": "empty"}).status_code == 401


def test_form_of_nobody_is_refused_before_it_is_read(desk: DeskSite) -> None:
    answer = desk.nobody().post(f"{ACCOUNT}/langue", {"langue": "en"})
    assert (answer.status_code, "Votre session est terminée" in answer.text) == (401, True)


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (15, 303)])
def test_idle_session_ends_kindly_after_fifteen_minutes(each_desk: DeskSite, minutes: int, status: int) -> None:
    somebody = each_desk.somebody(Role.VIEWER)
    each_desk.wait(minutes * MINUTE)
    answer = somebody.get(ACCOUNT)
    assert answer.status_code == status
    if status == 303:
        somebody.follow(answer)
        assert "Votre session est terminée." in somebody.text()


def test_session_ends_after_eight_hours_however_busy(desk: DeskSite) -> None:
    somebody, seen = desk.somebody(Role.VIEWER), []
    for _ in range(49):
        seen.append(somebody.get(ACCOUNT).status_code)
        desk.wait(10 * MINUTE)
    assert seen == [200] * 48 + [303]


def test_page_left_open_keeps_nobody_logged_in(desk: DeskSite) -> None:
    room, pages = Blueprint("left_open", "left_open"), pages_of(desk)
    room.add_url_rule("/operations/state", "state", pages.requires(Permission.SEE, polled=True)(lambda: "{}"))
    desk.app.register_blueprint(room)
    somebody, seen = desk.somebody(Role.VIEWER), []
    for _ in range(4):
        seen.append(somebody.get("/operations/state", **{"Sec-Fetch-Dest": "empty"}).status_code)
        desk.wait(5 * MINUTE)
    assert seen == [200, 200, 200, 401]


def pages_of(desk: DeskSite) -> DeskPages:
    of = desk.accounts.sessions.of
    return DeskPages(Gate(of, desk.clock, COOKIES, FormTokens(RING.codes)), desk.accounts.alerts)


def test_what_may_do_harm_asks_for_a_proof_of_the_last_five_minutes(each_desk: DeskSite) -> None:
    chief = each_desk.somebody(Role.ADMINISTRATOR)
    each_desk.wait(5 * MINUTE)
    assert chief.get(PEOPLE).status_code == 200
    each_desk.wait(timedelta(seconds=1))
    answer = chief.get(PEOPLE)
    assert answer.headers["Location"] == "/operations/confirmer?retour=%2Foperations%2Fpersonnes"
    assert chief.get(ACCOUNT).status_code == 200


def test_what_was_filled_in_waits_for_the_proof(desk: DeskSite) -> None:
    chief = desk.somebody(Role.ADMINISTRATOR)
    desk.wait(6 * MINUTE)
    form = {"nom": "bruno", "nom_affiche": 'Bruno "l’Ours"', "role": "viewer", "portee": "tous"}
    assert chief.post(PEOPLE, form).status_code == 200
    assert "Confirmez que c’est bien vous" in chief.text()
    assert desk.accounts.book.by_name("bruno") is None
    assert "nom=bruno&amp;nom_affiche=Bruno+%22l%E2%80%99Ours%22" in chief.page
    assert "jeton=" not in chief.page


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PLANNER, Role.PUBLISHER])
def test_role_that_does_not_allow_it_is_told_so(desk: DeskSite, role: Role) -> None:
    answer = desk.somebody(role).get(PEOPLE)
    assert (answer.status_code, "Cela ne vous est pas permis" in answer.text) == (403, True)


def test_session_after_logging_out_opens_nothing(each_desk: DeskSite) -> None:
    somebody = each_desk.somebody(Role.VIEWER)
    stolen = somebody.cookie(COOKIES.session.name)
    assert stolen
    assert somebody.post("/operations/sortir").headers["Location"] == "/operations/entrer?suite=sorti"
    assert somebody.cookie(COOKIES.session.name) is None
    thief = each_desk.nobody()
    thief.keep(COOKIES.session.name, stolen)
    assert (thief.get(ACCOUNT).status_code, thief.get(ACCOUNT, **{"Sec-Fetch-Dest": "empty"}).status_code) == (303, 401)


def test_logging_out_everywhere_closes_every_browser_of_that_operator_alone(each_desk: DeskSite) -> None:
    anna, bruno = each_desk.add("anna", Role.VIEWER), each_desk.add("bruno", Role.VIEWER)
    here, there, other = (each_desk.logged_in(one) for one in (anna, anna, bruno))
    assert here.post(f"{ACCOUNT}/sorties").status_code == 303
    assert [one.get(ACCOUNT).status_code for one in (here, there, other)] == [303, 303, 200]


def test_disabled_operator_is_out_at_once(each_desk: DeskSite) -> None:
    anna = each_desk.add("anna", Role.VIEWER)
    browser = each_desk.logged_in(anna)
    each_desk.accounts.book.disable(anna.operator_id, actor="command:clerk", now=each_desk.clock.now())
    assert browser.get(ACCOUNT).status_code == 303


def test_resident_session_is_no_session_of_the_desk(desk: DeskSite) -> None:
    browser = desk.nobody()
    browser.keep("__Host-infoneige", "a" * 32)
    assert browser.get(ACCOUNT).status_code == 303


def test_cookies_are_bound_to_our_host_and_hidden_from_scripts(desk: DeskSite) -> None:
    entering = desk.nobody()
    shown = entering.get("/operations/entrer").headers.getlist("Set-Cookie")
    assert [one.partition("=")[0] for one in shown] == ["__Host-infoneige-desk-browser"]
    assert shown[0].partition("; ")[2] == "Secure; HttpOnly; Path=/; SameSite=Lax"


def test_pages_are_kept_by_no_cache_and_found_by_no_search(desk: DeskSite) -> None:
    answer = desk.somebody(Role.VIEWER).get(ACCOUNT)
    assert answer.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in answer.text


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/operations/chargements/7/publier", "/operations/chargements/7/publier"),
        ("/operations/versions?page=2&tri=a%20b", "/operations/versions?page=2&tri=a%20b"),
        ("https://evil.example/operations/", "/operations/"),
        ("//evil.example", "/operations/"),
        ("/operations//evil.example", "/operations/"),
        ("/operations/\\evil.example", "/operations/"),
        ("/operationsx", "/operations/"),
        ("/operations/x\r\nSet-Cookie: a=b", "/operations/"),
        ("javascript:alert(1)", "/operations/"),
        ("/mes-avis", "/operations/"),
        ("", "/operations/"),
    ],
)
def test_login_leads_back_to_our_own_desk_only(asked: str, led: str) -> None:
    assert place_of_ours(asked) == led


def test_larger_form_than_a_view_takes_is_refused(desk: DeskSite) -> None:
    somebody = desk.somebody(Role.VIEWER)
    assert somebody.post(f"{ACCOUNT}/langue", {"langue": "x" * 70_000}).status_code == 413


def test_form_made_before_logging_in_is_worth_nothing_after(each_desk: DeskSite) -> None:
    """As the browser's name is new, so are the tokens of its forms."""
    browser = each_desk.nobody()
    browser.get("/operations/entrer")
    before, name = browser.token, browser.cookie(COOKIES.browser.name)
    log_in_by_password(each_desk, browser)
    assert browser.cookie(COOKIES.browser.name) != name
    assert browser.post(f"{ACCOUNT}/langue", {"langue": "en"}, token=before).status_code == 403


def test_session_planted_before_the_login_is_closed_by_it(each_desk: DeskSite) -> None:
    mallory = each_desk.somebody(Role.VIEWER)
    planted = mallory.cookie(COOKIES.session.name) or ""
    victim = each_desk.nobody()
    victim.keep(COOKIES.session.name, planted)
    each_desk.wait(16 * MINUTE)
    victim.get("/operations/entrer")
    log_in_by_password(each_desk, victim)
    assert victim.cookie(COOKIES.session.name) not in (None, planted)
    assert each_desk.accounts.sessions.of(planted, now=each_desk.clock.now()) is None


def log_in_by_password(desk: DeskSite, browser: AtDesk) -> None:
    desk.with_password("anna", Role.VIEWER)
    answer = browser.post("/operations/entrer", desk.password_form("anna"))
    assert answer.status_code == 303, browser.text()


def test_proof_renews_the_session_and_leads_on(each_desk: DeskSite) -> None:
    anna = each_desk.with_password("anna", Role.ADMINISTRATOR)
    browser = each_desk.logged_in(anna, LoginMethod.PASSWORD)
    old = browser.cookie(COOKIES.session.name)
    each_desk.wait(6 * MINUTE)
    browser.follow(browser.get(PEOPLE))
    answer = browser.post("/operations/confirmer", {"code": each_desk.code("anna"), "retour": PEOPLE})
    assert (answer.status_code, answer.headers["Location"]) == (303, PEOPLE)
    assert browser.cookie(COOKIES.session.name) not in (None, old)
    assert browser.get(PEOPLE).status_code == 200
    assert each_desk.accounts.sessions.of(old or "", now=each_desk.clock.now()) is None


def test_wrong_proof_leads_nowhere_and_keeps_what_waits(desk: DeskSite) -> None:
    anna = desk.with_password("anna", Role.ADMINISTRATOR)
    browser = desk.logged_in(anna, LoginMethod.PASSWORD)
    desk.wait(6 * MINUTE)
    answer = browser.post("/operations/confirmer", {"code": "000000", "retour": PEOPLE, "tenu": "nom=bruno"})
    assert (answer.status_code, 'value="nom=bruno"' in browser.page) == (400, True)
    assert browser.get(PEOPLE).status_code == 303


def test_form_that_waited_is_sent_by_one_more_press(desk: DeskSite) -> None:
    anna = desk.with_password("anna", Role.ADMINISTRATOR)
    browser = desk.logged_in(anna, LoginMethod.PASSWORD)
    desk.wait(6 * MINUTE)
    held = "nom=bruno&nom_affiche=Bruno&role=viewer&portee=tous"
    browser.post("/operations/confirmer", {"code": desk.code("anna"), "retour": PEOPLE, "tenu": held})
    assert "C’est confirmé" in browser.text()
    assert desk.accounts.book.by_name("bruno") is None
    assert f'<form action="{PEOPLE}" method="post">' in browser.page
    assert '<input type="hidden" name="nom" value="bruno">' in browser.page


def test_permission_is_one_that_exists(desk: DeskSite) -> None:
    views: list[object] = list(desk.app.view_functions.values())
    asked = {view.asking.permission for view in views if isinstance(view, AskingView)}
    assert asked <= {None, *Permission}


def test_strangers_form_is_refused_in_a_browser_that_is_logged_in(desk: DeskSite) -> None:
    somebody = desk.somebody(Role.VIEWER)
    answer = somebody.post(f"{ACCOUNT}/langue", {"langue": "en"}, headers={**OURS, "Origin": "https://evil.example"})
    assert (answer.status_code, URL) == (403, OURS["Origin"])
