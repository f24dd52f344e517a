"""What a resident shows to others: drawn on their own page with a fresh code, known again by anybody."""

import re
from base64 import b64encode
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import Forbidden, NotFound

from infoneige.audit.attestation import digest_of, is_digest
from infoneige.audit.attesting import LONGEST_SPAN, USUAL_SPAN, Finding, Proof
from infoneige.errors import ServiceError
from infoneige.residents.preferences import Account
from infoneige.residents.why import trace
from infoneige.storage.accounts import FollowedSide
from infoneige.web.frame import here
from infoneige.web.pages.poster import qr_code
from infoneige.web.pages.subscribe import BAD_REQUEST
from infoneige.web.people_parts import PeopleParts
from infoneige.web.private_page import PrivatePages
from infoneige.web.side_words import crossing_words, numbers_words, side_title
from infoneige.web.why_words import BECAME, HELD, WHAT
from schedules.local_time import at_local, to_local

_NUMBER: Final = re.compile(r"\d{1,18}", re.ASCII)
_A_DAY: Final = timedelta(days=1)
_NO_PERIOD: Final = _("Choisissez deux dates, la première avant la seconde, à 200 jours l’une de l’autre au plus.")
_NOTHING: Final = _("Collez le document, choisissez le fichier, ou écrivez son empreinte : 64 chiffres et lettres.")
_NOT_OURS: Final = _(
    "Ceci n’est pas une attestation entière : il y manque quelque chose, ou on y a ajouté quelque chose."
)


def attestation_routes(parts: PeopleParts, pages: PrivatePages) -> Blueprint:
    """Return the room in which attestations are drawn and known again."""
    routes, views = Blueprint("attestation", __name__), _AttestationPages(parts, pages)
    routes.add_url_rule("/mes-avis/attestation", "choose", views.choose)
    routes.add_url_rule("/mes-avis/attestation", "draw", views.draw, methods=["POST"])
    routes.add_url_rule("/attestation/verifier", "look", views.look)
    routes.add_url_rule("/attestation/verifier", "compare", views.compare, methods=["POST"])
    return routes


class _AttestationPages:
    def __init__(self, parts: PeopleParts, pages: PrivatePages) -> None:
        self._parts = parts
        self._pages = pages

    def choose(self) -> Response:
        """Offer the sides and the period."""
        account = self._account(request.args.get("compte", ""))
        return self._form(account) if account.is_fresh else self._pages.go("/mes-avis?suite=preuve")

    def draw(self) -> Response:
        """Draw an attestation, for a browser that typed its code just now, and show it: it is kept nowhere."""
        account = self._account(request.form.get("compte", ""))
        if not account.is_fresh:
            return self._pages.go("/mes-avis?suite=preuve")
        side, now = _followed(account, request.form.get("cote", "")), self._parts.clock.now()
        period = _period(request.form.get("de", ""), request.form.get("a", ""), now)
        if period is None:
            return self._form(account, _NO_PERIOD)
        since, until = period
        words = self._side_words(side)
        proof = self._parts.attestations.draw(account, side, words, since=since, until=until, now=now)
        return self._sheet(proof)

    def look(self) -> Response:
        """Say whether a document of this digest was drawn here; without one, show the form."""
        number, digest = request.args.get("numero", ""), request.args.get("empreinte", "")
        return self._find(digest, number) if digest else self._verify_page()

    def compare(self) -> Response:
        """Say whether this very document was drawn here."""
        file = request.files.get("fichier")
        text = file.read().decode("utf-8", "replace") if file else ""
        text = text.strip() or request.form.get("document", "").strip()
        if not text:
            return self._find(request.form.get("empreinte", ""), request.form.get("numero", ""))
        try:
            digest = digest_of(text)
        except ServiceError:
            return self._verify_page(error=_NOT_OURS)
        found = self._parts.attestations.find(digest, now=self._parts.clock.now())
        return self._verify_page(found, by_document=True)

    def _find(self, typed: str, typed_number: str) -> Response:
        digest, number = "".join(typed.split()).lower(), "".join(typed_number.split())
        if not is_digest(digest) or (number and not _NUMBER.fullmatch(number)):
            return self._verify_page(error=_NOTHING, typed=typed, typed_number=typed_number)
        now, of_number = self._parts.clock.now(), int(number) if number else None
        found = self._parts.attestations.find(digest, now=now, number=of_number)
        return self._verify_page(found, typed=digest, typed_number=number)

    def _verify_page(
        self,
        found: Finding | None = None,
        *,
        error: object = "",
        by_document: bool = False,
        typed: str = "",
        typed_number: str = "",
    ) -> Response:
        return self._pages.show(
            "attestation_verify.html",
            status=BAD_REQUEST if error else 200,
            found=found,
            error=error,
            by_document=by_document,
            typed=typed,
            typed_number=typed_number,
        )

    def _form(self, account: Account, error: object = "") -> Response:
        today = to_local(self._parts.clock.now()).date()
        return self._pages.show(
            "attestation_form.html",
            status=BAD_REQUEST if error else 200,
            account=account,
            sides=[(side, self._side_words(side)) for side in account.sides],
            first=request.form.get("de") or today - USUAL_SPAN,
            last=request.form.get("a") or today,
            today=today,
            error=error,
        )

    def _sheet(self, proof: Proof) -> Response:
        query = urlencode({"numero": proof.event.number, "empreinte": proof.digest})
        link = f"{self._parts.public_url}{here('/attestation/verifier')}?{query}"
        return self._pages.show(
            "attestation.html",
            proof=proof,
            as_base64=b64encode(proof.text.encode()).decode(),
            sheet=proof.attestation,
            sent=[(one, trace(one.message)) for one in proof.attestation.sent],
            link=link,
            code=qr_code(link),
            what=WHAT,
            became=BECAME,
            held=HELD,
        )

    def _side_words(self, followed: FollowedSide) -> str:
        """Return where a side is, in the words of the page; its number where the street file has it no more."""
        side = self._parts.address_book.side(followed.side_id)
        if side is None:
            return followed.side_id
        return ", ".join(filter(None, (side_title(side), numbers_words(side), crossing_words(side))))

    def _account(self, account_id: str) -> Account:
        now = self._parts.clock.now()
        for account in self._parts.preferences.accounts(self._pages.token(request), now=now):
            if f"{account.account_id}" == account_id:
                return account
        message = "This browser may not see that."
        raise Forbidden(message)


def _followed(account: Account, side_id: str) -> FollowedSide:
    for side in account.sides:
        if side.side_id == side_id:
            return side
    message = "This side is not followed."
    raise NotFound(message)


def _period(first: str, last: str, now: datetime) -> tuple[datetime, datetime] | None:
    """Return the instants between which two local days lie, the second day whole but not beyond now."""
    try:
        since = at_local(date.fromisoformat(first), time())
        until = min(at_local(date.fromisoformat(last) + _A_DAY, time()), now)
    except (ValueError, OverflowError):
        return None
    return (since, until) if since < until and until - since <= LONGEST_SPAN + _A_DAY else None
