"""What the application is given; it finds nothing by itself."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from infoneige.clock import Clock
from infoneige.people.push_desk import PushDesk
from infoneige.people.push_messages import PushMessages
from infoneige.sending.would_be_sent import WouldBeSent
from infoneige.storage.database import Database
from infoneige.web.desk.desk_parts import DeskParts
from infoneige.web.page_parts import PageParts
from infoneige.web.people_parts import PeopleParts


class TakesMessages(Protocol):
    """Who reads what people write to us."""

    def take(self, provider_id: str, from_number: str, text: str, opt_out_type: str | None) -> str | None:
        """Do what a message asks, once however often it comes, and return the answer; None for no answer."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioParts:
    """The account whose calls are believed; several tokens while one replaces another."""

    account_sid: str
    auth_tokens: tuple[str, ...] = field(repr=False)
    callback_key: bytes = field(repr=False)
    inbound: TakesMessages


@dataclass(frozen=True, slots=True, kw_only=True)
class PushParts:
    """What browsers subscribe through; ``vapid_public_key`` is what they are given, base64url of 65 bytes."""

    vapid_public_key: str
    desk: PushDesk
    messages: PushMessages


@dataclass(frozen=True, slots=True, kw_only=True)
class WebParts:
    """Everything that ``create_app`` needs. What is None is not served; people and desk only with other pages.

    ``public_url`` is the origin that people, browsers and Twilio call, without a slash at its end. ``proxy_hops`` is
    how many proxies of ours add an address to X-Forwarded-For; none is believed beyond them. ``state_directory`` is
    where the database grows, if that is on this machine. ``would_be_sent`` is there in a demonstration only.
    """

    database: Database
    clock: Clock
    public_url: str
    twilio: TwilioParts | None = None
    push: PushParts | None = None
    pages: PageParts | None = None
    people: PeopleParts | None = None
    desk: DeskParts | None = None
    would_be_sent: WouldBeSent | None = None
    proxy_hops: int = 0
    state_directory: Path | None = None
