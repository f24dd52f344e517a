"""What an installation is made of, and whether each part of it works. Looks only; changes nothing."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from platform import python_version

import pysqlite3.dbapi2 as sqlite3

from geodata.address_book import AddressBook
from geodata.model import GeodataError
from infoneige.clock import SystemClock
from infoneige.config import FeedKind, Settings, variable
from infoneige.errors import ServiceError
from infoneige.instants import to_iso
from infoneige.plans.city_feed import city_feed
from infoneige.secrecy.key_file import load_ring
from infoneige.secrecy.keys import KeyRing
from infoneige.secrecy.secret_file import read_secrets
from infoneige.secrecy.vault import Vault
from infoneige.sending.senders import live_channels, profile_of, push_channel, sms_channel
from infoneige.setting import masked
from infoneige.storage.database import Connection, Database, is_there, open_database
from infoneige.storage.inbound import Unread, unread
from infoneige.storage.known_answers import compare_keys
from infoneige.storage.migrate import MIGRATIONS, numbered_files
from infoneige.storage.sending_pause import SendingPause, sending_pause
from infoneige.storage.sqlite import keeps_a_shared_wal_whole
from notifier.model import Channel, NotifierError

_SMS_ALSO_NEEDS = {
    "public_url": "without it nobody tells us what was delivered",
    "twilio_auth_token_file": "without it STOP and receipts cannot be believed",
    "twilio_codes_sender": "codes would wait behind alerts",
    "city_name": "the answer to INFO names it",
    "help_phone": "the answers to AIDE and ARRET give it",
}

_KNOWS_KEYS_SINCE = 2
"""The migration from which on a database knows the keys that its rows are under."""

_CAN_BE_SUSPENDED_SINCE = 10
"""The migration from which on an operator can hold all alerts back."""

_KNOWS_THE_UNREAD_SINCE = 17
"""The migration from which on a database knows which inboxes cannot be read."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the installation: whether it works, and what it is or what is wrong with it."""

    part: str
    is_well: bool
    text: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield what there is to say about each part, the ones that others stand on first."""
    yield Finding("versions", is_well=True, text=f"infoneige {version('infoneige')}, Python {python_version()}")
    for part, look in (
        ("sqlite", _sqlite),
        ("streets", _streets),
        ("database", _database),
        ("feed", _feed),
        ("sending", _sending),
        ("keys", _keys),
        ("sms", _sms),
        ("missed texts", _missed_texts),
        ("push", _push),
    ):
        yield _finding(part, look, settings)


def _finding(part: str, look: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(part, is_well=True, text=look(settings))
    except (GeodataError, ServiceError, NotifierError) as error:
        return Finding(part, is_well=False, text=str(error))


def _sqlite(_settings: Settings) -> str:
    if not keeps_a_shared_wal_whole(sqlite3.sqlite_version_info):
        message = f"SQLite {sqlite3.sqlite_version} can corrupt a shared database: install pysqlite3 0.6.1 or later"
        raise ServiceError(message)
    return f"SQLite {sqlite3.sqlite_version}"


def _streets(settings: Settings) -> str:
    with closing(AddressBook.open(settings.geodata)) as book:
        meta: dict[str, str] = dict(book.reader.rows("SELECT key, value FROM meta"))
        sides = len(book.side_ids())
    return (
        f"{settings.geodata} with {sides:,} sides, format {meta['format_version']}, {meta['crs']}, "
        f"made from {meta['source']} (sha256 {meta['source_sha256'][:12]})"
    )


def _database(settings: Settings) -> str:
    where = masked(settings.database)
    if not is_there(settings.database):
        _require_folder(Path(settings.database.removeprefix("sqlite:///")))
        return f"{where} is not there yet; `infoneige run` makes it"
    with open_database(settings.database) as database:
        applied, known = _applied_migrations(database), len(numbered_files(MIGRATIONS))
    if applied > known:
        message = f"{where} is at version {applied}, this program knows {known}: install a newer one"
        raise ServiceError(message)
    state = "up to date" if applied == known else f"`infoneige run` brings it to {known}"
    return f"{where} at version {applied}, {state}"


def _feed(settings: Settings) -> str:
    if settings.feed is FeedKind.NONE:
        return "none: plans come by CSV only"
    city_feed(settings)
    where = f"{settings.feed_name} ({settings.feed}) at {masked(settings.feed_url)}"
    if not is_there(settings.database):
        return f"{where}, never asked"
    with open_database(settings.database) as database:
        last_success, last_error = _feed_state(database, settings.feed_name)
    if last_error:
        message = f"{where}, last answer {last_success or 'never'}, then: {last_error}"
        raise ServiceError(message)
    return f"{where}, last answer {last_success or 'never'}"


def _sending(settings: Settings) -> str:
    pause = None
    if is_there(settings.database):
        with open_database(settings.database) as database:
            pause = _pause(database)
    if pause is not None:
        message = f"suspended since {to_iso(pause.since)} by {pause.paused_by}: {pause.reason}; nobody is told anything"
        raise ServiceError(message)
    return "alerts go out as they fall due"


def _pause(database: Database) -> SendingPause | None:
    if _applied_migrations(database) < _CAN_BE_SUSPENDED_SINCE:
        return None
    with database.read() as connection:
        return sending_pause(database, connection)


def _keys(settings: Settings) -> str:
    ring = load_ring(settings.keys_file, os.environ)
    if is_there(settings.database):
        with open_database(settings.database) as database:
            _demand_the_same_keys(database, ring)
    return f"{len(ring.ids)} keys, in use {ring.current_lookup} and {ring.current_encryption}"


def _sms(settings: Settings) -> str:
    if Channel.SMS not in live_channels(settings):
        return "not live: what would be sent is printed, nobody is reached"
    sms_channel(settings, SystemClock(), Vault(KeyRing.fresh()), sender=settings.twilio_sender)
    _demand(settings, _SMS_ALSO_NEEDS)
    if settings.twilio_auth_token_file is not None:
        read_secrets(settings.twilio_auth_token_file, "twilio_auth_token_file")
    profile = profile_of(settings)
    return f"live by Twilio from {settings.twilio_sender}, {profile.segments_per_second} segments a second"


def _missed_texts(settings: Settings) -> str:
    if Channel.SMS not in live_channels(settings):
        return "not live: nobody texts us"
    if not is_there(settings.database):
        return "never looked for yet"
    with open_database(settings.database) as database:
        found = _unread(database)
    if found is not None:
        since = f"not read since {to_iso(found.read_until)}" if found.read_until else "never read yet"
        message = (
            f"{since}: {found.said} (failing since {to_iso(found.since)}). Who texted STOP during an outage is still "
            "written to. Check the account's key and the provider's status; `infoneige run` tries again by itself"
        )
        raise ServiceError(message)
    return "no look for them failed lately"


def _unread(database: Database) -> Unread | None:
    if _applied_migrations(database) < _KNOWS_THE_UNREAD_SINCE:
        return None
    with database.read() as connection:
        return unread(database, connection, now=SystemClock().now())


def _push(settings: Settings) -> str:
    if Channel.PUSH not in live_channels(settings):
        return "not live: what would be pushed is printed, nobody is reached"
    push_channel(settings, SystemClock(), Vault(load_ring(settings.keys_file, os.environ))).close()
    return f"live from {settings.public_url}, contact {settings.push_contact}"


def _demand_the_same_keys(database: Database, ring: KeyRing) -> None:
    if _applied_migrations(database) >= _KNOWS_KEYS_SINCE:
        with database.read() as connection:
            compare_keys(database, connection, ring)


def _demand(settings: Settings, needs: Mapping[str, str]) -> None:
    missing = [f"{variable(name)} ({use})" for name, use in needs.items() if not getattr(settings, name)]
    if missing:
        message = "live, but these are missing: " + ", ".join(missing)
        raise ServiceError(message)


def _require_folder(file: Path) -> None:
    if not file.absolute().parent.is_dir():
        message = f"the directory {file.absolute().parent} does not exist, so {file.name} cannot be made in it"
        raise ServiceError(message)


def _applied_migrations(database: Database) -> int:
    with database.read() as connection:
        if not _has_tables(database, connection):
            return 0
        return int(database.queries.last_migration(connection))


def _feed_state(database: Database, source: str) -> tuple[str | None, str | None]:
    with database.read() as connection:
        row = database.queries.feed_state(connection, name=source) if _has_tables(database, connection) else None
    return (row[0], row[1]) if row else (None, None)


def _has_tables(database: Database, connection: Connection) -> bool:
    return bool(database.queries.has_migration_table(connection))
