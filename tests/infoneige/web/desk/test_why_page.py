"""Somebody looked up by their number: what they were told and why not, and what the trail keeps of the look-up."""

from datetime import timedelta

import pytest

from infoneige.audit.model import Verb
from infoneige.audit.trail import Trail
from infoneige.desk.looking_up_person import IN_AN_HOUR
from infoneige.operators.model import Role
from infoneige.storage.instants import to_text
from tests.infoneige.web.desk.plan_world import TONIGHT, PlanSite, words

WHY = "/operations/pourquoi"
NUMBER, TYPED = "+15145550142", "(514) 555-0142"
DIGITS = "5550142"


def told(site: PlanSite) -> int:
    """Publish a plan of which somebody is told by two calls; return their id."""
    person = site.world.person(NUMBER, sides=site.sides[:1], channel="sms")
    site.publish(*site.plan(0, 1, TONIGHT))
    ((entry,),) = site.world.rows(f"SELECT entry_id FROM outbox WHERE recipient_id = {person}")
    at = to_text(site.clock.now())
    calls = f"({entry}, 1, 'w', '{at}', '{at}', 'unknown', 2), ({entry}, 2, 'w', '{at}', '{at}', 'sent', 0)"
    columns = "(entry_id, number, owner, started_at, ended_at, outcome, looked_up)"
    site.world.change(f"INSERT INTO attempt {columns} VALUES {calls}")
    site.world.change(
        f"UPDATE outbox SET state = 'undelivered', attempts = 2, provider_id = 'SM1', handed_over_at = '{at}', "
        f"reason = 'the provider''s code 30007' WHERE entry_id = {entry}"
    )
    told = f"('SM1', 'sent', NULL, '{at}'), ('SM1', 'undelivered', 30007, '{at}')"
    site.world.change(f"INSERT INTO receipt VALUES {told}")
    return person


def test_calls_and_receipts_are_told_in_words(each_plans: PlanSite) -> None:
    told(each_plans)
    each_plans.publisher.post(WHY, {"tel": TYPED})
    said = words(each_plans.publisher)
    assert "Numéro 514 •••‑••42" in said
    assert " : non livré lundi 23 nov. 14 h" in said
    assert "L’opérateur de téléphonie de la personne a filtré le message" in said
    assert "Essai 1, lundi 23 nov. 14 h : sans réponse, revérifié 2 fois chez le fournisseur" in said
    assert "Accusé de 14 h : non livré (code 30007)" in said


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ("UPDATE subscription SET subscribed_at = '2026-12-30T00:00:00.000Z'", "ne suivait pas encore ce côté"),
        ("UPDATE recipient SET stopped_at = '2026-11-01T00:00:00.000Z'", "avait demandé l’arrêt"),
        ("UPDATE recipient SET disabled_at = '2026-11-01T00:00:00.000Z'", "ne recevait plus de textos"),
        ("UPDATE profile SET kinds = 'done'", "n’a pas demandé ce genre d’avis"),
        ("UPDATE subscription SET subscribed_at = '2026-11-23T20:30:00.000Z'", "s’est inscrite après l’annonce"),
        ("UPDATE profile SET kinds = ''", "Aucune règle ne rendait d’avis dû"),
    ],
)
def test_ban_of_which_nothing_was_due_says_why(plans: PlanSite, change: str, because: str) -> None:
    told(plans)
    for table in ("attempt", "outbox"):
        plans.world.change(f"DELETE FROM {table}")
    plans.world.change(change)
    plans.publisher.post(WHY, {"tel": TYPED})
    assert because in words(plans.publisher)


def test_stop_is_shown_for_a_number_that_we_know_nothing_else_of(each_plans: PlanSite) -> None:
    each_plans.publisher.post(WHY, {"tel": TYPED})
    assert "Nous ne connaissons personne sous ce numéro" in words(each_plans.publisher)


def test_look_up_is_recorded_with_a_keyed_hash_and_the_number_stands_nowhere(
    plans: PlanSite, caplog: pytest.LogCaptureFixture
) -> None:
    told(plans)
    for _ in range(2):
        answer = plans.publisher.post(WHY, {"tel": TYPED})
    assert answer.headers["Cache-Control"] == "no-store"
    first, second = (one.event for one in Trail(plans.database).events(most=2))
    assert (first.verb, first.actor) == (Verb.PERSON_LOOKED_UP, "operator:amelie")
    assert first == second
    hmacs = [found for (found,) in plans.world.rows("SELECT address_hmac FROM recipient")]
    assert not any(found in first.subject for found in hmacs)
    assert all(DIGITS not in text for text in (str(first), caplog.text, plans.publisher.page))


def test_no_more_look_ups_than_the_limit_in_an_hour(plans: PlanSite) -> None:
    other = plans.at("paule", Role.PUBLISHER)
    for _ in range(IN_AN_HOUR):
        assert plans.publisher.post(WHY, {"tel": TYPED}).status_code == 200
    before = len(Trail(plans.database).events())
    assert plans.publisher.post(WHY, {"tel": TYPED}).status_code == 429
    assert "le maximum de recherches en une heure" in words(plans.publisher)
    assert len(Trail(plans.database).events()) == before
    assert other.post(WHY, {"tel": TYPED}).status_code == 200


def test_what_is_no_number_is_refused_beside_its_field(plans: PlanSite) -> None:
    answer = plans.publisher.post(WHY, {"tel": "514 555"})
    assert (answer.status_code, "Il manque des chiffres" in words(plans.publisher)) == (400, True)
    assert Trail(plans.database).events()[0].event.verb is not Verb.PERSON_LOOKED_UP


def test_look_up_asks_for_a_fresh_proof_and_keeps_what_was_typed_out_of_the_path(plans: PlanSite) -> None:
    plans.wait(timedelta(minutes=6))
    answer = plans.publisher.post(WHY, {"tel": TYPED})
    assert "Confirmez que c’est bien vous" in words(plans.publisher)
    assert DIGITS not in answer.headers.get("Location", "")
