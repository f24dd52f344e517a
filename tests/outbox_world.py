"""A small world for tests of delivery: people, windows and outbox rows, written as the publishing half writes them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import to_text
from notifier.channels.contract import Envelope, SendOutcome, Verdict
from notifier.model import AlertKind, Channel
from tests.vault import VAULT

NOW = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
STARTS = NOW + timedelta(hours=5)
ENDS = NOW + timedelta(hours=17)


@dataclass
class World:
    """Writes rows and reads them back."""

    database: Database

    def __post_init__(self) -> None:
        with self.database.transaction() as connection:
            connection.execute(
                "INSERT INTO profile (leads_minutes, quiet_from, quiet_to, kinds) VALUES ('', '', '', '')"
            )
            insert = "INSERT INTO publish (source, mode, content_hash, published_at, rows_read, rows_rejected)"
            connection.execute(f"{insert} VALUES ('operator', 'changes', '', '{to_text(NOW)}', 0, 0)")

    def person(self, name: str, *, sides: Iterable[str] = (), channel: str = "console") -> int:
        """Add a recipient subscribed to these sides; return the id."""
        sealed = VAULT.seal(Channel(channel), name)
        with self.database.transaction() as connection:
            row: dict[str, object] = {
                "channel": channel,
                "address_hmac": sealed.hmac,
                "address_sealed": sealed.text,
                "language": "fr",
            }
            person_id = _insert(connection, "recipient", "recipient_id", **row)
            for side in sides:
                row = {
                    "side_id": side,
                    "recipient_id": person_id,
                    "profile_id": 1,
                    "first_lane": 0,
                    "subscribed_at": to_text(NOW),
                }
                _insert(connection, "subscription", "side_id", **row)
        return person_id

    def window(self, side: str, *, starts_at: datetime = STARTS, closed_at: datetime | None = None) -> int:
        """Add a revision of a side's ban; return the id."""
        with self.database.transaction() as connection:
            return _insert(
                connection,
                "ban_window",
                "window_id",
                side_id=side,
                starts_at=to_text(starts_at),
                ends_at=to_text(ENDS),
                publish_id=1,
                changed_at=to_text(NOW),
                closed_at=to_text(closed_at) if closed_at else None,
            )

    def due(
        self,
        window: int,
        person: int,
        kind: AlertKind = AlertKind.PLANNED,
        *,
        send_at: datetime = NOW,
        not_after: datetime = ENDS,
        lead: int = 0,
        lane: int = 1,
        **columns: object,
    ) -> int:
        """Add an entry that is due; return the id."""
        with self.database.transaction() as connection:
            return _insert(
                connection,
                "outbox",
                "entry_id",
                window_id=window,
                recipient_id=person,
                kind=kind.value,
                lead_minutes=lead,
                lane=lane,
                send_at=to_text(send_at),
                not_after=to_text(not_after),
                **columns,
            )

    def crowd(self, people: int, *, windows: int = 1, not_after: datetime = ENDS) -> None:
        """Add many people, each due to be told of one of some windows."""
        ids = [self.window(f"side {number}") for number in range(windows)]
        for number in range(people):
            person = self.person(f"person {number}", sides=[f"side {number % windows}"])
            self.due(ids[number % windows], person, not_after=not_after)

    def change(self, statement: str) -> None:
        """Execute one statement."""
        with self.database.transaction() as connection:
            connection.execute(statement)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        with self.database.read() as connection:
            return [tuple(row) for row in connection.execute(query).fetchall()]

    def states(self) -> dict[int, str]:
        """Return the state of each entry."""
        return dict(self.rows("SELECT entry_id, state FROM outbox ORDER BY entry_id"))

    def tally(self) -> dict[str, int]:
        """Return how many entries are in each state."""
        return dict(self.rows("SELECT state, count(*) FROM outbox GROUP BY state"))


@dataclass
class FakeChannel:
    """A channel that remembers what it was handed, and answers as it is told."""

    answers: Iterable[SendOutcome | BaseException] = ()
    sent: list[Envelope] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._answers = iter(self.answers)

    def send(self, envelope: Envelope) -> SendOutcome:
        self.sent.append(envelope)
        answer = next(self._answers, SendOutcome(Verdict.SENT))
        if isinstance(answer, BaseException):
            raise answer
        return answer

    @property
    def entry_ids(self) -> list[int]:
        """Return the entries of all calls, in the order of the calls."""
        return [entry_id for envelope in self.sent for entry_id in envelope.entry_ids]


def _insert(connection: Connection, table: str, returning: str, **columns: object) -> int:
    """Insert one row of literals written by a test; return one of its columns."""
    names, values = ", ".join(columns), ", ".join(_literal(value) for value in columns.values())
    row = connection.execute(f"INSERT INTO {table} ({names}) VALUES ({values}) RETURNING {returning}").fetchone()
    return row[0]  # type: ignore[no-any-return]


def _literal(value: object) -> str:
    return "NULL" if value is None else str(value) if isinstance(value, int) else f"'{value}'"
