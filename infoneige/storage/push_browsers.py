"""Browsers in the database: each is one recipient, bound to the session that subscribed it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from geodata.model import StreetSideId
from infoneige.errors import ServiceError
from infoneige.secrecy.vault import Vault
from infoneige.storage.consent import log_consent_of_person
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import to_text
from infoneige.storage.people import add_people, find_person
from infoneige.storage.suppression import is_suppressed, lift
from notifier.consent import ConsentEvent
from notifier.model import Channel, Language, Recipient

MOST_NEW_BROWSERS = 50
"""From one network in a day: more than a library's readers, fewer than whoever stores other people's endpoints."""

_A_DAY = timedelta(days=1)
_NEW_BROWSER = "new_browser"


class PushDeskError(ServiceError):
    """What a browser asked for and cannot have."""


class TakenEndpointError(PushDeskError):
    """An endpoint that another session subscribed."""


class TooManyBrowsersError(PushDeskError):
    """More new browsers than one network may bring in a day."""


@dataclass(frozen=True, slots=True)
class Browser:
    """One browser as the database has it. ``is_confirmed``: it answered the greeting that was pushed to it."""

    recipient_id: int
    language: Language
    is_confirmed: bool
    side_ids: tuple[StreetSideId, ...] = ()


def browser_of(database: Database, connection: Connection, session_hash: str) -> Browser | None:
    """Return the browser of a session, None if it has not subscribed."""
    found = database.queries.push_browser(connection, session_hash=session_hash)
    if found is None:
        return None
    recipient_id, language, confirmed_at = found
    sides = [StreetSideId(side_id) for (side_id,) in database.queries.sides_of(connection, recipient_id=recipient_id)]
    return Browser(recipient_id, Language(language), confirmed_at is not None, tuple(sides))


def claim(
    database: Database,
    connection: Connection,
    vault: Vault,
    *,
    session_hash: str,
    recipient: Recipient,
    greeting_hash: str,
    now: datetime,
) -> Browser:
    """Bind an endpoint to a session and make it reachable again; a session that comes with another endpoint moves.

    The recipient stays the same when it moves, so that what it was told is still known. Until the browser answers, the
    greeting is the one given last.

    Raises:
        TakenEndpointError: the endpoint is another session's.
    """
    queries = database.queries
    known = browser_of(database, connection, session_hash)
    at_endpoint = find_person(database, connection, vault, Channel.PUSH, recipient.address)
    if at_endpoint is not None and (known is None or known.recipient_id != at_endpoint):
        message = "this endpoint belongs to another session: subscribe the browser anew"
        raise TakenEndpointError(message)
    if known is not None and at_endpoint is None:
        found_by, text = vault.seal(Channel.PUSH, recipient.address)
        queries.move_recipient(connection, recipient_id=known.recipient_id, address_hmac=found_by, address_sealed=text)
    (recipient_id,) = add_people(database, connection, vault, [recipient]).values()
    is_confirmed = known is not None and known.is_confirmed and at_endpoint is not None
    if not is_confirmed:
        columns = {"recipient_id": recipient_id, "greeting_hash": greeting_hash, "claimed_at": to_text(now)}
        queries.keep_push_browser(connection, session_hash=session_hash, **columns)
    hmacs = vault.hmacs(Channel.PUSH, recipient.address)
    if is_suppressed(database, connection, channel=Channel.PUSH, hmacs=hmacs):
        lift(database, connection, channel=Channel.PUSH, hmacs=hmacs, now=now)
        log_consent_of_person(database, connection, recipient_id, ConsentEvent.START, at=now)
    queries.reach_again(connection, recipient_id=recipient_id)
    return Browser(recipient_id, recipient.language, is_confirmed, known.side_ids if known else ())


def count_new_browser(database: Database, connection: Connection, network_hmac: str, *, now: datetime) -> None:
    """Count one more new browser against its network.

    Raises:
        TooManyBrowsersError: there were ``MOST_NEW_BROWSERS`` within a day.
    """
    queries, counted = database.queries, {"kind": _NEW_BROWSER, "subject_hmac": network_hmac}
    queries.wait_for_other_limits(connection)
    if queries.events_since(connection, **counted, since=to_text(now - _A_DAY)) >= MOST_NEW_BROWSERS:
        message = "too many browsers of this network subscribed today: try again tomorrow"
        raise TooManyBrowsersError(message)
    queries.note_events(connection, [counted | {"happened_at": to_text(now)}])


def unconfirmed(database: Database, connection: Connection, *, before: datetime) -> list[int]:
    """Return the recipients that subscribed before an instant and never answered their greeting."""
    rows = database.queries.unconfirmed_push_browsers(connection, before=to_text(before))
    return [recipient_id for (recipient_id,) in rows]
