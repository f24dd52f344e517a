"""Opens what the application stands on, from the settings."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from geodata.address_book import AddressBook
from geodata.model import GeodataError
from geodata.nearby import SideMap
from infoneige.clock import Clock, SystemClock
from infoneige.config import Settings, SmsProvider, Switch, variable
from infoneige.errors import ServiceError
from infoneige.people.consent_keeper import CreatedAt
from infoneige.people.inbound import InboundDesk
from infoneige.people.one_time_codes import SendCode
from infoneige.people.push_desk import PushDesk
from infoneige.people.push_greeter import GreetingCall, PushGreeter
from infoneige.people.push_messages import PushMessages
from infoneige.people.street_status import StreetStatus
from infoneige.quality.reports import QualityReports
from infoneige.residents.states import SideStates
from infoneige.secrecy.secret_file import read_secret, read_secrets
from infoneige.storage.database import Database
from infoneige.storage.migrate import open_migrated
from infoneige.web.opening_desk import open_desk
from infoneige.web.opening_people import checked_vault, open_people
from infoneige.web.page_parts import PageParts
from infoneige.web.parts import PushParts, TwilioParts, WebParts
from notifier.channels.twilio.account import open_account
from notifier.channels.twilio.credentials import TwilioCredentials
from notifier.channels.web_push.vapid import VapidSigner
from notifier.push_subscription import PushHosts
from notifier.replies import House

_MONTREAL = "Ville de Montréal, Planif-Neige, géobase double, CC BY 4.0"
"""How the city asks to be named by whoever shows its data."""


@contextmanager
def open_parts(
    settings: Settings, *, proxy_hops: int = 0, clock: Clock | None = None, send_code: SendCode | None = None
) -> Iterator[WebParts]:
    """Open everything that the settings name, the database brought up to date; closed at the end.

    ``send_code`` takes the place of what would send one-time codes.

    Raises:
        ServiceError: a setting is missing, or the database, the keys or a secret cannot be used.
        GeodataError: the street artefact cannot be used.
    """
    _require(bool(settings.public_url), "public_url", "where residents, browsers and Twilio reach this service")
    clock = clock or SystemClock()
    with (
        closing(AddressBook.open(settings.geodata)) as book,
        open_migrated(settings.database) as database,
        _push(settings, clock, database, book) as push,
        open_people(settings, clock, database, book, send_code) as people,
        open_desk(settings, clock, database, book, pages := _pages(settings, clock, database, book)) as desk,
    ):
        yield WebParts(
            database=database,
            clock=clock,
            public_url=settings.public_url,
            twilio=_twilio(settings, clock, database, book),
            push=push,
            pages=pages,
            people=people,
            desk=desk,
            proxy_hops=proxy_hops,
            state_directory=_state_directory(settings.database),
        )


@contextmanager
def _push(settings: Settings, clock: Clock, database: Database, book: AddressBook) -> Iterator[PushParts | None]:
    if settings.push is Switch.OFF:
        yield None
        return
    vault, hosts = checked_vault(settings, clock, database), PushHosts(settings.push_hosts)
    signer = VapidSigner(vault.ring.vapid, settings.push_contact)
    with closing(PushGreeter(GreetingCall(signer=signer, hosts=hosts, clock_now=clock.now))) as greeter:
        yield PushParts(
            vapid_public_key=vault.ring.vapid_public,
            desk=PushDesk(database, vault, book.side_ids(), hosts, greeter.greet),
            messages=PushMessages(database, book.sides, vault.ring.callback),
        )


def _pages(settings: Settings, clock: Clock, database: Database, book: AddressBook) -> PageParts:
    return PageParts(
        address_book=book,
        side_map=_side_map(book),
        states=SideStates(database, book, clock),
        city=settings.city_name,
        attribution=_MONTREAL if "Montréal" in settings.city_name else "",
        help_phone=settings.help_phone,
        quality=QualityReports(database, book),
    )


def _side_map(book: AddressBook) -> SideMap | None:
    try:
        return SideMap(book)
    except GeodataError:
        return None


def _twilio(settings: Settings, clock: Clock, database: Database, book: AddressBook) -> TwilioParts | None:
    if settings.sms is not SmsProvider.TWILIO:
        return None
    vault = checked_vault(settings, clock, database)
    house = House(city=settings.city_name, help_phone=settings.help_phone)
    streets = StreetStatus(database, book)
    return TwilioParts(
        account_sid=settings.twilio_account_sid,
        auth_tokens=read_secrets(settings.twilio_auth_token_file, "twilio_auth_token_file"),
        callback_key=vault.ring.callback,
        inbound=InboundDesk(database, vault, streets, clock, house, _asked_of_twilio(settings)),
    )


def _asked_of_twilio(settings: Settings) -> CreatedAt:
    """Return what asks Twilio when a message was written: its signature says nothing of that."""
    secret = read_secret(settings.twilio_api_secret_file, "twilio_api_secret_file")
    credentials = TwilioCredentials(settings.twilio_account_sid, settings.twilio_api_key_sid, secret)
    client = open_account(credentials, settings.twilio_url)

    def created_at(message_sid: str) -> datetime | None:
        found = client.messages(message_sid).fetch().date_created
        return found if isinstance(found, datetime) else None

    return created_at


def _state_directory(database_url: str) -> Path | None:
    """Return the directory of a SQLite file; a server's disk is the server's own affair."""
    found = urlsplit(database_url)
    path = Path(database_url.removeprefix("sqlite:///"))
    return path.absolute().parent if found.scheme == "sqlite" and path.name != ":memory:" else None


def _require(holds: bool, name: str, expected: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        message = f"{variable(name)}: expected {expected}"
        raise ServiceError(message)
