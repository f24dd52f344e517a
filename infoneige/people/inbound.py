"""The desk where what people write to us arrives: each message once, done and committed before it is answered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from infoneige.clock import Clock
from infoneige.people.consent_keeper import ConsentKeeper, CreatedAt, Effect
from infoneige.people.street_status import StreetStatus, Undecided
from infoneige.secrecy.vault import Vault
from infoneige.storage.database import Connection, Database
from infoneige.storage.error_reports import add_error_report
from infoneige.storage.inbound import (
    Letter,
    Writer,
    answers_since,
    earlier_answer,
    find_writer,
    keep_answer,
    note_inbound,
    set_language,
)
from infoneige.storage.outcomes import MovedFor, tell_moved
from notifier.channels.contract import ReceivedText
from notifier.inbound import Command, CommandKind, read_command
from notifier.messages import WORDINGS
from notifier.model import Channel, Language
from notifier.replies import House, reply, reply_about
from notifier.status_words import status_reply

MOST_ANSWERS = 10
"""To one number in an hour: two machines that answer each other must come to an end."""

LATE_AFTER = timedelta(minutes=2)
"""The provider gives up on our webhook long before: what is older and new to us is not on its way any more."""

DONE_LATE = frozenset({CommandKind.STOP, CommandKind.START, CommandKind.ERROR})
"""What is still done of a late message. Who got no answer asks again; what OK or EN meant then may be wrong by now."""

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_HANDLED = {"STOP": CommandKind.STOP, "START": CommandKind.START, "HELP": CommandKind.HELP}
"""The OptOutType of a message that Twilio recognised, and answered, itself."""

_Prepare = Callable[[Letter, Language, Writer | None], Effect]


class InboundDesk:
    """Takes messages, from any thread.

    ``created_at`` asks the provider when a message was written.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        streets: StreetStatus,
        clock: Clock,
        house: House,
        created_at: CreatedAt,
    ) -> None:
        """Take what it works with; nothing is read yet."""
        self._database = database
        self._vault = vault
        self._streets = streets
        self._clock = clock
        self._house = house
        consent = ConsentKeeper(database, vault, streets, house, created_at)
        self._prepare: dict[CommandKind, _Prepare] = {
            CommandKind.STOP: lambda letter, language, _: partial(consent.stop, letter, language),
            CommandKind.START: consent.start,
            CommandKind.HELP: self._say("help"),
            CommandKind.INFO: self._say("info"),
            CommandKind.UNCLEAR: self._say("unclear"),
            CommandKind.STATUS: self._status,
            CommandKind.MOVED: lambda *message: partial(self._moved, *message),
            CommandKind.LANGUAGE: lambda *message: partial(self._language, *message),
            CommandKind.ERROR: lambda *message: partial(self._error, *message),
        }

    def take(self, provider_id: str, from_number: str, text: str, opt_out_type: str | None = None) -> str | None:
        """Do what a message asks, once however often it comes, and return the answer; None for no answer.

        What the provider answered by itself (``opt_out_type`` is set) is done, and not answered again.
        """
        letter = self._letter(provider_id, from_number, text, opt_out_type)
        return self._take(letter, self._prepare[letter.command.kind], is_answered=opt_out_type is not None)

    def take_listed(self, listed: ReceivedText, *, is_overtaken: bool = False) -> None:
        """Do what a message asks that the provider's own list brought, once however often it comes.

        A late one is not answered, and is done only as far as DONE_LATE goes. The answer to any other waits for the
        webhook that is on its way. A STOP ``is_overtaken`` where a START was written after it: it came, no more.
        """
        written_at = listed.written_at
        letter = self._letter(listed.provider_id, listed.number, listed.text, None, written_at)
        kind = letter.command.kind
        is_late = written_at is None or letter.at - written_at > LATE_AFTER
        is_void = is_overtaken and kind is CommandKind.STOP
        does = _nothing if is_void or (is_late and kind not in DONE_LATE) else self._prepare[kind]
        self._take(letter, does, is_answered=is_void or is_late)

    def _take(self, letter: Letter, prepare: _Prepare, *, is_answered: bool) -> str | None:
        with self._database.read() as connection:
            earlier = earlier_answer(self._database, connection, letter.provider_id)
            writer = find_writer(self._database, connection, letter.hmacs)
        if earlier:
            return earlier.answer
        language = letter.command.language or (writer.language if writer else Language.FR)
        effect = prepare(letter, language, writer)
        return self._done(letter, effect, is_answered=is_answered)

    def _letter(
        self,
        provider_id: str,
        number: str,
        text: str,
        opt_out_type: str | None,
        written_at: datetime | None = None,
    ) -> Letter:
        return Letter(
            provider_id=provider_id,
            number=number,
            hmacs=self._vault.hmacs(Channel.SMS, number),
            text=text,
            command=_command(text, opt_out_type),
            at=self._clock.now(),
            written_at=written_at,
        )

    def _done(self, letter: Letter, effect: Effect, *, is_answered: bool) -> str | None:
        """Keep the message, do what it asks and keep the answer, in one transaction; return the answer to give."""
        is_unclear = letter.command.kind is CommandKind.UNCLEAR
        with self._database.transaction() as connection:
            sealed = self._sealed(letter.text) if is_unclear else None
            if not note_inbound(self._database, connection, letter, text_sealed=sealed):
                earlier = earlier_answer(self._database, connection, letter.provider_id)
                return earlier.answer if earlier else None
            answer = effect(connection)
            if is_answered or not self._may_answer(connection, letter):
                return None
            keep_answer(self._database, connection, letter, answer)
        return answer

    def _may_answer(self, connection: Connection, letter: Letter) -> bool:
        """Say whether an answer is left for this number; to what is unclear there is one a day."""
        lately = answers_since(self._database, connection, letter.hmacs, letter.at - _HOUR)
        if letter.command.kind is CommandKind.UNCLEAR:
            today = answers_since(self._database, connection, letter.hmacs, letter.at - _DAY)
            return not today.to_unclear and lately.given < MOST_ANSWERS
        return lately.given < MOST_ANSWERS

    def _say(self, name: str) -> _Prepare:
        """Return what only answers."""
        return lambda _letter, language, _writer: lambda _: reply(name, language, self._house)

    def _status(self, letter: Letter, language: Language, writer: Writer | None) -> Effect:
        """Look up the state of an address, or else of the person's own sides, before the transaction."""
        answer = self._state(letter.command.argument, language, writer, letter.at)
        return lambda _: answer

    def _state(self, typed: str, language: Language, writer: Writer | None, now: datetime) -> str:
        if not typed:
            report = self._streets.of_recipient(writer.recipient_id, now=now) if writer else None
            return status_reply(report, language, self._house) if report else self._no_subscription(language)
        found = self._streets.of_address(typed, now=now)
        if found is None:
            return reply("address_unknown", language, self._house)
        if isinstance(found, Undecided):
            heading = "number" if found.lacks_number else ""
            return reply("address_ambiguous", language, self._house, heading=heading, example=found.example)
        return status_reply(found, language, self._house)

    def _moved(self, letter: Letter, language: Language, writer: Writer | None, connection: Connection) -> str:
        """End the reminders of the nearest ban that the person was told of."""
        if writer is None:
            return self._no_subscription(language)
        moved: MovedFor | None = tell_moved(self._database, connection, writer.recipient_id, now=letter.at)
        if moved is None:
            return reply("nothing_moved", language, self._house)
        start = WORDINGS[language].moment(moved.starts_at)
        return reply_about("moved", language, self._house, self._streets.named(moved.side_ids), start=start)

    def _language(self, _letter: Letter, language: Language, writer: Writer | None, connection: Connection) -> str:
        if writer is None:
            return self._no_subscription(language)
        set_language(self._database, connection, writer.recipient_id, language)
        return reply("language", language, self._house)

    def _error(self, letter: Letter, language: Language, writer: Writer | None, connection: Connection) -> str:
        """Open a report for a person to read."""
        recipient_id = writer.recipient_id if writer else None
        text = self._sealed(letter.command.argument)
        add_error_report(self._database, connection, recipient_id, text, now=letter.at)
        return reply("error_noted", language, self._house)

    def _no_subscription(self, language: Language) -> str:
        return reply("no_subscription", language, self._house)

    def _sealed(self, text: str) -> str:
        """Seal what a person wrote; half a character, which nothing can encode, becomes a question mark."""
        return self._vault.seal_note(text.encode(errors="replace").decode())


def _nothing(_letter: Letter, _language: Language, _writer: Writer | None) -> Effect:
    """Do nothing; that the message came is kept all the same."""
    return lambda _: ""


def _command(text: str, opt_out_type: str | None) -> Command:
    """Read a message, the provider's own reading of it first: it has acted upon that already."""
    read = read_command(text)
    kind = _HANDLED.get(opt_out_type or "", read.kind)
    return read if kind is read.kind else replace(read, kind=kind, argument="")
