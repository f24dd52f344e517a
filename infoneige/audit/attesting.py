"""Attestations drawn for residents, and known again: by anybody, whatever became of the person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from infoneige.audit.attestation import Attestation, digest_of
from infoneige.audit.chain import Head
from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import Trail, append_row
from infoneige.audit.watching import Checked, CheckedTrail
from infoneige.residents.preferences import Account
from infoneige.storage.accounts import FollowedSide
from infoneige.storage.attested import Drawn, announced_on, find_drawn, sent_to
from infoneige.storage.audit import head_of
from infoneige.storage.database import Database
from infoneige.storage.retention import MESSAGES_LAST

USUAL_SPAN: Final = timedelta(days=60)
LONGEST_SPAN: Final = timedelta(days=200)
"""A winter, from the first snow to the last."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A document that was just drawn: its text, its digest, and the event of the trail that holds it."""

    attestation: Attestation
    text: str
    digest: str
    event: Head


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a document was drawn here: by which event, None for never, and how the chain up to it is."""

    digest: str
    drawn: Drawn | None
    trail: Checked

    @property
    def is_vouched_for(self) -> bool:
        """Say whether it was drawn here, and the chain is intact up to that event."""
        return self.drawn is not None and self.trail.vouches_for(self.drawn.number)


class Attestations:
    """Draws attestations and knows them again, from any thread."""

    def __init__(self, database: Database, city: str) -> None:
        """Take what it works with; ``city`` is named on each of them."""
        self._database = database
        self._city = city
        self._trail = CheckedTrail(Trail(database))

    def draw(
        self, account: Account, side: FollowedSide, words: str, *, since: datetime, until: datetime, now: datetime
    ) -> Proof:
        """Draw an attestation for a person's own side, named in ``words``, and record its digest in the trail.

        The caller must have made sure that the account is theirs, by a fresh code.
        """
        database, span = self._database, {"since": since, "until": until}
        known = span | {"since": max(since, now - MESSAGES_LAST)}
        with database.transaction() as connection:
            found = Attestation(
                city=self._city,
                side_id=side.side_id,
                side=words,
                drawn_at=now,
                channel=account.person.channel,
                number=account.masked,
                follows_since=side.since,
                announced=announced_on(database, connection, side.side_id, **span),
                sent_since=known["since"],
                sent=sent_to(database, connection, account.account_id, side.side_id, **known),
                trail=head_of(database, connection),
                **span,
            )
            text = found.text()
            digest = digest_of(text)
            event = AuditEvent(_person(account, digest), Verb.ATTESTATION_DRAWN, _subject(digest), {"sha256": digest})
            return Proof(found, text, digest, append_row(database, connection, event, now=now))

    def find(self, digest: str, *, now: datetime, number: int | None = None) -> Finding:
        """Say whether a document of this digest was drawn here, by the event of this ``number`` where one is given."""
        drawn = find_drawn(self._database, _subject(digest))
        if drawn is not None and number not in (None, drawn.number):
            drawn = None
        return Finding(digest, drawn, self._trail.check(now=now))


def _subject(digest: str) -> str:
    return f"attestation:{digest}"


def _person(account: Account, digest: str) -> str:
    """Return a name for a person that no two documents share: the trail outlives whoever erased everything."""
    bound = f"{account.person.hmac} {digest}"
    return f"person:{sha256(bound.encode()).hexdigest()}"
