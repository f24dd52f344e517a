"""What people write is done once, and answered in the language of their word."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from geodata.model import StreetSideId
from infoneige.housekeeping import forget_what_is_old
from infoneige.people.inbound import MOST_ANSWERS
from infoneige.storage.inbound import TEXTS_LAST
from infoneige.storage.instants import to_text
from infoneige.storage.outcomes import MovedFor, tell_moved_of
from notifier.model import AlertKind
from tests.infoneige.people.inbound.desk_world import ANNA, BRUNO, ELOI, FLAVIE_EVEN, FLAVIE_ODD, MINUTE, Correspondence
from tests.outbox_world import NOW, STARTS
from tests.vault import VAULT

NO_SUBSCRIPTION = (
    "AvisNeige: aucun abonnement à ce numéro. Pour une rue, envoyez STATUT et l'adresse, "
    "ex. STATUT 1250 Cartier. Aide: 1-800-555-0199."
)
UNCLEAR = (
    "AvisNeige: message non compris. STATUT: état de vos rues. OK: auto déplacée. AIDE: aide. "
    "ARRET: fin des avis. Aide: 1-800-555-0199."
)
MOVED = (
    "AvisNeige: merci, plus de rappel, rue Sainte-Flavie pairs 100-198 et impairs 101-199 (lun 23 nov 19h). "
    "Si les heures changent, on vous écrira."
)


def test_help_and_info_answer_in_the_language_of_the_word(desk: Correspondence) -> None:
    assert [desk.write(word) for word in ("AIDE", "help", "info")] == [
        (
            "AvisNeige: avis de stationnement/déneigement. Env. 4 msg par tempete. Aide: 1-800-555-0199. "
            "ARRET pour annuler. Frais de msg et données possibles."
        ),
        (
            "AvisNeige: snow removal parking alerts. About 4 msg per storm. Help: 1-800-555-0199. STOP to cancel. "
            "Std msg&data rates may apply."
        ),
        (
            "AvisNeige: Ville de Valneige. 1-800-555-0199. AIDE/HELP, ARRET/STOP. Frais de msg possibles. "
            "Std msg&data rates may apply."
        ),
    ]


def test_moved_ends_the_reminders_of_the_nearest_ban_and_of_no_other(desk: Correspondence) -> None:
    anna = desk.person(FLAVIE_EVEN, FLAVIE_ODD, ELOI)
    even, odd = desk.world.window(FLAVIE_EVEN), desk.world.window(FLAVIE_ODD)
    later = desk.world.window(ELOI, starts_at=STARTS + timedelta(hours=1))
    for window in (even, odd, later):
        desk.world.due(window, anna, state="delivered")
    reminders = [
        desk.world.due(even, anna, AlertKind.REMINDER, lead=60),
        desk.world.due(odd, anna, AlertKind.EVENING_BEFORE, lead=600),
    ]
    correction = desk.world.due(even, anna, AlertKind.MOVED)
    other = desk.world.due(later, anna, AlertKind.REMINDER, lead=60)
    assert desk.write("OK merci") == MOVED
    reasons = desk.reasons()
    assert [reasons[entry] for entry in reminders] == [("superseded", "car moved")] * 2
    assert (reasons[correction], reasons[other]) == (("due", None), ("due", None))
    assert desk.world.rows("SELECT window_id, recipient_id, what, told_at FROM outcome ORDER BY window_id") == [
        (window, anna, "moved", to_text(NOW)) for window in (even, odd)
    ]


def test_moved_by_a_push_message_is_about_its_own_ban(desk: Correspondence) -> None:
    anna = desk.person(FLAVIE_EVEN, ELOI)
    nearer, later = desk.world.window(FLAVIE_EVEN), desk.world.window(ELOI, starts_at=STARTS + MINUTE)
    desk.world.due(nearer, anna, state="sent")
    message = desk.world.due(later, anna, state="sent")
    reminder = desk.world.due(later, anna, AlertKind.REMINDER, lead=60)
    with desk.database.transaction() as connection:
        moved = [tell_moved_of(desk.database, connection, entry, now=NOW) for entry in (message, message, 10_000)]
    assert moved == [*[MovedFor(STARTS + MINUTE, (StreetSideId(ELOI),))] * 2, None]
    assert desk.reasons()[reminder] == ("superseded", "car moved")
    assert desk.world.rows("SELECT window_id FROM outcome") == [(later,)]


@pytest.mark.parametrize("state", ["due", "superseded", "suppressed", "failed"])
def test_moved_means_no_ban_that_the_person_was_not_told_of(desk: Correspondence, state: str) -> None:
    anna = desk.person(FLAVIE_EVEN)
    desk.world.due(desk.world.window(FLAVIE_EVEN), anna, state=state)
    assert desk.write("déplacée") == (
        "AvisNeige: merci. Aucun avis en cours à votre numéro. STATUT pour l'état de vos rues."
    )
    assert desk.world.rows("SELECT window_id FROM outcome") == []


def test_language_is_that_of_the_messages_to_come(desk: Correspondence) -> None:
    desk.person(FLAVIE_EVEN)
    assert desk.write("EN") == "AvisNeige: noted, your alerts will be in English."
    assert desk.world.rows("SELECT language FROM recipient") == [("en",)]
    assert desk.write("merci non") == (
        "AvisNeige: message not understood. STATUS: your streets. OK: car moved. HELP: help. STOP: end alerts. "
        "Help: 1-800-555-0199."
    )


@pytest.mark.parametrize("word", ["OK", "FR", "STATUT", "OUI"])
def test_a_number_without_subscription_is_told_so(desk: Correspondence, word: str) -> None:
    assert desk.write(word) == NO_SUBSCRIPTION


def test_error_opens_a_report_whose_text_is_sealed(desk: Correspondence) -> None:
    anna = desk.person(FLAVIE_EVEN)
    assert desk.write("Erreur: le panneau dit 7h\ud800") == (
        "AvisNeige: merci, votre signalement est noté. En cas de doute, les panneaux prévalent. Aide: 1-800-555-0199."
    )
    ((person, sealed, opened_at),) = desk.world.rows("SELECT recipient_id, text_sealed, opened_at FROM error_report")
    assert (person, VAULT.open_note(sealed), opened_at) == (anna, "le panneau dit 7h", to_text(NOW))


def test_what_is_unclear_is_kept_for_a_person_and_answered_once_a_day(desk: Correspondence) -> None:
    assert [desk.write("non merci"), desk.write(""), desk.write("?", number=BRUNO)] == [UNCLEAR, None, UNCLEAR]
    desk.later(timedelta(days=1))
    assert desk.write("non merci") == UNCLEAR
    kept = desk.world.rows("SELECT text_sealed FROM inbound_message ORDER BY received_at, provider_id")
    assert [VAULT.open_note(sealed) for (sealed,) in kept] == ["non merci", "", "?", "non merci"]


def test_words_are_forgotten_in_time_but_not_that_they_came(desk: Correspondence) -> None:
    desk.write("non merci", message="SMold")
    desk.write("STOP", message="SMstop")
    desk.later(TEXTS_LAST + MINUTE)
    forget_what_is_old(desk.database, now=desk.clock.now())
    assert desk.world.rows("SELECT DISTINCT text_sealed, answer FROM inbound_message") == [(None, None)]
    assert desk.write("STOP", message="SMstop") is None
    assert desk.world.rows("SELECT event FROM consent") == [("stop",)]


def test_a_message_that_comes_again_is_answered_alike_and_done_once(desk: Correspondence) -> None:
    first = desk.write("ERREUR du plan", message="SM7")
    desk.later()
    assert desk.write("ERREUR du plan", message="SM7") == first
    assert desk.world.rows("SELECT count(*) FROM error_report") == [(1,)]


def test_a_message_that_comes_many_times_at_once_is_done_once(desk: Correspondence) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(lambda _: desk.write("erreur", message="SM8"), range(16)))
    assert len(answers) == 1
    assert desk.world.rows("SELECT count(*) FROM error_report") == [(1,)]


def test_two_machines_that_answer_each_other_come_to_an_end(desk: Correspondence) -> None:
    answers = [desk.write("AIDE") for _ in range(MOST_ANSWERS + 5)]
    assert [answer is not None for answer in answers] == [True] * MOST_ANSWERS + [False] * 5
    desk.write("STOP")
    assert desk.is_stopped(ANNA)
    desk.later(timedelta(hours=1))
    assert desk.write("AIDE") == answers[0]


def test_no_table_holds_the_number_that_wrote(desk: Correspondence) -> None:
    for word in ("STOP", "erreur ici", "non merci", "OUI"):
        desk.write(word)
    tables = ("suppression", "inbound_message", "consent", "error_report", "recipient")
    written = "".join(repr(desk.world.rows(f"SELECT * FROM {table}")) for table in tables)
    assert ANNA.removeprefix("+") not in written
