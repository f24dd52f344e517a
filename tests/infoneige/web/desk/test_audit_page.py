"""The page of the audit trail: for administrators alone, in words, with its verdict; and its table."""

import csv
import io
from datetime import timedelta

import pytest

from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import Trail
from infoneige.operators.model import Role
from infoneige.web.desk.audit_page import ON_A_PAGE
from infoneige.web.desk.audit_words import FAULTS, VERBS
from infoneige.web.desk.gate import FRESH
from tests.infoneige.audit.audit_world import EVENTS, record_all, rewrite, rows
from tests.infoneige.test_safe_csv import PAYLOADS
from tests.infoneige.web.desk.desk_world import AtDesk, DeskSite

REGISTER = "/operations/registre"


@pytest.fixture
def administrator(desk: DeskSite) -> AtDesk:
    """Give an administrator's browser, over a trail with what they did to log in."""
    record_all(desk.database)
    return desk.logged_in(desk.add("zoe", Role.ADMINISTRATOR))


def listed(browser: AtDesk) -> str:
    """Return the words of the list."""
    return browser.text().partition("Tout montrer" if "Tout montrer" in browser.text() else "Chercher")[2]


def table(browser: AtDesk, query: str = "") -> list[list[str]]:
    """Return the exported table."""
    answer = browser.get(f"{REGISTER}.csv{query}")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    return list(csv.reader(io.StringIO(browser.page.removeprefix("\ufeff"), newline="")))


def test_everything_is_shown_newest_first_in_words(desk: DeskSite, administrator: AtDesk) -> None:
    administrator.get(REGISTER)
    text = administrator.text()
    shown = listed(administrator)
    count = Trail(desk.database).head().number
    assert f"Le registre est intact {count} inscriptions vérifiées" in text
    assert f"{Trail(desk.database).head()}" in text
    assert "zoe Entrée" in shown
    assert shown.index("Retrait retenu, écarté") < shown.index("Plan publié version 1") < shown.index("Plan chargé")
    assert "root, par commande" in shown
    assert 'href="/operations/versions/1"' in administrator.page


def test_page_is_in_english_too(administrator: AtDesk) -> None:
    administrator.get(f"/en{REGISTER}")
    assert "The register is intact" in administrator.text()
    assert "Held withdrawal, discarded" in administrator.text()


def test_detail_is_in_words_and_says_no_more_than_there_is(desk: DeskSite, administrator: AtDesk) -> None:
    before, after = {"role": "viewer", "boroughs": []}, {"role": "planner", "boroughs": ["Vieux-Moulin", "Les Érables"]}
    detail = {"before": before, "after": after, "our_error": True, "takes_back": None, "unheard": 1}
    digest = "ab" * 32
    record_all(
        desk.database,
        (
            AuditEvent("operator:zoe", Verb.OPERATOR_CHANGED, "operator:bruno", detail),
            AuditEvent("person:00ff", Verb.ATTESTATION_DRAWN, f"attestation:{digest}"),
            AuditEvent("operator:?", Verb.LOGIN_FAILED, "operator:?"),
        ),
    )
    administrator.get(REGISTER)
    shown = listed(administrator)
    assert "notre erreur oui unheard 1" in shown
    assert "avant rôle Lecture" in shown
    assert "après arrondissements Vieux-Moulin, Les Érables, rôle Planification" in shown
    assert "une personne abonnée Attestation établie empreinte abababababab…" in shown
    assert "quelqu’un d’inconnu Entrée refusée" in shown
    assert "00ff" not in shown


def test_filters_narrow_and_say_what_they_look_for(administrator: AtDesk) -> None:
    administrator.get(f"{REGISTER}?qui=nobody")
    assert "Rien de tel au registre" in listed(administrator)
    administrator.get(f"{REGISTER}?quoi=login.failed")
    assert "bruno Entrée refusée" in listed(administrator)
    assert "Plan" not in listed(administrator)
    administrator.get(f"{REGISTER}?qui=command:root&objet=held:3")
    assert "retrait retenu 3" in listed(administrator)
    administrator.get(f"{REGISTER}?quoi=unheard&avant=nothing&qui=%00")
    assert "Le registre est intact" in administrator.text()


def test_older_ones_are_a_page_away(desk: DeskSite, administrator: AtDesk) -> None:
    record_all(desk.database, EVENTS * 10)
    count = Trail(desk.database).head().number
    administrator.get(REGISTER)
    assert f'href="{REGISTER}?avant={count - ON_A_PAGE + 1}"' in administrator.page
    administrator.get(f"{REGISTER}?avant={count - ON_A_PAGE + 1}")
    assert "Plus anciennes" not in administrator.text()


def test_altered_trail_is_said_where_and_why(desk: DeskSite, administrator: AtDesk) -> None:
    before = rows(desk.database)
    rewrite(desk.database, [*before[:1], before[1]._replace(subject="load:9"), *before[2:]])
    administrator.get(REGISTER)
    assert "Le registre est altéré Inscription 2 : son contenu a été changé." in administrator.text()
    rewrite(desk.database, [*before[:1], before[1]._replace(verb="unheard.of"), *before[2:]])
    administrator.get(REGISTER)
    assert "Une de ces inscriptions ne se lit plus" in administrator.text()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PLANNER, Role.PUBLISHER])
def test_others_may_not_read_it(desk: DeskSite, role: Role) -> None:
    browser = desk.somebody(role)
    assert (browser.get(REGISTER).status_code, browser.get(f"{REGISTER}.csv").status_code) == (403, 403)
    assert desk.nobody().get(REGISTER).status_code == 303


def test_export_asks_for_a_fresh_proof_and_is_recorded(desk: DeskSite, administrator: AtDesk) -> None:
    found = table(administrator, "?quoi=plan.published")
    assert found[0] == ["number", "happened_at", "actor", "verb", "subject", "detail", "hash"]
    assert [row[:5] for row in found[1:]] == [
        ["3", "2026-11-23T17:00:02Z", "operator:amelie", "plan.published", "publish:1"]
    ]
    last = Trail(desk.database).events(most=1)[0]
    wanted = {"actor": "", "verb": "plan.published", "subject": ""}
    assert last.event == AuditEvent("operator:zoe", Verb.EXPORT_DRAWN, "export:registre", wanted)
    desk.wait(FRESH + timedelta(seconds=1))
    answer = administrator.get(f"{REGISTER}.csv")
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/operations/confirmer")


def test_export_holds_no_formula(desk: DeskSite, administrator: AtDesk) -> None:
    record_all(desk.database, tuple(AuditEvent(text, Verb.LOGIN_FAILED, text) for text in PAYLOADS))
    cells = [cell for row in table(administrator, "?quoi=login.failed")[1:] for cell in (row[2], row[4])]
    assert len(cells) == 2 * (len(PAYLOADS) + 1)
    assert [cell for cell in cells if cell.lstrip("\ufeff \t").startswith(("=", "+", "-", "@"))] == []


def test_everything_that_is_recorded_has_words() -> None:
    assert set(VERBS) == set(Verb)
    assert len(set(map(str, FAULTS))) == len(FAULTS)


def test_trail_is_read_on_each_database(each_desk: DeskSite) -> None:
    record_all(each_desk.database)
    browser = each_desk.somebody(Role.ADMINISTRATOR)
    assert browser.get(REGISTER).status_code == 200
    assert len(table(browser)) == Trail(each_desk.database).head().number + 1
