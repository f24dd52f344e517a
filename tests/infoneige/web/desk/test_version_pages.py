"""The versions: what each did, who is answerable for it, and how one is taken back."""

import pytest

from infoneige.operators.model import Role
from schedules.model import LoadingStatus
from tests.infoneige.web.desk.plan_world import TONIGHT, PlanSite, decide, words

VERSIONS = "/operations/versions"


def test_list_names_who_and_why_and_counts_the_told(each_plans: PlanSite) -> None:
    each_plans.subscribe(2, each_plans.sides[:1])
    first = each_plans.publish(*each_plans.plan(0, 2, TONIGHT), reason="verglas")
    each_plans.city.say(LoadingStatus.PLANNED, each_plans.sides[9])
    each_plans.world.change("UPDATE outbox SET state = 'sent', handed_over_at = send_at")
    each_plans.publisher.get(VERSIONS)
    said = words(each_plans.publisher)
    assert f" {first + 1} lun. 23, 14 h la source planif-neige 1 0 –" in said
    assert f" {first} lun. 23, 14 h amelie 2 2 « verglas »" in said
    each_plans.publisher.get(f"{VERSIONS}?source=operator")
    assert "planif-neige" not in words(each_plans.publisher)


def test_version_says_what_it_did_to_each_side(each_plans: PlanSite) -> None:
    each_plans.publish(*each_plans.plan(0, 2))
    number = each_plans.publish(*each_plans.plan(0, 1, TONIGHT), *each_plans.withdraw(1, 2), *each_plans.plan(2, 3))
    each_plans.publisher.get(f"{VERSIONS}/{number}")
    page, said = each_plans.publisher.page, words(each_plans.publisher)
    assert [page.count(f'data-d="{kind}"') for kind in ("moved", "gone", "added")] == [1, 1, 1]
    assert "Source Opérations, modifications" in said
    assert "Empreinte (SHA-256)" in said
    assert "voir ce qui avait été vérifié" in said


def test_oddities_of_a_version_are_shown(each_plans: PlanSite) -> None:
    number = each_plans.publish("ABC-1;;;;;;planifié;2026-11-24 19:00;2026-11-25 07:00;", *each_plans.plan(0, 1))
    each_plans.publisher.get(f"{VERSIONS}/{number}")
    assert "Ce qui était étrange Côté inconnu du fichier des rues : 1" in words(each_plans.publisher)


def test_taking_back_asks_whose_error_it_was_and_shows_what_it_would_do(each_plans: PlanSite) -> None:
    publisher, number = each_plans.publisher, each_plans.publish(*each_plans.plan(0, 2))
    path = f"{VERSIONS}/{number}/reprendre"
    assert "checked" not in publisher.get(path).text
    refused = publisher.post(path, {"raison": "mauvais fichier"})
    assert (refused.status_code, "dites si c’était notre erreur." in words(publisher)) == (400, True)
    assert "mauvais fichier" in publisher.page
    publisher.follow(publisher.post(path, {"erreur": "oui", "raison": "mauvais fichier"}))
    said = words(publisher)
    assert f"Annulation de la version {number}, annoncée comme notre erreur, par amelie" in said
    assert "Retiré : 2" in said


def test_version_taken_back_says_so_and_cannot_be_taken_back_twice(plans: PlanSite) -> None:
    publisher, number = plans.publisher, plans.publish(*plans.plan(0, 2))
    answer = publisher.post(f"{VERSIONS}/{number}/reprendre", {"erreur": "non"})
    done = decide(publisher, f"{answer.headers['Location']}/publier")
    publisher.get(f"{VERSIONS}/{done.headers['Location'].rpartition('=')[2]}")
    assert f"Annule la version {number}" in words(publisher)
    publisher.get(f"{VERSIONS}/{number}")
    assert f"Annulée La version {number + 1} a remis ce qu’il y avait avant." in words(publisher)
    again = publisher.post(f"{VERSIONS}/{number}/reprendre", {"erreur": "non"})
    assert (again.status_code, "Il ne reste rien à annuler de cette version" in words(publisher)) == (409, True)


def test_taking_back_says_what_later_versions_keep_it_from(plans: PlanSite) -> None:
    number = plans.publish(*plans.plan(0, 3))
    plans.publish(*plans.plan(0, 1, TONIGHT))
    answer = plans.publisher.post(f"{VERSIONS}/{number}/reprendre", {"erreur": "non"})
    plans.publisher.get(answer.headers["Location"])
    said = words(plans.publisher)
    assert "Côtés touchés 2 plan de 2 côtés" in said
    assert "Laissés tels quels : 1 côté Une version plus récente a déjà changé leur plan" in said


def test_versions_are_paged(plans: PlanSite) -> None:
    for number in range(22):
        plans.city.say(LoadingStatus.PLANNED, plans.sides[number])
    plans.publisher.get(VERSIONS)
    assert "Plus anciennes" in words(plans.publisher)
    plans.publisher.get(f"{VERSIONS}?avant=4")
    assert "Plus anciennes" not in words(plans.publisher)


@pytest.mark.parametrize("rest", ["/99", "/99/reprendre"])
def test_version_that_is_not_there_is_not_found(plans: PlanSite, rest: str) -> None:
    assert plans.publisher.get(VERSIONS + rest).status_code == 404


def test_planner_cannot_take_back(plans: PlanSite) -> None:
    number, planner = plans.publish(*plans.plan(0, 1)), plans.at("paul", Role.PLANNER)
    assert "reprendre" not in planner.get(f"{VERSIONS}/{number}").text
    assert planner.get(f"{VERSIONS}/{number}/reprendre").status_code == 403
