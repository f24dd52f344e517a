"""One-time codes: who asks is told the same whoever they ask for, and a code goes out at most once."""

import hmac
import logging
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from infoneige.clock import Clock
from infoneige.secrecy.vault import Vault
from infoneige.storage.codes import CodeKey, drop_code, drop_expired_codes, take_try, write_code
from infoneige.storage.database import Connection, Database
from infoneige.storage.limits import forget_old_events, take_turn, wait_for_turn
from infoneige.storage.suppression import is_suppressed
from notifier.channels.contract import SendOutcome, Verdict
from notifier.codes import DIGITS, CodeRequest, Limited, expiry, read_code
from notifier.model import Channel, Language
from notifier.replies import House, code_message

_log = logging.getLogger(__name__)

SendCode = Callable[[str, str, datetime], SendOutcome]
"""Sends a text to a number (E.164) by a sender of its own, of no use after an instant; with its own time limit."""

_AT_ONCE = 4


class CodeCheck(StrEnum):
    """What a guess came to. SPENT: there is no code to guess at any more, or there never was."""

    RIGHT = "right"
    WRONG = "wrong"
    SPENT = "spent"


@dataclass(frozen=True, slots=True)
class CodeRequested:
    """The one answer to every request: a code is on its way if the number can receive one, and counts until then."""

    expires_at: datetime


class CodeDesk:
    """Gives and checks codes, from any thread. ``host`` is where they are typed, empty for none."""

    def __init__(
        self, database: Database, vault: Vault, clock: Clock, send: SendCode, *, house: House, host: str = ""
    ) -> None:
        """Take what it works with; nothing is read yet."""
        self._database = database
        self._vault = vault
        self._clock = clock
        self._send = send
        self._house = house
        self._host = host
        self._senders = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="codes")

    def request(self, asked: CodeRequest, language: Language) -> CodeRequested:
        """Send a code if limits and the number's owner allow it; the answer does not tell.

        The code is committed, as a hash, before it is sent. It is sent once or, if we die in between, never.
        """
        now, code = self._clock.now(), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        with self._database.transaction() as connection:
            may_send = self._grant(connection, asked, code, now)
        if may_send:
            text = code_message(code, language, self._house, self._host)
            self._senders.submit(self._hand_over, asked.number, text, expiry(now))
        return CodeRequested(expiry(now))

    def check(self, number: str, session: str, typed: object) -> CodeCheck:
        """Hold what was typed against the code that this number was sent for this session; right once only."""
        now, guess, key = self._clock.now(), read_code(typed), self._key(number, session)
        if guess is None:
            return CodeCheck.WRONG
        with self._database.transaction() as connection:
            kept = self._take_guess(connection, number, key, now)
            if kept is None:
                return CodeCheck.SPENT
            if not hmac.compare_digest(kept, self._code_hmac(key, guess)):
                return CodeCheck.WRONG
            drop_code(self._database, connection, key)
        return CodeCheck.RIGHT

    def close(self) -> None:
        """Finish the calls in hand."""
        self._senders.shutdown()

    def _grant(self, connection: Connection, asked: CodeRequest, code: str, now: datetime) -> bool:
        """Count the request and keep the code; say whether it may be sent.

        Somebody who said stop has a code that nobody learns, so that guessing it is like guessing any other.
        """
        database = self._database
        wait_for_turn(database, connection)
        forget_old_events(database, connection, now=now)
        drop_expired_codes(database, connection, now=now)
        subjects = {kind: self._hmac(kind, subject) for kind, subject in asked.subjects()}
        refusal = take_turn(database, connection, subjects, now=now)
        if refusal is not None:
            level = logging.ERROR if refusal is Limited.CODE_AT_ALL else logging.WARNING
            _log.log(level, "no code is sent: the limit %s is reached", refusal)
            return False
        key = self._key(asked.number, asked.session)
        write_code(database, connection, key, self._code_hmac(key, code), now=now)
        return not self._is_suppressed(connection, asked.number)

    def _take_guess(self, connection: Connection, number: str, key: CodeKey, now: datetime) -> str | None:
        """Count a guess and return the hash to hold it against; None where none is left."""
        wait_for_turn(self._database, connection)
        kept = take_try(self._database, connection, key, now=now)
        if kept is None or self._is_suppressed(connection, number):
            return None
        subject = {Limited.GUESS_FOR_NUMBER: self._hmac(Limited.GUESS_FOR_NUMBER, number)}
        return None if take_turn(self._database, connection, subject, now=now) else kept

    def _hand_over(self, number: str, text: str, not_after: datetime) -> None:
        """Send once, whatever comes of it: whoever waits asks again."""
        try:
            outcome = self._send(number, text, not_after)
        except Exception as error:  # noqa: BLE001 - a sender may raise anything, and its text may hold the number
            _log.warning("a code may not have been sent: %s", type(error).__name__)
            return
        if outcome.verdict not in (Verdict.SENT, Verdict.ACCEPTED):
            _log.warning("a code may not have been sent: %s", outcome.reason or outcome.verdict)

    def _is_suppressed(self, connection: Connection, number: str) -> bool:
        hmacs = self._vault.hmacs(Channel.SMS, number)
        return is_suppressed(self._database, connection, channel=Channel.SMS, hmacs=hmacs)

    def _key(self, number: str, session: str) -> CodeKey:
        return CodeKey(self._hmac("number", number), self._hmac("session", session))

    def _code_hmac(self, key: CodeKey, code: str) -> str:
        return self._hmac("code", f"{key.address_hmac} {key.session_hmac} {code}")

    def _hmac(self, purpose: str, text: str) -> str:
        message = f"{purpose}\n{text}".encode(errors="replace")
        return hmac.digest(self._vault.ring.codes, message, "sha256").hex()
