"""What the operators' desk is given; each room takes from it what it needs, and finds nothing by itself."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from geodata.address_book import AddressBook
from geodata.nearby import SideMap
from infoneige.clock import Clock
from infoneige.operators.accounts import Accounts
from infoneige.quality.reports import QualityReports
from infoneige.residents.states import SideStates
from infoneige.storage.database import Database
from infoneige.web.desk.watch_parts import WatchParts


class StartsJobs(Protocol):
    """Who has loads read and weighed."""

    def start(self, load_id: int) -> None:
        """See to it that a load is read and weighed, now or as soon as there is room."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskParts:
    """``forms_key`` makes the tokens of forms; ``side_map`` is None where the street artefact has no geometry.

    ``coalesce`` is how long an operator's edits wait for one more before people are told. A publish that tells more
    people than ``reason_people`` needs a reason, more than ``approval_people`` a second operator. Without ``jobs`` no
    plan is loaded; without ``watch`` nothing is watched.
    """

    database: Database
    clock: Clock
    accounts: Accounts
    address_book: AddressBook
    side_map: SideMap | None
    states: SideStates
    public_url: str
    forms_key: bytes = field(repr=False)
    city: str = ""
    coalesce: timedelta = timedelta(0)
    reason_people: int = 1000
    approval_people: int = 2000
    jobs: StartsJobs | None = None
    quality: QualityReports | None = None
    watch: WatchParts | None = None

    @property
    def is_https(self) -> bool:
        """Say whether cookies travel over https only."""
        return self.public_url.startswith("https:")
