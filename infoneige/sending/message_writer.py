"""The words of a batch: each side is looked up once, and each message worded once, however many people get it."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from geodata.model import StreetSide, StreetSideId
from infoneige.secrecy.vault import Vault, VaultError
from notifier.bundling import Bundle, Topic, subject
from notifier.channels.contract import Envelope, SendOutcome, Verdict
from notifier.messages import render
from notifier.model import Channel, Language, Message, MessageSubject

_log = logging.getLogger(__name__)

Sides = Callable[[Collection[StreetSideId]], Mapping[StreetSideId, StreetSide]]
"""A look-up of sides by id; what the street file does not know is left out."""

_SIDES_KEPT = 20_000


class SideCache:
    """Remembers the sides that were looked up: the street file does not change while we run."""

    def __init__(self, look_up: Sides) -> None:
        """Take the look-up; nothing is read yet."""
        self._look_up = look_up
        self._known: dict[StreetSideId, StreetSide | None] = {}

    def named(self, side_ids: set[StreetSideId]) -> dict[StreetSideId, StreetSide]:
        """Return those of these sides that the street file knows."""
        if len(self._known) > _SIDES_KEPT:
            self._known.clear()
        if missing := side_ids - self._known.keys():
            found = self._look_up(missing)
            self._known.update({side_id: found.get(side_id) for side_id in missing})
        known = ((side_id, self._known[side_id]) for side_id in side_ids)
        return {side_id: side for side_id, side in known if side is not None}


class MessageWriter:
    """Words the messages of one batch as of one instant, and addresses them."""

    def __init__(self, bundles: Iterable[Bundle], sides: SideCache, vault: Vault, now: datetime) -> None:
        """Look up, in one go, every side that the batch speaks of."""
        self._vault = vault
        self._sides = sides.named({topic.window.side_id for bundle in bundles for topic in bundle.topics})
        self._now = now
        self._written: dict[tuple[tuple[Topic, ...], Language, Channel], tuple[MessageSubject, Message]] = {}

    def envelope(self, bundle: Bundle) -> Envelope | SendOutcome:
        """Return a message as a channel takes it, or what becomes of one that cannot be addressed or worded."""
        ids = bundle.entry_ids
        try:
            recipient = self._vault.opened(bundle.recipient)
        except VaultError as error:
            _log.error("the outbox entries %s cannot be addressed: %s", ids, error)
            return SendOutcome(Verdict.RETRY, reason=f"not called: {error}")
        try:
            about, words = self._write(bundle)
        except Exception as error:  # noqa: BLE001 - a message that cannot be worded must not hold up the others
            _log.warning("the outbox entries %s cannot be worded: %s", ids, error)
            return SendOutcome(Verdict.REFUSED, reason=f"cannot be worded: {error}")
        return Envelope(ids, recipient, about, words, bundle.not_after, bundle.entries[0].attempts)

    def _write(self, bundle: Bundle) -> tuple[MessageSubject, Message]:
        topics, recipient = bundle.topics, bundle.recipient
        key = (topics, recipient.language, recipient.channel)
        if key not in self._written:
            about = subject(topics, self._sides)
            words = render(about, language=recipient.language, channel=recipient.channel, now=self._now)
            self._written[key] = (about, words)
        return self._written[key]


def not_called(reason: str, until: datetime) -> SendOutcome:
    """Return the outcome of a message that was claimed, and is not to be called before this instant."""
    return SendOutcome(Verdict.RETRY, reason=f"not called: {reason}", retry_at=until)
