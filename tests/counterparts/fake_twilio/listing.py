"""What the fake lists: filtered as the API's description says, in pages that a token leads on to."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from tests.counterparts.fake_twilio.messages import Held, Messages
from tests.counterparts.fake_twilio.rules import E164, Refusal

_KNOWN = {"To", "DateSent>", "PageSize", "Page", "PageToken"}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")
_TOKEN = re.compile(r"PA(?:SM|MM)[0-9a-f]{32}")


@dataclass(frozen=True)
class Asked:
    """A question for messages: page ``number``, which begins after the message ``after``."""

    to: str | None
    since: datetime | None
    size: int
    number: int
    after: str | None


def read_question(pairs: list[tuple[str, str]]) -> Asked | Refusal:
    """Read a query strictly: nothing unknown or twice, and a page beyond the first only by its token."""
    query = dict(pairs)
    size, number, since = (query.get(name, default) for name, default in (("PageSize", "50"), ("Page", "0"), _SINCE))
    token = query.get("PageToken", "")
    is_good = (
        len(query) == len(pairs)
        and query.keys() <= _KNOWN
        and E164.fullmatch(query.get("To", "+15145550100"))
        and _INSTANT.fullmatch(since or "2026-01-01")
        and re.fullmatch(r"[1-9][0-9]{0,2}|1000", size)
        and re.fullmatch(r"0|[1-9][0-9]*", number)
        and (number == "0") == (token == "")
        and _TOKEN.fullmatch(token or "PASM" + "0" * 32)
    )
    if not is_good:
        return Refusal(400, 20001, "a parameter of the list is unknown, repeated or malformed")
    instant = datetime.fromisoformat(since) if since else None
    return Asked(query.get("To"), instant and instant.replace(tzinfo=UTC), int(size), int(number), token[2:] or None)


_SINCE = ("DateSent>", "")


def listing(asked: Asked, messages: Messages, path: str, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Return one page, in the words of the API's description. What comes in meanwhile moves no page."""
    found = messages.listed(asked.to, asked.since)
    rest = found[_place_after(asked.after, found) :]
    shown, start = rest[: asked.size], asked.number * asked.size
    more = dict(pairs) | {"PageSize": asked.size, "Page": asked.number + 1}
    is_last = len(rest) <= asked.size
    return {
        "end": start + max(len(shown) - 1, 0),
        "first_page_uri": f"{path}?{urlencode({**dict(pairs), 'PageSize': asked.size, 'Page': 0})}",
        "messages": [message.resource() for message in shown],
        "next_page_uri": None if is_last else f"{path}?{urlencode({**more, 'PageToken': f'PA{shown[-1].sid}'})}",
        "page": asked.number,
        "page_size": asked.size,
        "previous_page_uri": None,
        "start": start,
        "uri": f"{path}?{urlencode(pairs)}",
    }


def _place_after(sid: str | None, found: list[Held]) -> int:
    return next((place + 1 for place, message in enumerate(found) if message.sid == sid), 0)
