"""STOP and START as they arrive by text message: what a person may be told follows from their own word alone."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from infoneige.people.street_status import StreetStatus
from infoneige.secrecy.vault import Vault
from infoneige.storage.consent import ConsentRecord, Wish, forget_wishes, log_consent, wishes_of
from infoneige.storage.database import Connection, Database
from infoneige.storage.inbound import Letter, Writer
from infoneige.storage.subscriptions import subscribe
from infoneige.storage.suppression import lift, suppress, suppressed_since
from notifier.consent import ConsentEvent, start_counts
from notifier.model import Channel, Language, Recipient, Subscription
from notifier.replies import House, reply, reply_about

_log = logging.getLogger(__name__)

CreatedAt = Callable[[str], datetime | None]
"""Asks the provider when a message was written, by its id; None, or any exception, where it cannot say."""

Effect = Callable[[Connection], str]
"""What is done in the transaction that keeps a message; it returns the answer."""

_SOURCE = "inbound"


class ConsentKeeper:
    """Takes stops and starts."""

    def __init__(
        self, database: Database, vault: Vault, streets: StreetStatus, house: House, created_at: CreatedAt
    ) -> None:
        """Take what it works with; nothing is read yet."""
        self._database = database
        self._vault = vault
        self._streets = streets
        self._house = house
        self._created_at = created_at

    def stop(self, letter: Letter, language: Language, connection: Connection) -> str:
        """Tell this number nothing more, whether we know it or not; committed before it is answered."""
        self._suppress(letter, connection)
        forget_wishes(self._database, connection, Channel.SMS, letter.hmacs)
        self._log(letter, language, ConsentEvent.STOP, connection)
        return reply("stopped", language, self._house)

    def start(self, letter: Letter, language: Language, writer: Writer | None) -> Effect:
        """Return what a START or OUI comes to: a stop lifted, a wish confirmed, or nothing new.

        The provider is asked, and the wishes carried out, before the transaction: both may be repeated harmlessly.
        """
        database = self._database
        with database.read() as connection:
            stopped_at = suppressed_since(database, connection, channel=Channel.SMS, hmacs=letter.hmacs)
            wishes = wishes_of(
                database, connection, Channel.SMS, letter.hmacs, now=letter.said_at, asked_by=letter.written_at
            )
        if stopped_at is not None:
            return self._start_after(stopped_at, letter, language, writer)
        if wishes:
            return self._confirm(wishes, letter, language)
        return lambda _: reply("subscribed" if writer else "no_subscription", language, self._house)

    def _start_after(self, stopped_at: datetime, letter: Letter, language: Language, writer: Writer | None) -> Effect:
        """Weigh a START against a stop; one that the provider's own list dates is no copy, and counts at any age."""
        created_at = letter.written_at or self._made_at(letter.provider_id)
        now = letter.written_at or letter.at
        if created_at is None or not start_counts(created_at=created_at, stopped_at=stopped_at, now=now):
            return lambda _: reply("not_started", language, self._house)
        return partial(self._lift, letter, language, writer, created_at)

    def _lift(
        self, letter: Letter, language: Language, writer: Writer | None, created_at: datetime, connection: Connection
    ) -> str:
        """Lift what was stopped before the START was written; a stop of the meantime stays."""
        is_lifted = lift(self._database, connection, channel=Channel.SMS, hmacs=letter.hmacs, now=created_at)
        if not is_lifted:
            return reply("not_started", language, self._house)
        self._log(letter, language, ConsentEvent.START, connection)
        return reply("started" if writer else "no_subscription", language, self._house)

    def _confirm(self, wishes: tuple[Wish, ...], letter: Letter, language: Language) -> Effect:
        for wish in wishes:
            recipient = Recipient(Channel.SMS, letter.number, wish.language)
            subscription = Subscription(recipient, wish.side_id, wish.profile)
            subscribe(self._database, self._vault, subscription, now=letter.at)
        return partial(self._confirmed, wishes, letter, language)

    def _confirmed(self, wishes: tuple[Wish, ...], letter: Letter, language: Language, connection: Connection) -> str:
        stopped_at = suppressed_since(self._database, connection, channel=Channel.SMS, hmacs=letter.hmacs)
        if stopped_at is not None:  # it came between the wishes and here, and knew nothing of what they made due
            self._suppress(letter, connection)
            return reply("not_started", language, self._house)
        forget_wishes(self._database, connection, Channel.SMS, letter.hmacs)
        self._log(letter, language, ConsentEvent.CONFIRM, connection)
        sides = self._streets.named([wish.side_id for wish in wishes])
        return reply_about("confirmed", language, self._house, sides)

    def _suppress(self, letter: Letter, connection: Connection) -> None:
        suppress(
            self._database,
            connection,
            channel=Channel.SMS,
            hmacs=letter.hmacs,
            source=_SOURCE,
            provider_id=letter.provider_id,
            now=letter.said_at,
        )

    def _log(self, letter: Letter, language: Language, event: ConsentEvent, connection: Connection) -> None:
        record = ConsentRecord(event=event, language=language, at=letter.said_at, provider_id=letter.provider_id)
        log_consent(self._database, connection, Channel.SMS, letter.hmacs[0], record)

    def _made_at(self, provider_id: str) -> datetime | None:
        try:
            return self._created_at(provider_id)
        except Exception as error:  # noqa: BLE001 - whatever a provider's library raises, the time is not known
            _log.warning("the provider cannot say when a START was written: %s", type(error).__name__)
            return None
