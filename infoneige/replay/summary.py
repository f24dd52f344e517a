"""What a replay comes to: how many were told what, with how much notice, and what was odd; and its messages as rows."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from geodata.model import StreetSide, StreetSideId
from infoneige.instants import to_iso
from infoneige.replay.player import ReplayRecord, SentMessage
from notifier.model import AlertKind

_ANNOUNCING = frozenset({AlertKind.PLANNED, AlertKind.SHORT_NOTICE, AlertKind.MOVED})


@dataclass(frozen=True, slots=True)
class Notice:
    """Minutes between an announcement and the start of its ban; negative when the ban was already in force."""

    minimum: int
    median: int
    percentile_90: int


@dataclass(frozen=True, slots=True)
class ReplaySummary:
    """The figures of one replay. ``sides_unknown`` are sides with a plan that the street file does not know."""

    states_played: int
    plans_read: int
    rows_rejected: int
    withdrawals_held: int
    people_told: int
    messages: int
    messages_by_kind: dict[str, int]
    notice_minutes: Notice | None
    sms_segments: int
    sides_unknown: int
    anomalies: dict[str, int]


def summarise(record: ReplayRecord, known_sides: Collection[StreetSideId]) -> ReplaySummary:
    """Return the figures of what a replay did."""
    batches = [played.state.batch for played in record.states]
    planned = {plan.side_id for batch in batches for plan in batch}
    anomalies = Counter(anomaly.kind.value for batch in batches for anomaly in batch.anomalies)
    return ReplaySummary(
        states_played=len(record.states),
        plans_read=sum(len(batch.plans) for batch in batches),
        rows_rejected=sum(len(batch.rejected) for batch in batches),
        withdrawals_held=sum(played.result.withheld for played in record.states),
        people_told=len({message.recipient for message in record.messages}),
        messages=len(record.messages),
        messages_by_kind=dict(Counter(message.subject.kind.value for message in record.messages).most_common()),
        notice_minutes=_notice(record.messages),
        sms_segments=sum(message.segments for message in record.messages),
        sides_unknown=len(planned.difference(known_sides)),
        anomalies=dict(anomalies.most_common()),
    )


def row_of(message: SentMessage) -> dict[str, object]:
    """Return a message as a row of the replay's output; instants are UTC, ISO 8601 with Z."""
    subject = message.subject
    ends_at, replaces_at = subject.window.ends_at, subject.replaces_at
    return {
        "recipient": message.recipient.address,
        "channel": message.recipient.channel.value,
        "language": message.recipient.language.value,
        "kind": subject.kind.value,
        "side_ids": [side.side_id if isinstance(side, StreetSide) else side for side in subject.sides],
        "window_start": to_iso(subject.window.starts_at),
        "window_end": to_iso(ends_at) if ends_at else None,
        "send_at": to_iso(message.sent_at),
        "replaces": to_iso(replaces_at) if replaces_at else None,
        "text": message.text,
        "segments": message.segments,
    }


def _notice(messages: Sequence[SentMessage]) -> Notice | None:
    minutes = [
        int((message.subject.window.starts_at - message.sent_at).total_seconds() // 60)
        for message in messages
        if message.subject.kind in _ANNOUNCING
    ]
    if not minutes:
        return None
    ninth = quantiles(minutes, n=10, method="inclusive")[-1] if len(minutes) > 1 else minutes[0]
    return Notice(min(minutes), int(median(minutes)), int(ninth))
