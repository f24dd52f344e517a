"""Stories: plans published and people told on a fake clock, through the real pipeline, outbox and delivery."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from geodata.model import StreetSide, StreetSideId
from infoneige.clock import FakeClock
from infoneige.delivery_loop import DeliveryLoop
from infoneige.pipeline import PublishResult, publish
from infoneige.storage.database import Database
from infoneige.storage.subscriptions import subscribe
from notifier.channels.contract import Envelope, SendOutcome, Verdict
from notifier.channels.threaded import OneByOne
from notifier.model import AlertKind, Channel, PreferenceProfile, QuietHours, Recipient, Subscription
from schedules.model import LoadingStatus, Period, Plan, PlanBatch, PlanMode
from tests.vault import VAULT

ZONE = ZoneInfo("America/Toronto")
NIGHT = QuietHours(time(22), time(7))


def local(text: str) -> datetime:
    """Return the instant of a local time such as ``2026-11-23 14:05``."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


@dataclass(frozen=True)
class Told:
    """One message as a test compares it: local times as text."""

    at: str
    who: str
    kind: str
    sides: str
    replaces: str | None = None


@dataclass
class Story:
    """One city, its people, and what they are told."""

    database: Database
    clock: FakeClock = field(default_factory=lambda: FakeClock(local("2026-11-22 12:00")))
    told: list[Told] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    refuse: bool = False

    def __post_init__(self) -> None:
        self.delivery = DeliveryLoop(self.database, self.clock, OneByOne(self), _no_sides, "story", vault=VAULT)

    def person(
        self,
        who: str,
        *sides: str,
        leads: tuple[int, ...] = (),
        quiet: QuietHours | None = None,
        kinds: tuple[AlertKind, ...] | None = None,
    ) -> None:
        """Subscribe somebody now, and deliver what that makes due."""
        profile = PreferenceProfile(
            tuple(timedelta(minutes=lead) for lead in leads), quiet, frozenset(kinds) if kinds else None
        )
        for side in sides:
            wish = Subscription(Recipient(Channel.SMS, who), StreetSideId(side), profile)
            subscribe(self.database, VAULT, wish, now=self.clock.now())
        self.delivery.deliver_due()

    def publish(
        self,
        at: str,
        *plans: Plan,
        mode: PlanMode = PlanMode.CHANGES,
        coalesce: int = 0,
        source: str = "feed",
        holds_whole: bool = False,
    ) -> PublishResult:
        """Go to a local time and publish there, delivering what falls due before and then."""
        self.go_to(at)
        result = publish(
            self.database,
            PlanBatch(plans, rows=len(plans)),
            source=source,
            mode=mode,
            coalesce=timedelta(seconds=coalesce),
            content_hash="",
            now=self.clock.now(),
            holds_whole=holds_whole,
        )
        self.delivery.deliver_due()
        return result

    def go_to(self, at: str) -> None:
        """Let time pass, delivering whatever falls due on the way, up to and including this local time."""
        end = local(at)
        while (due := self.delivery.next_due()) is not None and due <= end:
            self.clock.set(max(due, self.clock.now()))
            self.delivery.deliver_due()
        self.clock.set(max(end, self.clock.now()))

    def sleep_until(self, at: str) -> None:
        """Let time pass with the service down."""
        self.clock.set(local(at))

    def send(self, envelope: Envelope) -> SendOutcome:
        """Be the channel: keep the message, or refuse it for good."""
        if self.refuse:
            return SendOutcome(Verdict.REFUSED, reason="the test says so")
        subject = envelope.subject
        self.texts.append(envelope.message.text)
        self.told.append(
            Told(
                _shown(self.clock.now()),
                envelope.recipient.address,
                subject.kind.value,
                " ".join(side.side_id if isinstance(side, StreetSide) else side for side in subject.sides),
                _shown(subject.replaces_at) if subject.replaces_at else None,
            )
        )
        return SendOutcome(Verdict.SENT)


def period(starts: str, ends: str) -> Period:
    return Period(local(starts), local(ends))


def planned(side: str, starts: str, ends: str, status: LoadingStatus = LoadingStatus.PLANNED) -> Plan:
    """Make a plan for one side, its dates where the status has them."""
    hours = period(starts, ends)
    if status is LoadingStatus.REPLANNED:
        return Plan(StreetSideId(side), status, replanned=hours)
    return Plan(StreetSideId(side), status, planned=hours)


def bare(side: str, status: LoadingStatus) -> Plan:
    """Make a plan without dates."""
    return Plan(StreetSideId(side), status)


def _no_sides(_: object) -> dict[StreetSideId, StreetSide]:
    return {}


def _shown(instant: datetime) -> str:
    return f"{instant.astimezone(ZONE):%a %H:%M:%S}".removesuffix(":00")
