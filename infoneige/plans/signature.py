"""Who publishes a plan, and why: it is kept with the version and told to the audit trail. Pure."""

from dataclasses import dataclass, replace
from typing import Self

from infoneige.audit.model import AuditEvent, Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who answers for a publish, as the audit trail names them, who agreed, and the reason that they typed.

    ``takes_back`` is the version that it undoes; ``is_our_error`` says that those who were told of a ban that goes
    are told that we were wrong. ``load_id`` is the load that it was at the desk, ``guards`` name what had stopped it.
    """

    published_by: str
    approved_by: str | None = None
    reason: str | None = None
    takes_back: int | None = None
    is_our_error: bool = False
    load_id: int | None = None
    guards: tuple[str, ...] = ()

    @classmethod
    def of_feed(cls, source: str) -> Self:
        """Return that of a publish of which no person knew."""
        return cls(published_by=f"feed:{source}")

    def for_load(
        self, load_id: int, *, takes_back: int | None, is_our_error: bool, guards: tuple[str, ...] = ()
    ) -> Self:
        """Return that of the load which it is put under."""
        return replace(self, load_id=load_id, takes_back=takes_back, is_our_error=is_our_error, guards=guards)

    def event(self, publish_id: int, **detail: object) -> AuditEvent:
        """Return what the audit trail is told of this publish."""
        told: dict[str, object] = {"approved_by": self.approved_by, "reason": self.reason}
        told |= {"load": self.load_id, "takes_back": self.takes_back, "our_error": self.is_our_error or None}
        verb = Verb.PLAN_PUBLISHED if self.takes_back is None else Verb.PLAN_TAKEN_BACK
        known = {name: value for name, value in (told | detail).items() if value is not None}
        return AuditEvent(self.published_by, verb, f"publish:{publish_id}", known)
