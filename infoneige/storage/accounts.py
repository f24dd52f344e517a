"""What one person follows, was told and wishes, in the database, as their own page shows and changes it."""

from dataclasses import dataclass, field
from datetime import datetime

from geodata.model import StreetSideId
from infoneige.secrecy.vault import Sealed, Vault
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.profiles import profile_number, profile_of
from infoneige.storage.subscriptions import enrol
from notifier.model import AlertKind, Channel, DeliveryStatus, Language, PreferenceProfile, Recipient, Subscription
from schedules.model import BanWindow

PAUSED = "paused"
"""Why something that was due is not sent."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom we tell things; the address is readable here."""

    recipient_id: int
    channel: Channel
    address: str = field(repr=False)
    hmac: str = field(repr=False)
    language: Language
    stopped_at: datetime | None
    disabled_at: datetime | None

    def as_recipient(self, language: Language | None = None) -> Recipient:
        """Return the same as the rest of the service knows them."""
        return Recipient(self.channel, self.address, language or self.language)


@dataclass(frozen=True, slots=True)
class FollowedSide:
    """A side that a person follows: what they call it, when it ends by itself, and whether it is paused."""

    side_id: StreetSideId
    profile: PreferenceProfile
    label: str
    ends_at: datetime | None
    since: datetime
    paused_at: datetime | None


@dataclass(frozen=True, slots=True)
class ToldMessage:
    """One thing that was due to a person about one window, and what became of it."""

    entry_id: int
    kind: AlertKind
    window: BanWindow
    lead_minutes: int
    state: DeliveryStatus
    reason: str | None
    send_at: datetime
    not_after: datetime
    handed_over_at: datetime | None
    replaces_at: datetime | None
    attempts: int


def read_person(database: Database, connection: Connection, vault: Vault, recipient_id: int) -> Person | None:
    """Return somebody by the id of their row, None for nobody.

    Raises:
        VaultError: the address does not open.
    """
    found = database.queries.recipient_card(connection, recipient_id=recipient_id)
    if found is None:
        return None
    channel, found_by, sealed, language, stopped_at, disabled_at = found
    return Person(
        recipient_id=recipient_id,
        channel=Channel(channel),
        address=vault.open(Channel(channel), Sealed(found_by, sealed)),
        hmac=found_by,
        language=Language(language),
        stopped_at=_instant(stopped_at),
        disabled_at=_instant(disabled_at),
    )


def followed_sides(database: Database, connection: Connection, recipient_id: int) -> tuple[FollowedSide, ...]:
    """Return what a person follows, the paused sides too, in the order of subscribing."""
    rows = database.queries.followed_sides(connection, recipient_id=recipient_id)
    return tuple(
        FollowedSide(
            side_id=StreetSideId(side_id),
            profile=profile_of((leads, quiet_from, quiet_to, kinds)),
            label=label or "",
            ends_at=_instant(ends_at),
            since=from_text(since),
            paused_at=_instant(paused_at),
        )
        for side_id, label, ends_at, since, paused_at, leads, quiet_from, quiet_to, kinds in rows
    )


def follows_any(database: Database, connection: Connection, recipient_id: int) -> bool:
    """Say whether a person follows anything, paused or not."""
    return bool(database.queries.count_followed(connection, recipient_id=recipient_id))


def messages_of(database: Database, connection: Connection, recipient_id: int, since: datetime) -> list[ToldMessage]:
    """Return what was due about the sides that a person follows, of bans made since an instant, the newest first."""
    rows = database.queries.messages_of(connection, recipient_id=recipient_id, since=to_text(since))
    return [
        ToldMessage(
            entry_id=entry_id,
            kind=AlertKind(kind),
            window=BanWindow(StreetSideId(side_id), from_text(starts_at), _instant(ends_at)),
            lead_minutes=lead,
            state=DeliveryStatus(state),
            reason=reason,
            send_at=from_text(send_at),
            not_after=from_text(not_after),
            handed_over_at=_instant(handed_over_at),
            replaces_at=_instant(replaces_at),
            attempts=attempts,
        )
        for (
            entry_id, side_id, starts_at, ends_at, kind, lead, state, reason,
            send_at, not_after, handed_over_at, replaces_at, attempts,
        ) in rows
    ]  # fmt: skip


def moved_sides(
    database: Database, connection: Connection, recipient_id: int, *, now: datetime
) -> frozenset[StreetSideId]:
    """Return the sides for whose present or coming ban a person said that the car is moved."""
    rows = database.queries.moved_windows_of(connection, recipient_id=recipient_id, now=to_text(now))
    return frozenset(StreetSideId(side_id) for (side_id,) in rows)


def follow(
    database: Database, connection: Connection, vault: Vault, person: Recipient, side: FollowedSide, *, now: datetime
) -> int:
    """Let a person follow a side, paused or not before, with this label and end; return their id.

    Who only paused has followed it since they first did.
    """
    subscription = Subscription(person, side.side_id, side.profile)
    recipient_id = enrol(database, connection, vault, subscription, now=now).recipient_id
    database.queries.follow_as_before(connection, recipient_id=recipient_id, side_id=side.side_id)
    database.queries.forget_paused_side(connection, recipient_id=recipient_id, side_id=side.side_id)
    describe(database, connection, recipient_id, side)
    return recipient_id


def describe(database: Database, connection: Connection, recipient_id: int, side: FollowedSide) -> None:
    """Write what a side is called and when it ends by itself, paused or not."""
    columns = {
        "recipient_id": recipient_id,
        "side_id": side.side_id,
        "label": side.label or None,
        "ends_at": to_text(side.ends_at) if side.ends_at else None,
    }
    database.queries.describe_side(connection, **columns)
    database.queries.describe_paused_side(connection, **columns)


def set_profile_while_paused(
    database: Database, connection: Connection, recipient_id: int, side_id: StreetSideId, profile: PreferenceProfile
) -> None:
    """Change when a person will be told about a side once it is not paused any more."""
    number = profile_number(database, connection, profile)
    database.queries.set_paused_profile(connection, recipient_id=recipient_id, side_id=side_id, profile_id=number)


def pause(database: Database, connection: Connection, recipient_id: int, *, now: datetime) -> None:
    """Tell a person nothing about what they follow until they say otherwise."""
    database.queries.wait_for_publish(connection)
    for side in followed_sides(database, connection, recipient_id):
        database.queries.supersede_due_of(connection, recipient_id=recipient_id, side_id=side.side_id, reason=PAUSED)
    database.queries.pause_sides(connection, recipient_id=recipient_id, paused_at=to_text(now))
    database.queries.forget_sides(connection, recipient_id=recipient_id)


def unfollow(database: Database, connection: Connection, recipient_id: int, side_id: StreetSideId) -> None:
    """Tell a person nothing more about a side, and forget all that was due to them about it, calls and receipts too.

    What is being sent at this moment still arrives; what comes of it is nobody's any more.
    """
    queries, about = database.queries, {"recipient_id": recipient_id, "side_id": side_id}
    queries.wait_for_publish(connection)
    queries.hold_entries_about(connection, **about)
    queries.erase_receipts(connection, **about)
    queries.erase_unreported(connection, **about)
    queries.erase_attempts(connection, **about)
    queries.erase_entries(connection, **about)
    queries.erase_outcomes(connection, **about)
    queries.forget_side(connection, **about)
    queries.forget_paused_side(connection, **about)


def _instant(text: str | None) -> datetime | None:
    return from_text(text) if text else None
