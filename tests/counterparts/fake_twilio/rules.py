"""What the fake takes: all that the API's description asks, and what it only tells in prose."""

import re
from base64 import b64decode
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.counterparts.fake_twilio.account import (
    ACCOUNT_SID,
    API_KEY_SECRET,
    API_KEY_SID,
    REFUSED_AT_ONCE,
    SENDER,
    SERVICE_SID,
)

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_KNOWN = {"To", "From", "MessagingServiceSid", "Body", "ValidityPeriod", "StatusCallback"}
LONGEST_BODY = 1600


@dataclass(frozen=True)
class Refusal:
    """An answer that is no success, with Twilio's own code."""

    status: int
    code: int
    sentence: str


def judge_key(authorization: str | None) -> Refusal | None:
    """Refuse everything but the API key, the account's own token above all."""
    try:
        kind, _, credentials = (authorization or "").partition(" ")
        pair = b64decode(credentials, validate=True).decode() if kind == "Basic" else ""
    except ValueError:
        pair = ""
    if pair == f"{API_KEY_SID}:{API_KEY_SECRET}":
        return None
    return Refusal(401, 20003, "Authenticate")


def judge_account(sid: str) -> Refusal | None:
    return None if sid == ACCOUNT_SID else Refusal(404, 20404, f"The requested resource {sid} was not found")


def judge_message(pairs: list[tuple[str, str]], stopped: set[str]) -> Refusal | None:
    """Return why a message is not taken. The order is Twilio's own as far as it matters: form, sender, person."""
    form = dict(pairs)
    if len(form) != len(pairs) or not form.keys() <= _KNOWN:
        return Refusal(400, 20001, "unknown or repeated parameter")
    return _judge_form(form) or _judge_sender(form) or _judge_person(form["To"], stopped)


def _judge_form(form: dict[str, str]) -> Refusal | None:
    to, body = form.get("To", ""), form.get("Body", "")
    if not E164.fullmatch(to):
        return Refusal(400, 21211, f"Invalid 'To' Phone Number: {to}")
    if not body:
        return Refusal(400, 21602, "Message body is required.")
    if len(body) > LONGEST_BODY:
        return Refusal(400, 21617, "The concatenated message body exceeds the 1600 character limit")
    validity = form.get("ValidityPeriod", "36000")
    if not re.fullmatch(r"[1-9][0-9]{0,4}", validity) or int(validity) > 36000:
        return Refusal(400, 20001, "ValidityPeriod must be from 1 to 36000")
    return _judge_callback(form.get("StatusCallback"))


def _judge_callback(url: str | None) -> Refusal | None:
    if url is None:
        return None
    parts = urlsplit(url)
    good = parts.scheme in ("http", "https") and parts.hostname and "_" not in parts.hostname and not parts.fragment
    return None if good else Refusal(400, 21609, "The 'StatusCallback' URL is not valid")


def _judge_sender(form: dict[str, str]) -> Refusal | None:
    if ("From" in form) == ("MessagingServiceSid" in form):
        return Refusal(400, 21603, "A 'From' phone number is required.")
    if form.get("From", SENDER) != SENDER:
        return Refusal(400, 21606, f"The From phone number {form['From']} is not yours")
    if form.get("MessagingServiceSid", SERVICE_SID) != SERVICE_SID:
        return Refusal(404, 21701, "The Messaging Service does not exist")
    return None


def _judge_person(to: str, stopped: set[str]) -> Refusal | None:
    if to in stopped:
        return Refusal(400, 21610, "Attempt to send to unsubscribed recipient")
    code = REFUSED_AT_ONCE.get(to)
    return Refusal(400, code, f"not to the number {to}") if code else None
