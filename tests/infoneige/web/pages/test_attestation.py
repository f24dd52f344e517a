"""The attestation: drawn by its owner alone, with a fresh code; known again by anybody, to the letter, for good."""

import html
import json
import re
from base64 import b64decode
from datetime import timedelta
from io import BytesIO

import pytest

from infoneige.audit.attestation import FORGOTTEN, SCOPE, digest_of
from infoneige.audit.model import Verb
from infoneige.audit.trail import Trail
from infoneige.housekeeping import forget_what_was_told
from infoneige.residents.manage_links import PROOF_LASTS
from infoneige.storage.instants import to_text
from schedules.model import LoadingStatus, Period
from tests.infoneige.audit.audit_world import rewrite, rows
from tests.infoneige.residents.published_city import FLAVIE_EVEN, FLAVIE_ODD, HOUR, MINUTE, NIGHT
from tests.infoneige.web.pages.people_world import BRUNO, URL, PeopleSite, Visitor
from tests.outbox_world import NOW

PERIOD = {"de": "2026-10-01", "a": "2026-11-23"}
DRAWN = "Cette attestation a été établie ici"
NOT_DRAWN = "Cette attestation n’a pas été établie ici telle quelle"


def draw(visitor: Visitor, **fields: str) -> str:
    """Draw an attestation by the page; return the document that it gives."""
    visitor.get("/mes-avis")
    account = visitor.account_id
    visitor.get(f"/mes-avis/attestation?compte={account}")
    visitor.post("/mes-avis/attestation", {"compte": account, "cote": FLAVIE_EVEN, **PERIOD, **fields})
    found = re.search(r'href="data:application/json;charset=utf-8;base64,([^"]+)"', visitor.page)
    assert found, visitor.text()
    return b64decode(html.unescape(found[1])).decode()


def verify(people: PeopleSite, document: str, **fields: object) -> str:
    """Ask, from any browser, whether a document was drawn here; return the words of the page."""
    anybody = people.visitor()
    anybody.get("/attestation/verifier")
    anybody.post("/attestation/verifier", {"document": document, **fields})
    return anybody.text()


def told(people: PeopleSite) -> Visitor:
    """Return somebody who was told of a ban, and of its change."""
    visitor = people.subscriber()
    people.city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    people.world.change(
        "UPDATE outbox SET state = 'delivered', attempts = 1, provider_id = 'SM1', handed_over_at = "
        f"'{to_text(NOW + MINUTE)}' WHERE kind = 'planned'"
    )
    people.world.change(
        "INSERT INTO receipt (provider_id, word, received_at) "
        f"VALUES ('SM1', 'sent', '{to_text(NOW)}'), ('SM1', 'delivered', '{to_text(NOW + 2 * MINUTE)}')"
    )
    people.city.later(5 * MINUTE)
    moved = Period(NIGHT.starts_at + 2 * HOUR, NIGHT.ends_at)
    people.city.say(LoadingStatus.PLANNED, FLAVIE_EVEN, period=moved)
    return visitor


def test_document_says_what_was_announced_and_what_was_sent(people: PeopleSite) -> None:
    document = json.loads(draw(told(people)))
    assert document["city"] == "Ville de Valneige"
    assert document["side"]["id"] == FLAVIE_EVEN
    assert document["side"]["words"].startswith("Rue Sainte-Flavie, côté pair, numéros 100 à 198")
    assert document["person"]["number"] == "514 •••‑••42"
    announced = [(one["starts_at"], one["outcome"], one["source"]) for one in document["announced"]]
    assert announced == [
        ("2026-11-24T00:00:00Z", "moved", "planif-neige"),
        ("2026-11-24T02:00:00Z", None, "planif-neige"),
    ]
    sent = {one["kind"]: (one["state"], one["handed_over_at"], one["delivered_at"]) for one in document["sent"]}
    assert sent["planned"] == ("delivered", "2026-11-23T19:01:00Z", "2026-11-23T19:02:00Z")
    assert sent["moved"] == ("due", None, None)
    assert (document["since"], document["until"]) == ("2026-10-01T04:00:00Z", document["drawn_at"])


def test_trail_holds_the_digest_and_no_name(people: PeopleSite) -> None:
    visitor = told(people)
    first, second = draw(visitor), draw(visitor, de="2026-11-01")
    events = Trail(people.database).events(verb=Verb.ATTESTATION_DRAWN)
    assert [one.event.detail for one in events] == [{"sha256": digest_of(one)} for one in (second, first)]
    assert json.loads(second)["trail"] == {"number": events[1].number, "hash": events[1].hash}
    assert all(re.fullmatch("person:[0-9a-f]{64}", one.event.actor) for one in events)
    assert len({one.event.actor for one in events}) == 2
    (hmac,) = people.world.rows("SELECT address_hmac FROM recipient")[0]
    assert hmac not in str(rows(people.database))


def test_document_is_known_again_however_it_is_laid_out(people: PeopleSite) -> None:
    document = draw(told(people))
    assert DRAWN in verify(people, document)
    shuffled = dict(reversed(json.loads(document).items()))
    assert DRAWN in verify(people, json.dumps(shuffled, indent=7))
    assert DRAWN in verify(people, "", fichier=(BytesIO(b"\xef\xbb\xbf" + document.encode()), "attestation.json"))


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('"2026-11-24T00:00:00Z"', '"2026-11-24T04:00:00Z"'),
        ('"delivered"', '"failed"'),
        ("Valneige", "Montréal"),
        ("••42", "••43"),
        ("côté pair", "côté impair"),
        ('"trail"', '"piste"'),
    ],
)
def test_changed_document_is_not_ours(people: PeopleSite, was: str, becomes: str) -> None:
    document = draw(told(people))
    assert was in document
    assert NOT_DRAWN in verify(people, document.replace(was, becomes, 1))


@pytest.mark.parametrize("text", ["[" * 15_000, '{"n": NaN}', "[{}]", "bonjour", "\0", '{"a": 1, "a": 1}', "9" * 9_000])
def test_what_is_no_document_is_refused_in_words(people: PeopleSite, text: str) -> None:
    assert "Ceci n’est pas une attestation entière" in verify(people, text)


def test_document_that_was_cut_or_says_a_thing_twice_is_refused(people: PeopleSite) -> None:
    document = draw(told(people))
    twice = document.replace("{", '{"city": "Montréal", ', 1)
    for changed in (document[:-3], twice):
        assert "Ceci n’est pas une attestation entière" in verify(people, changed)


def test_number_and_digest_of_the_sheet_suffice(people: PeopleSite) -> None:
    visitor = told(people)
    digest = digest_of(draw(visitor))
    found = re.search(r'href="(/attestation/verifier[^"]*)"', visitor.page)
    assert found is None
    number = Trail(people.database).head().number
    anybody = people.visitor()
    spaced = f"{digest[:8].upper()} {digest[8:]}"
    anybody.get(f"/attestation/verifier?numero={number}&empreinte={spaced}")
    assert DRAWN in anybody.text()
    assert f"sous le numéro {number}" in anybody.text()
    anybody.get(f"/attestation/verifier?numero={number + 1}&empreinte={digest}")
    assert NOT_DRAWN in anybody.text()
    anybody.get(f"/attestation/verifier?empreinte={'0' * 64}")
    assert NOT_DRAWN in anybody.text()


@pytest.mark.parametrize(
    "query",
    [
        "empreinte=abc",
        f"empreinte={'g' * 64}",
        f"empreinte={'0' * 64}&numero=-1",
        f"empreinte={'0' * 64}&numero={'9' * 40}",
    ],
)
def test_number_or_digest_that_is_none_is_refused_in_words(people: PeopleSite, query: str) -> None:
    visitor = people.visitor()
    assert visitor.get(f"/attestation/verifier?{query}").status_code == 400
    assert "64 chiffres et lettres" in visitor.text()


def test_attestation_still_verifies_once_its_owner_erased_everything(people: PeopleSite) -> None:
    visitor = told(people)
    document = draw(visitor)
    visitor.change("effacement")
    assert people.world.rows("SELECT count(*) FROM recipient") == [(0,)]
    assert DRAWN in verify(people, document)


def test_trail_that_was_altered_before_it_is_said_so(people: PeopleSite) -> None:
    visitor = told(people)
    draw(visitor)
    document = draw(visitor, de="2026-11-01")
    before = rows(people.database)
    rewrite(people.database, [before[0]._replace(actor="operator:eve"), *before[1:]])
    text = verify(people, document)
    assert "Le registre n’est pas intact" in text
    assert DRAWN not in text


def test_session_without_a_fresh_code_draws_nothing(people: PeopleSite) -> None:
    visitor = told(people)
    people.city.later(PROOF_LASTS)
    visitor.get("/mes-avis")
    account = visitor.account_id
    assert visitor.get(f"/mes-avis/attestation?compte={account}").headers["Location"] == "/mes-avis?suite=preuve"
    visitor.get("/mes-avis")
    answer = visitor.post("/mes-avis/attestation", {"compte": account, "cote": FLAVIE_EVEN, **PERIOD})
    assert answer.headers["Location"] == "/mes-avis?suite=preuve"
    assert Trail(people.database).events(verb=Verb.ATTESTATION_DRAWN) == ()


def test_nobody_draws_for_another_or_for_a_side_that_is_not_theirs(people: PeopleSite) -> None:
    anna = told(people)
    anna.get("/mes-avis")
    bruno = people.subscriber(BRUNO, FLAVIE_ODD)
    bruno.get("/mes-avis")
    wanted = {"compte": anna.account_id, "cote": FLAVIE_EVEN, **PERIOD}
    assert bruno.get(f"/mes-avis/attestation?compte={anna.account_id}").status_code == 403
    bruno.get("/mes-avis")
    assert bruno.post("/mes-avis/attestation", wanted).status_code == 403
    bruno.get("/mes-avis")
    assert bruno.post("/mes-avis/attestation", wanted | {"compte": bruno.account_id}).status_code == 404
    assert anna.post("/mes-avis/attestation", wanted, token="0" * 64).status_code == 403
    assert Trail(people.database).events(verb=Verb.ATTESTATION_DRAWN) == ()


@pytest.mark.parametrize(
    "period",
    [
        {"de": "2026-11-24", "a": "2026-11-23"},
        {"de": "x"},
        {"a": ""},
        {"de": "2025-01-01"},
        {"a": "9999-12-31", "de": "0001-01-01"},
    ],
)
def test_period_that_is_none_is_refused_in_words(people: PeopleSite, period: dict[str, str]) -> None:
    visitor = told(people)
    visitor.get("/mes-avis")
    fields = {"compte": visitor.account_id, "cote": FLAVIE_EVEN, **PERIOD, **period}
    assert visitor.post("/mes-avis/attestation", fields).status_code == 400
    assert "Choisissez deux dates" in visitor.text()


def test_sheet_can_be_read_by_a_judge(people: PeopleSite) -> None:
    visitor = told(people)
    digest = digest_of(draw(visitor))
    text = visitor.text()
    for words in (
        f"Attestation no {Trail(people.database).head().number}",
        "Rue Sainte-Flavie, côté pair, numéros 100 à 198",
        "par texto au 514 •••‑••42",
        "du 23 novembre 2026, 19 h au 24 novembre 2026, 7 h",
        "Horaire changé le 23 novembre 2026, 14 h 05",
        "Livré le 23 novembre 2026, 14 h 02",
        "Elle ne dit pas ce qui a été reçu ou lu",
        "Les panneaux dans la rue prévalent toujours",
        " ".join(re.findall(".{8}", digest)),
    ):
        assert words in text
    assert URL in text


def test_ban_of_before_the_period_is_left_out(people: PeopleSite) -> None:
    visitor = told(people)
    people.city.later(timedelta(days=3))
    visitor = people.visitor()
    visitor.enter()
    assert json.loads(draw(visitor, de="2026-11-25", a="2026-11-26"))["announced"] == []


def long_after(people: PeopleSite, days: int) -> Visitor:
    """Return somebody who was told of a ban and its change so many days ago, and entered anew."""
    told(people)
    people.city.later(timedelta(days=days))
    forget_what_was_told(people.database, now=people.clock.now())
    visitor = people.visitor()
    visitor.enter()
    return visitor


def test_period_before_the_last_90_days_says_that_messages_of_then_are_not_kept(people: PeopleSite) -> None:
    visitor = long_after(people, 100)
    document = json.loads(draw(visitor, de="2026-11-01", a="2027-03-03"))
    text = visitor.text()
    assert [one["outcome"] for one in document["announced"]] == ["moved", None]
    assert (document["sent_since"], document["sent"]) == ("2026-12-03T19:05:00Z", [])
    assert FORGOTTEN in document["scope"]
    assert "Nous ne gardons les envois que 90 jours : avant le 3 décembre 2026" in text
    assert "Depuis, rien pour ce côté." in text
    assert "Rien, pour ce côté et cette période." not in text


def test_period_that_is_all_older_says_nothing_of_messages(people: PeopleSite) -> None:
    visitor = long_after(people, 100)
    draw(visitor, de="2026-11-01", a="2026-11-30")
    assert "Nous ne gardons les envois que 90 jours" in visitor.text()
    assert "Depuis, rien pour ce côté." not in visitor.text()


def test_period_of_the_last_90_days_says_nothing_of_what_is_not_kept(people: PeopleSite) -> None:
    visitor = long_after(people, 80)
    document = json.loads(draw(visitor, de="2026-11-20", a="2027-02-11"))
    assert document["sent_since"] == document["since"]
    assert len(document["sent"]) == 4
    assert document["scope"] == SCOPE
    assert "Nous ne gardons les envois que 90 jours" not in visitor.text()


def test_sheet_in_english_says_what_is_not_kept(people: PeopleSite) -> None:
    visitor = long_after(people, 100)
    draw(visitor, de="2026-11-01", a="2027-03-03")
    visitor.get("/mes-avis")
    fields = {"compte": visitor.account_id, "cote": FLAVIE_EVEN, "de": "2026-11-01", "a": "2027-03-03"}
    visitor.post("/en/mes-avis/attestation", fields)
    assert "We keep what was sent for 90 days only" in visitor.text()
