"""The official Planif-Neige service: one SOAP call, its return codes as typed errors, its records as raw rows.

It is a change feed: what is absent from an answer has not changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from schedules.feeds.answers import Answer, FeedError
from schedules.feeds.bounded_http import DEFAULT_PATIENCE, Patience, post
from schedules.feeds.planif_neige.rows import COLUMNS, RawPlanifNeige
from schedules.local_time import Edge, to_instant, to_local

OFFICIAL_URL = "https://servicesenligne2.ville.montreal.qc.ca/api/infoneige/InfoneigeWebService"

_HEADERS = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
_ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" \
xmlns:ser="https://servicesenlignedev.ville.montreal.qc.ca"><soapenv:Body><ser:GetPlanificationsForDate>\
<getPlanificationsForDate><fromDate>{from_date}</fromDate><tokenString>{token}</tokenString>\
</getPlanificationsForDate></ser:GetPlanificationsForDate></soapenv:Body></soapenv:Envelope>
"""
_COLUMN_OF: Final = {
    **{column.replace("_", ""): column for column in COLUMNS},
    "datedebutplanif": "date_deb_planif",
    "datedebutreplanif": "date_deb_replanif",
}
_OK, _NO_DATA = "0", "8"


class TooSoonError(FeedError):
    """The last call is less than five minutes old; nothing is wrong, the next one will do."""


class BadDateError(FeedError):
    """The service did not take the date since when it was asked."""


class AccessRefusedError(FeedError):
    """The service does not accept our token."""


class AccountExpiredError(FeedError):
    """The account with the city has expired: a person must renew it, and nothing will come until then."""


class ServiceFailureError(FeedError):
    """The service says that it failed, or says nothing that we understand."""


_ERRORS: Final[dict[str, tuple[type[FeedError], str]]] = {
    **dict.fromkeys(("1", "2", "7"), (AccessRefusedError, "it refuses the token; check the token setting")),
    **dict.fromkeys(("3", "4", "6"), (ServiceFailureError, "it reports a failure of its own")),
    "9": (BadDateError, "it refuses the date since when it was asked"),
    **dict.fromkeys(("11", "12", "13"), (AccountExpiredError, "the account has expired; ask the city to renew it")),
    "14": (TooSoonError, "it was called less than five minutes ago"),
}


@dataclass(frozen=True, slots=True)
class PlanifNeigeService:
    """The service at an address, with the token that the city gave us; the token is in no message and no repr."""

    token: str = field(repr=False)
    url: str = OFFICIAL_URL
    patience: Patience = DEFAULT_PATIENCE

    def poll(self, since: datetime) -> tuple[RawPlanifNeige, ...]:
        """Return the records changed since an instant; none is an answer like any other.

        FeedError, by its kind, for everything else: ``polling`` says when to call again.
        """
        envelope = _ENVELOPE.format(from_date=_from_date(since), token=escape(self.token))
        return read_answer(post(self.url, envelope.encode(), _HEADERS, self.patience))


def read_answer(answer: Answer) -> tuple[RawPlanifNeige, ...]:
    """Return the records of one answer, or raise the error that its return code or its shape stands for."""
    _refuse_other_than_soap(answer)
    code: str | None = None
    rows: list[RawPlanifNeige] = []
    for element in _elements(answer.content):
        name = _folded(element.tag)
        if name == "responsestatus":
            code = (element.text or "").strip()
        elif name == "fault":
            message = "the Planif-Neige service answers with a SOAP fault"
            raise ServiceFailureError(message)
        elif name == "planification":
            rows.append(_row(element))
            element.clear()
    _raise_for_code(code)
    return tuple(rows)


def _from_date(since: datetime) -> str:
    """Write an instant as the service wants it, without offset.

    In the hour that autumn repeats, what is asked for is an hour earlier: else the second pass would be taken for
    the first, and changes would be missed.
    """
    wall = to_local(since).replace(tzinfo=None, fold=0)
    if to_instant(wall, Edge.START).fold:
        wall -= timedelta(hours=1)
    return wall.isoformat(timespec="seconds")


def _refuse_other_than_soap(answer: Answer) -> None:
    """Let only what may be a SOAP answer through: faults come with status 500."""
    if answer.status in {401, 403}:
        message = f"the Planif-Neige service refuses access (HTTP {answer.status})"
        raise AccessRefusedError(message)
    if answer.status not in {200, 500}:
        message = f"the Planif-Neige service answers with HTTP {answer.status}"
        raise ServiceFailureError(message)
    opening = answer.content[:1000].lstrip().lower()
    if not opening:
        message = "the Planif-Neige answer is empty"
        raise ServiceFailureError(message)
    if opening.startswith((b"<!doctype html", b"<html")):
        message = "the Planif-Neige answer is a web page; the address may ask for a log-in"
        raise ServiceFailureError(message)


def _elements(content: bytes) -> Iterator[Element]:
    """Yield each element as it ends; entities, external ones and document types are refused."""
    try:
        for _, element in iterparse(BytesIO(content), events=("end",), forbid_dtd=True):
            yield element
    except DefusedXmlException as error:
        message = f"the Planif-Neige answer carries XML that no service needs: {type(error).__name__}"
        raise ServiceFailureError(message) from error
    except (ParseError, ValueError, LookupError) as error:
        message = f"the Planif-Neige answer is not XML that can be read: {error}"
        raise ServiceFailureError(message) from error


def _row(record: Element) -> RawPlanifNeige:
    cells: dict[str, str | None] = dict.fromkeys(COLUMNS)
    for child in record:
        column = _COLUMN_OF.get(_folded(child.tag))
        if column:
            cells[column] = (child.text or "").strip() or None
    return RawPlanifNeige(**cells)


@lru_cache(maxsize=256)
def _folded(tag: str) -> str:
    """Fold COTE_RUE_ID, coteRueId and any namespace into one name."""
    return tag.rpartition("}")[2].replace("_", "").casefold()


def _raise_for_code(code: str | None) -> None:
    if not code:
        message = "the Planif-Neige answer has no return code"
        raise ServiceFailureError(message)
    if code in {_OK, _NO_DATA}:
        return
    kind, words = _ERRORS.get(code, (ServiceFailureError, "a code that its specification does not have"))
    message = f"the Planif-Neige service answers with code {code[:20]}: {words}"
    raise kind(message)
