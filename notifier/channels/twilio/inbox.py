"""What people texted to us, as Twilio lists it: for what its webhook could not bring."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from notifier.channels.contract import NotNowError, ReceivedText
from notifier.channels.twilio.http_client import ErrorAnswer
from notifier.channels.twilio.outcomes import read_retry_after
from notifier.model import NotifierError

PAGE = 100
"""So few that a page of the longest texts, every sign of them escaped, is no answer that is too big."""

MOST_PAGES = 5000
"""After so many a list is taken for one without an end."""

WHOLE_ACCOUNT = "account"

_SID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")
_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_LONGEST_TEXT = 1_600
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, TwilioException)


class TwilioInbox:
    """The texts to one of our numbers, or to the whole account: Twilio's list cannot be asked for a service's."""

    def __init__(
        self, client: Client, now: Callable[[], datetime], number: str | None = None, services: Iterable[str] = ()
    ) -> None:
        """Take the account's client; no call is made yet. ``services`` are ours: what came to another is not."""
        self.name = number or WHOLE_ACCOUNT
        self._messages = client.messages
        self._now = now
        self._to = {"to": number} if number else {}
        self._services = frozenset(services)

    def texts(self, since: datetime) -> Iterator[Sequence[ReceivedText]]:
        """Yield what came since an instant, a page at a time, the newest first.

        Raises:
            NotNowError: Twilio could not be asked, or not to the end of its list.
        """
        page = self._asked(lambda: self._messages.page(date_sent_after=since, page_size=PAGE, **self._to))
        for _ in range(MOST_PAGES):
            yield self._asked(partial(self._read_all, page))
            page = self._asked(page.next_page)
            if page is None:
                return
        message = f"Twilio lists more than {MOST_PAGES * PAGE} messages"
        raise NotNowError(message)

    def _asked(self, ask: Callable[[], Any]) -> Any:  # noqa: ANN401 - the library has no types
        try:
            return ask()
        except ErrorAnswer as answer:
            raise NotNowError(str(answer), read_retry_after(answer.retry_after, self._now())) from None
        except NotifierError as error:
            raise NotNowError(str(error)) from None
        except _UNREADABLE as error:  # their texts may hold what people wrote
            message = f"Twilio's list cannot be read: {type(error).__name__}"
            raise NotNowError(message) from None

    def _read_all(self, page: Any) -> tuple[ReceivedText, ...]:  # noqa: ANN401 - the library has no types
        return tuple(filter(None, map(self._read, page)))

    def _read(self, message: Any) -> ReceivedText | None:  # noqa: ANN401 - the library has no types
        """Return a listed message, None for what no person texted to us."""
        sid, number, service = message.sid, message.from_ or "", message.messaging_service_sid
        is_to_us = not (self._services and service) or service in self._services
        if message.direction != "inbound" or not is_to_us:
            return None
        if not _SID.fullmatch(sid) or not _NUMBER.fullmatch(number):
            return None
        return ReceivedText(sid, number, (message.body or "").replace("\0", "")[:_LONGEST_TEXT], _written_at(message))


def inboxes_of(client: Client, now: Callable[[], datetime], senders: Iterable[str]) -> tuple[TwilioInbox, ...]:
    """Return where texts to these senders come in, each a number or a Messaging Service; empty ones are none."""
    wanted = sorted(set(filter(None, senders)))
    services = [sender for sender in wanted if _SERVICE.fullmatch(sender)]
    if services:
        return (TwilioInbox(client, now, services=services),)
    return tuple(TwilioInbox(client, now, number) for number in wanted)


def _written_at(message: Any) -> datetime | None:  # noqa: ANN401 - the library has no types
    """Return when Twilio got a text; where it does not say, when it first told us of it."""
    instants = (message.date_created, message.date_sent)
    return next((instant for instant in instants if isinstance(instant, datetime)), None)
