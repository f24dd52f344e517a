"""Deciding upon a load: publish, schedule, approve, conflict, verify again, abandon; each with what it needs."""

from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from infoneige.operators.model import Role
from tests.infoneige.web.desk.desk_world import AtDesk
from tests.infoneige.web.desk.plan_world import TONIGHT, PlanSite, decide, seen, words

MINUTE = timedelta(minutes=1)


def test_publish_leads_to_the_version(each_plans: PlanSite) -> None:
    path = each_plans.loaded(*each_plans.plan(0, 2))
    publisher = each_plans.publisher
    assert "Publier maintenant" in publisher.get(f"{path}/publier").text
    version = published(publisher, decide(publisher, f"{path}/publier"))
    assert f"Publier et suivre Suivre l’envoi Version {version}, publiée" in words(publisher)
    publisher.get(f"/operations/versions/{version}")
    assert "Côtés changés 2 Personnes averties 0 jusqu’ici" in words(publisher)
    publisher.get(path)
    assert "Ce qui a été publié" in words(publisher)


def test_who_publishes_while_sending_is_suspended_is_told_so(plans: PlanSite) -> None:
    path = plans.loaded(*plans.plan(0, 2))
    plans.publisher.get(f"{path}/publier")
    assert "L’envoi est suspendu" not in words(plans.publisher)
    assert "le plan entre en vigueur et les messages partent" in words(plans.publisher)
    plans.publisher.post("/operations/suivre/suspendre", {"raison": "mauvais plan"})
    for page in (path, f"{path}/publier"):
        plans.publisher.get(page)
        assert "L’envoi est suspendu depuis lundi 23 nov. 14 h" in words(plans.publisher)
        assert "« mauvais plan »" in words(plans.publisher)
    assert "les messages partiront à la reprise de l’envoi" in words(plans.publisher)
    assert "les messages partent" not in words(plans.publisher)


def published(browser: AtDesk, answer: TestResponse) -> str:
    """Go where a publish leads, and return the number of the version."""
    browser.follow(answer)
    return answer.headers["Location"].rpartition("=")[2]


def test_publish_asks_for_a_fresh_proof_before_its_button_is_shown(plans: PlanSite) -> None:
    path = plans.loaded(*plans.plan(0, 1))
    plans.wait(6 * MINUTE)
    answer = plans.publisher.get(f"{path}/publier")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/operations/confirmer?retour=")


def test_guarded_plan_asks_for_a_reason_and_keeps_it(plans: PlanSite) -> None:
    plans.subscribe(2, plans.sides[:1])
    path = plans.loaded(*plans.plan(0, 1, TONIGHT))
    answer = decide(plans.publisher, f"{path}/publier", raison=" \t\n ")
    assert (answer.status_code, "Erreur : dites pourquoi" in words(plans.publisher)) == (400, True)
    version = published(plans.publisher, decide(plans.publisher, f"{path}/publier", raison="verglas\r\nsoudain"))
    plans.publisher.get(f"/operations/versions/{version}")
    assert "Raison « verglas soudain »" in words(plans.publisher)


def test_plan_that_tells_many_waits_for_a_second_operator(plans: PlanSite) -> None:
    plans.subscribe(8, plans.sides[:1])
    path = plans.loaded(*plans.plan(0, 1))
    plans.publisher.follow(decide(plans.publisher, f"{path}/publier", raison="grosse tempête"))
    assert "Attend une deuxième personne amelie demande l’approbation" in words(plans.publisher)
    assert "Vous avez demandé cette approbation" in words(plans.publisher)
    refused = decide(plans.publisher, f"{path}/approuver")
    assert (refused.status_code, "Une autre personne" in words(plans.publisher)) == (403, True)
    second = plans.at("bruno", Role.PUBLISHER)
    second.get(f"{path}/approuver")
    assert "Demandé par amelie Raison « grosse tempête »" in words(second)
    version = published(second, decide(second, f"{path}/approuver"))
    second.get(f"/operations/versions/{version}")
    assert "Par amelie Approuvée par bruno Raison « grosse tempête »" in words(second)


def test_publish_over_what_came_meanwhile_is_a_conflict_that_says_so(each_plans: PlanSite) -> None:
    publisher, other = each_plans.publisher, each_plans.at("bruno", Role.PUBLISHER)
    path = each_plans.loaded(*each_plans.plan(0, 3))
    version = each_plans.publish(*each_plans.plan(2, 4, TONIGHT), by=other)
    answer = decide(publisher, f"{path}/publier")
    said = words(publisher)
    assert (answer.status_code, "Rien de ce chargement n’a été publié" in said) == (409, True)
    assert f"Version {version} lundi 23 nov. 14 h bruno 2" in said
    assert "1 côté de votre chargement y ont changé." in said
    publisher.get(path)
    assert f"Version {version}, lundi 23 nov. 14 h, par bruno : 2 côtés" in words(publisher)
    publisher.follow(publisher.post(f"{path}/reverifier"))
    assert "Ajouté : 2, déplacé : 1" in words(publisher)
    assert decide(publisher, f"{path}/publier").status_code == 303


def test_schedule_is_shown_and_can_be_given_up(each_plans: PlanSite) -> None:
    path, publisher = each_plans.loaded(*each_plans.plan(0, 1)), each_plans.publisher
    page = publisher.get(f"{path}/programmer").text
    assert 'value="2026-11-23"' in page
    assert 'value="15:00"' in page
    publisher.follow(decide(publisher, f"{path}/programmer", jour="2026-11-23", heure="20:30"))
    assert "Publication programmée : lundi 23 nov. 20 h 30 Programmée par amelie." in words(publisher)
    publisher.follow(publisher.post(f"{path}/abandonner"))
    assert "Abandonné" in words(publisher)


@pytest.mark.parametrize(
    ("day", "hour", "said"),
    [
        ("", "20:30", "écrivez un jour et une heure."),
        ("2026-11-23", "25:00", "écrivez un jour et une heure."),
        ("2026-11-23", "13:59", "cette heure est passée."),
        ("2026-12-08", "10:00", "c’est à plus de 14 jours."),
    ],
)
def test_hour_that_is_none_is_asked_for_again(plans: PlanSite, day: str, hour: str, said: str) -> None:
    path = plans.loaded(*plans.plan(0, 1))
    answer = decide(plans.publisher, f"{path}/programmer", jour=day, heure=hour)
    assert (answer.status_code, f"Erreur : {said}" in words(plans.publisher)) == (400, True)


def test_load_is_decided_upon_once(plans: PlanSite) -> None:
    path = plans.loaded(*plans.plan(0, 1))
    decide(plans.publisher, f"{path}/publier")
    answer = decide(plans.publisher, f"{path}/publier")
    assert (answer.status_code, "Ce chargement a changé depuis" in words(plans.publisher)) == (409, True)
    assert plans.publisher.get(f"{path}/publier").status_code == 303
    assert plans.world.rows("SELECT count(*) FROM plan_load WHERE publish_id IS NOT NULL") == [(1,)]


def test_what_was_verified_again_since_the_form_was_shown_is_not_published(each_plans: PlanSite) -> None:
    path, publisher = each_plans.loaded(*each_plans.plan(0, 1)), each_plans.publisher
    publisher.get(f"{path}/publier")
    shown = seen(publisher)
    each_plans.wait(MINUTE)
    each_plans.publish(*each_plans.plan(0, 1, TONIGHT), by=each_plans.at("bruno", Role.PUBLISHER))
    publisher.follow(publisher.post(f"{path}/reverifier"))
    for form in (shown, {}, {"vu": "hier"}):
        answer = publisher.post(f"{path}/publier", {**form, "raison": "tempête"})
        assert (answer.status_code, "Ce chargement a changé depuis" in words(publisher)) == (409, True)
    assert decide(publisher, f"{path}/publier", raison="tempête").status_code == 303


def test_plan_beyond_ones_boroughs_is_refused(plans: PlanSite) -> None:
    borough, elsewhere = plans.streets.borough_names()[:2]
    somebody = plans.at("bea", Role.PUBLISHER, borough)
    row = f";;{elsewhere};;;;planifié;2026-11-24 19:00;2026-11-25 07:00;"
    path = plans.loaded(row, by=somebody)
    answer = decide(somebody, f"{path}/publier")
    assert (answer.status_code, "hors de vos arrondissements" in words(somebody)) == (403, True)


def test_planner_gives_up_their_own_load_and_no_other(plans: PlanSite) -> None:
    planner = plans.at("paul", Role.PLANNER)
    theirs, own = plans.loaded(*plans.plan(0, 1)), plans.loaded(*plans.plan(0, 1), by=planner)
    assert planner.post(f"{theirs}/abandonner").status_code == 403
    assert planner.post(f"{own}/abandonner").headers["Location"] == "/operations/charger"
    planner.get(own)
    assert "Chargement abandonné" in words(planner)
    assert decide(planner, f"{theirs}/publier").status_code == 403
