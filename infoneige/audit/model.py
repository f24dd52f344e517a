"""What the audit trail records. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Verb(StrEnum):
    """Everything that is recorded."""

    PLAN_LOADED = "plan.loaded"
    PLAN_PUBLISHED = "plan.published"
    PLAN_TAKEN_BACK = "plan.taken_back"
    PUBLISH_REQUESTED = "publish.requested"
    PUBLISH_APPROVED = "publish.approved"
    PUBLISH_SCHEDULED = "publish.scheduled"
    PUBLISH_REFUSED = "publish.refused"
    LOAD_ABANDONED = "load.abandoned"
    HELD_RELEASED = "held.released"
    HELD_DISCARDED = "held.discarded"
    FEED_PAUSED = "feed.paused"
    FEED_RESUMED = "feed.resumed"
    SENDING_PAUSED = "sending.paused"
    SENDING_RESUMED = "sending.resumed"
    EXPORT_DRAWN = "export.drawn"
    PERSON_LOOKED_UP = "person.looked_up"
    REPORT_SETTLED = "report.settled"
    ATTESTATION_DRAWN = "attestation.drawn"
    OPERATOR_ADDED = "operator.added"
    OPERATOR_CHANGED = "operator.changed"
    OPERATOR_DISABLED = "operator.disabled"
    OPERATOR_INVITED = "operator.invited"
    LOGGED_IN = "login.succeeded"
    LOGIN_FAILED = "login.failed"
    LOGGED_OUT = "login.ended"
    KEY_ADDED = "key.added"
    KEY_REMOVED = "key.removed"


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One thing that was done. ``actor`` is ``operator:NAME``, ``feed:NAME``, ``command:LOGIN`` or ``person:HMAC``.

    ``subject`` is what it was done to: ``publish:12``, ``load:7``, ``operator:amelie``. ``detail`` is JSON; never a
    number, an address, a name of a resident, or a secret.
    """

    actor: str
    verb: Verb
    subject: str
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event as it stands in the trail: its number from 1, when, and the hash that chains it."""

    number: int
    happened_at: datetime
    event: AuditEvent
    hash: str
