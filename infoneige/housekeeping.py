"""What is done every hour, late or not: visits end, and what was kept long enough is forgotten."""

from datetime import datetime, timedelta
from typing import Final

from infoneige.people.push_desk import forget_unconfirmed
from infoneige.quality.keeping import keep_next
from infoneige.residents.erasure import end_visits
from infoneige.secrecy.vault import Vault
from infoneige.storage import retention
from infoneige.storage.access import forget_expired
from infoneige.storage.codes import drop_expired_codes
from infoneige.storage.consent import forget_old_wishes
from infoneige.storage.database import Database
from infoneige.storage.inbound import forget_old_texts
from infoneige.storage.limits import forget_old_events, wait_for_turn
from infoneige.storage.version_counts import keep_version_counts

EVERY: Final = timedelta(hours=1)


def tidy(database: Database, vault: Vault, *, now: datetime) -> None:
    """End the visits whose time is over, and forget what nobody needs any more; as often as you like."""
    end_visits(database, vault, now=now)
    forget_unconfirmed(database, now=now)
    forget_what_is_old(database, now=now)
    forget_what_was_told(database, now=now)


def forget_what_is_old(database: Database, *, now: datetime) -> None:
    """Forget old words of people, wishes that nobody confirmed, codes, links and what limits counted."""
    with database.transaction() as connection:
        wait_for_turn(database, connection)
        forget_old_events(database, connection, now=now)
        drop_expired_codes(database, connection, now=now)
        forget_expired(database, connection, now=now)
        forget_old_texts(database, connection, now=now)
        forget_old_wishes(database, connection, now=now)


def forget_what_was_told(database: Database, *, now: datetime) -> None:
    """Forget old messages, receipts and reports of errors, as many as one run may; first count what pages say of them.

    While anything is left to be counted no message is forgotten: that is for the next hour.
    """
    retention.forget_receipts(database, now=now)
    retention.forget_reports(database, now=now)
    with database.read() as connection:
        old = retention.horizon(database, connection, now=now)
        is_any = old is not None and retention.has_messages(database, connection, old)
    if old is None:
        return
    retention.forget_outcomes(database, old)
    if (
        is_any
        and keep_next(database, through=old.version, now=now)
        and keep_version_counts(database, through=old.version)
    ):
        retention.forget_messages(database, old)
