"""What an operator is and may do. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """From the one that may only look to the one that lets others in; each may do all that the one before it may."""

    VIEWER = "viewer"
    PLANNER = "planner"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What a page or a command of the desk asks for."""

    SEE = "see"
    LOAD = "load"
    PUBLISH = "publish"
    EXPORT = "export"
    STEER_FEEDS = "steer_feeds"
    STEER_CITY = "steer_city"
    LOOK_UP_PERSON = "look_up_person"
    READ_AUDIT = "read_audit"
    MANAGE_OPERATORS = "manage_operators"


_FROM: Mapping[Permission, Role] = {
    Permission.SEE: Role.VIEWER,
    Permission.LOAD: Role.PLANNER,
    Permission.EXPORT: Role.PLANNER,
    Permission.PUBLISH: Role.PUBLISHER,
    Permission.STEER_FEEDS: Role.PUBLISHER,
    Permission.STEER_CITY: Role.PUBLISHER,
    Permission.LOOK_UP_PERSON: Role.PUBLISHER,
    Permission.READ_AUDIT: Role.ADMINISTRATOR,
    Permission.MANAGE_OPERATORS: Role.ADMINISTRATOR,
}
_ORDER = tuple(Role)

ASKS_FOR_PROOF = frozenset(
    {
        Permission.PUBLISH,
        Permission.STEER_CITY,
        Permission.EXPORT,
        Permission.LOOK_UP_PERSON,
        Permission.MANAGE_OPERATORS,
    }
)
"""What asks for a fresh touch of the key, or a fresh code, before it is done."""

OF_THE_WHOLE_CITY = frozenset({Permission.STEER_CITY})
"""What touches everybody: sending held back, a source no longer asked. Never for operators of some boroughs."""


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody who may log in. ``boroughs`` are those whose plans they may change; none named means all."""

    operator_id: int
    name: str
    display_name: str
    role: Role
    boroughs: frozenset[str] = frozenset()
    language: str = "fr"

    def may(self, permission: Permission) -> bool:
        """Say whether the role allows this, and the boroughs where it touches the whole city."""
        if self.boroughs and permission in OF_THE_WHOLE_CITY:
            return False
        return _ORDER.index(self.role) >= _ORDER.index(_FROM[permission])

    def covers(self, borough: str | None) -> bool:
        """Say whether plans of this borough are theirs to change; a side of no borough is for those of all."""
        return not self.boroughs or borough in self.boroughs

    @property
    def actor(self) -> str:
        """Return who this is in the audit trail."""
        return f"operator:{self.name}"


class LoginMethod(StrEnum):
    """How somebody proved who they are."""

    PASSKEY = "passkey"
    PASSWORD = "password"  # noqa: S105 - a word, not a secret
    OPENID = "openid"


@dataclass(frozen=True, slots=True)
class OperatorSession:
    """One browser that is logged in; ``proved_at`` is when the operator last proved who they are in it."""

    session_hash: str
    operator: Operator
    method: LoginMethod
    opened_at: datetime
    proved_at: datetime
