"""The provider's list of what people wrote, as the tests of missed texts fill it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from notifier.channels.contract import NotNowError, ReceivedText

PAGE = 2


@dataclass
class Mailbox:
    """Lists what it has, whatever it was asked for; it says ``trouble`` in place of its second page, or its first."""

    name: str = "+15145550100"
    held: list[ReceivedText] = field(default_factory=list)
    asked_since: list[datetime] = field(default_factory=list)
    trouble: NotNowError | None = None
    fails_at_once: bool = False

    def add(self, provider_id: str, number: str, text: str, written_at: datetime | None) -> None:
        self.held.append(ReceivedText(provider_id, number, text, written_at))

    def texts(self, since: datetime) -> Iterator[Sequence[ReceivedText]]:
        self.asked_since.append(since)
        listed = sorted(self.held, key=lambda text: text.written_at or since, reverse=True)
        for first in range(0, max(len(listed), 1), PAGE):
            if self.trouble and (first or self.fails_at_once):
                raise self.trouble
            yield listed[first : first + PAGE]
