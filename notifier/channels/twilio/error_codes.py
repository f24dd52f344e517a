"""Twilio's error codes, grouped by what they ask of us. Pure: a code that is not here is told from its HTTP status.

The numbers of the 2xxxx range answer a call; those of the 30xxx range come with a receipt, later.
"""

from enum import StrEnum


class ErrorClass(StrEnum):
    """What an error is about, and so what there is to do."""

    STOPPED = "stopped"
    """They opted out at the provider: nothing more to them."""
    DEAD_NUMBER = "dead number"
    """No phone that can take a text has this number."""
    DEAD_IF_AGAIN = "dead if again"
    """Perhaps gone, perhaps a landline: believed the second time."""
    REGION = "region"
    """The account may not text there: its setting or a number from elsewhere, so nobody is written off."""
    PASSING = "passing"
    """The phone or its network could not be reached: one more try where there is time."""
    FILTERED = "filtered"
    """A carrier took it for unwanted: the same words would fare no better."""
    EXPIRED = "expired"
    """It waited at the provider until it was of no use."""
    RATE = "rate"
    """Too many calls at once: not taken, and to be made later."""
    SENDER_FULL = "sender full"
    """Hours of messages wait at the provider already: we went faster than the sender can."""
    SENDER_BLOCKED = "sender blocked"
    """Account, sender or settings are not fit to send: every message would fare alike, until an operator acts."""
    KEY_REFUSED = "key refused"
    """The API key does not open this account."""
    OUR_MISTAKE = "our mistake"
    """This message can never be taken as it is."""
    TEMPORARY = "temporary"
    """Twilio failed, and may or may not have taken the message."""
    UNKNOWN_CODE = "unknown code"
    """None of these: refused for good, the person not blamed."""


_C = ErrorClass

_CODES: dict[ErrorClass, tuple[int, ...]] = {
    _C.STOPPED: (21610,),
    _C.DEAD_NUMBER: (21211, 21214, 21217, 21614),
    _C.DEAD_IF_AGAIN: (30005, 30006),
    _C.REGION: (21408, 21612, 60410),
    _C.PASSING: (30003, 30008),
    _C.FILTERED: (30004, 30007),
    _C.EXPIRED: (30036,),
    _C.RATE: (14107, 20429, 30022, 63018),
    _C.SENDER_FULL: (21611, 30001),
    _C.SENDER_BLOCKED: (
        *(10001, 20005, 20404, 20425, 30002, 30024, 30032, 30034, 30037),
        *(21212, 21603, 21606, 21609, 21659, 21660, 21701, 21703, 21704, 21705),
    ),
    _C.KEY_REFUSED: (20003, 20006, 20008, 20403),
    _C.OUR_MISTAKE: (20001, 20002, 21602, 21604, 21605, 21617, 21619, 21620, 21621, 21623, 30009, 30010, 30019),
    _C.TEMPORARY: (20500, 20503, 20504),
}

_CLASS_OF = {code: group for group, codes in _CODES.items() for code in codes}

_OF_STATUS = {401: _C.KEY_REFUSED, 402: _C.SENDER_BLOCKED, 403: _C.KEY_REFUSED, 408: _C.TEMPORARY, 429: _C.RATE}
_REFUSALS = range(400, 500)


def class_of(error_code: int | None) -> ErrorClass:
    """Return what an error code of a receipt or of an answer is about; UNKNOWN_CODE for none and for a new one."""
    return _CLASS_OF.get(error_code, _C.UNKNOWN_CODE) if error_code is not None else _C.UNKNOWN_CODE


def class_of_answer(status: int, code: int | None) -> ErrorClass:
    """Return what an answer that is no success is about: by its code, else by its HTTP status.

    An answer that carries no code need not be Twilio's own: unless its status is plain, it settles nothing.
    """
    known = class_of(code)
    if known is not _C.UNKNOWN_CODE:
        return known
    if status in _OF_STATUS:
        return _OF_STATUS[status]
    return _C.UNKNOWN_CODE if status in _REFUSALS and code is not None else _C.TEMPORARY
