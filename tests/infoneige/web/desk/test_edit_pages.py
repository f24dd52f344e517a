"""Changing a plan by hand, without a script: find, choose, say, and see what it would do."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from infoneige.desk.finding_sides import MOST_SIDES
from infoneige.operators.model import Role
from infoneige.storage import loads
from infoneige.web.desk.edit_form import TypedChange, read_where
from schedules.model import LoadingStatus, Period, Plan
from tests.infoneige.web.desk.desk_world import AtDesk
from tests.infoneige.web.desk.plan_world import PlanSite, words

EDIT, SIDES = "/operations/modifier", "/operations/modifier/cotes"
FLAVIE = "rue Sainte-Flavie"
NIGHT = {"debut_jour": "2026-11-24", "debut_heure": "19:00", "fin_jour": "2026-11-25", "fin_heure": "07:00"}
HOURS = {"quoi": "heures", **NIGHT}


def offered(browser: AtDesk) -> dict[str, bool]:
    """Return the sides that the page offers, and whether each is chosen; locked ones are none."""
    boxes: list[str] = re.findall(r'<input type="checkbox" name="s"[^>]*>', browser.page)
    open_boxes = [box for box in boxes if "disabled" not in box]
    return {box.partition('value="')[2].partition('"')[0]: " checked" in box for box in open_boxes}


def change(plans: PlanSite, sides: Sequence[str], fields: dict[str, str], by: AtDesk | None = None) -> TestResponse:
    """Send the form of a change."""
    return (by or plans.publisher).post(EDIT, {"voie": FLAVIE, "s": list(sides), **fields})


def batch_of(plans: PlanSite, answer: TestResponse) -> tuple[tuple[Plan, ...], frozenset[str]]:
    """Return the plans, and the sides without one, of the load that an answer leads to."""
    load_id = int(answer.headers["Location"].rpartition("/")[2])
    with plans.database.read() as connection:
        batch = loads.batch_of(plans.database, connection, load_id)
    assert batch
    return batch.plans, frozenset(batch.removed_sides)


def test_street_is_found_all_its_sides_are_chosen_and_their_change_is_previewed(each_plans: PlanSite) -> None:
    browser = each_plans.publisher
    assert browser.get(f"{SIDES}?voie={FLAVIE}").status_code == 200
    sides = offered(browser)
    assert sides.keys() == {side.side_id for side in each_plans.streets.sides_on_street(FLAVIE)}  # type: ignore[union-attr]
    assert all(sides.values())
    browser.follow(change(each_plans, [*sides], HOURS))
    text = words(browser)
    assert "Vérifier avant de publier Modification à la main, par amelie" in text
    assert f"Côtés touchés {len(sides)}" in text
    assert "Ajouté" in text


def test_hours_are_those_of_the_citys_clock(plans: PlanSite) -> None:
    made, removed = batch_of(plans, change(plans, plans.sides[:1], {**HOURS, "motif": "bris", "operation": "7"}))
    night = Period(datetime(2026, 11, 25, 0, tzinfo=UTC), datetime(2026, 11, 25, 12, tzinfo=UTC))
    side = plans.streets.side(plans.sides[0])
    assert side
    assert made == (Plan(side.side_id, LoadingStatus.PLANNED, night, operation="7", reason="bris"),)
    assert removed == frozenset()


@pytest.mark.parametrize(
    ("what", "status"),
    [
        ("en_cours", LoadingStatus.IN_PROGRESS),
        ("deneige", LoadingStatus.CLEARED),
        ("reporte", LoadingStatus.DEFERRED),
        ("degage", LoadingStatus.BETWEEN_LOADINGS),
        ("enneige", LoadingStatus.SNOWY),
    ],
)
def test_state_is_changed_whatever_hours_the_form_still_holds(
    plans: PlanSite, what: str, status: LoadingStatus
) -> None:
    made, _removed = batch_of(plans, change(plans, plans.sides[:1], {**HOURS, "quoi": what}))
    assert [(plan.side_id, plan.status, plan.planned) for plan in made] == [(plans.sides[0], status, None)]


def test_withdrawn_sides_are_taken_out_of_the_plan(plans: PlanSite) -> None:
    plans.publish(*plans.plan(0, 2))
    answer = change(plans, plans.sides[:2], {"quoi": "retirer"})
    assert batch_of(plans, answer) == ((), frozenset(plans.sides[:2]))
    plans.publisher.follow(answer)
    assert "Retiré" in words(plans.publisher)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("voie=rue de nulle part", "Aucune rue de la ville ne répond à cette recherche."),
        ("voie=Principale", "Plusieurs rues portent ce nom. Laquelle?"),
        ("de=12&a=40", "Des numéros demandent une rue."),
        (f"voie={FLAVIE}&de=40&a=12", "Les numéros vont à l’envers : le plus petit d’abord."),
        ("voie=", "Écrivez une rue, ou choisissez un arrondissement ou un secteur."),
        ("secteur=nulle part", "Aucun côté de rue ne s’y trouve."),
        ("zone=-73.11,45.9 -73.12,45.9", "Une zone a au moins trois coins, qui ne sont pas sur une même ligne."),
    ],
)
def test_place_that_is_none_is_told_and_the_search_is_there_again(plans: PlanSite, query: str, said: str) -> None:
    assert plans.publisher.get(f"{SIDES}?{query}").status_code == 400
    assert said in words(plans.publisher)
    assert 'id="voie"' in plans.publisher.page


def test_streets_of_one_name_are_offered_by_their_borough(plans: PlanSite) -> None:
    browser = plans.publisher
    browser.get(f"{SIDES}?voie=rue Principale")
    [path] = re.findall(r'href="(/operations/modifier/cotes\?[^"]*Vieux-Moulin[^"]*)"', browser.page)
    assert browser.get(path.replace("&amp;", "&")).status_code == 200
    assert offered(browser)


@pytest.mark.parametrize("narrowed", ["cote=pair", "de=100&a=198", "arrondissement=Le Vieux-Moulin"])
def test_street_is_narrowed_down(plans: PlanSite, narrowed: str) -> None:
    plans.publisher.get(f"{SIDES}?voie={FLAVIE}")
    whole = offered(plans.publisher).keys()
    plans.publisher.get(f"{SIDES}?voie={FLAVIE}&{narrowed}")
    assert offered(plans.publisher).keys() <= whole


def test_borough_and_sector_are_places_too(plans: PlanSite) -> None:
    borough, sector = plans.streets.borough_names()[0], plans.streets.sector_names()[0]
    plans.publisher.get(f"{SIDES}?arrondissement={borough}")
    assert offered(plans.publisher).keys() == set(plans.streets.sides_in_borough(borough))
    plans.publisher.get(f"{SIDES}?secteur={sector}&cote=impair")
    assert offered(plans.publisher).keys() <= set(plans.streets.sides_in_sector(sector))


@pytest.mark.parametrize(("choice", "expected"), [("tous", 2), ("aucun", 0), ("pair", 1), ("impair", 1)])
def test_many_sides_are_chosen_by_one_button_and_what_was_typed_stays(
    plans: PlanSite, choice: str, expected: int
) -> None:
    browser = plans.publisher
    assert browser.post(SIDES, {"voie": FLAVIE, "de": "100", "a": "199", "choix": choice, **HOURS}).status_code == 200
    assert sum(offered(browser).values()) == expected
    assert [value in browser.page for value in NIGHT.values()] == [True] * 4
    assert 'value="heures" checked' in browser.page


def test_sides_of_other_boroughs_are_shown_and_cannot_be_chosen(plans: PlanSite) -> None:
    theirs = plans.at("dan", Role.PLANNER, "Le Vieux-Moulin")
    mine = set(plans.streets.sides_in_borough("Le Vieux-Moulin"))
    others = sorted(plans.streets.side_ids() - mine)
    theirs.post(SIDES, {"clics": " ".join([*sorted(mine)[:2], *others[:3]])})
    assert offered(theirs).keys() == set(sorted(mine)[:2])
    assert "3 côtés sont hors de vos arrondissements : ils ne peuvent pas être choisis." in words(theirs)
    answer = change(plans, others[:1], HOURS, by=theirs)
    assert answer.status_code == 403
    assert "Cette modification touche des côtés hors de vos arrondissements Rien n’a été fait." in words(theirs)
    assert plans.world.rows("SELECT count(*) FROM plan_load") == [(0,)]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "dites ce que deviennent ces côtés."),
        ({"quoi": "rien"}, "dites ce que deviennent ces côtés."),
        ({"quoi": "heures"}, "écrivez un jour et une heure."),
        (HOURS | {"fin_jour": "2026-11-24"}, "finit avant de commencer."),
        (HOURS | {"fin_jour": "2026-11-28"}, "la période dure 3 jours 12 h, plus de 48 h."),
        (HOURS | {"debut_jour": "2027-01-24", "fin_jour": "2027-01-25"}, "le début est dans"),
        (HOURS | {"debut_jour": "0001-01-01"}, "la période dure"),
        (HOURS | {"debut_jour": "2026-11-26"}, "finit avant de commencer."),
        (HOURS | {"debut_jour": "9999-12-31"}, "écrivez un jour et une heure."),
        (HOURS | {"debut_heure": "25:00"}, "écrivez un jour et une heure."),
    ],
)
def test_change_that_no_plan_says_is_refused_and_nothing_is_lost(
    plans: PlanSite, fields: dict[str, str], said: str
) -> None:
    answer = change(plans, plans.sides[:1], fields)
    assert answer.status_code == 400
    assert said in words(plans.publisher)
    assert plans.world.rows("SELECT count(*) FROM plan_load") == [(0,)]


def test_form_has_room_for_as_many_sides_as_a_hand_changes(plans: PlanSite) -> None:
    sides = [*plans.sides[:1], *(f"{number}" for number in range(10_000_000, 10_000_000 + MOST_SIDES - 1))]
    assert change(plans, sides, HOURS).status_code == 303


def test_change_of_no_side_is_refused(plans: PlanSite) -> None:
    assert change(plans, ["unknown"], HOURS).status_code == 400
    assert "choisissez au moins un côté." in words(plans.publisher)


def test_hour_that_the_clocks_skip_is_refused_with_the_one_to_write(plans: PlanSite) -> None:
    plans.clock.set(datetime(2027, 3, 12, 12, tzinfo=UTC))
    browser = plans.at("nadia", Role.PLANNER)
    spring = {"debut_jour": "2027-03-14", "debut_heure": "02:30", "fin_jour": "2027-03-14", "fin_heure": "09:00"}
    assert change(plans, plans.sides[:1], {"quoi": "heures", **spring}, by=browser).status_code == 400
    assert "on avance l’heure cette nuit-là. Écrivez 3 h 30." in words(browser)


def test_hour_that_passes_twice_is_asked_about_and_either_may_be_meant(plans: PlanSite) -> None:
    plans.clock.set(datetime(2027, 11, 5, 12, tzinfo=UTC))
    browser = plans.at("nadia", Role.PLANNER)
    fall = {"debut_jour": "2027-11-07", "debut_heure": "01:30", "fin_jour": "2027-11-07", "fin_heure": "09:00"}
    assert change(plans, plans.sides[:1], {"quoi": "heures", **fall}, by=browser).status_code == 400
    assert "cette heure passe deux fois cette nuit-là : dites laquelle." in words(browser)
    assert "Au premier passage" in words(browser)
    starts = []
    for turn in ("1", "2"):
        answer = change(plans, plans.sides[:1], {"quoi": "heures", **fall, "debut_passage": turn}, by=browser)
        made, _ = batch_of(plans, answer)
        starts += [plan.planned.starts_at for plan in made if plan.planned]
    assert starts == [datetime(2027, 11, 7, 5, 30, tzinfo=UTC), datetime(2027, 11, 7, 6, 30, tzinfo=UTC)]


def test_page_shows_what_is_announced_now(plans: PlanSite) -> None:
    side = plans.streets.sides_on_street(FLAVIE)[0]  # type: ignore[index]
    plans.publish(f"{side.side_id};;;;;;planifié;2026-11-24 19:00;2026-11-25 07:00;")
    plans.publisher.get(f"{SIDES}?voie={FLAVIE}")
    assert "Planifiée mar. 24, 19 h à mer. 25, 7 h" in words(plans.publisher)
    assert "rien d’annoncé" in words(plans.publisher)


def test_more_sides_than_a_hand_changes_are_for_a_file(plans: PlanSite) -> None:
    sides = [f"{number}" for number in range(10_000_000, 10_000_000 + MOST_SIDES + 1)]
    assert change(plans, sides, HOURS).status_code == 400
    assert "3 001 côtés : une modification à la main en prend au plus 3 000. Précisez" in words(plans.publisher)
    assert plans.world.rows("SELECT count(*) FROM plan_load") == [(0,)]


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("nan,45.9 -73.1,inf 1e309,45.9", "Cette zone ne peut pas être lue"),
        ("-73.1,45.9,12 -73.2,45.9,12 -73.2,45.8,12", "Cette zone ne peut pas être lue"),
        ('{"type": "Polygon", "coordinates": []}', "Cette zone ne peut pas être lue"),
        ("-73.11,45.90 -73.11,45.90 -73.11,45.90", "Une zone a au moins trois coins"),
        ("-73.11,45.90 -73.10,45.91 -73.10,45.90 -73.11,45.91", "Le contour de la zone se croise"),
        ("45.90,-73.11 45.90,-73.10 45.91,-73.10", "longitude et latitude semblent inversées"),
        ("2.35,48.85 2.36,48.85 2.36,48.86", "Un coin de la zone est loin hors de la ville."),
        ("-73.1,45.9 " * 1_000, "Une zone a au plus 200 coins."),
    ],
)
def test_area_that_is_none_is_refused_in_words(plans: PlanSite, zone: str, said: str) -> None:
    assert plans.publisher.post(SIDES, {"zone": zone}).status_code == 400
    assert said in words(plans.publisher)


def test_area_of_a_million_corners_is_not_read(plans: PlanSite) -> None:
    assert plans.publisher.post(SIDES, {"zone": "-73.1,45.9 " * 1_000_000}).status_code == 413
    assert "Ce qui a été envoyé dépasse ce qui est lu ici. Rien n’a été fait." in words(plans.publisher)


def test_address_of_the_choice_without_a_place_leads_to_the_search(plans: PlanSite) -> None:
    assert plans.publisher.get(SIDES).headers["Location"] == EDIT


def test_fields_that_are_no_text_are_left_out() -> None:
    where = read_where(MultiDict({"voie": "a\x00b\u202e", "de": "٣", "a": "1e9", "cote": "gauche"}))
    assert (where.street, where.first, where.last, where.parity) == ("a b", None, None, None)
    assert TypedChange.read(MultiDict({"quoi": "x", "motif": "y" * 500})).reason == "y" * 100


def test_time_of_a_change_is_now(plans: PlanSite) -> None:
    plans.wait(timedelta(minutes=3))
    answer = change(plans, plans.sides[:1], HOURS)
    load_id = int(answer.headers["Location"].rpartition("/")[2])
    with plans.database.read() as connection:
        load = loads.load(plans.database, connection, load_id)
    assert load
    assert load.loaded_at == plans.clock.now()
