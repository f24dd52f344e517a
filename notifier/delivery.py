"""The life of an outbox entry: which state may follow which, and what to do before and after each call. Pure.

At least one attempt while time remains; a message is doubled only if its provider took a call, never answered, and the
kind is one where a miss is worse than a double.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from notifier.channels.contract import SendOutcome, Verdict
from notifier.channels.twilio.error_codes import ErrorClass, class_of
from notifier.model import CLOSING_KINDS, TELLING_KINDS, AlertKind, DeliveryStatus
from notifier.receipts import RANK, Receipt, moves_on

SETTLE = timedelta(seconds=90)
"""How long an unanswered call is left alone: read time-out, plus the provider's worst processing and its list's lag."""

SHORTEST_RETRY = timedelta(seconds=1)
FIRST_RETRY = timedelta(seconds=15)
LAST_RETRY = timedelta(minutes=5)
"""A provider may name when to try again, but not this very moment; where it names nothing, the waits double."""

LOOKS = 2
LOOK_AGAIN = timedelta(seconds=10)
ASK_LATER = timedelta(seconds=30)
"""A provider is asked twice for what it never answered, and later if it cannot be asked now."""

PASSING_PAUSE = timedelta(minutes=5)
WORTH_ANOTHER_TRY = timedelta(minutes=30)
"""A phone that could not be reached is tried once more, after the first, where at least the second remains."""

IN_TURN = timedelta(seconds=5)
"""How long a correction waits before it looks again whether the message that it corrects was answered."""

GIVEN_UP_IN_DOUBT = frozenset({AlertKind.DONE, AlertKind.DATA_SILENT, AlertKind.DATA_BACK})
"""Kinds of which a double does more harm than a miss; after the others a miss is a towed car."""

LIFTS_NOTHING = "nothing was told that it could lift"
"""Why a message that takes a ban back is not sent; something told before that one may have to be taken back instead."""

_S = DeliveryStatus

_TOLD = frozenset(RANK)
"""What a provider may tell of a message that it took."""

TRANSITIONS: dict[DeliveryStatus, frozenset[DeliveryStatus]] = {
    _S.DUE: frozenset({_S.CALLING, _S.EXPIRED, _S.SUPPRESSED, _S.SUPERSEDED}) | _TOLD,
    _S.CALLING: frozenset({_S.DUE, _S.UNKNOWN}) | _TOLD,
    _S.UNKNOWN: frozenset({_S.DUE, _S.GAVE_UP}) | _TOLD,
    _S.ACCEPTED: frozenset({_S.DUE, _S.SENT, _S.DELIVERED, _S.UNDELIVERED, _S.FAILED, _S.EXPIRED}),
    _S.SENT: frozenset({_S.DUE, _S.DELIVERED, _S.UNDELIVERED, _S.FAILED, _S.EXPIRED}),
    _S.DELIVERED: frozenset(),
    _S.UNDELIVERED: frozenset({_S.DELIVERED}),
    _S.FAILED: frozenset({_S.DELIVERED}),
    _S.EXPIRED: frozenset({_S.DELIVERED}),
    _S.SUPPRESSED: frozenset(),
    _S.SUPERSEDED: frozenset({_S.DUE}),
    _S.GAVE_UP: _TOLD,
}
"""Every state and what may follow it; an empty set is an end.

What was superseded before anybody saw it comes back when the plan comes back to it: a withdrawal made anew. A receipt
may come at any time: while the call is open, when the same is due again, or long after we gave up.
"""

_CLOSED = frozenset({_S.SUPPRESSED, _S.SUPERSEDED})
"""Ends that we chose ourselves: no receipt changes them."""

UNSETTLED = frozenset({_S.DUE, _S.CALLING, _S.UNKNOWN})
"""States in which nothing may be left at ``not_after``."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where an entry goes next: when it is due again, or until when it is left alone, and why."""

    state: DeliveryStatus
    reason: str | None = None
    send_at: datetime | None = None
    hold_until: datetime | None = None


_SENT, _ACCEPTED = Step(_S.SENT), Step(_S.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Standing:
    """What has become, by the time of the call, of what an entry speaks of."""

    window_is_closed: bool = False
    has_newer_window: bool = False
    silence_is_over: bool = False


def before_call(
    kind: AlertKind,
    standing: Standing,
    *,
    has_stopped: bool,
    is_gone: bool,
    overtakes: bool,
    lifts_nothing: bool,
    not_after: datetime,
    now: datetime,
) -> Step | None:
    """Return where an entry that is due goes instead of being sent, None if it must be sent.

    ``overtakes`` says that another worker is just sending the message that this one corrects; ``lifts_nothing`` that
    the message which it takes back was after all never handed over.
    """
    if has_stopped:
        return Step(_S.SUPPRESSED, "the recipient said stop")
    if is_gone:
        return Step(_S.SUPPRESSED, "nobody can be reached there")
    if not_after <= now:
        return Step(_S.EXPIRED, "too late")
    if untrue := _untrue(kind, standing, lifts_nothing=lifts_nothing):
        return Step(_S.SUPERSEDED, untrue)
    return Step(_S.DUE, "waits for the message that it corrects", send_at=now + IN_TURN) if overtakes else None


def _untrue(kind: AlertKind, standing: Standing, *, lifts_nothing: bool) -> str | None:
    """Return why an entry would no longer be true, None where it is."""
    if kind in TELLING_KINDS and standing.window_is_closed:
        return "the window is closed"
    if kind in CLOSING_KINDS and standing.has_newer_window:
        return "a newer ban was announced"
    if kind in CLOSING_KINDS and lifts_nothing:
        return LIFTS_NOTHING
    if kind is AlertKind.DATA_SILENT and standing.silence_is_over:
        return "the data is back"
    return None


def after_call(outcome: SendOutcome, *, attempts: int, not_after: datetime, at: datetime) -> Step:
    """Return where an entry goes once its call was answered, or was not, at this instant."""
    match outcome.verdict:
        case Verdict.SENT:
            return _SENT
        case Verdict.ACCEPTED:
            return _ACCEPTED
        case Verdict.REFUSED:
            return Step(_S.FAILED, outcome.reason)
        case Verdict.UNKNOWN:
            return Step(_S.UNKNOWN, outcome.reason, hold_until=min(at + SETTLE, not_after))
        case Verdict.RETRY:
            return _again(outcome, attempts, not_after, at)


def _again(outcome: SendOutcome, attempts: int, not_after: datetime, at: datetime) -> Step:
    named = outcome.retry_at or at + min(FIRST_RETRY * 2 ** min(attempts - 1, 10), LAST_RETRY)
    send_at = max(named, at + SHORTEST_RETRY)
    if send_at >= not_after:
        return Step(_S.EXPIRED, f"no time for another try: {outcome.reason or 'not taken'}")
    return Step(_S.DUE, outcome.reason, send_at=send_at)


def after_waiting(
    state: DeliveryStatus, kind: AlertKind, *, lease_until: datetime, not_after: datetime, now: datetime
) -> Step:
    """Return where an entry goes whose lease (calling) or settle time (unknown) has run out.

    Nobody can tell a call that was never made from one that was never answered, so both are unknown first.
    """
    if state is _S.CALLING:
        return Step(_S.UNKNOWN, "no answer was recorded", hold_until=min(lease_until + SETTLE, not_after))
    if not_after <= now:
        return Step(_S.GAVE_UP, "perhaps sent; no time was left to find out")
    if kind in GIVEN_UP_IN_DOUBT:
        return Step(_S.GAVE_UP, "perhaps sent; not worth a double")
    return Step(_S.DUE, "sent again: no answer came", send_at=now)


def after_look(looks: int, *, not_after: datetime, now: datetime) -> Step:
    """Return where an unknown entry goes when its provider, asked for the ``looks``-th time, has nothing of it."""
    if looks < LOOKS:
        return Step(_S.UNKNOWN, "the provider has nothing yet", hold_until=min(now + LOOK_AGAIN, not_after))
    return Step(_S.DUE, "sent again: the provider has nothing", send_at=now)


def after_no_look(*, not_after: datetime, now: datetime) -> Step:
    """Return where an unknown entry goes when its provider cannot be asked now."""
    return Step(_S.UNKNOWN, "the provider cannot be asked now", hold_until=min(now + ASK_LATER, not_after))


def after_receipt(
    state: DeliveryStatus, receipt: Receipt, *, is_latest: bool, is_first: bool, not_after: datetime, now: datetime
) -> Step | None:
    """Return where a receipt moves an entry, None where it stays.

    ``is_latest`` says that no later call was made for the entry; ``is_first`` that none before it was taken either.
    What was given up stays so: it was not worth a second call.
    """
    if state in _CLOSED or not moves_on(receipt.status, state):
        return None
    reason = f"the provider's code {receipt.error_code}" if receipt.error_code else None
    if RANK[receipt.status] != RANK[_S.FAILED]:
        return Step(receipt.status, reason)
    if not is_latest:
        return None
    is_passing = class_of(receipt.error_code) is ErrorClass.PASSING and state is not _S.GAVE_UP
    if is_passing and is_first and not_after - now > WORTH_ANOTHER_TRY:
        return Step(_S.DUE, reason, send_at=now + PASSING_PAUSE)
    return Step(receipt.status, reason)
