"""That what people texted cannot be read is kept in the database, where operators see it, until it is read again."""

from datetime import timedelta

import pytest

from infoneige.people.missed_texts import LOOK_EVERY, REST, MissedTexts
from infoneige.storage.inbound import UNTRIED, Unread, unread
from notifier.channels.contract import NotNowError
from tests.infoneige.people.inbound.desk_world import ANNA, BRUNO, MINUTE, Correspondence
from tests.infoneige.people.inbound.mailbox import Mailbox
from tests.outbox_world import NOW

REFUSED = NotNowError("Twilio answered 401, error 20003")
OUT_OF_REACH = NotNowError("no connection to Twilio")


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox(fails_at_once=True)


def looking(desk: Correspondence, *mailboxes: Mailbox) -> MissedTexts:
    return MissedTexts(desk.database, desk.clock, mailboxes, desk.desk)


def trouble(desk: Correspondence) -> Unread | None:
    with desk.database.read() as connection:
        return unread(desk.database, connection, now=desk.clock.now())


def look_later(desk: Correspondence, missed: MissedTexts, span: timedelta) -> int:
    desk.later(span)
    return missed.fetch_due()


def test_first_look_that_fails_is_kept_with_what_the_provider_said(desk: Correspondence, mailbox: Mailbox) -> None:
    mailbox.trouble = REFUSED
    looking(desk, mailbox).fetch_due()
    assert trouble(desk) == Unread(NOW, "Twilio answered 401, error 20003", None)


def test_trouble_says_until_when_was_read_and_since_which_try_nothing_is(
    desk: Correspondence, mailbox: Mailbox
) -> None:
    missed = looking(desk, mailbox)
    missed.fetch_due()
    assert trouble(desk) is None
    mailbox.trouble = REFUSED
    look_later(desk, missed, LOOK_EVERY)
    mailbox.trouble = OUT_OF_REACH
    look_later(desk, missed, REST)
    assert trouble(desk) == Unread(NOW + LOOK_EVERY, "no connection to Twilio", NOW)


def test_trouble_is_over_as_soon_as_any_process_reads_to_the_end(desk: Correspondence, mailbox: Mailbox) -> None:
    mailbox.trouble = REFUSED
    looking(desk, mailbox).fetch_due()
    mailbox.trouble = None
    looking(desk, mailbox).fetch_due()
    assert trouble(desk) is None


def test_text_that_cannot_be_taken_is_trouble_too(desk: Correspondence, mailbox: Mailbox) -> None:
    mailbox.add("SMbad", "+1514\udcff", "ARRET", NOW)
    looking(desk, mailbox).fetch_due()
    assert trouble(desk) == Unread(NOW, "1 texts could not be taken", None)


def test_look_that_is_stopped_neither_makes_nor_ends_trouble(desk: Correspondence, mailbox: Mailbox) -> None:
    missed = looking(desk, mailbox)
    mailbox.trouble = REFUSED
    missed.fetch_due()
    mailbox.trouble = None
    missed.stop()
    look_later(desk, missed, REST)
    assert trouble(desk) == Unread(NOW, "Twilio answered 401, error 20003", None)


def test_inbox_that_cannot_be_read_keeps_no_other_back(desk: Correspondence, mailbox: Mailbox) -> None:
    other = Mailbox("+15145550101")
    mailbox.trouble = REFUSED
    other.add("SMstop", ANNA, "ARRET", NOW)
    missed = looking(desk, mailbox, other)
    assert missed.fetch_due() == 1
    assert (desk.is_stopped(ANNA), desk.is_stopped(BRUNO)) == (True, False)
    assert missed.next_due() == NOW + REST


def test_of_two_inboxes_the_one_that_went_unread_for_longer_is_told(desk: Correspondence, mailbox: Mailbox) -> None:
    other = Mailbox("+15145550101", fails_at_once=True)
    missed = looking(desk, mailbox, other)
    mailbox.trouble = REFUSED
    missed.fetch_due()
    other.trouble = OUT_OF_REACH
    look_later(desk, missed, MINUTE)
    assert trouble(desk) == Unread(NOW, "Twilio answered 401, error 20003", None)
    mailbox.trouble = None
    look_later(desk, missed, MINUTE)
    assert trouble(desk) == Unread(NOW + MINUTE, "no connection to Twilio", NOW)


def test_inbox_that_nobody_tries_any_more_is_no_trouble(desk: Correspondence, mailbox: Mailbox) -> None:
    mailbox.trouble = REFUSED
    looking(desk, mailbox).fetch_due()
    desk.later(UNTRIED)
    assert trouble(desk) is not None
    desk.later(timedelta(milliseconds=1))
    assert trouble(desk) is None
