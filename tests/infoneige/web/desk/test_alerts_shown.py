"""What the frame tells of new ways in: on every page, to those whom it may concern, until they press the button."""

import re

from infoneige.operators.model import Role
from tests.infoneige.web.desk.desk_world import PASSWORD, AtDesk, DeskSite

ACCOUNT, SEEN = "/operations/compte", "/operations/compte/avis/vus"


def told(browser: AtDesk, path: str = ACCOUNT) -> str:
    """Return the words of the note on a page, nothing where there is none."""
    browser.get(path)
    found = re.search(r"<aside.*?</aside>", browser.page, re.DOTALL)
    words = re.sub(r"<[^>]+>", " ", found[0] if found else "")
    return " ".join(words.replace("\u00a0", " ").split())


def fields(browser: AtDesk) -> dict[str, str]:
    found = re.search(r"<aside.*?</aside>", browser.page, re.DOTALL)
    assert found
    return dict(re.findall(r'name="(jusque|retour)" value="([^"]*)"', found[0]))


def with_new_password(desk: DeskSite) -> None:
    """Let Anna, a viewer, have a password and then another."""
    anna = desk.with_password("anna", Role.VIEWER)
    _, desk.secrets["anna"] = desk.accounts.passwords.begin(anna, "elsewhere", now=desk.clock.now())
    desk.accounts.passwords.set(anna, "elsewhere", PASSWORD, desk.code("anna"), now=desk.clock.now())


def test_owner_reads_of_their_own_account(each_desk: DeskSite) -> None:
    with_new_password(each_desk)
    words = told(each_desk.logged_in(each_desk.named("anna")))
    assert re.fullmatch(
        r"Un mot de passe a été choisi pour votre compte, \w+ .*\. Si cela ne vient pas de vous, retirez ce moyen "
        r"d’entrer et prévenez un administrateur\. Mon compte J’ai vu",
        words,
    )


def test_administrator_reads_of_others_with_the_way_to_the_audit_trail(desk: DeskSite) -> None:
    with_new_password(desk)
    chief = desk.logged_in(desk.add("chantal", Role.ADMINISTRATOR))
    words = told(chief)
    assert words.count("Un mot de passe a été choisi pour le compte de anna") == 2
    assert 'href="/operations/registre?objet=operator:anna"' in chief.page
    assert chief.get("/operations/registre?objet=operator:anna").status_code == 200


def test_others_read_of_administrators_alone_and_of_whom_to_ask(desk: DeskSite) -> None:
    with_new_password(desk)
    bruno = desk.logged_in(desk.add("bruno", Role.PUBLISHER))
    assert told(bruno) == ""
    chief = desk.add("chantal", Role.ADMINISTRATOR)
    desk.accounts.book.invite(chief.operator_id, actor="command:root", now=desk.clock.now())
    words = told(bruno)
    assert "Une invitation a été créée pour le compte de chantal par une commande du serveur" in words
    assert "demandez-lui de vive voix" in words
    assert "/operations/registre" not in bruno.page


def test_note_goes_when_it_is_seen_and_one_stays_where_one_was(each_desk: DeskSite) -> None:
    with_new_password(each_desk)
    anna = each_desk.logged_in(each_desk.named("anna"))
    assert told(anna, "/operations/versions") != ""
    answer = anna.post(SEEN, fields(anna))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/operations/versions")
    assert told(anna) == ""


def test_button_without_its_token_or_with_nonsense_hides_nothing(desk: DeskSite) -> None:
    with_new_password(desk)
    anna = desk.logged_in(desk.named("anna"))
    told(anna)
    assert anna.post(SEEN, fields(anna), token=anna.residents_token).status_code == 403
    for number in ("", "x", "-1", "9" * 18, "9" * 30):
        assert anna.post(SEEN, {"jusque": number, "retour": "//elsewhere.example"}).status_code == 303
    assert told(anna) != ""


def test_name_and_label_are_words_and_no_markup(desk: DeskSite) -> None:
    odile = desk.add("odile", Role.ADMINISTRATOR)
    desk.accounts.book.change(
        odile.operator_id, display_name="<b>Odile</b>", actor="command:root", now=desk.clock.now()
    )
    desk.accounts.book.invite(odile.operator_id, actor="command:root", now=desk.clock.now())
    chief = desk.logged_in(desk.add("chantal", Role.ADMINISTRATOR))
    assert told(chief) != ""
    assert "<bdi>&lt;b&gt;Odile&lt;/b&gt;</bdi>" in chief.page
