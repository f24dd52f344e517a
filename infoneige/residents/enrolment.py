"""From a form to a subscription: what was asked for waits, sealed, in the browser that asked, until a code proves it.

Nothing of an unproved number is kept on our side but what limits the codes.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from geodata.model import StreetSideId
from infoneige.errors import ServiceError
from infoneige.residents.manage_links import ManageLinks
from infoneige.secrecy.vault import Vault, VaultError
from infoneige.storage.accounts import FollowedSide, follow, followed_sides
from infoneige.storage.consent import log_consent_of_person
from infoneige.storage.database import Connection, Database
from infoneige.storage.people import find_person
from notifier.consent import ConsentEvent
from notifier.model import AlertKind, Channel, Language, PreferenceProfile, QuietHours, Recipient

CONSENT_TEXT: Final = "page-2026-1"
"""The version of what the form says beside the box that is ticked; a new text takes a new one."""

MOST_SIDES: Final = 10
"""Of one phone or browser."""

ASKED_LASTS: Final = timedelta(minutes=30)
"""How long what was asked for waits for its code; codes themselves last less, and can be asked for again."""

LONGEST_LABEL: Final = 30
USUAL_LEADS: Final = (timedelta(hours=12), timedelta(hours=2))
"""Reminders of those who choose nothing: the evening before a morning's ban, and in time to move the car."""


class TooManySidesError(ServiceError):
    """More sides than one person may follow."""

    def __init__(self) -> None:
        """Say how many they may be."""
        super().__init__(f"one phone may follow {MOST_SIDES} sides: take one off first")


class Stay(StrEnum):
    """For how long a side is followed."""

    WINTER = "hiver"
    DAY = "24h"
    TWO_DAYS = "48h"

    @property
    def lasts(self) -> timedelta | None:
        """Return the length of a visit, None for no end."""
        return {Stay.WINTER: None, Stay.DAY: timedelta(hours=24), Stay.TWO_DAYS: timedelta(hours=48)}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody asks for on the form."""

    side_id: StreetSideId
    language: Language
    profile: PreferenceProfile
    label: str = ""
    stay: Stay = Stay.WINTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A number that waits for its code; ``wanted`` is None where its owner only wants to see their page."""

    number: str = field(repr=False)
    at: datetime
    wanted: Wanted | None = None


class Enrolments:
    """Takes what was proved into the database, from any thread."""

    def __init__(self, database: Database, vault: Vault, links: ManageLinks) -> None:
        """Take what it works with; nothing is read yet."""
        self._database = database
        self._vault = vault
        self._links = links

    def seal(self, asked: Asked) -> str:
        """Return what was asked for as a text that only we can read."""
        return self._vault.seal_note(json.dumps(_to_json(asked)))

    def unseal(self, sealed: str, *, now: datetime) -> Asked | None:
        """Return what ``seal`` made; None for anything else, and for what waited too long."""
        try:
            asked = _from_json(json.loads(self._vault.open_note(sealed)))
        except (VaultError, ValueError, KeyError, TypeError):
            return None
        return asked if asked.at <= now < asked.at + ASKED_LASTS else None

    def prove(self, session: str, asked: Asked, *, ip: str, now: datetime) -> bool:
        """Take it as proved that this browser's person has the number; say whether we now tell them anything.

        What they want is stored, with their consent; a ban known already is due to them at once.

        Raises:
            TooManySidesError: they follow too many.
        """
        database, number = self._database, asked.number
        with database.transaction() as connection:
            if asked.wanted is not None:
                recipient = Recipient(Channel.SMS, number, asked.wanted.language)
                person: int | None = self._follow(connection, recipient, asked.wanted, asked.at, ip, now)
            else:
                person = find_person(database, connection, self._vault, Channel.SMS, number)
            if person is not None:
                self._links.open_session_in(connection, session, person, now=now, proved=True)
        return person is not None

    def follow_in_browser(self, recipient: Recipient, wanted: Wanted, *, ip: str, now: datetime) -> None:
        """Let a browser that subscribed follow a side as its form says, with the consent given there.

        Raises:
            TooManySidesError: it follows too many.
        """
        with self._database.transaction() as connection:
            self._follow(connection, recipient, wanted, now, ip, now)

    def _follow(
        self, connection: Connection, recipient: Recipient, wanted: Wanted, asked_at: datetime, ip: str, now: datetime
    ) -> int:
        self._demand_room(connection, recipient, wanted.side_id)
        ends_at = now + wanted.stay.lasts if wanted.stay.lasts else None
        side = FollowedSide(wanted.side_id, wanted.profile, wanted.label, ends_at, now, None)
        recipient_id = follow(self._database, connection, self._vault, recipient, side, now=now)
        ip_hmac = self._vault.hmac(recipient.channel, f"ip {ip}")
        for event, at in ((ConsentEvent.SUBSCRIBE, asked_at), (ConsentEvent.CONFIRM, now)):
            log_consent_of_person(
                self._database,
                connection,
                recipient_id,
                event,
                at=at,
                text_version=CONSENT_TEXT,
                ip_hmac=ip_hmac,
            )
        return recipient_id

    def _demand_room(self, connection: Connection, recipient: Recipient, side_id: StreetSideId) -> None:
        known = find_person(self._database, connection, self._vault, recipient.channel, recipient.address)
        followed = followed_sides(self._database, connection, known) if known else ()
        if len({side.side_id for side in followed} | {side_id}) > MOST_SIDES:
            raise TooManySidesError


def profile_with(
    leads: tuple[timedelta, ...], quiet: QuietHours | None, *, wants_done: bool = True
) -> PreferenceProfile:
    """Return a profile of all kinds, or of all but the news that a side was cleared."""
    kinds = None if wants_done else frozenset(AlertKind) - {AlertKind.DONE}
    return PreferenceProfile(leads=tuple(sorted(leads, reverse=True)), quiet_hours=quiet, kinds=kinds)


def _to_json(asked: Asked) -> dict[str, object]:
    found: dict[str, object] = {"for": "code", "number": asked.number, "at": asked.at.isoformat()}
    if asked.wanted is None:
        return found
    wanted, profile = asked.wanted, asked.wanted.profile
    quiet = profile.quiet_hours
    return found | {
        "side": wanted.side_id,
        "language": wanted.language,
        "label": wanted.label,
        "stay": wanted.stay,
        "leads": [int(lead.total_seconds()) // 60 for lead in profile.leads],
        "quiet": [quiet.starts.isoformat(), quiet.ends.isoformat()] if quiet else None,
        "done": profile.kinds is None,
    }


def _from_json(found: dict[str, Any]) -> Asked:
    """Read what ``_to_json`` wrote; whatever else raises."""
    if found["for"] != "code":
        raise ValueError
    at = datetime.fromisoformat(found["at"])
    if "side" not in found:
        return Asked(number=found["number"], at=at)
    quiet = QuietHours(*map(time.fromisoformat, found["quiet"])) if found["quiet"] else None
    leads = tuple(timedelta(minutes=minutes) for minutes in found["leads"])
    wanted = Wanted(
        side_id=StreetSideId(found["side"]),
        language=Language(found["language"]),
        profile=profile_with(leads, quiet, wants_done=found["done"]),
        label=found["label"],
        stay=Stay(found["stay"]),
    )
    return Asked(number=found["number"], at=at, wanted=wanted)
