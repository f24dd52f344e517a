"""STOP takes effect before it is answered; nothing but the person's own fresh START lifts it."""

from datetime import timedelta
from functools import partial

import pytest

from geodata.model import StreetSideId
from infoneige.housekeeping import forget_what_is_old
from infoneige.storage.consent import ConsentRecord, Wish, add_wish, log_consent
from infoneige.storage.inbound import Letter
from notifier.consent import WISH_LASTS, Consent, ConsentEvent
from notifier.inbound import read_command
from notifier.model import AlertKind, Channel, Language, PreferenceProfile
from tests.infoneige.people.inbound.desk_world import ANNA, BRUNO, ELOI, FLAVIE_EVEN, UNREACHABLE, Correspondence
from tests.vault import VAULT

STOPPED_FR = (
    "AvisNeige: vous etes désabonné et ne recevrez plus de messages. Aide: 1-800-555-0199. "
    "Des frais de msg et données peuvent s'appliquer."
)
NOT_STARTED = (
    "AvisNeige: we could not verify your request, you stay unsubscribed. To resume, send START again. "
    "Help: 1-800-555-0199."
)
STARTED = "AvisNeige: noted, your alerts resume. HELP for help, STOP to cancel."
NO_SUBSCRIPTION_FR = (
    "AvisNeige: aucun abonnement à ce numéro. Pour une rue, envoyez STATUT et l'adresse, "
    "ex. STATUT 1250 Cartier. Aide: 1-800-555-0199."
)
CONFIRMED = (
    "AvisNeige: c'est confirmé, vous recevrez les avis, rue Sainte-Flavie pairs 100-198 et rue Saint-Éloi "
    "pairs 200-298. Les panneaux prévalent. ARRET pour annuler."
)


def test_stop_suppresses_what_is_due_on_every_side_before_it_is_answered(desk: Correspondence) -> None:
    anna = desk.person(FLAVIE_EVEN, ELOI)
    bruno = desk.person(FLAVIE_EVEN, number=BRUNO)
    flavie, eloi = desk.world.window(FLAVIE_EVEN), desk.world.window(ELOI)
    told = desk.world.due(flavie, anna, state="sent")
    pending = [desk.world.due(flavie, anna, AlertKind.REMINDER, lead=60), desk.world.due(eloi, anna)]
    other = desk.world.due(flavie, bruno)
    assert desk.write("ARRÊT svp") == STOPPED_FR
    assert desk.world.states() == {
        told: "sent",
        **dict.fromkeys(pending, "suppressed"),
        other: "due",
    }
    assert (desk.is_stopped(ANNA), desk.is_stopped(BRUNO)) == (True, False)
    assert desk.consent() is Consent.STOPPED


def test_stop_from_a_number_that_we_do_not_know_holds_too(desk: Correspondence) -> None:
    assert desk.write("fin") == STOPPED_FR
    assert desk.is_stopped()


def test_stop_forgets_what_waits_to_be_confirmed(desk: Correspondence) -> None:
    wish_for(desk, FLAVIE_EVEN)
    desk.write("stop")
    desk.later()
    assert desk.write("START") == (
        "AvisNeige: no subscription for this number. For one street, send STATUS and the address, "
        "e.g. STATUS 1250 Cartier. Help: 1-800-555-0199."
    )
    assert desk.world.rows("SELECT side_id FROM subscription") == []


def test_what_the_provider_answered_is_done_and_not_answered_again(desk: Correspondence) -> None:
    assert desk.write("Stop", handled_as="STOP") is None
    assert desk.is_stopped()


def test_what_the_provider_took_for_a_stop_is_one(desk: Correspondence) -> None:
    assert desk.write("plus rien svp", handled_as="STOP") is None
    assert desk.is_stopped()


def test_start_that_is_later_and_fresh_lifts_a_stop(desk: Correspondence) -> None:
    desk.person(FLAVIE_EVEN)
    desk.write("STOP")
    desk.later()
    assert desk.write("START") == STARTED
    assert not desk.is_stopped()
    assert desk.world.rows("SELECT stopped_at FROM recipient") == [(None,)]
    assert desk.world.rows("SELECT event FROM consent ORDER BY consent_id") == [("stop",), ("start",)]


def test_start_sent_again_after_a_later_stop_lifts_nothing(desk: Correspondence) -> None:
    desk.person(FLAVIE_EVEN)
    desk.write("STOP")
    desk.later()
    first = desk.write("START", message="SMstart")
    desk.later()
    desk.write("STOP")
    desk.later()
    assert desk.write("START", message="SMstart") == first
    assert desk.is_stopped()


@pytest.mark.parametrize("age", [timedelta(minutes=10), timedelta(minutes=90)])
def test_start_that_is_an_old_one_never_seen_lifts_nothing(desk: Correspondence, age: timedelta) -> None:
    desk.person(FLAVIE_EVEN)
    desk.write("STOP")
    desk.made_at["SMold"] = desk.clock.now() + timedelta(seconds=1)
    desk.later(age + timedelta(seconds=1))
    assert desk.write("START", message="SMold") == NOT_STARTED
    assert desk.is_stopped()


def test_start_written_before_the_stop_lifts_nothing(desk: Correspondence) -> None:
    desk.person(FLAVIE_EVEN)
    desk.made_at["SMbefore"] = desk.clock.now()
    desk.later()
    desk.write("STOP")
    assert desk.write("START", message="SMbefore") == NOT_STARTED
    assert desk.is_stopped()


def test_start_whose_time_the_provider_cannot_say_lifts_nothing(
    desk: Correspondence, caplog: pytest.LogCaptureFixture
) -> None:
    desk.person(FLAVIE_EVEN)
    desk.write("STOP")
    desk.later()
    desk.made_at["SMunknown"] = UNREACHABLE
    assert desk.write("START", message="SMunknown") == NOT_STARTED
    assert desk.is_stopped()
    assert ("cannot say" in caplog.text, ANNA[1:] in caplog.text) == (True, False)


def test_yes_confirms_what_was_asked_for_and_tells_of_a_ban_already_known(desk: Correspondence) -> None:
    window = desk.world.window(FLAVIE_EVEN)
    wish_for(desk, FLAVIE_EVEN, ELOI)
    assert desk.consent() is Consent.PENDING
    assert desk.write("Oui") == CONFIRMED
    assert desk.consent() is Consent.ACTIVE
    assert desk.world.rows("SELECT side_id FROM subscription ORDER BY side_id") == [(ELOI,), (FLAVIE_EVEN,)]
    assert desk.world.rows("SELECT window_id, kind FROM outbox") == [(window, "planned")]
    assert desk.write("Oui") == (
        "AvisNeige: vous etes abonné. STATUT pour l'état de vos rues, AIDE pour aide, ARRET pour annuler."
    )


def test_yes_confirms_nothing_that_waited_too_long(desk: Correspondence) -> None:
    wish_for(desk, FLAVIE_EVEN)
    desk.later(WISH_LASTS)
    assert desk.write("oui") == NO_SUBSCRIPTION_FR
    assert desk.world.rows("SELECT side_id FROM wish") == [(FLAVIE_EVEN,)]
    desk.later()
    forget_what_is_old(desk.database, now=desk.clock.now())
    assert desk.world.rows("SELECT side_id FROM wish") == []


def test_yes_confirms_nothing_that_is_stopped_meanwhile(desk: Correspondence) -> None:
    desk.world.window(FLAVIE_EVEN)
    wish_for(desk, FLAVIE_EVEN)
    letter = Letter(
        provider_id="SMyes",
        number=ANNA,
        hmacs=VAULT.hmacs(Channel.SMS, ANNA),
        text="yes",
        command=read_command("yes"),
        at=desk.clock.now(),
    )
    confirm = desk.consent_keeper.start(letter, Language.EN, None)
    stop = partial(desk.consent_keeper.stop, letter, Language.EN)
    with desk.database.transaction() as connection:
        stop(connection)
    with desk.database.transaction() as connection:
        assert confirm(connection) == NOT_STARTED
    assert desk.world.tally() == {"suppressed": 1}


def wish_for(desk: Correspondence, *side_ids: str, number: str = ANNA) -> None:
    """Ask for sides in somebody's name, as a page does."""
    found_by, now = VAULT.hmac(Channel.SMS, number), desk.clock.now()
    with desk.database.transaction() as connection:
        for minutes, side_id in enumerate(side_ids):
            wish = Wish(StreetSideId(side_id), PreferenceProfile(), Language.FR)
            add_wish(
                desk.database,
                connection,
                Channel.SMS,
                found_by,
                wish,
                now=now + timedelta(milliseconds=minutes),
            )
        record = ConsentRecord(event=ConsentEvent.SUBSCRIBE, language=Language.FR, at=now, text_version="sms 1")
        log_consent(desk.database, connection, Channel.SMS, found_by, record)
