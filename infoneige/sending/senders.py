"""From the settings to what reaches people: a loop for each channel that is live, one that prints for the others."""

from collections.abc import Collection
from dataclasses import dataclass

from twilio.rest import Client  # type: ignore[import-untyped]

from infoneige.clock import Clock
from infoneige.config import PushPayload, Settings, SmsProvider, Switch
from infoneige.delivery_loop import DeliveryLoop
from infoneige.owners import new_owner
from infoneige.secrecy.secret_file import read_secret
from infoneige.secrecy.vault import Vault
from infoneige.sending.gates import Gate, SenderPace
from infoneige.sending.looking_up import LookingUp
from infoneige.sending.message_writer import Sides
from infoneige.sending.reconciling import Reconciling
from infoneige.storage.database import Database
from notifier.breaker import Breaker
from notifier.channels.contract import ConcurrentChannel, MessageChannel
from notifier.channels.threaded import OneByOne, Threaded
from notifier.channels.twilio.account import open_account
from notifier.channels.twilio.credentials import TwilioCredentials
from notifier.channels.twilio.inbox import TwilioInbox, inboxes_of
from notifier.channels.twilio.look_up import TwilioLookUp
from notifier.channels.twilio.sms import TwilioSms
from notifier.channels.web_push.channel import WebPushChannel
from notifier.markers import signed_id
from notifier.model import Channel
from notifier.pacing import Pace
from notifier.push_subscription import PushHosts
from notifier.sender_profiles import SENDER_PROFILES, SenderProfile

_FEWEST_CALLS, _MOST_CALLS = 8, 64
"""At once to the SMS provider: about what its rate needs when each call takes half a second."""


@dataclass(frozen=True, slots=True)
class Sender:
    """One way out: its loop, what to close, and what asks its provider, if that can be asked.

    It ``hears_back`` where people answer by the way on which they are told.
    """

    loop: DeliveryLoop
    channel: ConcurrentChannel
    looking_up: LookingUp | None = None
    reconciling: Reconciling | None = None
    hears_back: bool = False

    def stop(self) -> None:
        """End what runs on other threads once the calls on their way are answered."""
        self.loop.stop()
        if self.looking_up is not None:
            self.looking_up.stop()
        if self.reconciling is not None:
            self.reconciling.stop()

    def close(self) -> None:
        """Let go of connections and threads."""
        self.channel.close()


@dataclass(frozen=True, slots=True)
class World:
    """What every sender needs."""

    settings: Settings
    clock: Clock
    database: Database
    sides: Sides
    vault: Vault


def live_channels(settings: Settings) -> frozenset[Channel]:
    """Return the channels by which people are really reached."""
    live = {Channel.SMS: settings.sms is SmsProvider.TWILIO, Channel.PUSH: settings.push is Switch.ON}
    return frozenset(channel for channel, is_live in live.items() if is_live)


def channels_in_words(settings: Settings) -> str:
    """Return which channels reach people, and that the others are printed."""
    live = sorted(live_channels(settings))
    if not live:
        return "console only: messages are printed, nobody is reached"
    printed = sorted({Channel.SMS, Channel.PUSH} - set(live))
    return f"live: {', '.join(live)}" + (f"; {printed[0]} is printed" if printed else "")


def open_senders(world: World, printer: MessageChannel) -> tuple[Sender, ...]:
    """Return a sender for each live channel, and one that gives the printer what the others would send.

    Raises:
        ServiceError: a secret cannot be read.
        NotifierError: a secret or an address cannot be right.
    """
    live = live_channels(world.settings)
    senders = [_console(world, printer, [channel for channel in Channel if channel not in live])]
    if Channel.SMS in live:
        senders.append(_sms(world))
    if Channel.PUSH in live:
        senders.append(_push(world))
    return tuple(senders)


def sms_channel(settings: Settings, clock: Clock, vault: Vault, *, sender: str) -> tuple[TwilioSms, TwilioLookUp]:
    """Return what hands SMS to Twilio as this sender, and what asks after them; no call is made yet.

    Raises:
        ServiceError: a secret cannot be read.
        NotifierError: a secret cannot be right.
    """
    client = _account(settings, connections=calls_at_once(profile_of(settings)))
    sms = TwilioSms(client, sender, vault.ring.callback, clock.now, settings.public_url or None)
    return sms, TwilioLookUp(client)


def sms_inboxes(settings: Settings, clock: Clock) -> tuple[TwilioInbox, ...]:
    """Return where Twilio keeps what people text to our senders; no call is made yet.

    Raises:
        ServiceError: a secret cannot be read.
        NotifierError: a secret cannot be right.
    """
    senders = (settings.twilio_sender, settings.twilio_codes_sender)
    return inboxes_of(_account(settings, connections=1), clock.now, senders)


def push_channel(settings: Settings, clock: Clock, vault: Vault) -> WebPushChannel:
    """Return what posts to the push services of browsers.

    Raises:
        NotifierError: the contact is neither ``mailto:`` nor ``https://``.
    """
    key = vault.ring.callback
    return WebPushChannel(
        vault.ring.vapid,
        settings.push_contact,
        PushHosts(settings.push_hosts),
        clock.now,
        sign=lambda entry_id, attempt: signed_id(entry_id, attempt, key),
        opaque=settings.push_payload is PushPayload.OPAQUE,
    )


def profile_of(settings: Settings) -> SenderProfile:
    """Return the profile of the sender of alerts."""
    return SENDER_PROFILES[settings.sms_sender_profile]


def calls_at_once(profile: SenderProfile) -> int:
    """Return how many calls to the SMS provider may be on their way."""
    return min(max(profile.segments_per_second, _FEWEST_CALLS), _MOST_CALLS)


def _account(settings: Settings, *, connections: int) -> Client:
    secret = read_secret(settings.twilio_api_secret_file, "twilio_api_secret_file")
    credentials = TwilioCredentials(settings.twilio_account_sid, settings.twilio_api_key_sid, secret)
    return open_account(credentials, settings.twilio_url, connections=connections)


def _console(world: World, printer: MessageChannel, channels: Collection[Channel]) -> Sender:
    channel = OneByOne(printer, in_flight=world.settings.batch)
    return Sender(_loop(world, channel, "console", channels), channel)


def _sms(world: World) -> Sender:
    settings = world.settings
    sms, look_up = sms_channel(settings, world.clock, world.vault, sender=settings.twilio_sender)
    profile = profile_of(settings)
    channel = Threaded(sms, calls_at_once(profile))
    pace = SenderPace(world.database, settings.twilio_sender, Pace(profile.segments_per_second))
    gate = Gate("sms", pace=pace, breaker=Breaker())
    key = world.vault.ring.callback
    looking_up = LookingUp(world.database, world.clock, look_up, Channel.SMS, world.vault, key)
    reconciling = Reconciling(world.database, world.clock, look_up, Channel.SMS)
    loop = _loop(world, channel, "sms", [Channel.SMS], gate=gate, asks=True)
    return Sender(loop, channel, looking_up, reconciling, hears_back=True)


def _push(world: World) -> Sender:
    """Push, without a breaker: one push service that fails must not hold up the others; the channel pauses each."""
    channel = push_channel(world.settings, world.clock, world.vault)
    return Sender(_loop(world, channel, "push", [Channel.PUSH]), channel)


def _loop(
    world: World,
    channel: ConcurrentChannel,
    name: str,
    serves: Collection[Channel],
    *,
    gate: Gate | None = None,
    asks: bool = False,
) -> DeliveryLoop:
    return DeliveryLoop(
        world.database,
        world.clock,
        channel,
        world.sides,
        new_owner(),
        vault=world.vault,
        serves=serves,
        gate=gate,
        asks=asks,
        name=name,
    )
