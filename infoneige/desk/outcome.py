"""What comes of asking to publish a load. Pure."""

from dataclasses import dataclass
from datetime import datetime

from infoneige.pipeline import PublishResult
from infoneige.storage.rivals import VersionLine


@dataclass(frozen=True, slots=True)
class Published:
    """A load that became a version; ``publish_id`` is None where it changed nothing."""

    publish_id: int | None
    result: PublishResult


@dataclass(frozen=True, slots=True)
class Conflict:
    """Nothing was written: these versions came since the preview; ``sides`` of this load were changed by them."""

    load_id: int
    base_version: int
    since: tuple[VersionLine, ...]
    sides: int


@dataclass(frozen=True, slots=True)
class AwaitingApproval:
    """Nothing is published before a second operator agrees."""

    load_id: int
    requested_by: str


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A load that will be published at an instant, unless something speaks against it then."""

    load_id: int
    publish_at: datetime
