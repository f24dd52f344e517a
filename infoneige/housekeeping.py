"""What is done every hour, late or not: visits end, and what was kept long enough is forgotten."""

from datetime import datetime, timedelta
from typing import Final

from infoneige.push_desk import forget_unconfirmed
from infoneige.residents.erasure import end_visits
from infoneige.storage.access import forget_expired
from infoneige.storage.codes import drop_expired_codes
from infoneige.storage.consent import forget_old_wishes
from infoneige.storage.database import Database
from infoneige.storage.inbound import forget_old_texts
from infoneige.storage.limits import forget_old_events, wait_for_turn
from infoneige.vault import Vault

EVERY: Final = timedelta(hours=1)


def tidy(database: Database, vault: Vault, *, now: datetime) -> None:
    """End the visits whose time is over, and forget what nobody needs any more; as often as you like."""
    end_visits(database, vault, now=now)
    forget_unconfirmed(database, now=now)
    forget_what_is_old(database, now=now)


def forget_what_is_old(database: Database, *, now: datetime) -> None:
    """Forget old words of people, wishes that nobody confirmed, codes, links and what limits counted."""
    with database.transaction() as connection:
        wait_for_turn(database, connection)
        forget_old_events(database, connection, now=now)
        drop_expired_codes(database, connection, now=now)
        forget_expired(database, connection, now=now)
        forget_old_texts(database, connection, now=now)
        forget_old_wishes(database, connection, now=now)
