"""What a browser asks about a message that was pushed to it, by the signed id that came with it."""

from datetime import datetime

from infoneige.sending.message_writer import Sides
from infoneige.storage.database import Database
from infoneige.storage.outcomes import tell_moved_of
from infoneige.storage.pushed_messages import PushedMessage, pushed_message
from notifier.bundling import subject
from notifier.channels.contract import Envelope
from notifier.channels.web_push.payload import full_payload
from notifier.markers import read_signed_id
from notifier.messages import render
from notifier.model import Channel, Recipient


class PushMessages:
    """Gives out the words of a message, and takes that a car was moved. Whoever holds the id may ask."""

    def __init__(self, database: Database, sides: Sides, callback_key: bytes) -> None:
        """Take what it works with; nothing is read."""
        self._database = database
        self._sides = sides
        self._key = callback_key

    def words(self, signed_id: str, *, now: datetime) -> bytes | None:
        """Return the JSON that the worker shows; None once the message is over or no more true, or never was."""
        place = read_signed_id(signed_id, self._key)
        if place is None:
            return None
        with self._database.read() as connection:
            found = pushed_message(self._database, connection, *place)
        if found is None or found.is_overtaken or found.not_after <= now:
            return None
        return full_payload(self._envelope(found, place, now), signed_id)

    def moved(self, signed_id: str, *, now: datetime) -> bool:
        """Take it that the car is moved for the ban that a message told of; say whether there is still such a ban."""
        place = read_signed_id(signed_id, self._key)
        if place is None:
            return False
        with self._database.transaction() as connection:
            return tell_moved_of(self._database, connection, place[0], now=now) is not None

    def _envelope(self, found: PushedMessage, place: tuple[int, int], now: datetime) -> Envelope:
        named = self._sides({topic.window.side_id for topic in found.topics})
        about, (entry_id, attempt) = subject(found.topics, named), place
        words = render(about, language=found.language, channel=Channel.PUSH, now=now)
        recipient = Recipient(Channel.PUSH, "", found.language)
        return Envelope((entry_id,), recipient, about, words, found.not_after, attempt)
