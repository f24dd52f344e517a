"""What the tests of the Twilio channel share: our side of the account that the fake knows, and a message to send."""

from datetime import timedelta

from twilio.rest import Client  # type: ignore[import-untyped]

from geodata.model import StreetSideId
from infoneige.clock import SystemClock
from notifier.channels.contract import Envelope
from notifier.channels.twilio.account import open_account
from notifier.channels.twilio.credentials import TwilioCredentials
from notifier.channels.twilio.http_client import TimeLimits
from notifier.channels.twilio.sms import TwilioSms
from notifier.model import AlertKind, Channel, Message, MessageSubject, Recipient
from schedules.model import BanWindow
from tests.counterparts.fake_twilio.account import ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID, SENDER

KEY = b"a key of thirty-two bytes, or so"
PERSON = "+15145550142"
TEXT = "AvisNeige: stationnement interdit rue Fabre, côté pair, lun. 7 déc. 19 h à mar. 8 déc. 7 h."
CREDENTIALS = TwilioCredentials(ACCOUNT_SID, API_KEY_SID, API_KEY_SECRET)
PATIENT = TimeLimits()
BRISK = TimeLimits(connect=0.5, read=0.5)
"""For answers that never come, so that a test need not wait for them; a busy machine answers later than this."""


def client(url: str, credentials: TwilioCredentials = CREDENTIALS, limits: TimeLimits = PATIENT) -> Client:
    return open_account(credentials, url, limits)


def channel(url: str, sender: str = SENDER, public_url: str | None = None, limits: TimeLimits = PATIENT) -> TwilioSms:
    return TwilioSms(client(url, limits=limits), sender, KEY, SystemClock().now, public_url)


def envelope(
    number: str = PERSON, *, entry_id: int = 1, text: str = TEXT, useful_for: timedelta = timedelta(hours=12)
) -> Envelope:
    now = SystemClock().now()
    window = BanWindow(StreetSideId("14000131"), now + useful_for, now + useful_for + timedelta(hours=12))
    subject = MessageSubject(AlertKind.PLANNED, (window.side_id,), window)
    recipient = Recipient(Channel.SMS, number)
    return Envelope((entry_id,), recipient, subject, Message(text, 1), now + useful_for, attempt=1)
