"""What Twilio tells us: what became of a message, and what a person wrote. Believed by its signature alone."""

import logging
import re
from typing import NoReturn

from flask import Blueprint, Request, Response, request
from twilio.request_validator import SIGNATURE_SETTINGS_HEADER, RequestValidator, get_signature_algorithm  # type: ignore[import-untyped]
from twilio.twiml.messaging_response import MessagingResponse  # type: ignore[import-untyped]
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import Forbidden

from infoneige.clock import Clock
from infoneige.storage.database import Database
from infoneige.storage.receipts import take_receipt
from infoneige.web.guards import Guard
from infoneige.web.parts import TwilioParts
from notifier.markers import read_signed_id
from notifier.receipts import Receipt, read_status

_log = logging.getLogger(__name__)

_MESSAGE_SID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_ERROR_CODE = re.compile(r"[1-9][0-9]{0,5}")
_LONGEST_TEXT = 1_600


def twilio_routes(parts: TwilioParts, database: Database, clock: Clock) -> Blueprint:
    """Return the two callbacks. What is not understood changes nothing and is answered well: repeating helps nobody."""
    routes = Blueprint("twilio", __name__, url_prefix="/twilio")

    @routes.post("/status/<signed>")
    def take_status(signed: str) -> tuple[str, int]:
        place, receipt = read_signed_id(signed, parts.callback_key), _receipt(request.form)
        if place is not None and receipt is not None:
            entry_id, attempt = place
            take_receipt(database, entry_id=entry_id, attempt=attempt, receipt=receipt, now=clock.now())
        return "", 204

    @routes.post("/inbound")
    def take_message() -> Response:
        form = request.form
        sid, number = form.get("MessageSid", ""), form.get("From", "")
        reply = None
        if _MESSAGE_SID.fullmatch(sid) and _NUMBER.fullmatch(number):
            text = form.get("Body", "").replace("\0", "")[:_LONGEST_TEXT]
            reply = parts.inbound.take(sid, number, text, form.get("OptOutType") or None)
        return Response(_twiml(reply), mimetype="text/xml")

    return routes


def twilio_guard(parts: TwilioParts, public_url: str) -> Guard:
    """Return a guard that lets only calls pass that Twilio signed for our account and for the public URL.

    What the Host header says, and whether we were called over http behind a proxy, does not count.
    """
    validators = tuple(RequestValidator(token) for token in parts.auth_tokens)

    def look(asked: Request) -> None:
        signature = asked.headers.get("X-Twilio-Signature", "")
        algorithm = get_signature_algorithm(asked.headers.get(SIGNATURE_SETTINGS_HEADER, ""))
        url, form = f"{public_url}{_path_and_query(asked)}", asked.form
        if not signature:
            _refuse("no signature")
        if not any(validator.validate(url, form, signature, algorithm) for validator in validators):
            _refuse("wrong signature")
        if form.getlist("AccountSid") != [parts.account_sid]:
            _refuse("another account")
        if any(len(values) > 1 for _, values in form.lists()):
            _refuse("a repeated parameter")

    return look


def _path_and_query(asked: Request) -> str:
    query = asked.query_string.decode("latin-1")
    return f"{asked.path}?{query}" if query else asked.path


def _refuse(reason: str) -> NoReturn:
    _log.warning("a call to %s was refused: %s", request.endpoint, reason)
    message = "This is for Twilio alone."
    raise Forbidden(message)


def _receipt(form: MultiDict[str, str]) -> Receipt | None:
    """Read what a status callback says; None if we do not know its words."""
    sid, word, code = form.get("MessageSid", ""), form.get("MessageStatus", ""), form.get("ErrorCode", "")
    error_code = int(code) if _ERROR_CODE.fullmatch(code) else None
    status = read_status(word, error_code)
    if status is None or not _MESSAGE_SID.fullmatch(sid):
        return None
    return Receipt(provider_id=sid, status=status, error_code=error_code, word=word)


def _twiml(reply: str | None) -> str:
    response = MessagingResponse()
    if reply is not None:
        response.message(reply)
    return str(response)
