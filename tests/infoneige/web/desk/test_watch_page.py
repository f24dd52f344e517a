"""The page that watches the queue: what it says, that it lives, and how sending is suspended from it."""

from datetime import timedelta

import pytest

from infoneige.audit.model import Verb
from infoneige.audit.trail import Trail
from infoneige.operators.model import Role
from infoneige.storage.inbound import note_inbox_seen, note_inbox_unread
from infoneige.storage.instants import to_text
from infoneige.storage.sender_beats import Trouble, beat
from schedules.model import LoadingStatus
from tests.infoneige.web.desk.plan_world import TONIGHT, PlanSite, words

WATCH = "/operations/suivre"
MINUTE = timedelta(minutes=1)


def published(site: PlanSite) -> int:
    """Publish a plan of which three people are told: one was, one could not be, one will be."""
    site.subscribe(3, site.sides[:1])
    number = site.publish(*site.plan(0, 1, TONIGHT), reason="verglas")
    first, second, _third = (one for (one,) in site.world.rows("SELECT entry_id FROM outbox ORDER BY entry_id"))
    at = to_text(site.clock.now())
    site.world.change(f"UPDATE outbox SET state = 'delivered', handed_over_at = '{at}' WHERE entry_id = {first}")
    reason = "Twilio 30007: filtered"
    site.world.change(f"UPDATE outbox SET state = 'failed', reason = '{reason}' WHERE entry_id = {second}")
    site.wait(2 * MINUTE)
    return number


def test_page_shows_how_far_a_version_has_come(each_plans: PlanSite) -> None:
    number = published(each_plans)
    beat(each_plans.database, "w", {"sms": Trouble.FAILING}, now=each_plans.clock.now())
    each_plans.publisher.get(WATCH)
    said = words(each_plans.publisher)
    assert f"Version {number}, publiée lundi 23 nov. 14 h par amelie" in said
    assert "1 de 3 avis remis au fournisseur" in said
    assert "En file 1 le plus ancien dû à 14 h" in said
    assert "Remis 1 au fournisseur Livrés 1 reçus du réseau Échecs 1" in said
    assert "Filtrés par un opérateur de téléphonie 1" in said
    assert "Envoi des textos : le fournisseur ne répond pas : un essai toutes les 15 secondes, depuis 14 h 02" in said
    assert f"Plan publié : version {number}, par amelie. Raison : « verglas »" in said


def test_page_shows_all_versions_the_queue_and_the_last_day(each_plans: PlanSite) -> None:
    published(each_plans)
    each_plans.city.say(LoadingStatus.PLANNED, each_plans.sides[5])
    each_plans.publisher.get(f"{WATCH}?version=toutes")
    said = words(each_plans.publisher)
    assert "Toutes les versions : la file de maintenant, et les dernières 24 heures" in said
    assert "1 de 3 avis remis au fournisseur" in said


def test_page_of_an_empty_service_says_so(plans: PlanSite) -> None:
    plans.publisher.get(WATCH)
    said = words(plans.publisher)
    assert "Rien n’est dû à personne" in said
    assert "aucun service d’envoi n’a donné signe de vie" in said


@pytest.mark.parametrize("version", ["99", "x", "-1", "9" * 30])
def test_version_that_is_not_there_is_not_found(plans: PlanSite, version: str) -> None:
    assert plans.publisher.get(f"{WATCH}?version={version}").status_code == 404


def test_state_is_sent_again_only_when_it_changed(each_plans: PlanSite) -> None:
    number = published(each_plans)
    path = f"{WATCH}/etat?version={number}"
    answer = each_plans.publisher.get(path)
    parts = answer.get_json()
    assert set(parts) >= {"alarms", "summary", "tiles", "health", "log"}
    assert "1&nbsp;de" not in parts["summary"]
    assert answer.headers["Cache-Control"] == "no-store"
    same = each_plans.publisher.get(path, **{"If-None-Match": answer.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    each_plans.world.change("UPDATE outbox SET state = 'sent', handed_over_at = send_at WHERE state = 'due'")
    each_plans.wait(timedelta(seconds=3))
    other = each_plans.publisher.get(path, **{"If-None-Match": answer.headers["ETag"]})
    assert other.status_code == 200
    assert other.get_json()["summary"] != parts["summary"]


def test_state_is_worked_out_once_in_two_seconds(plans: PlanSite) -> None:
    number = published(plans)
    path = f"{WATCH}/etat?version={number}"
    before = plans.publisher.get(path).get_json()
    plans.world.change("UPDATE outbox SET state = 'sent', handed_over_at = send_at WHERE state = 'due'")
    plans.wait(timedelta(seconds=1))
    assert plans.publisher.get(path).get_json() == before


def test_page_left_open_keeps_nobody_logged_in(plans: PlanSite) -> None:
    viewer = plans.at("vera", Role.VIEWER)
    for path in (f"{WATCH}/etat", f"{WATCH}/auto"):
        assert viewer.get(path).status_code == 200
    for _ in range(8):
        plans.wait(2 * MINUTE)
        viewer.get(f"{WATCH}/etat")
    assert viewer.get(f"{WATCH}/etat", **{"Sec-Fetch-Dest": "empty"}).status_code == 401


def test_sending_is_suspended_and_resumed_with_a_reason(each_plans: PlanSite) -> None:
    published(each_plans)
    publisher = each_plans.publisher
    publisher.get(WATCH)
    refused = publisher.post(f"{WATCH}/suspendre", {"raison": " "})
    assert (refused.status_code, "dites pourquoi personne" in words(publisher)) == (400, True)
    publisher.follow(publisher.post(f"{WATCH}/suspendre", {"raison": "mauvais plan"}))
    said = words(publisher)
    assert "L’envoi est suspendu depuis lundi 23 nov. 14 h 02 Par amelie : « mauvais plan »" in said
    assert "Reprendre l’envoi" in said
    assert "Aucune fin prévue tant que l’envoi est suspendu" in said
    publisher.follow(publisher.post(f"{WATCH}/suspendre", {"raison": "encore"}))
    publisher.get(f"{WATCH}/reprendre")
    assert "1 avis est dû maintenant" in words(publisher)
    publisher.follow(publisher.post(f"{WATCH}/reprendre", {"raison": "plan corrigé"}))
    assert "L’envoi est suspendu" not in words(publisher)
    verbs = [one.event.verb for one in Trail(each_plans.database).events(most=2)]
    assert verbs == [Verb.SENDING_RESUMED, Verb.SENDING_PAUSED]


@pytest.mark.parametrize("act", ["suspendre", "reprendre"])
def test_suspending_asks_for_a_fresh_proof_and_a_publisher(plans: PlanSite, act: str) -> None:
    planner = plans.at("paul", Role.PLANNER)
    assert planner.get(f"{WATCH}/{act}").status_code == 403
    plans.wait(6 * MINUTE)
    answer = plans.publisher.get(f"{WATCH}/{act}")
    assert answer.headers["Location"].startswith("/operations/confirmer?retour=")


def test_viewer_sees_no_button_that_is_not_theirs(plans: PlanSite) -> None:
    viewer = plans.at("vera", Role.VIEWER)
    assert f"{WATCH}/suspendre" not in viewer.get(WATCH).text


def test_publisher_of_one_borough_does_not_stop_the_whole_city(plans: PlanSite) -> None:
    neighbour = plans.at("nadia", Role.PUBLISHER, "Le Vieux-Moulin")
    neighbour.get(WATCH)
    assert "demandez à une personne qui publie pour tous les arrondissements" in words(neighbour)
    assert f"{WATCH}/suspendre" not in neighbour.get(WATCH).text
    for act in ("suspendre", "reprendre"):
        assert neighbour.get(f"{WATCH}/{act}").status_code == 403
        assert neighbour.post(f"{WATCH}/{act}", {"raison": "mauvais plan"}).status_code == 403
    assert f"{WATCH}/suspendre" in plans.publisher.get(WATCH).text


def test_what_is_stuck_is_said(plans: PlanSite) -> None:
    published(plans)
    plans.wait(10 * MINUTE)
    plans.publisher.get(WATCH)
    assert "Rien ne part Un avis est dû depuis lundi 23 nov. 14 h" in words(plans.publisher)


def missed_texts_fail(site: PlanSite) -> None:
    with site.database.transaction() as connection:
        note_inbox_unread(
            site.database, connection, "+15145550100", "Twilio answered 401, error 20003", now=site.clock.now()
        )


def missed_texts_are_read(site: PlanSite) -> None:
    with site.database.transaction() as connection:
        note_inbox_seen(site.database, connection, "+15145550100", site.clock.now())


def test_texts_that_cannot_be_read_are_said_with_what_it_means_and_what_to_do(each_plans: PlanSite) -> None:
    missed_texts_are_read(each_plans)
    each_plans.wait(5 * MINUTE)
    missed_texts_fail(each_plans)
    each_plans.publisher.get(WATCH)
    said = words(each_plans.publisher)
    assert (
        "Des ARRÊT ont pu nous échapper depuis lundi 23 nov. 14 h La liste des textos arrivés pendant une panne" in said
    )
    assert "infoneige doctor lui dit si c’est réglé" in said
    assert "ils échouent depuis lundi 23 nov. 14 h 05 : « Twilio answered 401, error 20003 »." in said
    assert "Textos arrivés pendant une panne : leur liste ne se lit pas, depuis lundi 23 nov. 14 h 05" in said
    missed_texts_are_read(each_plans)
    each_plans.wait(MINUTE)
    each_plans.publisher.get(WATCH)
    assert "ARRÊT" not in words(each_plans.publisher)


def test_texts_that_were_never_read_are_said_in_english_too(plans: PlanSite) -> None:
    missed_texts_fail(plans)
    page = plans.publisher.get(f"/en{WATCH}")
    said = words(plans.publisher)
    assert "STOPs may have escaped us The list of texts that came during an outage on our side cannot be read" in said
    assert '“<bdi lang="en">Twilio answered 401, error 20003</bdi>”' in page.text
    assert "5550100" not in page.text
