"""All alerts held back, and let go again: for everybody at once, by one person, who says why."""

from datetime import datetime

from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import append
from infoneige.desk.errors import NeedsReasonError, WrongStateError
from infoneige.storage import sending_pause as stored
from infoneige.storage.database import Database
from infoneige.storage.sending_pause import SendingPause

SUBJECT = "sending:alerts"


def suspend_sending(database: Database, *, actor: str, reason: str, now: datetime) -> None:
    """Let no worker claim another alert; one-time codes go on, and what grows too late meanwhile expires.

    Raises:
        NeedsReasonError: no reason is given.
        WrongStateError: alerts are held back already.
    """
    if not reason:
        message = "say why nobody is to be told anything for now"
        raise NeedsReasonError(message)
    with database.transaction() as connection:
        if not stored.pause_sending(database, connection, SendingPause(now, actor, reason)):
            message = "sending is suspended already"
            raise WrongStateError(message)
        append(database, connection, AuditEvent(actor, Verb.SENDING_PAUSED, SUBJECT, {"reason": reason}), now=now)


def resume_sending(database: Database, *, actor: str, reason: str, now: datetime) -> None:
    """Let workers claim alerts again.

    Raises:
        WrongStateError: nothing holds them back.
    """
    with database.transaction() as connection:
        if not stored.resume_sending(database, connection):
            message = "sending is not suspended"
            raise WrongStateError(message)
        detail = {"reason": reason} if reason else {}
        append(database, connection, AuditEvent(actor, Verb.SENDING_RESUMED, SUBJECT, detail), now=now)
