"""The messages that the fake took, and how it shows them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import formatdate
from typing import Any
from uuid import uuid4

from infoneige.clock import SystemClock
from tests.counterparts.fake_twilio.account import ACCOUNT_SID, SENDER


@dataclass
class Held:
    """One message, as long as the fake lives; ``author`` is the person who wrote it, None for one of ours."""

    to: str
    body: str
    validity: float
    callback: str | None
    service: str | None
    author: str | None = None
    created_at: float = field(default_factory=lambda: SystemClock().now().timestamp())
    sid: str = field(default_factory=lambda: f"SM{uuid4().hex}")
    status: str = "queued"
    error_code: int | None = None
    sent_at: float | None = None

    @property
    def url(self) -> str:
        return f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{self.sid}.json"

    def resource(self) -> dict[str, Any]:
        """Return it in the words of the API's description."""
        return {
            "account_sid": ACCOUNT_SID,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": formatdate(self.created_at).replace("-0000", "+0000"),
            "date_sent": self.sent_at and formatdate(self.sent_at).replace("-0000", "+0000"),
            "date_updated": formatdate(self.sent_at or self.created_at).replace("-0000", "+0000"),
            "direction": "inbound" if self.author else "outbound-api",
            "error_code": self.error_code,
            "error_message": None,
            "from": self.author or (None if self.service and self.sent_at is None else SENDER),
            "messaging_service_sid": self.service,
            "num_media": "0",
            "num_segments": "1",
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": self.url.replace(".json", "/Media.json")},
            "to": self.to,
            "uri": self.url,
        }


class Messages:
    """All of them; a listing shows one only when it is older than the list's lag."""

    def __init__(self, lag: float) -> None:
        self._lag = lag
        self._of: dict[str, list[Held]] = {}
        self._by_sid: dict[str, Held] = {}

    def add(self, message: Held) -> None:
        """Keep a message; one that comes again is the one that it was."""
        if message.sid in self._by_sid:
            return
        self._of.setdefault(message.to, []).append(message)
        self._by_sid[message.sid] = message

    def get(self, sid: str) -> Held | None:
        return self._by_sid.get(sid)

    def waiting(self) -> int:
        return sum(message.status == "queued" for message in self._by_sid.values())

    def listed(self, to: str | None, sent_on_or_after: datetime | None) -> list[Held]:
        """Filter as Twilio does, the newest first; what is not sent yet has no date, and any date hides it."""
        visible = SystemClock().now().timestamp() - self._lag
        chosen = self._of.get(to, []) if to else list(self._by_sid.values())
        shown = [message for message in chosen if message.created_at <= visible]
        if sent_on_or_after:
            shown = [one for one in shown if one.sent_at and _instant(one.sent_at) >= sent_on_or_after]
        return sorted(shown, key=lambda message: message.created_at, reverse=True)


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)
