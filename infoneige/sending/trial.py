"""One message to one phone or browser, outside the outbox: it proves that an account works, and announces nothing."""

from datetime import timedelta
from threading import Event

from geodata.model import StreetSideId
from infoneige.clock import Clock
from infoneige.config import Settings, variable
from infoneige.errors import ServiceError
from infoneige.secrecy.vault import Vault
from infoneige.sending.senders import live_channels, push_channel, sms_channel
from notifier.channels.contract import Envelope, SendOutcome
from notifier.model import AlertKind, Channel, Message, MessageSubject, Recipient
from notifier.phone_numbers import PhoneNumber
from notifier.push_subscription import PushSubscription
from schedules.model import BanWindow

TEXT = "AvisNeige: essai. Ce message n'annonce rien. Test: this message announces nothing."
_LASTS = timedelta(minutes=10)
_PATIENCE_SECONDS = 30.0


def send_test_sms(
    settings: Settings, clock: Clock, vault: Vault, number: PhoneNumber, *, by_codes: bool
) -> SendOutcome:
    """Hand one SMS to the provider, as the sender of alerts or ``by_codes`` as that of codes; return its answer.

    Raises:
        ServiceError: SMS are not live, or a secret cannot be read.
        NotifierError: a secret cannot be right.
    """
    _require_live(settings, Channel.SMS, "sms")
    sender = settings.twilio_codes_sender if by_codes else settings.twilio_sender
    if not sender:
        message = f"{variable('twilio_codes_sender')} is not set"
        raise ServiceError(message)
    sms, _ = sms_channel(settings, clock, vault, sender=sender)
    return sms.send_text(number, TEXT, clock.now() + _LASTS)


def send_test_push(settings: Settings, clock: Clock, vault: Vault, subscription: PushSubscription) -> SendOutcome:
    """Push one message to a browser; return what its push service answered.

    Raises:
        ServiceError: push is not live, or no answer came.
        NotifierError: the contact cannot be right.
    """
    _require_live(settings, Channel.PUSH, "push")
    now = clock.now()
    nowhere = BanWindow(StreetSideId("essai"), now, now + _LASTS)
    envelope = Envelope(
        entry_ids=(0,),
        recipient=Recipient(Channel.PUSH, subscription.as_address()),
        subject=MessageSubject(AlertKind.DATA_BACK, (nowhere.side_id,), nowhere),
        message=Message(TEXT.partition(": ")[2], 0, title="AvisNeige", tag="essai"),
        not_after=now + _LASTS,
        attempt=1,
    )
    answers: list[SendOutcome] = []
    answered = Event()

    def take(_envelope: Envelope, outcome: SendOutcome) -> None:
        answers.append(outcome)
        answered.set()

    channel = push_channel(settings, clock, vault)
    try:
        channel.start([envelope], take)
        if not answered.wait(_PATIENCE_SECONDS):
            message = "the push service did not answer"
            raise ServiceError(message)
    finally:
        channel.close()
    return answers[0]


def _require_live(settings: Settings, channel: Channel, setting: str) -> None:
    if channel not in live_channels(settings):
        message = f"{channel} is not live: set {variable(setting)}, then see `infoneige doctor`"
        raise ServiceError(message)
