"""Opens the operators' desk, from the settings."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from geodata.address_book import AddressBook
from infoneige.clock import Clock
from infoneige.config import Settings
from infoneige.desk.job_runner import ChildProcessRunner
from infoneige.operators.accounts import open_accounts
from infoneige.storage.database import Database
from infoneige.web.desk.desk_parts import DeskParts
from infoneige.web.desk.watch_parts import watch_parts
from infoneige.web.opening_people import checked_vault
from infoneige.web.page_parts import PageParts


@contextmanager
def open_desk(
    settings: Settings, clock: Clock, database: Database, book: AddressBook, pages: PageParts
) -> Iterator[DeskParts]:
    """Open what the desk works with; it shares the streets and their states with the residents' pages.

    Loads at work are finished at the end.

    Raises:
        ServiceError: the keys, or the secret of the OpenID Connect provider, cannot be used.
    """
    vault = checked_vault(settings, clock, database)
    with closing(ChildProcessRunner(database, settings, clock)) as jobs:
        yield DeskParts(
            database=database,
            clock=clock,
            accounts=open_accounts(database, vault, settings),
            address_book=book,
            side_map=pages.side_map,
            states=pages.states,
            public_url=settings.public_url,
            forms_key=vault.ring.codes,
            city=settings.city_name,
            coalesce=settings.coalesce,
            reason_people=settings.desk_reason_people,
            approval_people=settings.desk_approval_people,
            jobs=jobs,
            quality=pages.quality,
            watch=watch_parts(settings, clock, database, book, vault),
        )
