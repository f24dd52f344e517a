"""Passwords, the fallback: of no use without the code of an authenticator application beside them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from infoneige.audit.model import Verb
from infoneige.operators import second_factor
from infoneige.operators.challenges import Challenges, Purpose
from infoneige.operators.errors import LoginError, LoginRefusal
from infoneige.operators.invitations import use_invitation
from infoneige.operators.model import LoginMethod, Operator
from infoneige.operators.names import read_name
from infoneige.operators.password_hashing import hash_password, is_right
from infoneige.operators.recording import record_failure, record_key
from infoneige.operators.sessions import close_sessions
from infoneige.operators.throttle import Guessed, Throttle, Try
from infoneige.secrecy.vault import Vault, VaultError
from infoneige.storage.database import Database
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.operators import operator_of

_TIME_TO_SET_UP: Final = timedelta(minutes=15)
"""Long enough to install an application; what is kept meanwhile lets nobody in."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A password and its second factor, as they are kept of an operator."""

    operator: Operator
    password_hash: str
    totp_sealed: str


class Passwords:
    """Sets passwords up and lets people in by them, from any thread; ``site`` is how the application names us."""

    def __init__(self, database: Database, challenges: Challenges, throttle: Throttle, vault: Vault, site: str) -> None:
        """Take what it works with; nothing is read yet."""
        self._database = database
        self._challenges = challenges
        self._throttle = throttle
        self._vault = vault
        self._site = site

    def begin(self, operator: Operator, browser: str, *, now: datetime) -> tuple[str, str]:
        """Return the ``otpauth:`` URI of a QR code and the secret in it; the same ones while they are being set up."""
        secret = self._secret_begun(operator, browser, now)
        if secret is None:
            secret = second_factor.new_secret()
            begun = json.dumps({"operator": operator.operator_id, "sealed": self._vault.seal_note(secret)})
            self._challenges.keep(browser, Purpose.PASSWORD, begun, now=now, lasts=_TIME_TO_SET_UP)
        return second_factor.provisioning_uri(secret, name=operator.name, site=self._site), secret

    def set(
        self,
        operator: Operator,
        browser: str,
        password: str,
        code: str,
        *,
        now: datetime,
        invitation: str | None = None,
        but: str = "",
    ) -> None:
        """Keep a password and the second factor that was begun in this browser, in place of those before.

        With an invitation's secret, that is used up in the same transaction. Every session is closed, save the one of
        the hash ``but``.

        Raises:
            LoginError: nothing was begun, the code is not the application's (it may be typed again), the password is
                soon guessed, or the invitation open no more.
        """
        secret = self._secret_begun(operator, browser, now)
        if secret is None:
            raise LoginError(LoginRefusal.STALE)
        step = second_factor.step_of(secret, code, now=now)
        if step is None:
            raise LoginError(LoginRefusal.WRONG)
        hashed = hash_password(password, operator.name, *operator.display_name.split())
        self._challenges.take(browser, Purpose.PASSWORD, now=now)
        with self._database.transaction() as connection:
            if invitation is not None:
                use_invitation(self._database, connection, invitation, now=now)
            self._database.queries.set_operator_password(
                connection,
                operator_id=operator.operator_id,
                password_hash=hashed,
                totp_sealed=self._vault.seal_note(secret),
                used_step=step,
                set_at=to_text(now),
            )
            close_sessions(self._database, connection, operator.operator_id, but=but)
            record_key(self._database, connection, operator, Verb.KEY_ADDED, _DETAIL, now=now)

    def login(self, name: str, password: str, code: str, ip: str, *, now: datetime) -> Operator:
        """Return whose name, password and code these are. A name that is nobody's takes as long as any other.

        Raises:
            LoginError: they are not, or too many tries failed before; which of the three was wrong is not said.
        """
        account = read_name(name) or ""
        tried = self._throttle.begin({Guessed.ACCOUNT: account, Guessed.ADDRESS: ip}, now=now)
        kept = self._kept(account)
        is_known = is_right(password, kept.password_hash if kept else None)
        step = self._step(kept, code, now)
        if kept is None or not is_known or not self._take(kept, step, tried):
            record_failure(
                self._database, kept.operator if kept else None, LoginMethod.PASSWORD, LoginRefusal.WRONG, now=now
            )
            raise LoginError(LoginRefusal.WRONG)
        return kept.operator

    def prove(self, operator: Operator, code: str, *, now: datetime) -> None:
        """Accept that it is still this operator who sits there, by a code that was not used yet.

        Raises:
            LoginError: it is not their code, or too many were wrong before.
        """
        tried = self._throttle.begin({Guessed.PROOF: operator.name}, now=now)
        kept = self._kept(operator.name)
        if kept is None or not self._take(kept, self._step(kept, code, now), tried):
            record_failure(self._database, operator, LoginMethod.PASSWORD, LoginRefusal.WRONG, now=now)
            raise LoginError(LoginRefusal.WRONG)

    def set_at(self, operator_id: int) -> datetime | None:
        """Return since when somebody has their password; None where they have none."""
        with self._database.read() as connection:
            found = self._database.queries.password_set_at(connection, operator_id=operator_id)
        return from_text(found) if found else None

    def remove(self, operator: Operator, *, now: datetime, but: str = "") -> None:
        """Take an operator's password away, and log them out everywhere save in the session of one hash.

        Raises:
            LoginError: it is their last way in.
        """
        queries = self._database.queries
        with self._database.transaction() as connection:
            if not queries.remove_operator_password(connection, operator_id=operator.operator_id):
                return
            close_sessions(self._database, connection, operator.operator_id, but=but)
            record_key(self._database, connection, operator, Verb.KEY_REMOVED, _DETAIL, now=now)
            if not queries.ways_in(connection, operator_id=operator.operator_id):
                raise LoginError(LoginRefusal.LAST_WAY_IN)

    def _kept(self, name: str) -> _Kept | None:
        with self._database.read() as connection:
            row = self._database.queries.operator_password(connection, name=name)
        return _Kept(operator_of(row[2:]), row[0], row[1]) if row else None

    def _step(self, kept: _Kept | None, code: str, now: datetime) -> int | None:
        """Return the step of a code; where nobody is known, after as much work."""
        secret = self._vault.open_note(kept.totp_sealed if kept else self._vault.seal_note(_NOBODYS))
        return second_factor.step_of(secret, code, now=now)

    def _take(self, kept: _Kept, step: int | None, tried: Try) -> bool:
        """Use a code up, and say whether it could be: no code is taken twice."""
        if step is None:
            return False
        with self._database.transaction() as connection:
            taken = self._database.queries.use_step(connection, operator_id=kept.operator.operator_id, step=step)
            if taken:
                self._throttle.succeeded(connection, tried)
        return bool(taken)

    def _secret_begun(self, operator: Operator, browser: str, now: datetime) -> str | None:
        text = self._challenges.kept(browser, Purpose.PASSWORD, now=now)
        begun = json.loads(text) if text else {}
        if begun.get("operator") != operator.operator_id:
            return None
        try:
            return self._vault.open_note(begun["sealed"])
        except VaultError:
            return None  # its key left the ring meanwhile: begin anew


_DETAIL: Final[Mapping[str, object]] = {"method": LoginMethod.PASSWORD.value}
_NOBODYS: Final = second_factor.new_secret()
