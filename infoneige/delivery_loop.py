"""The second half: claim what is due, word it, send it with no transaction open, record what became of it; repeat."""

import logging
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from infoneige.clock import Clock
from infoneige.message_writer import MessageWriter, SideCache, Sides
from infoneige.storage.database import Database
from infoneige.storage.outbox import Batch, Outbox, Result
from infoneige.vault import Vault, VaultError
from notifier.bundling import Bundle
from notifier.channels.contract import Envelope, MessageChannel, SendOutcome, Verdict
from notifier.model import Channel, DeliveryStatus

_log = logging.getLogger(__name__)

RECORD_EVERY = timedelta(milliseconds=250)
"""How much sending a crash may leave unrecorded: those people may hear the same twice."""

SWEEP_EVERY = timedelta(seconds=30)
"""How often a long run looks after what waits and what expires behind the entries that it sends."""


@dataclass(slots=True)
class DeliveryReport:
    """What one run did: messages tried, and outbox entries by the state that they went to."""

    messages: int = 0
    entries: Counter[DeliveryStatus] = field(default_factory=Counter)


class DeliveryLoop:
    """Delivers what is due, for one worker; no other running worker may have its ``owner`` name."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        channels: Mapping[Channel, MessageChannel],
        sides: Sides,
        owner: str,
        batch: int = 200,
        *,
        vault: Vault,
    ) -> None:
        """Take all that delivery needs; nothing is read or sent yet."""
        self._outbox = Outbox(database, owner)
        self._clock = clock
        self._channels = channels
        self._sides = SideCache(sides)
        self._batch = batch
        self._vault = vault
        self._stopping = threading.Event()

    def deliver_due(self) -> DeliveryReport:
        """Send until nothing is due any more, or until stopped."""
        report = DeliveryReport()
        next_sweep = now = self._clock.now()
        while not self._stopping.is_set():
            if now >= next_sweep:
                self._sweep(now, report)
                next_sweep = now + SWEEP_EVERY
            batch = self._outbox.claim(now, self._batch)
            if batch is None:
                break
            report.entries.update(batch.dropped)
            self._deliver(batch, now, report)
            now = self._clock.now()
        return report

    def next_due(self) -> datetime | None:
        """Return when there is something to deliver or to look after next, None for never."""
        return self._outbox.next_due(self._clock.now())

    def stop(self) -> None:
        """End a run on another thread after the call that it is making; what it had claimed is due again."""
        self._stopping.set()

    def _sweep(self, now: datetime, report: DeliveryReport) -> None:
        report.entries.update(self._outbox.resolve(now))
        report.entries += Counter({DeliveryStatus.EXPIRED: self._outbox.expire(now)})

    def _deliver(self, batch: Batch, now: datetime, report: DeliveryReport) -> None:
        """Send a batch; what was answered is recorded even when the sending is interrupted."""
        writer = MessageWriter(batch.bundles, self._sides, now)
        answers: list[Result] = []
        try:
            for bundle in batch.bundles:
                answers.append(Result(bundle, self._send(bundle, writer), self._clock.now()))
                if answers[-1].at - answers[0].at >= RECORD_EVERY:
                    self._record(batch, answers, report)
        finally:
            self._record(batch, answers, report)

    def _record(self, batch: Batch, answers: list[Result], report: DeliveryReport) -> None:
        report.messages += len(answers)
        report.entries.update(self._outbox.record(batch, answers))
        answers.clear()

    def _send(self, bundle: Bundle, writer: MessageWriter) -> SendOutcome:
        now = self._clock.now()
        if self._stopping.is_set():
            return SendOutcome(Verdict.RETRY, reason="not called: the service was stopping", retry_at=now)
        if bundle.lease_until <= now:
            return SendOutcome(Verdict.RETRY, reason="not called: the lease ran out first", retry_at=now)
        channel = self._channels.get(bundle.recipient.channel)
        if channel is None:
            return SendOutcome(Verdict.REFUSED, reason=f"no {bundle.recipient.channel} channel is set up")
        try:
            recipient = self._vault.opened(bundle.recipient)
        except VaultError as error:
            _log.error("the outbox entries %s cannot be addressed: %s", bundle.entry_ids, error)
            return SendOutcome(Verdict.RETRY, reason=f"not called: {error}")
        try:
            subject, message = writer.write(bundle)
        except Exception as error:  # noqa: BLE001 - a message that cannot be worded must not hold up the others
            _log.warning("the outbox entries %s cannot be worded: %s", bundle.entry_ids, error)
            return SendOutcome(Verdict.REFUSED, reason=f"cannot be worded: {error}")
        return _call(
            channel,
            Envelope(bundle.entry_ids, recipient, subject, message, bundle.not_after, bundle.entries[0].attempts),
        )


def _call(channel: MessageChannel, envelope: Envelope) -> SendOutcome:
    """Call a provider."""
    try:
        return channel.send(envelope)
    except Exception as error:  # noqa: BLE001 - whatever it is, the provider may have taken the message
        _log.warning("the call for the outbox entries %s failed: %s", envelope.entry_ids, error)
        return SendOutcome(Verdict.UNKNOWN, reason=f"{type(error).__name__}: {error}")
