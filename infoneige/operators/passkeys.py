"""Passkeys: keys that the browser binds to our site, and that their owner unlocks by finger, face or PIN."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from infoneige.audit.model import Verb
from infoneige.operators.challenges import Challenges, Purpose
from infoneige.operators.errors import LoginError, LoginRefusal
from infoneige.operators.invitations import use_invitation
from infoneige.operators.model import LoginMethod, Operator
from infoneige.operators.recording import record_failure, record_key
from infoneige.operators.relying_party import MadeKey, RelyingParty, read_answer
from infoneige.operators.sessions import close_sessions
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.operators import operator_of

_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key as its owner sees it; ``label`` is what they call it."""

    credential_id: str
    label: str
    added_at: datetime
    last_used_at: datetime | None


class Passkeys:
    """Registers keys and lets people in by them, from any thread.

    ``browser`` is the token in a browser's cookie: what was begun in one browser cannot be ended in another, nor
    twice, nor after five minutes.
    """

    def __init__(self, database: Database, challenges: Challenges, site: RelyingParty) -> None:
        """Take what it works with; nothing is read yet."""
        self._database = database
        self._challenges = challenges
        self._site = site

    def registration_options(self, operator: Operator, browser: str, *, now: datetime) -> str:
        """Return as JSON what the browser's ``navigator.credentials.create`` takes."""
        known = (key.credential_id for key in self.keys(operator.operator_id))
        options, challenge = self._site.registration_options(operator, known)
        begun = json.dumps({"operator": operator.operator_id, "challenge": challenge})
        self._challenges.keep(browser, Purpose.REGISTRATION, begun, now=now)
        return options

    def register(
        self,
        operator: Operator,
        browser: str,
        answer: str,
        label: str,
        *,
        now: datetime,
        invitation: str | None = None,
    ) -> None:
        """Keep the key that the browser made; with an invitation's secret, use that up in the same transaction.

        Raises:
            LoginError: the answer is not to what was asked here, the key is known, or the invitation open no more.
        """
        begun = json.loads(self._challenges.take(browser, Purpose.REGISTRATION, now=now))
        if begun["operator"] != operator.operator_id:
            raise LoginError(LoginRefusal.STALE)
        made = self._site.made_key(answer, begun["challenge"])
        with self._database.transaction() as connection:
            if invitation is not None:
                use_invitation(self._database, connection, invitation, now=now)
            self._add(connection, operator, made, _shown(label), now)

    def login_options(self, browser: str, purpose: Purpose = Purpose.LOGIN, *, now: datetime) -> str:
        """Return as JSON what the browser's ``navigator.credentials.get`` takes; no name is asked for.

        ``purpose`` is to log in, or to prove anew who is logged in.
        """
        options, challenge = self._site.login_options()
        self._challenges.keep(browser, purpose, challenge, now=now)
        return options

    def login(self, browser: str, answer: str, *, now: datetime) -> Operator:
        """Return whose key answered. Failures of passwords never stand in its way.

        Raises:
            LoginError: it is not the answer of a key that we know to what was asked in this browser.
        """
        return self._owner(browser, answer, Purpose.LOGIN, now)

    def prove(self, operator: Operator, browser: str, answer: str, *, now: datetime) -> None:
        """Accept that it is still this operator who sits there.

        Raises:
            LoginError: as ``login``, or the key is somebody else's.
        """
        if self._owner(browser, answer, Purpose.PROOF, now).operator_id != operator.operator_id:
            record_failure(self._database, operator, LoginMethod.PASSKEY, LoginRefusal.WRONG, now=now)
            raise LoginError(LoginRefusal.WRONG)

    def keys(self, operator_id: int) -> tuple[Passkey, ...]:
        """Return the keys of somebody, the oldest first."""
        with self._database.read() as connection:
            rows = self._database.queries.passkeys_of(connection, operator_id=operator_id)
            return tuple(
                Passkey(credential_id, label, from_text(added_at), from_text(used_at) if used_at else None)
                for credential_id, label, added_at, used_at in rows
            )

    def relabel(self, operator: Operator, credential_id: str, label: str) -> None:
        """Call a key of this operator otherwise; of a key of others, nothing changes."""
        with self._database.transaction() as connection:
            self._database.queries.label_passkey(
                connection, operator_id=operator.operator_id, credential_id=credential_id, label=_shown(label)
            )

    def remove(self, operator: Operator, credential_id: str, *, now: datetime, but: str = "") -> None:
        """Take a key of this operator away, and log them out everywhere save in the session of one hash.

        Raises:
            LoginError: it is their last way in.
        """
        queries = self._database.queries
        with self._database.transaction() as connection:
            label = queries.remove_passkey(connection, operator_id=operator.operator_id, credential_id=credential_id)
            if label is None:
                return
            close_sessions(self._database, connection, operator.operator_id, but=but)
            record_key(self._database, connection, operator, Verb.KEY_REMOVED, _detail(label), now=now)
            if not queries.ways_in(connection, operator_id=operator.operator_id):
                raise LoginError(LoginRefusal.LAST_WAY_IN)

    def _add(self, connection: Connection, operator: Operator, made: MadeKey, label: str, now: datetime) -> None:
        if not self._database.queries.add_passkey(
            connection,
            credential_id=made.credential_id,
            operator_id=operator.operator_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            label=label,
            added_at=to_text(now),
        ):
            raise LoginError(LoginRefusal.KNOWN_KEY)
        record_key(self._database, connection, operator, Verb.KEY_ADDED, _detail(label), now=now)

    def _owner(self, browser: str, answer: str, purpose: Purpose, now: datetime) -> Operator:
        """Return whose key signed the challenge of this browser.

        A key that is nobody's leaves no trace: such keys cost nothing to make up, and must not fill the trail.
        """
        challenge, credential = self._challenges.take(browser, purpose, now=now), read_answer(answer)
        with self._database.read() as connection:
            row = self._database.queries.passkey(connection, credential_id=credential.id)
        if row is None:
            raise LoginError(LoginRefusal.WRONG)
        operator = operator_of(row[1:])
        try:
            self._count(credential.id, self._site.sign_count(credential, challenge, row[0], operator), now)
        except LoginError as error:
            record_failure(self._database, operator, LoginMethod.PASSKEY, error.reason, now=now)
            raise
        return operator

    def _count(self, credential_id: str, sign_count: int, now: datetime) -> None:
        """Note how often a key signed; who falls behind is a copy, or came twice at once."""
        with self._database.transaction() as connection:
            if not self._database.queries.use_passkey(
                connection, credential_id=credential_id, sign_count=sign_count, used_at=to_text(now)
            ):
                raise LoginError(LoginRefusal.CLONED_KEY)


def _detail(label: str) -> Mapping[str, object]:
    return {"method": LoginMethod.PASSKEY.value, "label": label}


def _shown(label: str) -> str:
    return "".join(one for one in " ".join(label.split()) if one.isprintable())[:_LONGEST_LABEL] or "?"
