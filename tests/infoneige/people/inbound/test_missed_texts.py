"""What no webhook brought is found in the provider's list, done once, and in the order in which it was written."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import product

import pytest

from infoneige.people.inbound import LATE_AFTER
from infoneige.people.missed_texts import FIRST_LOOK, HELD_AT_MOST, LOOK_EVERY, OVERLAP, REST, MissedTexts
from infoneige.storage.inbound import inbox_seen_until
from notifier.channels.contract import NotNowError, ReceivedText
from notifier.consent import Consent
from notifier.model import AlertKind
from tests.infoneige.people.inbound.desk_world import ANNA, BRUNO, ELOI, FLAVIE_EVEN, MINUTE, Correspondence
from tests.infoneige.people.inbound.mailbox import Mailbox
from tests.infoneige.people.inbound.test_stop_and_start import STOPPED_FR, wish_for
from tests.outbox_world import NOW
from tests.vault import VAULT

HOUR = timedelta(hours=1)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def missed(desk: Correspondence, mailbox: Mailbox) -> MissedTexts:
    return MissedTexts(desk.database, desk.clock, [mailbox], desk.desk)


def look_later(desk: Correspondence, missed: MissedTexts, span: timedelta = HOUR) -> int:
    desk.later(span)
    return missed.fetch_due()


@pytest.mark.parametrize("word", ["ARRET", "Arrêt svp", "stop", "désabonner", "FIN."])
def test_stop_that_nobody_heard_holds_from_when_it_was_written(
    desk: Correspondence, mailbox: Mailbox, missed: MissedTexts, word: str
) -> None:
    anna, bruno = desk.person(FLAVIE_EVEN), desk.person(FLAVIE_EVEN, number=BRUNO)
    window = desk.world.window(FLAVIE_EVEN)
    due, other = desk.world.due(window, anna), desk.world.due(window, bruno)
    mailbox.add("SMstop", ANNA, word, NOW)
    assert look_later(desk, missed) == 1
    assert desk.world.states() == {due: "suppressed", other: "due"}
    assert (desk.is_stopped(ANNA), desk.is_stopped(BRUNO)) == (True, False)
    assert desk.consent() is Consent.STOPPED
    at = "2026-11-23T19:00:00.000Z"
    assert desk.world.rows("SELECT event, happened_at, provider_id FROM consent") == [("stop", at, "SMstop")]
    assert desk.world.rows("SELECT since, provider_id FROM suppression") == [(at, "SMstop")]
    assert desk.world.rows("SELECT answer FROM inbound_message") == [(None,)]


def test_text_that_the_webhook_brought_is_not_done_again(
    desk: Correspondence, mailbox: Mailbox, missed: MissedTexts
) -> None:
    desk.person(FLAVIE_EVEN)
    desk.write("STOP", message="SMstop")
    desk.later()
    desk.write("START", message="SMstart")
    mailbox.add("SMstop", ANNA, "STOP", NOW)
    mailbox.add("SMstart", ANNA, "START", NOW + MINUTE)
    assert look_later(desk, missed) == 0
    assert not desk.is_stopped()
    assert desk.world.rows("SELECT event FROM consent ORDER BY consent_id") == [("stop",), ("start",)]


def test_webhook_that_comes_after_the_list_is_answered_as_if_it_came_first(
    desk: Correspondence, mailbox: Mailbox, missed: MissedTexts
) -> None:
    mailbox.add("SMstop", ANNA, "ARRET", NOW)
    assert look_later(desk, missed, LATE_AFTER) == 1
    assert desk.is_stopped()
    assert desk.write("ARRET", message="SMstop") == STOPPED_FR
    assert desk.world.rows("SELECT event FROM consent") == [("stop",)]


ORDERS = [
    ("stop start stop", "stopped"),
    ("start stop start", "started"),
    ("stop oui", "started"),
]


@pytest.mark.parametrize(("written", "end"), ORDERS)
@pytest.mark.parametrize("pause", [timedelta(seconds=30), 11 * MINUTE])
def test_last_word_wins_whichever_of_them_the_webhook_brought_and_whenever_one_looked(
    desk: Correspondence, written: str, end: str, pause: timedelta
) -> None:
    words = written.split()
    every = product([True, False], repeat=2 * len(words))
    for place, choices in enumerate(every):
        number = f"+1514555{place:04}"
        heard, looked = choices[: len(words)], choices[len(words) :]
        story(desk, number, list(zip(words, heard, looked, strict=True)), pause)
        assert desk.is_stopped(number) is (end == "stopped"), (heard, looked)


def story(desk: Correspondence, number: str, texts: list[tuple[str, bool, bool]], pause: timedelta) -> None:
    """Have somebody write these words, one after the other: each heard by the webhook or not, then a look or none."""
    mailbox = Mailbox()
    for place, (word, is_heard, is_looked) in enumerate(texts):
        desk.later(pause)
        message, written_at = f"SM{number}{place}", desk.clock.now()
        mailbox.add(message, number, word, written_at)
        if is_heard:
            desk.later(timedelta(seconds=1))
            desk.made_at[message] = written_at
            desk.write(word, number=number, message=message)
        if is_looked:
            look(desk, mailbox)
    desk.later(HOUR)
    look(desk, mailbox)


def look(desk: Correspondence, mailbox: Mailbox) -> None:
    MissedTexts(desk.database, desk.clock, [mailbox], desk.desk).fetch_due()


def test_late_yes_confirms_what_was_asked_for_before_it_alone(
    desk: Correspondence, mailbox: Mailbox, missed: MissedTexts
) -> None:
    wish_for(desk, FLAVIE_EVEN)
    desk.later()
    mailbox.add("SMyes", ANNA, "oui", desk.clock.now())
    desk.later()
    wish_for(desk, ELOI)
    assert look_later(desk, missed) == 1
    assert desk.world.rows("SELECT side_id FROM subscription") == [(FLAVIE_EVEN,)]


def test_late_ok_and_late_language_change_nothing(desk: Correspondence, mailbox: Mailbox, missed: MissedTexts) -> None:
    anna, window = desk.person(FLAVIE_EVEN), desk.world.window(FLAVIE_EVEN)
    desk.world.due(window, anna, state="sent")
    reminder = desk.world.due(window, anna, AlertKind.REMINDER, lead=60)
    for place, text in enumerate(["ok", "EN", "STATUT", "aide", "que faire"]):
        mailbox.add(f"SM{place}", ANNA, text, NOW)
    assert look_later(desk, missed) == 5
    assert desk.world.states()[reminder] == "due"
    assert desk.world.rows("SELECT language FROM recipient") == [("fr",)]
    assert desk.world.rows("SELECT count(*), count(answer) FROM inbound_message") == [(5, 0)]


def test_late_report_of_an_error_is_opened(desk: Correspondence, mailbox: Mailbox, missed: MissedTexts) -> None:
    mailbox.add("SMerror", ANNA, "ERREUR mauvaise rue", NOW)
    look_later(desk, missed)
    (sealed,) = desk.world.rows("SELECT text_sealed FROM error_report")
    assert VAULT.open_note(sealed[0]) == "mauvaise rue"


def test_text_without_a_date_stops_but_never_starts(
    desk: Correspondence, mailbox: Mailbox, missed: MissedTexts
) -> None:
    desk.write("STOP")
    mailbox.add("SMstart", ANNA, "START", None)
    desk.made_at["SMstart"] = NOW - HOUR
    mailbox.add("SMstop", BRUNO, "STOP", None)
    assert look_later(desk, missed) == 2
    assert (desk.is_stopped(ANNA), desk.is_stopped(BRUNO)) == (True, True)


def test_look_begins_a_little_before_the_last_one_that_ended(
    desk: Correspondence, mailbox: Mailbox, missed: MissedTexts
) -> None:
    missed.fetch_due()
    assert look_later(desk, missed, LOOK_EVERY - MINUTE) == 0
    assert (missed.next_due(), mailbox.asked_since) == (NOW + LOOK_EVERY, [NOW - FIRST_LOOK])
    look_later(desk, missed, MINUTE)
    again = MissedTexts(desk.database, desk.clock, [mailbox], desk.desk)
    assert again.next_due() == desk.clock.now()
    again.fetch_due()
    assert mailbox.asked_since == [NOW - FIRST_LOOK, NOW - OVERLAP, NOW + LOOK_EVERY - OVERLAP]


@pytest.mark.parametrize(
    ("retry_at", "asked_again_at"),
    [(None, NOW + REST), (NOW + MINUTE / 2, NOW + REST), (NOW + 5 * MINUTE, NOW + 5 * MINUTE)],
)
def test_look_that_breaks_off_is_begun_again_and_keeps_what_it_took(
    desk: Correspondence,
    mailbox: Mailbox,
    missed: MissedTexts,
    caplog: pytest.LogCaptureFixture,
    retry_at: datetime | None,
    asked_again_at: datetime,
) -> None:
    mailbox.trouble = NotNowError("Twilio answered 429", retry_at)
    for place in range(3):
        mailbox.add(f"SM{place}", f"+1514555000{place}", "ARRET", NOW - place * MINUTE)
    assert missed.fetch_due() == 0
    assert desk.world.rows("SELECT provider_id FROM suppression ORDER BY provider_id") == [("SM0",), ("SM1",)]
    assert missed.next_due() == asked_again_at
    assert "Twilio answered 429" in caplog.text
    with desk.database.read() as connection:
        assert inbox_seen_until(desk.database, connection, mailbox.name) is None
    mailbox.trouble = None
    assert look_later(desk, missed, asked_again_at - NOW) == 1
    assert mailbox.asked_since == [NOW - FIRST_LOOK, asked_again_at - FIRST_LOOK]


def test_text_that_cannot_be_taken_keeps_none_of_the_others_back(
    desk: Correspondence, mailbox: Mailbox, missed: MissedTexts, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox.add("SMgood", ANNA, "ARRET", NOW - MINUTE)
    mailbox.add("SMbad", "+1514\udcff", "ARRET", NOW)
    missed.fetch_due()
    assert desk.is_stopped()
    assert missed.next_due() == NOW + REST
    assert ("1 texts could not be taken" in caplog.text, "+1514" in caplog.text) == (True, False)


def test_alerts_wait_for_the_first_look_whatever_comes_of_it(mailbox: Mailbox, missed: MissedTexts) -> None:
    waited = not missed.may_send()
    mailbox.trouble = NotNowError("no connection to Twilio")
    for place in range(3):
        mailbox.add(f"SM{place}", ANNA, "aide", NOW)
    missed.fetch_due()
    assert (waited, missed.may_send()) == (True, True)


def test_alerts_wait_no_more_for_a_look_without_an_end(desk: Correspondence) -> None:
    said = []

    class Endless(Mailbox):
        def texts(self, since: datetime) -> Iterator[Sequence[ReceivedText]]:
            for _ in range(2):
                said.append(looking.may_send())
                yield ()
                desk.later(HELD_AT_MOST)
            yield from super().texts(since)

    looking = MissedTexts(desk.database, desk.clock, [Endless()], desk.desk)
    looking.fetch_due()
    assert said == [False, True]


def test_look_ends_after_its_page_when_stopped_and_does_not_count(
    desk: Correspondence, mailbox: Mailbox, missed: MissedTexts
) -> None:
    for place in range(3):
        mailbox.add(f"SM{place}", ANNA, "ARRET", NOW - place * MINUTE)
    missed.stop()
    assert missed.fetch_due() == 2
    with desk.database.read() as connection:
        assert inbox_seen_until(desk.database, connection, mailbox.name) is None
