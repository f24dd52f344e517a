"""What browsers send as JSON, read with suspicion; what will not do is refused with a reason that names the field."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NoReturn, TypeVar

from flask import Request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from geodata.model import StreetSideId
from infoneige.people.push_desk import MOST_SIDES, PushWish
from notifier.model import Language, PreferenceProfile
from notifier.push_subscription import PushHosts, PushSubscription, PushSubscriptionError, read_push_subscription

Word = TypeVar("Word", bound=StrEnum)

_SECRET = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_LONGEST_SIDE_ID = 40
_MOST_LEADS = 4
_LONGEST_LEAD = 48 * 60
USUAL_LEADS = (720, 60)
"""Minutes before a ban at which a browser is reminded that asked for nothing else."""


def read_fields(asked: Request) -> dict[str, object]:
    """Return the JSON object in a request.

    Raises:
        UnsupportedMediaType: it does not say that it is JSON.
        BadRequest: it is none.
    """
    if asked.mimetype != "application/json":
        message = "Send JSON, as application/json."
        raise UnsupportedMediaType(message)
    try:
        found = json.loads(asked.get_data(), object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError):
        _refuse("This is no JSON, or it has a name twice.")
    if not isinstance(found, dict):
        _refuse("Send a JSON object.")
    return found


def read_wish(fields: Mapping[str, object], hosts: PushHosts, now: datetime) -> PushWish:
    """Read ``{"subscription", "side_ids", "language", "leads_minutes"}``; the last may be missing.

    Raises:
        BadRequest: a field will not do.
    """
    return PushWish(
        subscription=read_subscription(fields, hosts, now),
        side_ids=_side_ids(fields.get("side_ids")),
        language=_one_of(Language, "language", fields.get("language")),
        profile=PreferenceProfile(leads=_leads(fields.get("leads_minutes", list(USUAL_LEADS)))),
    )


def read_subscription(fields: Mapping[str, object], hosts: PushHosts, now: datetime) -> PushSubscription:
    """Read the field ``subscription``, as ``PushSubscription.toJSON()`` gives it.

    Raises:
        BadRequest: it will not do.
    """
    try:
        return read_push_subscription(json.dumps(fields.get("subscription")), hosts, now=now)
    except PushSubscriptionError as error:
        _refuse(f"subscription: {error}")


def read_secret(fields: Mapping[str, object], name: str) -> str:
    """Read a field that holds something which we made.

    Raises:
        BadRequest: it cannot be ours.
    """
    found = fields.get(name)
    if not isinstance(found, str) or not _SECRET.fullmatch(found):
        _refuse(f"{name}: expected what was pushed to you")
    return found


def _side_ids(found: object) -> tuple[StreetSideId, ...]:
    if not isinstance(found, list) or not 1 <= len(found) <= MOST_SIDES:
        _refuse(f"side_ids: expected 1 to {MOST_SIDES} ids of sides")
    if not all(isinstance(one, str) and 1 <= len(one) <= _LONGEST_SIDE_ID for one in found):
        _refuse("side_ids: expected texts")
    return tuple(StreetSideId(one) for one in dict.fromkeys(found))


def _one_of(words: type[Word], name: str, found: object) -> Word:
    if not isinstance(found, str) or found not in list(words):
        _refuse(f"{name}: expected one of {', '.join(words)}")
    return words(found)


def _leads(found: object) -> tuple[timedelta, ...]:
    if not isinstance(found, list) or len(found) > _MOST_LEADS:
        _refuse(f"leads_minutes: expected up to {_MOST_LEADS} numbers")
    if not all(type(one) is int and 1 <= one <= _LONGEST_LEAD for one in found):
        _refuse(f"leads_minutes: expected minutes before the ban, 1 to {_LONGEST_LEAD}")
    return tuple(timedelta(minutes=one) for one in sorted(set(found), reverse=True))


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _refuse(reason: str) -> NoReturn:
    raise BadRequest(reason) from None
