"""Opens what people subscribe and manage through, from the settings."""

import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from typing import TextIO
from urllib.parse import urlsplit

from geodata.address_book import AddressBook
from infoneige.audit.attesting import Attestations
from infoneige.clock import Clock
from infoneige.config import Settings, SmsProvider, Switch
from infoneige.people.one_time_codes import CodeDesk, SendCode
from infoneige.residents.enrolment import Enrolments
from infoneige.residents.export import export_of
from infoneige.residents.manage_links import ManageLinks
from infoneige.residents.preferences import Preferences
from infoneige.residents.states import SideStates
from infoneige.secrecy.key_file import open_vault
from infoneige.secrecy.vault import Vault
from infoneige.sending.senders import sms_channel
from infoneige.storage.database import Database
from infoneige.storage.known_answers import verify_keys
from infoneige.web.people_parts import PeopleParts
from notifier.channels.contract import SendOutcome, Verdict
from notifier.replies import House


@contextmanager
def open_people(
    settings: Settings, clock: Clock, database: Database, book: AddressBook, send_code: SendCode | None = None
) -> Iterator[PeopleParts]:
    """Open the desk of codes and all that stands behind it; codes on their way are finished at the end.

    ``send_code`` takes the place of what the settings name: the SMS provider where one is live, else the console.

    Raises:
        ServiceError: the keys or a secret cannot be used.
        NotifierError: a secret cannot be right.
    """
    vault = checked_vault(settings, clock, database)
    links = ManageLinks(database, vault)
    house = House(city=settings.city_name, help_phone=settings.help_phone)
    host = urlsplit(settings.public_url).hostname or ""
    send = send_code or _provider(settings, clock, vault) or printing_to(sys.stdout)
    with closing(CodeDesk(database, vault, clock, send, house=house, host=host)) as codes:
        yield PeopleParts(
            codes=codes,
            enrolments=Enrolments(database, vault, links),
            links=links,
            preferences=Preferences(database, vault, links),
            export=lambda recipient_id: export_of(database, vault, recipient_id),
            attestations=Attestations(database, settings.city_name),
            forms_key=vault.ring.codes,
            address_book=book,
            states=SideStates(database, book, clock),
            clock=clock,
            public_url=settings.public_url,
            regions=settings.sms_regions,
            ours=[one for one in (settings.twilio_sender, settings.twilio_codes_sender) if one.startswith("+")],
            has_push=settings.push is Switch.ON,
            help_phone=settings.help_phone,
        )


def _provider(settings: Settings, clock: Clock, vault: Vault) -> SendCode | None:
    """Return what sends codes by the SMS provider, as a sender of their own if there is one; None if none is live."""
    if settings.sms is not SmsProvider.TWILIO:
        return None
    channel, _ = sms_channel(settings, clock, vault, sender=settings.twilio_codes_sender or settings.twilio_sender)
    return channel.send_text


def printing_to(stream: TextIO) -> SendCode:
    """Return what prints a code as the console channel prints a message: a fresh installation messages nobody."""

    def send(number: str, text: str, _not_after: datetime) -> SendOutcome:
        stream.write(f"sms {number}: {' '.join(text.split())}\n")
        stream.flush()
        return SendOutcome(Verdict.SENT)

    return send


def checked_vault(settings: Settings, clock: Clock, database: Database) -> Vault:
    """Return the vault of the installation's keys, found to be those that the database's rows are under.

    Raises:
        ServiceError: they cannot be read, or are others.
    """
    vault = open_vault(settings.keys_file, os.environ)
    verify_keys(database, vault.ring, now=clock.now())
    return vault
