"""What the residents' pages are given; each room takes from it what it needs, and finds nothing by itself."""

from dataclasses import dataclass

from geodata.address_book import AddressBook
from geodata.nearby import SideMap
from infoneige.quality.reports import QualityReports
from infoneige.residents.states import SideStates


@dataclass(frozen=True, slots=True, kw_only=True)
class PageParts:
    """``city`` is the city as it signs, ``attribution`` how the sources of its data want to be named.

    ``side_map`` is None where the street artefact has no geometry. Without ``quality`` nothing is said of how well the
    service works.
    """

    address_book: AddressBook
    side_map: SideMap | None
    states: SideStates
    city: str = ""
    attribution: str = ""
    help_phone: str = ""
    quality: QualityReports | None = None
