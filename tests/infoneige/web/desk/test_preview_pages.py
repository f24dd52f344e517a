"""What a load would do, as its page says it: progress, numbers, warnings, rows in error, changes, map."""

import csv
import io
import re
from datetime import timedelta

import pytest

from infoneige.operators.model import Role
from infoneige.web.desk.preview_pages import SHOWN
from notifier.model import Channel
from tests.infoneige.web.desk.plan_world import HEADER, TONIGHT, PlanSite, words

MINUTE = timedelta(minutes=1)


def test_preview_says_in_numbers_what_would_happen(each_plans: PlanSite) -> None:
    each_plans.subscribe(2, each_plans.sides[:3])
    each_plans.subscribe(1, each_plans.sides[1:2], Channel.PUSH)
    each_plans.loaded(*each_plans.plan(0, 4))
    said = words(each_plans.publisher)
    assert "Côtés touchés 4 dans 4 lignes Personnes averties 3 2 par texto, 1 par notification" in said
    assert re.search(r"Coût des textos 0,\d\d \$ \d+ segments", said)
    assert "Pour tout envoyer 2 min à 3 segments par seconde Réveillées 0 en heures calmes" in said
    assert "Rien n’est encore publié." in said
    assert "Ajouté : 4 " in said


def test_preview_says_at_once_what_is_beyond_ones_boroughs(plans: PlanSite) -> None:
    mine, theirs = plans.streets.borough_names()[:2]
    neighbour = plans.at("nadia", Role.PUBLISHER, mine)
    path = plans.loaded(f";;{theirs};;;;planifié;{TONIGHT};", by=neighbour)
    assert f"Ce plan touche des côtés hors de vos arrondissements {theirs} : " in words(neighbour)
    assert f"{path}/publier" not in neighbour.page
    plans.loaded(f";;{mine};;;;planifié;{TONIGHT};", by=neighbour)
    assert "hors de vos arrondissements" not in words(neighbour)
    assert "/publier" in neighbour.page


def test_nobody_told_is_not_nobody_subscribed(plans: PlanSite) -> None:
    past = "2026-11-22 19:00;2026-11-23 07:00"
    plans.loaded(*plans.plan(0, 1, past))
    assert "Personnes averties 0 personne n’est abonné à ces côtés" in words(plans.publisher)
    plans.subscribe(1, plans.sides[:1])
    plans.loaded(*plans.plan(0, 1, past))
    assert "Personnes averties 0 rien de nouveau pour qui est abonné à ces côtés" in words(plans.publisher)


def test_hours_of_yesterday_are_called_past(plans: PlanSite) -> None:
    plans.loaded(*plans.plan(0, 2, "2026-11-22 19:00;2026-11-23 07:00"), *plans.plan(2, 3))
    assert "Heures déjà passées : 2 côtés" in words(plans.publisher)
    plans.loaded(*plans.plan(2, 3))
    assert "Heures déjà passées" not in words(plans.publisher)


def test_preview_in_english_is_english(plans: PlanSite) -> None:
    path = plans.loaded(*plans.plan(0, 1), f"{plans.sides[3]};;;;;;99;{TONIGHT};")
    plans.publisher.get(f"/en{path}")
    assert "this is no state of a loading" in words(plans.publisher)


def test_page_moves_on_by_itself_while_the_load_is_read(plans: PlanSite) -> None:
    plans.jobs.waits = True
    path = plans.loaded(*plans.plan(0, 1))
    page = plans.publisher.page
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    assert re.search(rf'<progress max="1000" value="0" data-at="{path}/avancement"', page)
    at_work = plans.publisher.get(f"{path}/avancement").get_json()
    assert at_work == {"isWorking": True, "progress": 0, "words": "Reçu, attend son tour"}
    plans.jobs.real.start(1)
    done = plans.publisher.get(f"{path}/avancement").get_json()
    assert (done["isWorking"], done["words"]) == (False, "À vérifier")


def test_rows_in_error_are_shown_with_place_reason_and_advice(plans: PlanSite) -> None:
    plans.loaded(*plans.plan(0, 1), ";rue Sainte-Flavi;;;;;2;2026-11-24 19:00;2026-11-25 07:00;")
    said = words(plans.publisher)
    assert "1 ligne en erreur" in said
    assert "3 voie rue Sainte-Flavi la ville n’a pas de rue de ce nom vouliez-vous dire" in said


def test_many_rows_in_error_are_counted_by_reason_and_paged(plans: PlanSite) -> None:
    bad = [f"{side};;;;;;99;2026-11-24 19:00;2026-11-25 07:00;" for side in plans.sides[:125]] * 2
    path = plans.loaded(*plans.plan(130, 131), *bad, f"{plans.sides[0]};;;;;;2;;;")
    assert "Voir les 251 lignes en erreur" in words(plans.publisher)
    plans.publisher.get(f"{path}/rejets?page=3")
    said = words(plans.publisher)
    assert "ce n’est pas un état du chargement : 250 lignes" in said
    assert "Page 3 de 3" in said
    assert plans.publisher.page.count('<tr><td class="r">') == 51


def test_corrected_file_has_what_is_certain_put_right(plans: PlanSite) -> None:
    path = plans.loaded(*plans.plan(0, 1), ";rue Introuvable;;;;;2;2026-11-24 19:00;2026-11-25 07:00;")
    answer = plans.publisher.get(f"{path}/corrige.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0] == [*HEADER.split(";"), "erreur"]
    assert [bool(row[-1]) for row in rows[1:]] == [False, True]
    assert rows[2][-1].startswith("voie: la ville n’a pas de rue de ce nom; vérifiez")


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("plan é.csv", "plan%20%C3%A9-corrige.csv"),
        ("l’été – план.csv", "l%E2%80%99%C3%A9t%C3%A9%20%E2%80%93%20%D0%BF%D0%BB%D0%B0%D0%BD-corrige.csv"),
        ("a; filename=x.csv", "a%3B%20filename%3Dx-corrige.csv"),
    ],
)
def test_corrected_file_has_the_name_of_the_one_that_came_whatever_that_is(
    plans: PlanSite, name: str, given: str
) -> None:
    path = plans.loaded(*plans.plan(0, 1), name=name)
    named = plans.publisher.get(f"{path}/corrige.csv").headers["Content-Disposition"]
    assert named == f"attachment; filename=corrige.csv; filename*=UTF-8''{given}"


def test_load_without_a_file_has_no_corrected_file(plans: PlanSite) -> None:
    assert plans.publisher.get("/operations/chargements/99/corrige.csv").status_code == 404


def test_preview_shows_the_first_changes_and_leads_to_all(plans: PlanSite) -> None:
    path = plans.loaded(*plans.plan(0, 150))
    assert plans.publisher.page.count('<tr data-d="added">') == SHOWN
    assert "Voir les 150 changements" in words(plans.publisher)
    plans.publisher.get(f"{path}/changements?page=2")
    assert plans.publisher.page.count('<tr data-d="added">') == 50
    assert "Page 2 de 2" in words(plans.publisher)


def test_changes_are_shown_by_kind(plans: PlanSite) -> None:
    plans.publish(*plans.plan(0, 3))
    path = plans.loaded(*plans.plan(3, 5), *plans.withdraw(0, 1))
    plans.publisher.get(f"{path}/changements?sorte=withdrawn")
    said = words(plans.publisher)
    assert "Tous (3) Ajouté (2) Retiré (1)" in said
    assert plans.publisher.page.count("<tr data-d") == 1
    assert "plus d’interdiction" in said
    plans.publisher.get(f"{path}/changements?sorte=nonsense&page=x")
    assert plans.publisher.page.count("<tr data-d") == 3


def test_map_draws_what_the_list_says(plans: PlanSite) -> None:
    plans.publish(*plans.plan(0, 3))
    plans.loaded(*plans.plan(3, 5), *plans.withdraw(0, 1))
    drawing = re.search(r'<svg class="map".*?</svg>', plans.publisher.page, re.DOTALL)
    assert drawing
    assert re.findall(r'<g class="way" data-s="(\d)">', drawing[0]) == ["4", "2"]
    assert "<desc" in drawing[0]
    assert "Ajouté : 2, retiré : 1" in drawing[0]


def test_plan_that_changes_nothing_is_said_to(plans: PlanSite) -> None:
    plans.publish(*plans.plan(0, 2), name="un.csv")
    path = plans.loaded(*plans.plan(0, 2), name="encore.csv")
    said = words(plans.publisher)
    assert "Rien ne changerait 2 côtés sont déjà annoncés ainsi. Personne ne serait averti." in said
    assert "Le même fichier que la version" in said
    assert f'href="{path}/publier"' not in plans.publisher.page


def test_file_older_than_the_plan_in_force_is_said_to_be(plans: PlanSite) -> None:
    first = plans.publish(*plans.plan(0, 1))
    second = plans.publish(*plans.plan(1, 2))
    plans.loaded(*plans.plan(0, 1))
    said = words(plans.publisher)
    assert "Plus ancien que le plan en vigueur" in said
    assert f"déjà devenu la version {first}, et la version {second} a été publiée depuis" in said


def test_guards_are_said_the_shortest_notice_first(plans: PlanSite) -> None:
    plans.subscribe(8, plans.sides[:1])
    plans.loaded(*plans.plan(0, 1, TONIGHT))
    said = words(plans.publisher)
    late, many = said.index("Préavis trop court"), said.index("Beaucoup de gens")
    assert late < many
    assert "8 personnes auraient moins de 4 heures" in said
    assert "une deuxième personne doit approuver." in said


def test_absent_areas_and_unknown_sides_are_said(plans: PlanSite) -> None:
    borough = plans.streets.borough_names()[0]
    plans.publish(f";;{borough};;;;planifié;2026-11-24 19:00;2026-11-25 07:00;")
    plans.loaded("ABC-1;;;;;;planifié;2026-11-24 19:00;2026-11-25 07:00;")
    said = words(plans.publisher)
    assert re.search(
        rf"Où ce fichier ne change rien, ou peu, depuis la dernière opération {borough} : 0 côté ici", said
    )
    assert "Ce chargement ne fait que modifier : rien n’y changera." in said
    assert "Côtés inconnus : 1" in said
    assert "Côté ABC-1, inconnu du fichier des rues" in said


def test_complete_plan_with_a_row_of_unknown_sides_withdraws_nothing_and_says_so(plans: PlanSite) -> None:
    plans.publish(*plans.plan(0, 2))
    row = ";rue Introuvable;;;;;2;2026-11-24 19:00;2026-11-25 07:00;"
    plans.loaded(*plans.plan(5, 6), row, mode="complete")
    said = words(plans.publisher)
    assert "Aucun retrait par absence" in said
    assert "Retiré" not in said


def test_words_that_people_would_read_are_shown(plans: PlanSite) -> None:
    plans.subscribe(1, plans.sides[:1])
    plans.loaded(*plans.plan(0, 1))
    assert "stationnement INTERDIT" in words(plans.publisher)
    assert re.search(
        r"Avis d’interdiction, en français : \d+ caractères, 1 segment, 1 personne", words(plans.publisher)
    )


def test_words_are_shown_in_each_language_in_which_somebody_reads_them(each_plans: PlanSite) -> None:
    each_plans.subscribe(3, each_plans.sides[:1])
    each_plans.world.change("UPDATE recipient SET language = 'en' WHERE recipient_id = 1")
    path = each_plans.loaded(*each_plans.plan(0, 1))
    samples = r'<p lang="([\w-]+)" dir="ltr">([^<]*)</p>'
    (french, words_in_french), (english, words_in_english) = re.findall(samples, each_plans.publisher.page)
    assert (french, "INTERDIT" in words_in_french) == ("fr-CA", True)
    assert (english, "NO PARKING" in words_in_english) == ("en-CA", True)
    assert re.search(r"en français : .* 2 personnes .* en anglais : .* 1 personne", words(each_plans.publisher))
    each_plans.publisher.get(f"/en{path}")
    assert re.search(r"in French: .* 2 people .* in English: .* 1 person", words(each_plans.publisher))


@pytest.mark.parametrize(("minutes", "is_stale"), [(30, False), (31, True)])
def test_old_preview_must_be_verified_again(plans: PlanSite, minutes: int, is_stale: bool) -> None:  # noqa: FBT001 - a table
    path = plans.loaded(*plans.plan(0, 1))
    for _ in range(minutes // 10):
        plans.wait(10 * MINUTE)
        plans.publisher.get("/operations/charger")
    plans.wait(minutes % 10 * MINUTE)
    plans.publisher.get(path)
    assert ("Ces nombres datent de plus d’une demi-heure" in words(plans.publisher)) is is_stale
    assert (f'action="{path}/reverifier"' in plans.publisher.page) is is_stale
    assert (f'href="{path}/publier"' in plans.publisher.page) is not is_stale


def test_planner_sees_that_somebody_else_publishes(plans: PlanSite) -> None:
    planner = plans.at("paul", Role.PLANNER)
    path = plans.loaded(*plans.plan(0, 1), by=planner)
    assert "Une personne qui publie doit ouvrir cette page." in words(planner)
    assert f'href="{path}/publier"' not in planner.page


def test_load_that_is_not_there_is_not_found(plans: PlanSite) -> None:
    answers = [plans.publisher.get(f"/operations/chargements/77{rest}").status_code for rest in ("", "/avancement")]
    assert answers == [404, 404]
