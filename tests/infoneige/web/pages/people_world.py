"""The residents' pages in the invented city, with people who subscribe from browsers; codes arrive in a list."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from geodata.address_book import AddressBook
from infoneige.audit.attesting import Attestations
from infoneige.people.one_time_codes import CodeDesk
from infoneige.people.push_desk import PushDesk
from infoneige.people.push_messages import PushMessages
from infoneige.residents.enrolment import Enrolments
from infoneige.residents.export import export_of
from infoneige.residents.manage_links import ManageLinks
from infoneige.residents.preferences import Preferences
from infoneige.storage.database import Database
from infoneige.web import PushParts, WebParts, create_app
from infoneige.web.page_parts import PageParts
from infoneige.web.people_parts import PeopleParts
from notifier.channels.contract import SendOutcome, Verdict
from notifier.push_subscription import PushHosts
from notifier.replies import House
from tests.infoneige.residents.published_city import FLAVIE_EVEN, PublishedCity
from tests.outbox_world import World
from tests.vault import RING, VAULT

URL = "https://neige.example"
OURS = {"Origin": URL, "Sec-Fetch-Site": "same-origin"}
ANNA, BRUNO = "514 555-0142", "438 555-0166"
ANNA_E164 = "+15145550142"

FORM = {
    "canal": "texto",
    "tel": ANNA,
    "duree": "hiver",
    "langue": "fr",
    "nom": "",
    "rappel": ["720", "120"],
    "calme_de": "",
    "calme_a": "6",
    "accord": "oui",
}
"""What somebody sends who chooses nothing but to agree."""


class PeopleSite:
    """The application, its city, and the texts that it sent."""

    def __init__(self, database: Database, streets: AddressBook) -> None:
        self.database = database
        self.city = PublishedCity(database, streets)
        self.clock = self.city.clock
        self.world = World(database)
        self.sent: list[tuple[str, str]] = []
        self.links = ManageLinks(database, VAULT)
        self.preferences = Preferences(database, VAULT, self.links)
        self.codes = CodeDesk(database, VAULT, self.clock, self._send, house=House(), host="neige.example")
        push = PushDesk(database, VAULT, streets.side_ids(), PushHosts(), lambda *_: None)
        people = PeopleParts(
            codes=self.codes,
            enrolments=Enrolments(database, VAULT, self.links),
            links=self.links,
            preferences=self.preferences,
            export=lambda recipient_id: export_of(database, VAULT, recipient_id),
            attestations=Attestations(database, "Ville de Valneige"),
            forms_key=RING.codes,
            address_book=streets,
            states=self.city.states,
            clock=self.clock,
            public_url=URL,
            regions={"CA"},
            has_push=True,
        )
        self.app = create_app(
            WebParts(
                database=database,
                clock=self.clock,
                public_url=URL,
                push=PushParts(
                    vapid_public_key=RING.vapid_public,
                    desk=push,
                    messages=PushMessages(database, streets.sides, RING.callback),
                ),
                pages=PageParts(
                    address_book=streets,
                    side_map=None,
                    states=self.city.states,
                    city="Ville de Valneige",
                    help_phone="1 800 555-0199",
                ),
                people=people,
            )
        )

    def visitor(self) -> "Visitor":
        """Return somebody with a browser of their own."""
        return Visitor(self, self.app.test_client())

    def subscriber(self, number: str = ANNA, side: str = FLAVIE_EVEN, **fields: object) -> "Visitor":
        """Return somebody who has just subscribed, by the pages."""
        visitor = self.visitor()
        visitor.subscribe(number=number, side=side, **fields)
        return visitor

    def texts(self) -> list[tuple[str, str]]:
        """Wait until every code that was asked for is sent; return what was sent so far, and to whom."""
        self.codes._senders.submit(lambda: None).result()
        while self.codes._senders._work_queue.qsize():
            pass
        return self.sent

    def last_code(self, number: str = ANNA_E164) -> str:
        """Return the code that was sent last to a number."""
        texts = [text for to, text in self.texts() if to == number]
        found = re.search(r"\d{6}", texts[-1])
        assert found
        return found[0]

    def _send(self, number: str, text: str, _not_after: datetime) -> SendOutcome:
        self.sent.append((number, text))
        return SendOutcome(Verdict.ACCEPTED)


@dataclass
class Visitor:
    """Somebody at a browser, who follows our pages as a browser does."""

    site: PeopleSite
    client: FlaskClient
    page: str = field(default="", repr=False)

    def get(self, path: str, **headers: str) -> TestResponse:
        """Look at a page."""
        response = self.client.get(path, base_url=URL, headers=headers)
        self.page = response.get_data(as_text=True)
        return response

    def post(
        self, path: str, fields: Mapping[str, object], *, token: str | None = None, headers: Mapping[str, str] = OURS
    ) -> TestResponse:
        """Send a form, with the token of the page that was looked at last unless another is given."""
        found = re.search(r'name="jeton" value="([0-9a-f]+)"', self.page)
        token = token if token is not None else (found[1] if found else "")
        response = self.client.post(path, base_url=URL, headers=dict(headers), data={**fields, "jeton": token})
        if response.status_code != 303:
            self.page = response.get_data(as_text=True)
        return response

    def follow(self, response: TestResponse) -> TestResponse:
        """Go where a form sent us."""
        assert response.status_code == 303, (response.status_code, self.text())
        return self.get(response.headers["Location"])

    def ask(self, *, number: str = ANNA, side: str = FLAVIE_EVEN, **fields: object) -> TestResponse:
        """Send the form to subscribe; return the answer."""
        self.get(f"/abonnement?cote={side}")
        return self.post("/abonnement", {**FORM, "tel": number, "cote": side, **fields})

    def subscribe(self, *, number: str = ANNA, side: str = FLAVIE_EVEN, **fields: object) -> TestResponse:
        """Subscribe, and look at the page that follows."""
        self.follow(self.ask(number=number, side=side, **fields))
        return self.type_code("+1" + re.sub(r"\D", "", number))

    def enter(self, number: str = ANNA) -> TestResponse:
        """Reach one's own page by a code."""
        self.get("/mes-avis")
        self.follow(self.post("/mes-avis", {"tel": number}))
        return self.type_code("+1" + re.sub(r"\D", "", number))

    def type_code(self, number: str = ANNA_E164) -> TestResponse:
        """Type the code that a number was sent last."""
        return self.follow(self.post("/abonnement/code", {"code": self.site.last_code(number)}))

    @property
    def account_id(self) -> str:
        """Return what names the account on the page."""
        found = re.search(r'name="compte" value="(\d+)"', self.page)
        assert found, self.text()
        return found[1]

    def change(self, what: str, **fields: object) -> TestResponse:
        """Send one of the forms of one's own page, and look at the page that follows."""
        self.get("/mes-avis")
        about = {"compte": self.account_id, "cote": FLAVIE_EVEN}
        response = self.post(f"/mes-avis/{what}", {**about, **fields})
        return self.follow(response) if response.status_code == 303 else response

    def text(self) -> str:
        """Return the words of the page, without its tags."""
        main = re.search(r"<main.*?</main>", self.page, re.DOTALL)
        bare = re.sub(r"<[^>]+>", " ", main[0] if main else self.page)
        return " ".join(bare.replace("\u00a0", " ").replace("&#39;", "'").split())
