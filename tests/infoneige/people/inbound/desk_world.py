"""The desk as its tests use it: people write from numbers, a clock that is set, a provider that knows what it took."""

from datetime import datetime, timedelta
from itertools import count

from geodata.address_book import AddressBook
from infoneige.clock import FakeClock
from infoneige.people.consent_keeper import ConsentKeeper
from infoneige.people.inbound import InboundDesk
from infoneige.people.street_status import StreetStatus
from infoneige.storage.consent import consent_of
from infoneige.storage.database import Database
from infoneige.storage.instants import to_text
from infoneige.storage.suppression import is_suppressed
from notifier.consent import Consent
from notifier.model import Channel
from notifier.replies import House
from tests.outbox_world import NOW, World
from tests.vault import VAULT

ANNA, BRUNO = "+15145550123", "+14385550166"
HOUSE = House("AvisNeige", "Ville de Valneige", "1-800-555-0199")
FLAVIE_EVEN, FLAVIE_ODD, ELOI = "90000552", "90000551", "90000072"
"""Rue Sainte-Flavie 100-198 and 101-199, rue Saint-Éloi 200-298."""

MINUTE = timedelta(minutes=1)


class Correspondence:
    """A desk, its database and its clock."""

    def __init__(self, database: Database, streets: AddressBook) -> None:
        self.database = database
        self.world = World(database)
        self.clock = FakeClock(NOW)
        self.made_at: dict[str, datetime] = {}
        self._numbers = count(1)
        status = StreetStatus(database, streets)
        self.consent_keeper = ConsentKeeper(database, VAULT, status, HOUSE, self._created_at)
        self.desk = InboundDesk(database, VAULT, status, self.clock, HOUSE, self._created_at)

    def write(
        self, text: str, *, number: str = ANNA, message: str | None = None, handled_as: str | None = None
    ) -> str | None:
        """Hand in a message, a new one unless named; the provider knows that it was written now."""
        message = message or f"SM{next(self._numbers)}"
        self.made_at.setdefault(message, self.clock.now())
        return self.desk.take(message, number, text, handled_as)

    def later(self, span: timedelta = MINUTE) -> None:
        """Let time pass."""
        self.clock.set(self.clock.now() + span)

    def person(self, *sides: str, number: str = ANNA) -> int:
        """Add somebody who is told of these sides by SMS."""
        return self.world.person(number, sides=sides, channel="sms")

    def data_are_good(self, at: datetime = NOW) -> None:
        """Let the city's data be good as of an instant."""
        self.world.change(f"UPDATE source SET last_success_at = '{to_text(at)}' WHERE name = 'operator'")

    def is_stopped(self, number: str = ANNA) -> bool:
        """Say whether nothing may be told to a number."""
        with self.database.read() as connection:
            return is_suppressed(self.database, connection, channel=Channel.SMS, hmacs=VAULT.hmacs(Channel.SMS, number))

    def consent(self, number: str = ANNA) -> Consent:
        """Return what the log of a number leads to."""
        with self.database.read() as connection:
            return consent_of(self.database, connection, Channel.SMS, VAULT.hmacs(Channel.SMS, number))

    def reasons(self) -> dict[int, tuple[str, str | None]]:
        """Return the state of each outbox entry, and why."""
        rows = self.world.rows("SELECT entry_id, state, reason FROM outbox ORDER BY entry_id")
        return {entry_id: (state, reason) for entry_id, state, reason in rows}

    def _created_at(self, provider_id: str) -> datetime | None:
        made_at = self.made_at[provider_id]
        if made_at == UNREACHABLE:
            message = f"no answer about {ANNA}"
            raise OSError(message)
        return made_at


UNREACHABLE = NOW - timedelta(days=1)
"""As the time at which a message was written: the provider cannot say."""
