"""What people reported as wrong: read by who may look people up, and settled once."""

from datetime import timedelta

import pytest

from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import Trail
from infoneige.desk import error_reports as desk
from infoneige.operators.model import Role
from infoneige.storage.error_reports import add_error_report
from tests.infoneige.web.desk.plan_world import PlanSite, words
from tests.vault import VAULT

REPORTS = "/operations/signalements"


def report(site: PlanSite, text: str, person: int | None = None) -> int:
    """Let somebody report an error now, and a minute go by; return the report's number."""
    with site.database.transaction() as connection:
        add_error_report(site.database, connection, person, VAULT.seal_note(text), now=site.clock.now())
    site.wait(timedelta(minutes=1))
    ((number,),) = site.world.rows("SELECT max(report_id) FROM error_report")
    return int(number)


def test_reports_are_read_with_the_sides_of_who_wrote_the_oldest_first(each_plans: PlanSite) -> None:
    side = each_plans.sides[0]
    report(each_plans, "le panneau dit 7 h <b>", each_plans.world.person("+15145550142", sides=[side], channel="sms"))
    report(each_plans, "")
    each_plans.publisher.get(REPORTS)
    said = words(each_plans.publisher)
    assert "le panneau dit 7 h <b>" in said.replace("&lt;", "<").replace("&gt;", ">")
    assert "<b>" not in each_plans.publisher.page
    assert each_plans.publisher.page.count(f"/cote/{side}") == 1
    assert said.index("le panneau dit") < said.index("Rien d’autre que le mot ERREUR")
    assert "Reçu lundi 23 nov. 14 h, il y a 2 min." in said
    assert "5550142" not in each_plans.publisher.page


def test_report_is_settled_once_and_the_trail_says_by_whom(each_plans: PlanSite) -> None:
    first, second = report(each_plans, "faux"), report(each_plans, "encore faux")
    for _ in range(2):
        each_plans.publisher.follow(each_plans.publisher.post(f"{REPORTS}/{first}/regler"))
    said = words(each_plans.publisher)
    assert ("encore faux" in said, f"Signalement {first}" in said, f"Signalement {second}" in said) == (
        True,
        False,
        True,
    )
    settled = [one.event for one in Trail(each_plans.database).events(most=9) if one.event.verb is Verb.REPORT_SETTLED]
    assert settled == [AuditEvent("operator:amelie", Verb.REPORT_SETTLED, f"report:{first}")]
    each_plans.publisher.follow(each_plans.publisher.post(f"{REPORTS}/{second}/regler"))
    assert "Aucun signalement n’attend." in words(each_plans.publisher)


def test_words_that_no_key_opens_are_said_to_be_so(plans: PlanSite) -> None:
    number = report(plans, "faux")
    plans.world.change(f"UPDATE error_report SET text_sealed = 'v1.none.AAAA' WHERE report_id = {number}")
    plans.publisher.get(REPORTS)
    assert "scellés sous une clé que le service n’a plus" in words(plans.publisher)


def test_what_is_not_shown_is_counted(plans: PlanSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "SHOWN", 2)
    for number in range(3):
        report(plans, f"faux {number}")
    plans.publisher.get(REPORTS)
    said = words(plans.publisher)
    assert ("faux 1" in said, "faux 2" in said) == (True, False)
    assert "les 2 plus anciens de 3" in said


def test_page_of_the_queue_says_that_reports_wait_and_leads_there_who_may_read_them(plans: PlanSite) -> None:
    report(plans, "faux")
    for role, leads in ((Role.VIEWER, False), (Role.PUBLISHER, True)):
        browser = plans.somebody(role)
        browser.get("/operations/suivre")
        assert "1 à lire, le plus ancien de lundi 23 nov. 14 h" in words(browser)
        main = browser.page[browser.page.index("<main") :]
        assert (f'href="{REPORTS}"' in main) == leads
