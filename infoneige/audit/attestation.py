"""What a resident may show to others: what was announced for their side, and what we sent them. Pure.

The document is JSON; its digest, that of its canonical form, stands in the audit trail, and nothing else of it. So it
is known again however it was stored and laid out, and after everything that we knew of its owner was erased.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, NoReturn

from geodata.model import StreetSideId
from infoneige.audit.chain import Head, canonical
from infoneige.errors import ServiceError
from infoneige.instants import to_iso
from infoneige.residents.history import Revision
from infoneige.storage.accounts import ToldMessage
from notifier.model import Channel
from schedules.local_time import CITY_ZONE

FORMAT: Final = "infoneige attestation 1"
SCOPE: Final = (
    "Ce document dit ce que la Ville nous avait communiqué et ce que nous avons envoyé, non ce qui a été reçu ou lu. "
    "Les panneaux dans la rue prévalent. Le silence ne veut pas dire que le stationnement était permis."
)
FORGOTTEN: Final = (
    "Les envois ne sont gardés que 90 jours : ce document ne dit rien de ceux qui précèdent l’instant « sent_since »."
)
_DIGITS: Final = frozenset("0123456789abcdef")
_DIGEST_LENGTH: Final = 64


@dataclass(frozen=True, slots=True)
class Announced:
    """A ban as we had it: the version of the plan that brought it, from which source, the hash of what it said, why."""

    version: int
    source: str
    content_hash: str
    reason: str | None
    revision: Revision


@dataclass(frozen=True, slots=True)
class Sent:
    """One thing that was due to the person; ``delivered_at`` is when the network said so, None if it never did."""

    message: ToldMessage
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """One document; ``trail`` is the last event of the audit trail before it was drawn.

    ``number`` is the person's phone number, masked, and empty for a browser. What was sent is known from ``sent_since``
    on, which is later than ``since`` where messages of the period are forgotten.
    """

    city: str
    side_id: StreetSideId
    side: str
    since: datetime
    until: datetime
    drawn_at: datetime
    channel: Channel
    number: str
    follows_since: datetime
    announced: Sequence[Announced]
    sent_since: datetime
    sent: Sequence[Sent]
    trail: Head

    @property
    def is_forgotten_in_part(self) -> bool:
        """Say whether messages of the period are kept no more."""
        return self.sent_since > self.since

    def text(self) -> str:
        """Return the document, to be kept as it is or laid out otherwise."""
        return json.dumps(self._document(), ensure_ascii=False, indent=1) + "\n"

    def _document(self) -> dict[str, object]:
        return {
            "format": FORMAT,
            "city": self.city,
            "side": {"id": self.side_id, "words": self.side},
            "time_zone": CITY_ZONE.key,
            "since": to_iso(self.since),
            "until": to_iso(self.until),
            "drawn_at": to_iso(self.drawn_at),
            "person": {
                "channel": self.channel.value,
                "number": self.number,
                "follows_since": to_iso(self.follows_since),
            },
            "announced": [_announced(one) for one in self.announced],
            "sent_since": to_iso(self.sent_since),
            "sent": [_sent(one) for one in self.sent],
            "trail": {"number": self.trail.number, "hash": self.trail.hash},
            "scope": f"{SCOPE} {FORGOTTEN}" if self.is_forgotten_in_part else SCOPE,
        }


def digest_of(text: str) -> str:
    """Return the digest of a document, however it is laid out.

    Raises:
        ServiceError: it is no JSON object, or names something twice, so that two readers could read two things.
    """
    try:
        document = json.loads(text.lstrip("\ufeff"), object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        message = "this is not an attestation: the file was cut, or something was added to it"
        raise ServiceError(message)
    return sha256(canonical(document).encode()).hexdigest()


def is_digest(text: str) -> bool:
    """Say whether this is a digest as we write it."""
    return len(text) == _DIGEST_LENGTH and _DIGITS.issuperset(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        _refuse("a name that stands twice")
    return found


def _refuse(what: str) -> NoReturn:
    message = f"no document of ours holds {what}"
    raise ValueError(message)


def _announced(one: Announced) -> dict[str, object]:
    revision = one.revision
    return {
        "version": one.version,
        "published_at": to_iso(revision.opened_at),
        "source": one.source,
        "content_hash": one.content_hash,
        "reason": one.reason,
        "starts_at": to_iso(revision.window.starts_at),
        "ends_at": _iso(revision.window.ends_at),
        "in_progress_at": _iso(revision.in_progress_at),
        "closed_at": _iso(revision.closed_at),
        "outcome": revision.outcome,
    }


def _sent(one: Sent) -> dict[str, object]:
    message = one.message
    return {
        "kind": message.kind.value,
        "minutes_before": message.lead_minutes,
        "ban_starts_at": to_iso(message.window.starts_at),
        "ban_ends_at": _iso(message.window.ends_at),
        "due_at": to_iso(message.send_at),
        "handed_over_at": _iso(message.handed_over_at),
        "delivered_at": _iso(one.delivered_at),
        "state": message.state.value,
        "reason": message.reason,
    }


def _iso(instant: datetime | None) -> str | None:
    return to_iso(instant) if instant else None
