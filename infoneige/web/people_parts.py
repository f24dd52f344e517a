"""What the pages are given by which people subscribe and manage what they asked for."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from geodata.address_book import AddressBook
from infoneige.audit.attesting import Attestations
from infoneige.clock import Clock
from infoneige.people.one_time_codes import CodeDesk
from infoneige.residents.enrolment import Enrolments
from infoneige.residents.export import Export
from infoneige.residents.manage_links import ManageLinks
from infoneige.residents.preferences import Preferences
from infoneige.residents.states import SideStates


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleParts:
    """``forms_key`` makes the tokens of forms; ``regions`` are those whose mobile numbers may subscribe.

    ``ours`` are the numbers that we send from. ``export`` gives all that we keep of somebody. ``has_push`` says whether
    browsers can be notified.
    """

    codes: CodeDesk
    enrolments: Enrolments
    links: ManageLinks
    preferences: Preferences
    export: Callable[[int], Export]
    attestations: Attestations
    forms_key: bytes = field(repr=False)
    address_book: AddressBook
    states: SideStates
    clock: Clock
    public_url: str
    regions: Collection[str]
    ours: Collection[str] = ()
    has_push: bool = False
    help_phone: str = ""

    @property
    def is_https(self) -> bool:
        """Say whether cookies travel over https only."""
        return self.public_url.startswith("https:")
