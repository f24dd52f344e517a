"""One person, looked up by their number by an operator: what they follow, were told, and why they were not.

Every look-up is recorded, with a keyed hash in the place of the number, before anything is shown.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import append
from infoneige.desk.errors import DeskError
from infoneige.desk.tally import Loss, loss_of
from infoneige.residents.why import Trace, trace
from infoneige.secrecy.vault import Vault
from infoneige.storage.accounts import FollowedSide, Person, followed_sides, messages_of, read_person
from infoneige.storage.database import Connection, Database
from infoneige.storage.inbound import wanted
from infoneige.storage.instants import from_text
from infoneige.storage.limits import forget_old_events, take_turn, wait_for_turn
from infoneige.storage.looking_up_person import Ban, Call, bans_of, calls_of
from notifier.codes import LIMITS, Limited
from notifier.model import Channel
from notifier.phone_numbers import PhoneNumber

SPAN: Final = timedelta(days=30)
"""How far back a look-up reaches."""

IN_AN_HOUR: Final = LIMITS[Limited.LOOK_UP_BY_OPERATOR][0].most


class TooManyLookUpsError(DeskError):
    """This operator looked up as many people as one may in an hour."""


class NothingBecause(StrEnum):
    """Why nothing was ever due to a person about a ban."""

    NOT_YET = "not_yet"
    PAUSED = "paused"
    STOPPED = "stopped"
    GONE = "gone"
    TOO_LATE = "too_late"
    NOT_WANTED = "not_wanted"
    JOINED_LATER = "joined_later"
    NO_RULE = "no_rule"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was due, why, what became of it, and each call that was made for it."""

    trace: Trace
    calls: tuple[Call, ...]

    @property
    def loss(self) -> Loss:
        """Return why it did not arrive; of use only where it did not."""
        return loss_of(self.trace.message.state, self.trace.message.reason)


@dataclass(frozen=True, slots=True)
class Silent:
    """A ban of which a person was told nothing, and why."""

    ban: Ban
    because: NothingBecause


@dataclass(frozen=True, slots=True)
class SideFacts:
    """One side that a person follows, all that was due to them about it, the newest first, and what never was."""

    side: FollowedSide
    facts: tuple[Fact, ...]
    silent: tuple[Silent, ...]


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What we know of a number: the person, None for nobody; since when they want nothing; each side."""

    person: Person | None
    stopped_at: datetime | None
    sides: tuple[SideFacts, ...] = ()


def look_up(database: Database, vault: Vault, number: PhoneNumber, *, actor: str, now: datetime) -> LookedUp:
    """Record that this operator looks up a number, and return what we know of it.

    Raises:
        TooManyLookUpsError: they did so too often in the last hour; nothing is recorded.
        VaultError: the address does not open.
    """
    hmacs = vault.hmacs(Channel.SMS, number)
    with database.transaction() as connection:
        wait_for_turn(database, connection)
        forget_old_events(database, connection, now=now)
        subject = {Limited.LOOK_UP_BY_OPERATOR: _digest(vault, "operator", actor)}
        if take_turn(database, connection, subject, now=now) is not None:
            message = f"an operator looks up {IN_AN_HOUR} people an hour at most"
            raise TooManyLookUpsError(message)
        found = _known(database, connection, vault, hmacs, now)
        about = f"person:{_digest(vault, 'looked up', number)}"
        event = AuditEvent(actor, Verb.PERSON_LOOKED_UP, about, {"sides": len(found.sides)})
        append(database, connection, event, now=now)
    return found


def _known(database: Database, connection: Connection, vault: Vault, hmacs: tuple[str, ...], now: datetime) -> LookedUp:
    queries, channel = database.queries, Channel.SMS.value
    stops = list(queries.suppressions_of(connection, channel=channel, wanted=wanted(hmacs)))
    stopped_at = from_text(stops[0][0]) if stops else None
    ids = (queries.person_at(connection, channel=channel, address_hmac=found_by) for found_by in hmacs)
    recipient_id = next((one for one in ids if one is not None), None)
    person = None if recipient_id is None else read_person(database, connection, vault, recipient_id)
    if person is None:
        return LookedUp(None, stopped_at)
    stopped_at = stopped_at or person.stopped_at
    since = now - SPAN
    calls = calls_of(database, connection, person.recipient_id, since)
    bans = bans_of(database, connection, person.recipient_id, since)
    traces = [trace(message) for message in messages_of(database, connection, person.recipient_id, since)]
    sides = tuple(
        SideFacts(
            side,
            tuple(
                Fact(one, tuple(calls.get(one.message.entry_id, ())))
                for one in traces
                if one.message.window.side_id == side.side_id
            ),
            tuple(
                Silent(ban, nothing_because(ban, side, person, stopped_at))
                for ban in bans.get(side.side_id, ())
                if not ban.was_due
            ),
        )
        for side in followed_sides(database, connection, person.recipient_id)
    )
    return LookedUp(person, stopped_at, sides)


def nothing_because(ban: Ban, side: FollowedSide, person: Person, stopped_at: datetime | None) -> NothingBecause:
    """Return why nothing was ever due about a ban, the plainest reason first."""
    over_at = min((at for at in (ban.closed_at, ban.window.ends_at) if at is not None), default=None)
    ends_at = ban.window.ends_at

    def while_it_stood(at: datetime | None) -> bool:
        return at is not None and (over_at is None or at < over_at)

    reasons = (
        (NothingBecause.NOT_YET, not while_it_stood(side.since)),
        (NothingBecause.PAUSED, while_it_stood(side.paused_at)),
        (NothingBecause.STOPPED, while_it_stood(stopped_at)),
        (NothingBecause.GONE, while_it_stood(person.disabled_at)),
        (NothingBecause.TOO_LATE, ends_at is not None and ends_at <= ban.known_at),
        (NothingBecause.NOT_WANTED, side.profile.kinds is not None),
        (NothingBecause.JOINED_LATER, side.since > ban.known_at),
    )
    return next((because for because, holds in reasons if holds), NothingBecause.NO_RULE)


def _digest(vault: Vault, purpose: str, text: str) -> str:
    return hmac.digest(vault.ring.codes, f"desk\n{purpose}\n{text}".encode(), "sha256").hex()
