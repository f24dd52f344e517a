"""STATUT tells what is known now, the most urgent first; of what we do not know it says just that."""

from datetime import timedelta

import pytest

from infoneige.storage.instants import to_text
from tests.infoneige.people.inbound.desk_world import ELOI, FLAVIE_EVEN, FLAVIE_ODD, MINUTE, Correspondence
from tests.outbox_world import NOW, STARTS

UNKNOWN = "données trop anciennes, vérifiez les panneaux"


def test_status_of_own_sides_is_told_the_most_urgent_first(desk: Correspondence) -> None:
    desk.person(FLAVIE_EVEN, FLAVIE_ODD, ELOI)
    desk.data_are_good()
    desk.world.window(FLAVIE_ODD, starts_at=STARTS)
    desk.world.window(ELOI, starts_at=NOW - MINUTE)
    assert desk.write("Statut") == (
        "AvisNeige (14h): rue St-Éloi pairs 200-298: INTERDIT maintenant, jusqu'à mar 24 7h; rue Ste-Flavie impairs "
        "101-199: INTERDIT lun 23 19h à mar 24 7h; et 1 autre."
    )


def test_status_of_an_address_tells_both_sides_of_the_street(desk: Correspondence) -> None:
    desk.data_are_good()
    desk.world.window(FLAVIE_ODD)
    assert desk.write("150 Sainte-Flavie") == (
        "AvisNeige (14h): rue Sainte-Flavie pairs 100-198: aucune interdiction connue; "
        "impairs: INTERDIT lun 23 nov 19h à mar 24 nov 7h. Panneaux prévalent."
    )
    assert desk.write("STATUS 151 sainte-flavie") == (
        "AvisNeige (2pm): rue Sainte-Flavie odd side 101-199: NO PARKING Mon Nov 23 7pm to Tue Nov 24 7am; "
        "even side: no ban known. Street signs prevail."
    )


@pytest.mark.parametrize(
    ("age", "said"),
    [(timedelta(minutes=59), "aucune interdiction connue"), (timedelta(minutes=60), UNKNOWN)],
)
def test_status_puts_nobody_at_ease_by_old_data(desk: Correspondence, age: timedelta, said: str) -> None:
    desk.data_are_good(NOW)
    desk.later(age)
    assert desk.write("STATUT 250 gilles-hebert") == (
        f"AvisNeige (14h): avenue Gilles-Hébert pairs 200-298 et impairs 201-299: {said}. Panneaux prévalent."
    )


def test_status_puts_nobody_at_ease_while_a_source_is_silent(desk: Correspondence) -> None:
    desk.data_are_good()
    silent = to_text(NOW - timedelta(hours=2))
    desk.world.change("INSERT INTO source (name) VALUES ('city')")
    desk.world.change(f"INSERT INTO silence (source, since) VALUES ('city', '{silent}')")
    assert desk.write("STATUT 150 sainte-flavie") == (
        f"AvisNeige (12h): rue Sainte-Flavie pairs 100-198 et impairs 101-199: {UNKNOWN}. Panneaux prévalent."
    )


def test_status_without_any_data_says_so_but_still_warns(desk: Correspondence) -> None:
    desk.world.window(FLAVIE_ODD)
    assert desk.write("STATUT 151 sainte-flavie") == (
        "AvisNeige: rue Sainte-Flavie impairs 101-199: INTERDIT lun 23 nov 19h à mar 24 nov 7h; "
        f"pairs: {UNKNOWN}. Panneaux prévalent."
    )


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (
            "250 principale",
            (
                "AvisNeige: plusieurs endroits possibles. Ajoutez l'arrondissement: "
                "STATUT 250 rue Principale, Le Vieux-Moulin. Vérifiez les panneaux."
            ),
        ),
        (
            "statut sacré-coeur",
            "AvisNeige: il manque le numéro. Envoyez par exemple STATUT 100 rue du Sacré-Coeur. Vérifiez les panneaux.",
        ),
        (
            "statut 99999 nulle part",
            (
                "AvisNeige: adresse introuvable. Envoyez le numéro et la rue, ex. STATUT 1250 rue Cartier. "
                "Vérifiez les panneaux."
            ),
        ),
    ],
)
def test_status_of_an_address_that_is_no_one_place_asks_for_more(desk: Correspondence, typed: str, answer: str) -> None:
    assert desk.write(typed) == answer


def test_status_of_a_side_that_the_street_file_does_not_know_names_its_id(desk: Correspondence) -> None:
    desk.person("77")
    desk.data_are_good()
    assert desk.write("STATUT") == "AvisNeige (14h): cote de rue 77: aucune interdiction connue. Panneaux prévalent."


def test_status_of_a_ban_that_is_over_is_that_none_is_known(desk: Correspondence) -> None:
    desk.person(FLAVIE_EVEN)
    desk.world.window(FLAVIE_EVEN)
    desk.later(timedelta(hours=17))
    desk.data_are_good(desk.clock.now())
    assert desk.write("STATUT") == (
        "AvisNeige (7h): rue Sainte-Flavie pairs 100-198: aucune interdiction connue. Panneaux prévalent."
    )
