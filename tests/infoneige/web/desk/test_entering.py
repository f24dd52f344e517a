"""Logging in and out, and what an invitation opens, as a browser does it."""

import pytest

from infoneige.operators.model import LoginMethod, Role
from tests.counterparts.software_authenticator import SoftwareAuthenticator
from tests.infoneige.web.desk.desk_world import COOKIES, OURS, URL, AtDesk, DeskSite

ENTER, ACCOUNT, PROVE = "/operations/entrer", "/operations/compte", "/operations/confirmer"


def options(browser: AtDesk, path: str) -> str:
    """Return the challenge that our script fetches."""
    answer = browser.client.post(path, base_url=URL, headers={**OURS, "X-Jeton": browser.token})
    assert (answer.status_code, answer.mimetype) == (200, "application/json"), answer.text
    return answer.text


def invited(desk: DeskSite, name: str = "anna", role: Role = Role.VIEWER) -> str:
    """Return where the invitation of a new operator leads."""
    operator = desk.add(name, role)
    return f"/operations/invitation/{desk.accounts.invitations.issue(operator.operator_id, now=desk.clock.now())}"


def registered(browser: AtDesk, place: str) -> SoftwareAuthenticator:
    """Return a key that was set up where an invitation leads; its owner is in."""
    key = SoftwareAuthenticator(URL)
    browser.get(place)
    answer = key.create(options(browser, f"{place}/cle/defi"))
    sent = browser.post(f"{place}/cle", {"reponse": answer, "etiquette": "clé bleue"})
    assert sent.headers.get("Location") == "/operations/", browser.text()
    return key


def logs_in(browser: AtDesk, key: SoftwareAuthenticator, back: str = ACCOUNT) -> str | None:
    """Log in by a key; return where that leads, None if it was refused."""
    browser.get(ENTER)
    answer = key.get(options(browser, f"{ENTER}/cle/defi"))
    return browser.post(f"{ENTER}/cle", {"reponse": answer, "retour": back}).headers.get("Location")


def test_invited_person_sets_up_a_key_and_is_in(each_desk: DeskSite) -> None:
    place, browser = invited(each_desk), each_desk.nobody()
    assert "Bienvenue, anna" in browser.get(place).text
    registered(browser, place)
    assert browser.get(ACCOUNT).status_code == 200
    assert "clé bleue" in browser.text()


def test_invitation_opens_once_however_often_it_is_looked_at(each_desk: DeskSite) -> None:
    place, browser = invited(each_desk), each_desk.nobody()
    assert [browser.get(place).status_code for _ in range(3)] == [200, 200, 200]
    registered(browser, place)
    assert each_desk.nobody().get(place).status_code == 410
    assert "Ce lien n’est plus valide" in each_desk.nobody().get(f"{place}/mot-de-passe").text


def test_key_that_answers_for_another_site_is_not_set_up_and_leaves_the_invitation_open(desk: DeskSite) -> None:
    place, browser = invited(desk), desk.nobody()
    browser.get(place)
    answer = SoftwareAuthenticator("https://evil.example").create(options(browser, f"{place}/cle/defi"))
    assert browser.post(f"{place}/cle", {"reponse": answer}).status_code == 400
    assert "La clé n’a pas été reconnue." in browser.text()
    registered(browser, place)


def test_invited_person_without_a_key_chooses_a_password_and_its_code(each_desk: DeskSite) -> None:
    place, browser = invited(each_desk), each_desk.nobody()
    browser.get(f"{place}/mot-de-passe")
    assert "<svg" in browser.page
    shown = browser.page.split('<span class="secret">')[1].split("</span>")[0]
    each_desk.secrets["anna"] = shown.replace(" ", "")
    wrong = {"mot_de_passe": "court", "code": each_desk.code("anna")}
    assert browser.post(f"{place}/mot-de-passe", wrong).status_code == 400
    assert "12 à 128 caractères" in browser.text()
    assert shown in browser.page
    form = each_desk.password_form("anna")
    assert browser.post(f"{place}/mot-de-passe", form).headers["Location"] == "/operations/"
    assert browser.get(ACCOUNT).status_code == 200


def test_key_lets_in_and_leads_back_to_where_somebody_was_going(each_desk: DeskSite) -> None:
    key = registered(each_desk.nobody(), invited(each_desk))
    browser = each_desk.nobody()
    assert logs_in(browser, key, "/operations/personnes?x=1") == "/operations/personnes?x=1"
    assert browser.get(ACCOUNT).status_code == 200


def test_key_whose_copy_was_used_is_refused_in_words(desk: DeskSite) -> None:
    key = registered(desk.nobody(), invited(desk))
    clone = key.clone()
    assert logs_in(desk.nobody(), key) == ACCOUNT
    browser = desk.nobody()
    assert logs_in(browser, clone) is None
    assert "Cette clé a peut-être été copiée" in browser.text()


def test_challenge_of_one_browser_is_worth_nothing_in_another(desk: DeskSite) -> None:
    key = registered(desk.nobody(), invited(desk))
    mallory, victim = desk.nobody(), desk.nobody()
    for one in (mallory, victim):
        one.get(ENTER)
    answer = key.get(options(victim, f"{ENTER}/cle/defi"))
    assert mallory.post(f"{ENTER}/cle", {"reponse": answer}).status_code == 400
    assert victim.post(f"{ENTER}/cle", {"reponse": answer}).status_code == 303


def test_key_proves_and_the_same_answer_proves_once(each_desk: DeskSite) -> None:
    browser = each_desk.nobody()
    key = registered(browser, invited(each_desk, role=Role.ADMINISTRATOR))
    answer = key.get(options(browser, f"{PROVE}/cle/defi"))
    held = {"reponse": answer, "retour": ACCOUNT}
    assert browser.post(f"{PROVE}/cle", held).headers["Location"] == ACCOUNT
    assert browser.post(f"{PROVE}/cle", held).status_code == 400


def test_password_needs_its_code_and_says_not_which_was_wrong(each_desk: DeskSite) -> None:
    each_desk.with_password("anna", Role.VIEWER)
    browser, said = each_desk.nobody(), set()
    browser.get(ENTER)
    right = each_desk.password_form("anna")
    for wrong in ({"code": ""}, {"code": "000000"}, {"mot_de_passe": "x" * 12}, {"nom": "nobody"}):
        answer = browser.post(ENTER, {**right, **wrong})
        assert (wrong, answer.status_code) == (wrong, 400)
        said.add(browser.text())
    assert len(said) == 1
    assert browser.post(ENTER, right).status_code == 303


def test_password_is_slowed_down_after_twenty_failures_and_a_key_is_not(desk: DeskSite) -> None:
    key = registered(desk.nobody(), invited(desk, "bruno"))
    desk.with_password("anna", Role.VIEWER)
    browser = desk.nobody()
    browser.get(ENTER)
    wrong = {**desk.password_form("anna"), "mot_de_passe": "x" * 12}
    found = [browser.post(ENTER, wrong).status_code for _ in range(21)]
    assert found == [400] * 20 + [429]
    assert "Trop d’essais ont échoué. Attendez jusqu’à" in browser.text()
    assert logs_in(browser, key) == ACCOUNT


def test_who_logs_in_is_led_in_their_own_language(desk: DeskSite) -> None:
    anna = desk.with_password("anna", Role.VIEWER)
    desk.accounts.book.change(anna.operator_id, language="en", actor="command:clerk", now=desk.clock.now())
    browser = desk.nobody()
    browser.get(ENTER)
    assert browser.post(ENTER, desk.password_form("anna")).headers["Location"] == "/en/operations/"


def test_who_is_in_is_not_asked_to_enter(desk: DeskSite) -> None:
    somebody = desk.somebody(Role.VIEWER)
    assert somebody.get(f"{ENTER}?retour={ACCOUNT}").headers["Location"] == ACCOUNT


def test_name_and_password_that_were_typed_are_not_shown_again_but_the_name(desk: DeskSite) -> None:
    browser = desk.nobody()
    browser.get(ENTER)
    browser.post(ENTER, {"nom": '"><b>anna', "mot_de_passe": "secret-typed-here", "code": "123456"})
    assert 'value="&#34;&gt;&lt;b&gt;anna"' in browser.page
    assert "secret-typed-here" not in browser.page


@pytest.mark.parametrize("method", list(LoginMethod))
def test_proof_is_asked_for_in_the_way_of_the_login(desk: DeskSite, method: LoginMethod) -> None:
    browser = desk.logged_in(desk.add("anna", Role.VIEWER), method)
    shown = browser.get(PROVE).text
    assert {
        LoginMethod.PASSKEY: 'data-passkey="get"' in shown,
        LoginMethod.PASSWORD: 'name="code"' in shown,
        LoginMethod.OPENID: "/operations/confirmer/openid" in shown,
    } == {one: one is method for one in LoginMethod}


def test_logging_out_leaves_no_cookie(desk: DeskSite) -> None:
    somebody = desk.somebody(Role.VIEWER)
    somebody.follow(somebody.post("/operations/sortir"))
    assert "La session est fermée." in somebody.text()
    assert somebody.cookie(COOKIES.session.name) is None
