"""A person's own page: what they follow and were told, and what they may change of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from geodata.model import StreetSideId
from infoneige.residents.erasure import erase
from infoneige.residents.manage_links import Holder, ManageLinks
from infoneige.secrecy.vault import Vault
from infoneige.storage.access import Link
from infoneige.storage.accounts import (
    FollowedSide,
    Person,
    ToldMessage,
    describe,
    follow,
    followed_sides,
    messages_of,
    moved_sides,
    pause,
    read_person,
    set_profile_while_paused,
    unfollow,
)
from infoneige.storage.database import Connection, Database
from infoneige.storage.inbound import set_language
from infoneige.storage.outcomes import tell_moved_on
from infoneige.storage.suppression import suppress_person
from notifier.model import Channel, Language, PreferenceProfile

SHOWN_FOR: Final = timedelta(days=30)
"""How far back a page looks."""

_SHOWN_DIGITS, _AREA = 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """All that one person's page shows. ``moved`` are the sides whose present ban they said the car is moved for."""

    person: Person
    is_fresh: bool
    sides: tuple[FollowedSide, ...]
    messages: tuple[ToldMessage, ...]
    moved: frozenset[StreetSideId]
    links: tuple[Link, ...]

    @property
    def account_id(self) -> int:
        """Return what names this account in the forms of its own page."""
        return self.person.recipient_id

    @property
    def is_phone(self) -> bool:
        """Say whether it is a phone, and not a browser."""
        return self.person.channel is not Channel.PUSH

    @property
    def masked(self) -> str:
        """Return a phone number of which only its owner knows which it is; nothing of a browser."""
        return masked_number(self.person.address) if self.is_phone else ""

    @property
    def profile(self) -> PreferenceProfile:
        """Return when they are told; that of the side that they followed last."""
        return self.sides[-1].profile if self.sides else PreferenceProfile()

    @property
    def is_paused(self) -> bool:
        """Say whether nothing of what they follow is told."""
        return bool(self.sides) and all(side.paused_at for side in self.sides)


class Preferences:
    """Shows and changes what people follow; the caller must have made sure that the account is theirs."""

    def __init__(self, database: Database, vault: Vault, links: ManageLinks) -> None:
        """Take what it works with; nothing is read yet."""
        self._database = database
        self._vault = vault
        self._links = links

    def accounts(self, session: str, *, now: datetime) -> tuple[Account, ...]:
        """Return the accounts that a browser may see."""
        found = [self._account(holder, now) for holder in self._links.holders(session, now=now)]
        return tuple(account for account in found if account is not None)

    def set_profile(self, account: Account, profile: PreferenceProfile, language: Language, *, now: datetime) -> None:
        """Change when and in which language a person is told; what is pending changes with it."""
        recipient = account.person.as_recipient(language)
        with self._database.transaction() as connection:
            set_language(self._database, connection, account.account_id, language)
            for side in account.sides:
                if side.paused_at:
                    set_profile_while_paused(self._database, connection, account.account_id, side.side_id, profile)
                else:
                    changed = replace(side, profile=profile)
                    follow(self._database, connection, self._vault, recipient, changed, now=now)

    def set_label(self, account: Account, side: FollowedSide, label: str) -> None:
        """Change what a person calls a side."""
        self._change(
            lambda connection: describe(self._database, connection, account.account_id, replace(side, label=label))
        )

    def pause(self, account: Account, *, now: datetime) -> None:
        """Tell a person nothing until they say otherwise."""
        self._change(lambda connection: pause(self._database, connection, account.account_id, now=now))

    def resume(self, account: Account, *, now: datetime) -> None:
        """Tell a person again what they follow; of a ban known by now they are told at once."""
        recipient = account.person.as_recipient()
        with self._database.transaction() as connection:
            for side in account.sides:
                if side.paused_at:
                    follow(self._database, connection, self._vault, recipient, side, now=now)

    def tell_moved(self, account: Account, side: FollowedSide, *, now: datetime) -> None:
        """End the reminders of the ban on a side that is in force or to come."""
        self._change(
            lambda connection: tell_moved_on(self._database, connection, account.account_id, side.side_id, now=now)
        )

    def take_back_moved(self, account: Account, side: FollowedSide, *, now: datetime) -> None:
        """Remind of it after all."""
        recipient = account.person.as_recipient()
        with self._database.transaction() as connection:
            self._database.queries.forget_outcome(connection, recipient_id=account.account_id, side_id=side.side_id)
            follow(self._database, connection, self._vault, recipient, side, now=now)

    def unfollow(self, account: Account, side: FollowedSide) -> None:
        """Tell a person nothing more of a side, and forget what they were told of it."""
        self._change(lambda connection: unfollow(self._database, connection, account.account_id, side.side_id))

    def stop(self, recipient_id: int, *, now: datetime) -> None:
        """Tell a person nothing more, as if they had answered STOP."""
        self._change(
            lambda connection: suppress_person(
                self._database, connection, recipient_id, source="page", provider_id=None, now=now
            )
        )

    def erase(self, account: Account) -> None:
        """Forget a person, but not that they had said stop."""
        self._change(lambda connection: erase(self._database, connection, self._vault, account.person))

    def _change(self, work: Callable[[Connection], object]) -> None:
        with self._database.transaction() as connection:
            work(connection)

    def _account(self, holder: Holder, now: datetime) -> Account | None:
        database, person_id = self._database, holder.recipient_id
        with database.read() as connection:
            person = read_person(database, connection, self._vault, person_id)
            if person is None:
                return None
            sides = followed_sides(database, connection, person_id)
            messages = tuple(messages_of(database, connection, person_id, now - SHOWN_FOR))
            moved = moved_sides(database, connection, person_id, now=now)
        return Account(
            person=person,
            is_fresh=holder.is_fresh,
            sides=sides,
            messages=messages,
            moved=moved,
            links=self._links.links(person_id, now=now),
        )


def masked_number(number: str) -> str:
    """Return ``514 •••-••42`` for ``+15145550142``."""
    national = number.removeprefix("+1")
    return f"{national[:_AREA]} •••\N{NON-BREAKING HYPHEN}••{national[-_SHOWN_DIGITS:]}"
