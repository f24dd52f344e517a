"""The sources: how each stands, a withdrawal that is held and decided upon, and a pause that hides nothing."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest

from geodata.model import StreetSideId
from infoneige.audit.model import Verb
from infoneige.audit.trail import Trail
from infoneige.operators.model import Role
from infoneige.pipeline import publish
from infoneige.plans.polling import Poller
from schedules.model import LoadingStatus, Plan, PlanBatch, PlanMode
from tests.infoneige.residents.published_city import FEED
from tests.infoneige.web.desk.desk_world import AtDesk, DeskSite
from tests.infoneige.web.desk.plan_world import PlanSite, words

SOURCES = "/operations/sources"
HELD = f"{SOURCES}/retenus/1"
MINUTE = timedelta(minutes=1)


def poller(site: PlanSite, asked: list[object]) -> Poller:
    """Return what polls the source, noting each call."""

    def feed(since: object) -> tuple[()]:
        asked.append(since)
        return ()

    return Poller(
        database=site.database,
        clock=site.clock,
        feed=feed,
        source=FEED,
        every=5 * MINUTE,
        known_sides=frozenset(),
        new_owner=lambda: "worker",
    )


def hold(site: PlanSite) -> None:
    """Let the source withdraw sixty bans at once, of which two people were told."""
    sides = site.sides[:60]
    site.subscribe(2, sides[:1])
    site.city.say(LoadingStatus.PLANNED, *sides)
    site.world.change("UPDATE outbox SET state = 'sent', handed_over_at = send_at")
    site.wait(MINUTE)
    withdraw(site, sides)


def withdraw(site: DeskSite, sides: Sequence[str]) -> None:
    """Let the source withdraw these bans, which is held."""
    now = site.clock.now()
    plans = tuple(Plan(StreetSideId(side), LoadingStatus.SNOWY, updated_at=now) for side in sides)
    result = publish(
        site.database,
        PlanBatch(plans),
        source=FEED,
        mode=PlanMode.CHANGES,
        coalesce=timedelta(0),
        content_hash="",
        now=now,
    )
    assert result.held_id == 1


def test_sources_say_how_they_stand(each_plans: PlanSite) -> None:
    each_plans.city.say(LoadingStatus.PLANNED, each_plans.sides[0])
    asked: list[object] = []
    poller(each_plans, asked).poll()
    each_plans.world.change("INSERT INTO anomaly VALUES (2, 'unknown_side', 'abc', 'no such side')")
    each_plans.wait(7 * MINUTE)
    each_plans.publisher.get(SOURCES)
    said = words(each_plans.publisher)
    assert "Dernière réponse lundi 23 nov. 14 h, il y a 7 min" in said
    assert "Côté inconnu du fichier des rues 1 1 abc : no such side" in said
    each_plans.world.change(f"UPDATE source SET last_error = 'the feed answered 503' WHERE name = '{FEED}'")
    each_plans.publisher.get(SOURCES)
    assert "En erreur" in words(each_plans.publisher)
    assert "(the feed answered 503)" in words(each_plans.publisher)


def test_paused_source_is_asked_by_nobody_until_it_is_resumed(each_plans: PlanSite) -> None:
    publisher, asked = each_plans.publisher, list[object]()
    each_plans.city.say(LoadingStatus.PLANNED, each_plans.sides[0])
    publisher.get(f"{SOURCES}/{FEED}/pause")
    assert "les gens dont l’interdiction est proche apprennent que les données sont muettes" in words(publisher)
    publisher.follow(publisher.post(f"{SOURCES}/{FEED}/pause", {"raison": "la Ville répare"}))
    assert "En pause depuis lundi 23 nov. 14 h Par amelie" in words(publisher)
    worker = poller(each_plans, asked)
    worker.poll()
    assert asked == []
    publisher.follow(publisher.post(f"{SOURCES}/{FEED}/reprise"))
    worker.poll()
    assert len(asked) == 1
    found = [(one.event.verb, one.event.subject) for one in Trail(each_plans.database).events(most=2)]
    assert found == [(Verb.FEED_RESUMED, f"source:{FEED}"), (Verb.FEED_PAUSED, f"source:{FEED}")]


def test_source_is_paused_and_resumed_once(plans: PlanSite) -> None:
    plans.city.say(LoadingStatus.PLANNED, plans.sides[0])
    for act in ("reprise", "pause", "pause"):
        assert plans.publisher.post(f"{SOURCES}/{FEED}/{act}").headers["Location"] == SOURCES
    assert [one.event.verb for one in Trail(plans.database).events(verb=Verb.FEED_PAUSED)] == [Verb.FEED_PAUSED]
    assert Trail(plans.database).events(verb=Verb.FEED_RESUMED) == ()


def test_publisher_of_one_borough_pauses_no_source(plans: PlanSite) -> None:
    plans.city.say(LoadingStatus.PLANNED, plans.sides[0])
    neighbour = plans.at("nadia", Role.PUBLISHER, "Le Vieux-Moulin")
    neighbour.get(SOURCES)
    assert "La pause touche toute la ville" in words(neighbour)
    assert "Mettre en pause" not in words(neighbour)
    assert neighbour.get(f"{SOURCES}/{FEED}/pause").status_code == 403
    for act in ("pause", "reprise"):
        assert neighbour.post(f"{SOURCES}/{FEED}/{act}").status_code == 403


@pytest.mark.parametrize("name", ["operator", "nowhere"])
def test_what_is_not_polled_cannot_be_paused(plans: PlanSite, name: str) -> None:
    assert plans.publisher.get(f"{SOURCES}/{name}/pause").status_code == 404
    assert plans.publisher.post(f"{SOURCES}/{name}/pause").status_code == 404


def test_held_withdrawal_is_shown_with_whom_it_reaches_and_put_into_force_by_two(each_plans: PlanSite) -> None:
    hold(each_plans)
    publisher = each_plans.publisher
    publisher.get(SOURCES)
    assert "La source planif-neige retirerait 60 interdictions annoncées" in words(publisher)
    publisher.get(HELD)
    said = words(publisher)
    assert "60 interdictions annoncées seraient retirées" in said
    assert "Personnes averties 2 2 par texto" in said
    assert "Demander l’approbation" not in said
    publisher.get(f"{HELD}/decider")
    assert "Retrait massif 60 côtés annoncés ne le seraient plus." in words(publisher)
    assert publisher.post(f"{HELD}/appliquer").status_code == 400
    assert "Erreur : dites pourquoi ce retrait doit être mis en vigueur." in words(publisher)
    publisher.follow(publisher.post(f"{HELD}/appliquer", {"raison": "la Ville a fini"}))
    assert re.search(r"Demandé par amelie, lundi 23 nov. 14 h 01 Raison « la Ville a fini »", words(publisher))
    assert each_plans.world.rows("SELECT count(*) FROM outbox WHERE kind = 'cancelled'") == [(0,)]
    agree(each_plans)


def agree(site: PlanSite) -> None:
    """Let a second publisher read what the first asked for, and agree."""
    bruno = site.at("bruno", Role.PUBLISHER)
    bruno.get(SOURCES)
    assert "amelie a demandé de le mettre en vigueur : une deuxième personne doit approuver." in words(bruno)
    bruno.get(f"{HELD}/decider")
    assert "Approuver, mettre en vigueur et avertir" in words(bruno)
    answer = bruno.post(f"{HELD}/appliquer", {"vu": seen(bruno)})
    ((version,),) = site.world.rows("SELECT max(publish_id) FROM publish")
    assert answer.headers["Location"] == f"/operations/suivre?version={version}"
    (event,) = Trail(site.database).events(verb=Verb.HELD_RELEASED)
    assert (event.event.actor, event.event.detail["approved_by"]) == ("operator:amelie", "operator:bruno")
    assert bruno.get(HELD).status_code == 404
    bruno.get(f"/operations/versions/{version}")
    assert "la Ville a fini" in words(bruno)


def seen(browser: AtDesk) -> str:
    found = re.search(r'name="vu" value="([^"]*)"', browser.page)
    assert found
    return found[1]


def test_who_asked_does_not_agree_and_who_saw_no_request_agrees_to_none(plans: PlanSite) -> None:
    hold(plans)
    amelie, bruno = plans.publisher, plans.at("bruno", Role.PUBLISHER)
    bruno.get(f"{HELD}/decider")
    before = seen(bruno)
    amelie.follow(amelie.post(f"{HELD}/appliquer", {"raison": "la Ville a fini"}))
    amelie.get(f"{HELD}/decider")
    assert "Une deuxième personne doit approuver." in words(amelie)
    assert "Approuver, mettre en vigueur et avertir" not in words(amelie)
    assert amelie.post(f"{HELD}/appliquer", {"raison": "encore", "vu": seen(amelie)}).status_code == 403
    assert bruno.post(f"{HELD}/appliquer", {"raison": "moi aussi", "vu": before}).status_code == 409
    assert plans.world.rows("SELECT count(*) FROM held_change WHERE resolved_at IS NULL") == [(1,)]


def test_held_withdrawal_is_discarded_and_nobody_is_told(plans: PlanSite) -> None:
    hold(plans)
    plans.publisher.follow(plans.publisher.post(f"{HELD}/ecarter"))
    assert "Retraits qui attendent une décision Aucun." in words(plans.publisher)
    assert plans.world.rows("SELECT count(*) FROM outbox WHERE kind = 'cancelled'") == [(0,)]
    (event,) = Trail(plans.database).events(verb=Verb.HELD_DISCARDED)
    assert event.event.actor == "operator:amelie"


def test_operator_of_another_borough_decides_nothing(plans: PlanSite) -> None:
    hold(plans)
    stranger = plans.at("denis", Role.PUBLISHER, "Rivière-Blanche")
    for act in ("appliquer", "ecarter"):
        answer = stranger.post(f"{HELD}/{act}")
        assert (answer.status_code, "hors de vos arrondissements" in words(stranger)) == (403, True)
    assert plans.world.rows("SELECT count(*) FROM held_change WHERE resolved_at IS NULL") == [(1,)]


def test_steering_asks_for_a_fresh_proof(plans: PlanSite) -> None:
    hold(plans)
    plans.wait(6 * MINUTE)
    for path in (f"{SOURCES}/{FEED}/pause", f"{HELD}/decider"):
        assert plans.publisher.get(path).headers["Location"].startswith("/operations/confirmer?retour=")
