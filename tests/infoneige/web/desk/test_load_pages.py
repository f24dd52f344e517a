"""Bringing a plan to the desk: what is taken, what is refused and how that is said."""

from collections.abc import Callable
from http import HTTPStatus
from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import TestResponse

from infoneige.operators.model import Role
from infoneige.web.desk.load_pages import LARGEST_UPLOAD
from infoneige.web.desk.turns import AT_ONCE
from schedules.plan_table.limits import LARGEST_FILE
from tests.infoneige.web.desk.desk_world import OURS, URL
from tests.infoneige.web.desk.plan_world import HEADER, TOMORROW, PlanSite, words

CHARGER = "/operations/charger"
MULTIPART = "multipart/form-data; boundary=b"


def test_load_leads_to_what_it_would_do(each_plans: PlanSite) -> None:
    answer = each_plans.load(*each_plans.plan(0, 2), name="rosemont.csv")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/operations/chargements/1")
    each_plans.publisher.follow(answer)
    assert "Vérifier avant de publier rosemont.csv, modifications, par amelie" in words(each_plans.publisher)


def test_template_loads_as_it_is(plans: PlanSite) -> None:
    template = plans.publisher.get("/operations/gabarit.csv")
    assert template.headers["Content-Disposition"] == 'attachment; filename="gabarit.csv"'
    plans.publisher.follow(plans.load(content=template.data))
    text = words(plans.publisher)
    assert "Côtés touchés 3 dans 3 lignes" in text
    assert "en erreur" not in text


def test_page_lists_the_last_loads_and_what_became_of_them(plans: PlanSite) -> None:
    plans.publish(*plans.plan(0, 1), name="un.csv")
    plans.load(*plans.plan(1, 2), name="deux.csv", mode="complete")
    plans.load(content=b"voie;etat\n", name="trois.csv")
    plans.publisher.get(CHARGER)
    table = words(plans.publisher).partition("Derniers chargements ")[2]
    assert [name for name in ("trois.csv", "deux.csv", "un.csv") if name in table] == [
        "trois.csv",
        "deux.csv",
        "un.csv",
    ]
    assert "trois.csv Modifications amelie Refusé" in table
    assert "deux.csv Plan complet amelie À vérifier" in table
    assert "un.csv Modifications amelie Publié : version" in table


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"", 400, "Le fichier est vide. À essayer : exportez de nouveau le plan."),
        (b"%PDF-1.7 x", 415, "C’est un document PDF, et non un fichier CSV. (octet 0) À essayer : demandez le tableau"),
        (b"x" * (LARGEST_FILE + 1), 413, "Le fichier dépasse 20,000,000 octets. À essayer : divisez-le"),
        (b"x" * (LARGEST_UPLOAD + 1), 413, "Le fichier dépasse 20 Mo. À essayer : divisez-le"),
    ],
    ids=["empty", "a document", "too large", "larger than is read"],
)
def test_file_that_is_no_plan_is_refused_in_words(plans: PlanSite, content: bytes, status: int, said: str) -> None:
    answer = plans.load(content=content)
    assert answer.status_code == status
    assert said in words(plans.publisher)
    assert "Rien n’a été publié ni gardé." in words(plans.publisher)
    assert plans.world.rows("SELECT count(*) FROM plan_load") == [(0,)]


def test_file_of_which_nothing_can_be_used_says_why_on_its_page(plans: PlanSite) -> None:
    plans.loaded(content=b"etat;debut;fin\n2;2026-11-24 19:00;2026-11-25 07:00\n")
    assert "Rien de ce fichier ne peut servir" in words(plans.publisher)
    assert "Aucune colonne ne dit quels côtés" in words(plans.publisher)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"mode": ""}, "Erreur : dites si le plan est complet."),
        ({"mode": "partial"}, "Erreur : dites si le plan est complet."),
        ({"name": ""}, "Erreur : choisissez un fichier."),
    ],
)
def test_form_that_is_not_filled_in_asks_for_what_is_missing(
    plans: PlanSite, fields: dict[str, Any], said: str
) -> None:
    answer = plans.load(*plans.plan(0, 1), **fields)
    assert (answer.status_code, said in words(plans.publisher)) == (400, True)


def test_no_mode_is_chosen_in_advance(plans: PlanSite) -> None:
    page = plans.publisher.get(CHARGER).text
    assert page.count('type="radio"') == 2
    assert "checked" not in page


def test_choice_made_before_a_refusal_is_kept(plans: PlanSite) -> None:
    page = plans.load(content=b"", mode="complete", jour_avant="oui").text
    assert 'value="complete" checked' in page
    assert 'value="oui" checked' in page


def test_day_first_is_declared_by_the_form(plans: PlanSite) -> None:
    row = f"{plans.sides[0]};;;;;;planifié;03/12/2026 19:00;04/12/2026 07:00;"
    plans.loaded(row)
    assert "le jour et le mois se confondent" in words(plans.publisher)
    plans.loaded(row, jour_avant="oui")
    assert "jeu. 3, 19 h à ven. 4, 7 h" in words(plans.publisher)


def test_name_of_a_file_is_shown_and_nothing_else(plans: PlanSite) -> None:
    plans.loaded(*plans.plan(0, 1), name="../<b>évil</b>.csv")
    assert "&lt;b&gt;" in plans.publisher.page or "b&gt;.csv" in plans.publisher.page
    assert "<b>évil" not in plans.publisher.page


def test_viewer_sees_the_loads_and_cannot_make_one(plans: PlanSite) -> None:
    viewer = plans.at("victor", Role.VIEWER)
    page = viewer.get(CHARGER).text
    assert 'type="file"' not in page
    assert plans.load(*plans.plan(0, 1), by=viewer).status_code == 403


def test_only_the_upload_may_be_large(plans: PlanSite) -> None:
    path = plans.loaded(*plans.plan(0, 1))
    answer = plans.publisher.post(f"{path}/abandonner", {"raison": "x" * 100_000})
    assert answer.status_code == 413


def test_columns_of_the_page_are_columns_of_the_format(plans: PlanSite) -> None:
    rows = [f"{HEADER}", f";rue Sainte-Flavie;;100;198;pair;planifié;{TOMORROW};météo"]
    plans.publisher.follow(plans.load(content="\n".join(rows).encode()))
    assert "Côtés touchés 1 dans 1 ligne" in words(plans.publisher)


class _Arriving(BytesIO):
    """A body on its way: what happens meanwhile happens when its first bytes are asked for."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__(b"x" * 100_000)
        self._meanwhile = [meanwhile]

    def readinto(self, buffer: bytearray, /) -> int:  # type: ignore[override]  # as werkzeug does
        while self._meanwhile:
            self._meanwhile.pop()()
        return super().readinto(buffer)


def test_file_beyond_those_that_are_arriving_is_told_to_come_again(plans: PlanSite) -> None:
    browsers = [plans.at(name, Role.PUBLISHER) for name in ("one", "two", "three")]
    refused: list[TestResponse] = []

    def send(number: int) -> TestResponse:
        body = _Arriving((lambda: send(number + 1)) if number < AT_ONCE else bytes)
        answer = browsers[number].client.post(
            CHARGER, base_url=URL, headers=OURS, input_stream=body, content_length=100_000, content_type=MULTIPART
        )
        if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            refused.append(answer)
        return answer

    send(0)
    assert ["Retry-After" in one.headers for one in refused] == [True]
    assert "D’autres fichiers sont en train d’arriver" in refused[0].text
    assert send(AT_ONCE).status_code == HTTPStatus.BAD_REQUEST  # its turn, and no form in it
