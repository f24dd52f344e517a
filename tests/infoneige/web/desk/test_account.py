"""One's own account, and the administration of everybody's."""

import re

from infoneige.operators.model import Role
from tests.counterparts.software_authenticator import SoftwareAuthenticator
from tests.infoneige.web.desk.desk_world import COOKIES, URL, AtDesk, DeskSite
from tests.infoneige.web.desk.test_entering import invited, options, registered

ACCOUNT, PEOPLE = "/operations/compte", "/operations/personnes"
CHEVREUIL = {"nom": "bruno", "nom_affiche": "Bruno Roy", "role": "planner", "portee": "tous"}


def keys_of(desk: DeskSite, name: str) -> dict[str, str]:
    operator = desk.named(name)
    return {key.label: key.credential_id for key in desk.accounts.passkeys.keys(operator.operator_id)}


def test_second_key_is_added_renamed_and_the_first_removed(each_desk: DeskSite) -> None:
    browser = each_desk.nobody()
    registered(browser, invited(each_desk))
    browser.get(f"{ACCOUNT}/cle")
    answer = SoftwareAuthenticator(URL).create(options(browser, f"{ACCOUNT}/cle/defi"))
    browser.follow(browser.post(f"{ACCOUNT}/cle", {"reponse": answer, "etiquette": ""}))
    keys = keys_of(each_desk, "anna")
    assert set(keys) == {"clé bleue", "Clé d’accès"}
    browser.post(f"{ACCOUNT}/cles/nom", {"cle": keys["Clé d’accès"], "etiquette": "téléphone"})
    browser.follow(browser.post(f"{ACCOUNT}/cles/retrait", {"cle": keys["clé bleue"]}))
    assert "La clé est retirée" in browser.text()
    assert set(keys_of(each_desk, "anna")) == {"téléphone"}


def test_last_way_in_is_kept(each_desk: DeskSite) -> None:
    browser = each_desk.nobody()
    registered(browser, invited(each_desk))
    answer = browser.post(f"{ACCOUNT}/cles/retrait", {"cle": keys_of(each_desk, "anna")["clé bleue"]})
    assert (answer.status_code, "C’est votre seul moyen d’entrer" in browser.text()) == (400, True)
    assert set(keys_of(each_desk, "anna")) == {"clé bleue"}


def test_key_of_another_is_neither_renamed_nor_removed(desk: DeskSite) -> None:
    registered(desk.nobody(), invited(desk, "anna"))
    mallory = desk.nobody()
    registered(mallory, invited(desk, "mallory"))
    key = keys_of(desk, "anna")["clé bleue"]
    mallory.post(f"{ACCOUNT}/cles/nom", {"cle": key, "etiquette": "mine"})
    mallory.post(f"{ACCOUNT}/cles/retrait", {"cle": key})
    assert keys_of(desk, "anna") == {"clé bleue": key}


def test_password_is_set_up_beside_a_key_and_this_browser_stays_in(each_desk: DeskSite) -> None:
    browser = each_desk.nobody()
    registered(browser, invited(each_desk))
    browser.get(f"{ACCOUNT}/mot-de-passe")
    shown = re.search(r'class="secret">([A-Z2-7 ]+)<', browser.page)
    assert shown
    each_desk.secrets["anna"] = shown[1].replace(" ", "")
    browser.post(f"{ACCOUNT}/mot-de-passe", {**each_desk.password_form("anna"), "code": "000000"})
    assert "Ce code n’est pas celui que l’application montre" in browser.text()
    browser.follow(browser.post(f"{ACCOUNT}/mot-de-passe", each_desk.password_form("anna")))
    assert "C’est enregistré." in browser.text()
    browser.follow(browser.post(f"{ACCOUNT}/mot-de-passe/retrait"))
    assert "Le mot de passe et les codes sont retirés" in browser.text()
    assert "Aucun mot de passe" in browser.text()
    assert each_desk.accounts.passwords.set_at(each_desk.named("anna").operator_id) is None


def test_password_that_is_the_last_way_in_is_kept(desk: DeskSite) -> None:
    anna = desk.with_password("anna", Role.VIEWER)
    browser = desk.logged_in(anna)
    answer = browser.post(f"{ACCOUNT}/mot-de-passe/retrait")
    assert (answer.status_code, "C’est votre seul moyen d’entrer" in browser.text()) == (400, True)
    assert desk.accounts.passwords.set_at(anna.operator_id) is not None


def test_sessions_are_listed_this_one_named(desk: DeskSite) -> None:
    anna = desk.add("anna", Role.VIEWER)
    desk.logged_in(anna)
    here = desk.logged_in(anna)
    here.get(ACCOUNT)
    assert (here.text().count("Ce navigateur"), here.text().count("Un autre navigateur")) == (1, 1)


def test_language_is_kept_for_the_next_login(desk: DeskSite) -> None:
    anna = desk.add("anna", Role.VIEWER)
    answer = desk.logged_in(anna).post(f"{ACCOUNT}/langue", {"langue": "en"})
    assert answer.headers["Location"] == "/en/operations/compte?suite=enregistre"
    assert desk.named("anna").language == "en"


def chief_of(desk: DeskSite) -> AtDesk:
    return desk.logged_in(desk.add("chantal", Role.ADMINISTRATOR))


def link_on(browser: AtDesk) -> str:
    found = re.search(rf"{URL}(/operations/invitation/[A-Za-z0-9_-]{{32}})<", browser.page)
    assert found, browser.text()
    return found[1]


def test_person_is_added_invited_and_comes_in(each_desk: DeskSite) -> None:
    chief = chief_of(each_desk)
    assert chief.post(PEOPLE, CHEVREUIL).status_code == 200
    registered(bruno := each_desk.nobody(), link_on(chief))
    bruno.get(ACCOUNT)
    assert "Planification. Tous les arrondissements." in bruno.text()
    assert "Bruno Roy" in chief.get(PEOPLE).text


def test_name_that_is_taken_or_unfit_is_refused_and_the_form_kept(desk: DeskSite) -> None:
    chief = chief_of(desk)
    chief.post(PEOPLE, CHEVREUIL)
    assert chief.post(PEOPLE, {**CHEVREUIL, "nom": "Bruno"}).status_code == 400
    assert "déjà pris" in chief.text()
    assert chief.post(PEOPLE, {**CHEVREUIL, "nom": "=cmd|x"}).status_code == 400
    assert 'value="=cmd|x"' in chief.page
    assert 'value="planner" checked' in chief.page


def test_boroughs_are_chosen_and_none_is_not_all(each_desk: DeskSite) -> None:
    chief, names = chief_of(each_desk), each_desk.parts.address_book.borough_names()
    some = {**CHEVREUIL, "portee": "choisis", "arrondissement": [names[0], "Nulle part"]}
    chief.post(PEOPLE, some)
    bruno = each_desk.named("bruno")
    assert bruno.boroughs == {names[0]}
    place = f"{PEOPLE}/{bruno.operator_id}"
    assert chief.post(place, {**CHEVREUIL, "portee": "choisis"}).status_code == 400
    assert "Choisissez au moins un arrondissement" in chief.text()
    assert chief.post(place, CHEVREUIL).status_code == 303
    assert each_desk.named("bruno").boroughs == frozenset()


def test_borough_that_a_new_street_file_does_not_know_stays_somebodys(desk: DeskSite) -> None:
    bruno = desk.add("bruno", Role.PLANNER, "Ancienne-Ville")
    chief = chief_of(desk)
    place = f"{PEOPLE}/{bruno.operator_id}"
    assert 'value="Ancienne-Ville" checked' in chief.get(place).text
    chief.post(place, {**CHEVREUIL, "portee": "choisis", "arrondissement": ["Ancienne-Ville"]})
    assert desk.named("bruno").boroughs == {"Ancienne-Ville"}


def test_disabled_person_is_out_and_may_be_let_in_again(each_desk: DeskSite) -> None:
    chief, anna = chief_of(each_desk), each_desk.add("anna", Role.VIEWER)
    browser, place = each_desk.logged_in(anna), f"{PEOPLE}/{anna.operator_id}"
    chief.follow(chief.post(f"{place}/retrait"))
    assert "Accès retiré" in chief.text()
    assert browser.get(ACCOUNT).status_code == 303
    assert chief.post(f"{place}/invitation").status_code == 409
    chief.follow(chief.post(f"{place}/retour"))
    assert "Accès retiré" not in chief.text()


def test_last_administrator_stays(each_desk: DeskSite) -> None:
    chief = chief_of(each_desk)
    place = f"{PEOPLE}/{each_desk.named('chantal').operator_id}"
    for path, fields in ((f"{place}/retrait", {}), (place, {**CHEVREUIL, "role": "viewer"})):
        assert chief.post(path, fields).status_code == 409
        assert "C’est la seule personne qui administre les accès." in chief.text()
    assert chief.get(PEOPLE).status_code == 200


def test_person_who_is_nobody_is_not_found(desk: DeskSite) -> None:
    assert chief_of(desk).get(f"{PEOPLE}/4711").status_code == 404


def test_link_of_an_invitation_is_shown_once(desk: DeskSite) -> None:
    chief, anna = chief_of(desk), desk.add("anna", Role.VIEWER)
    place = f"{PEOPLE}/{anna.operator_id}"
    chief.post(f"{place}/invitation")
    first = link_on(chief)
    assert "/operations/invitation/" not in chief.get(place).text
    chief.post(f"{place}/invitation")
    assert [desk.nobody().get(link).status_code for link in (first, link_on(chief))] == [410, 200]
    assert chief.cookie(COOKIES.session.name)
