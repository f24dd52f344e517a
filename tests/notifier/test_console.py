"""The console channel prints one line per message, and hands it over for good."""

from datetime import UTC, datetime
from io import StringIO

from geodata.model import StreetSideId
from notifier.channels.console import ConsoleChannel
from notifier.channels.contract import Envelope, SendOutcome, Verdict
from notifier.model import AlertKind, Channel, Language, Message, MessageSubject, Recipient
from schedules.model import BanWindow


def printed(message: Message) -> str:
    stream = StringIO()
    at = datetime(2026, 11, 23, tzinfo=UTC)
    subject = MessageSubject(AlertKind.PLANNED, (), BanWindow(StreetSideId("1"), at, None))
    envelope = Envelope((1,), Recipient(Channel.PUSH, "a browser", Language.EN), subject, message, at, attempt=1)
    assert ConsoleChannel(stream).send(envelope) == SendOutcome(Verdict.SENT)
    return stream.getvalue()


def test_console_prints_who_is_told_what() -> None:
    assert printed(Message("NO PARKING", 1)) == "push a browser en: NO PARKING\n"


def test_console_prints_one_line_whatever_the_text() -> None:
    assert printed(Message("from 7pm\nto 7am", 0, title="NO PARKING")) == (
        "push a browser en: NO PARKING | from 7pm to 7am\n"
    )
