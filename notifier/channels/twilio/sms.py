"""One SMS by one call, never repeated here: what was not surely refused is left to be found out."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from twilio.rest import Client  # type: ignore[import-untyped]

from notifier.channels.contract import Envelope, SendOutcome, Verdict
from notifier.channels.twilio.http_client import ErrorAnswer, NoAnswerError, NotWrittenError
from notifier.channels.twilio.outcomes import outcome_of_error
from notifier.markers import marked, marker, signed_id

SHORTEST_VALIDITY = timedelta(seconds=1)
LONGEST_VALIDITY = timedelta(hours=10)
"""For how long Twilio may keep a message; the bounds are those of its own description of ``ValidityPeriod``."""

_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")


class TwilioSms:
    """A channel that hands messages to Twilio, from a sender's number or a Messaging Service (``MG...``).

    ``key`` makes the markers and the signed addresses; without a ``public_url`` no receipts are asked for.
    """

    def __init__(
        self, client: Client, sender: str, key: bytes, now: Callable[[], datetime], public_url: str | None = None
    ) -> None:
        """Take all that sending needs; no call is made yet."""
        self._messages = client.messages
        self._sender = {"messaging_service_sid": sender} if _SERVICE.fullmatch(sender) else {"from_": sender}
        self._key = key
        self._now = now
        self._receipts_at = public_url and f"{public_url.rstrip('/')}/twilio/status/"

    def send(self, envelope: Envelope) -> SendOutcome:
        """Hand a message over, with its marker, to be dropped where it is not out by ``not_after``."""
        entry_id = envelope.entry_ids[0]
        body = marked(envelope.message.text, marker(entry_id, self._key))
        receipts_at = self._receipts_at and self._receipts_at + signed_id(entry_id, envelope.attempt, self._key)
        return self._hand_over(envelope.recipient.address, body, envelope.not_after, receipts_at)

    def send_text(self, number: str, text: str, not_after: datetime) -> SendOutcome:
        """Hand over a text that is no entry's, such as a code: nobody can find out later what became of it."""
        return self._hand_over(number, text, not_after, None)

    def _hand_over(self, number: str, body: str, not_after: datetime, receipts_at: str | None) -> SendOutcome:
        """Make the call. A second is all the time that Twilio wants; with less, nothing is called."""
        room = min(not_after - self._now(), LONGEST_VALIDITY)
        if room < SHORTEST_VALIDITY:
            return SendOutcome(Verdict.RETRY, reason="not called: no time is left")
        asked = {"to": number, "body": body, "validity_period": int(room.total_seconds()), **self._sender}
        try:
            return _outcome(self._messages.create(**asked, **({"status_callback": receipts_at} if receipts_at else {})))
        except NotWrittenError as error:
            return SendOutcome(Verdict.RETRY, reason=str(error))
        except NoAnswerError as error:
            return SendOutcome(Verdict.UNKNOWN, reason=str(error))
        except ErrorAnswer as answer:
            return outcome_of_error(answer.status, answer.code, answer.retry_after, self._now())
        except (ValueError, TypeError, AttributeError) as error:  # what the library makes of an answer that is no JSON
            return SendOutcome(Verdict.UNKNOWN, reason=f"an answer that cannot be read: {type(error).__name__}")


def _outcome(message: Any) -> SendOutcome:  # noqa: ANN401 - the library has no types
    sid = message.sid
    if isinstance(sid, str) and _SID.fullmatch(sid):
        return SendOutcome(Verdict.ACCEPTED, provider_id=sid)
    return SendOutcome(Verdict.UNKNOWN, reason="an answer that names no message")
