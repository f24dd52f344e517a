"""Asks Twilio what became of a message: of a call that it never answered, or of one that it took and is silent on."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from notifier.channels.contract import Found, Question
from notifier.channels.twilio.http_client import ErrorAnswer
from notifier.markers import is_marked
from notifier.model import DeliveryStatus, NotifierError
from notifier.receipts import RANK, read_status

PAGE = 200
MOST = 1000
"""How many of a number's messages are looked through."""

SKEW = timedelta(minutes=5)
"""By how much Twilio's clock may be behind ours."""

_NO_SUCH_MESSAGE = (404, 20404)
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, TwilioException)


class LookUpError(NotifierError):
    """What Twilio answered could not be read, or not far enough: nothing is known."""


class TwilioLookUp:
    """Finds a message by its marker, while the account keeps the bodies of its messages, or by Twilio's id of it."""

    def __init__(self, client: Client) -> None:
        """Take the account's client; no call is made yet."""
        self._messages = client.messages

    def look_up(self, question: Question) -> Found | None:
        """Return what Twilio knows of a message, None where its list has no such message now.

        Raises:
            NotifierError: Twilio could not be asked, or its answer settles nothing.
        """
        try:
            listed = self._listed(question.recipient.address)
            since = [message for message in listed if _created_at(message) >= question.called_at - SKEW]
            found = [_found(message) for message in since if is_marked(message.body or "", question.markers)]
        except _UNREADABLE as error:
            message = f"Twilio's list cannot be read: {type(error).__name__}"
            raise LookUpError(message) from None
        if not found and len(since) >= MOST:
            message = f"Twilio lists more than {MOST} messages to one number since the call"
            raise LookUpError(message)
        return max(found, key=lambda one: RANK[one.status], default=None)

    def what_became_of(self, provider_id: str) -> Found | None:
        """Return what Twilio says of one of its messages, None if it knows it no more.

        Raises:
            NotifierError: Twilio could not be asked, or its answer settles nothing.
        """
        try:
            found = _found(self._messages(provider_id).fetch())
        except ErrorAnswer as answer:
            if (answer.status, answer.code) == _NO_SUCH_MESSAGE:
                return None
            raise
        except _UNREADABLE as error:
            message = f"Twilio's message cannot be read: {type(error).__name__}"
            raise LookUpError(message) from None
        if found.provider_id != provider_id:
            message = "Twilio answered with another message"
            raise LookUpError(message)
        return found

    def _listed(self, number: str) -> list[Any]:
        """Return the number's messages. No date is asked for: one that still waits has none, and would be hidden."""
        return list(islice(self._messages.stream(to=number, page_size=PAGE), MOST))


def _created_at(message: Any) -> datetime:  # noqa: ANN401 - the library has no types
    created_at = message.date_created
    return created_at if isinstance(created_at, datetime) else datetime.max.replace(tzinfo=UTC)


def _found(message: Any) -> Found:  # noqa: ANN401 - the library has no types
    """Return a listed message in our words; Twilio has it, so a status word that is new to us is ACCEPTED."""
    status = read_status(str(message.status), message.error_code) or DeliveryStatus.ACCEPTED
    return Found(message.sid, status, message.error_code)
