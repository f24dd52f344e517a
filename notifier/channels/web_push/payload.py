"""What the service worker of a browser is told, as JSON; blanks after it hide how long it is. Pure."""

import json
from datetime import UTC

from geodata.model import StreetSide
from notifier.channels.contract import Envelope
from notifier.model import TELLING_KINDS, Language, MessageSubject, NotifierError

BLOCK = 512
"""Every payload is a whole number of these bytes: a message's length says nothing of its street."""

LARGEST = 5 * BLOCK
"""Under the 4,096 bytes that a service must take, and what the bridges of phone makers pass on."""

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_MOVED = {Language.FR: "Auto déplacée", Language.EN: "Car moved"}
_VIEW = {Language.FR: "Voir", Language.EN: "View"}


class PayloadTooLargeError(NotifierError):
    """A message that no push service would take; its words are ours to shorten."""


def full_payload(envelope: Envelope, signed_id: str) -> bytes:
    """Return the whole message: the worker shows it without asking anybody.

    Raises:
        PayloadTooLargeError: it has more than ``LARGEST`` bytes.
    """
    message, language = envelope.message, envelope.recipient.language
    return _padded(
        {
            "id": signed_id,
            "title": message.title,
            "body": message.text,
            "tag": message.tag,
            "lang": str(language),
            "not_after": envelope.not_after.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "url": _page(envelope.subject),
            "actions": _actions(envelope.subject, language),
        }
    )


def opaque_payload(signed_id: str) -> bytes:
    """Return an id alone: the worker fetches the words from us, and no street leaves the country."""
    return _padded({"id": signed_id})


def _page(subject: MessageSubject) -> str:
    """Return the path of the page that says more, on whatever origin the worker comes from."""
    if len(subject.sides) != 1:
        return "/"
    (side,) = subject.sides
    return f"/cote/{side.side_id if isinstance(side, StreetSide) else side}"


def _actions(subject: MessageSubject, language: Language) -> list[dict[str, str]]:
    """Return the buttons; nobody moves a car for a ban that is lifted."""
    view = {"action": "view", "title": _VIEW[language]}
    moved = {"action": "moved", "title": _MOVED[language]}
    return [moved, view] if subject.kind in TELLING_KINDS else [view]


def _padded(fields: dict[str, object]) -> bytes:
    text = _JSON.encode(fields).encode()
    if len(text) > LARGEST:
        message = f"a push message of {len(text):,} bytes: at most {LARGEST:,} are carried"
        raise PayloadTooLargeError(message)
    return text.ljust(-(-len(text) // BLOCK) * BLOCK)
