"""Subscribing by the pages: a form and a code, the same for every number, and told at once of a ban already known."""

import re

import pytest

from infoneige.residents.enrolment import ASKED_LASTS
from infoneige.storage.suppression import suppress
from notifier.model import Channel
from schedules.model import LoadingStatus
from tests.infoneige.residents.published_city import FLAVIE_EVEN, FLAVIE_ODD, HOUR, MINUTE
from tests.infoneige.web.pages.people_world import ANNA_E164, BRUNO, FORM, PeopleSite
from tests.vault import VAULT


def test_form_says_what_is_asked_for_and_nothing_is_ticked_beforehand(people: PeopleSite) -> None:
    visitor = people.visitor()
    response = visitor.get(f"/abonnement?cote={FLAVIE_EVEN}")
    assert response.status_code == 200
    assert "Rue Sainte-Flavie, côté pair" in visitor.text()
    assert re.search(r'name="accord" value="oui" required>', visitor.page)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_number_code_done(people: PeopleSite) -> None:
    visitor = people.visitor()
    visitor.follow(visitor.ask(nom=" Chez  nous\u0000 "))
    assert "514 •••‑••42" in visitor.text()
    visitor.type_code()
    assert "C’est fait." in visitor.text()
    assert "Chez nous : Rue Sainte-Flavie, côté pair" in visitor.text()
    assert people.world.rows(
        "SELECT side_id, label, ends_at, leads_minutes FROM subscription JOIN profile USING (profile_id)"
    ) == [(FLAVIE_EVEN, "Chez nous", None, "720 120")]
    assert people.world.rows("SELECT event, text_version, ip_hmac IS NULL FROM consent ORDER BY consent_id") == [
        ("subscribe", "page-2026-1", False),
        ("confirm", "page-2026-1", False),
    ]


def test_nothing_of_a_number_is_kept_before_its_code_is_typed(people: PeopleSite) -> None:
    visitor = people.visitor()
    visitor.ask()
    for table in ("recipient", "subscription", "consent", "wish", "access"):
        assert people.world.rows(f"SELECT count(*) FROM {table}") == [(0,)]


def test_resident_inside_a_window_is_told_at_once(people: PeopleSite) -> None:
    people.city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    visitor = people.visitor()
    visitor.get(f"/abonnement?cote={FLAVIE_EVEN}")
    assert "L’interdiction commence lundi 23 nov. 19 h" in visitor.text()
    visitor.subscribe()
    assert people.world.rows("SELECT kind, state FROM outbox ORDER BY kind") == [
        ("planned", "due"),
        ("reminder", "due"),
    ]


def test_visit_has_an_end(people: PeopleSite) -> None:
    people.subscriber(duree="48h")
    assert people.world.rows("SELECT ends_at FROM subscription") == [("2026-11-25T19:00:00.000Z",)]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Écrivez votre numéro de cellulaire."),
        ("514 555-014", "Il manque des chiffres."),
        ("514 555-0142 poste 3", "Écrivez un seul numéro"),
        ("+33 6 12 34 56 78", "Nous écrivons seulement aux numéros de ce pays."),
        ("<script>alert(1)</script>", "Écrivez un seul numéro"),
    ],
)
def test_number_that_will_not_do_is_refused_beside_its_field(people: PeopleSite, typed: str, words: str) -> None:
    visitor = people.visitor()
    assert visitor.ask(number=typed).status_code == 400
    assert f"Erreur : {words}" in visitor.text()
    assert "<script>alert" not in visitor.page
    assert people.texts() == []


def test_who_did_not_agree_gets_nothing(people: PeopleSite) -> None:
    visitor = people.visitor()
    assert visitor.ask(accord="").status_code == 400
    assert "sans votre accord, nous ne pouvons pas vous écrire" in visitor.text()
    assert people.texts() == []


def test_answers_are_the_same_for_known_new_suppressed_and_limited_numbers(people: PeopleSite) -> None:
    people.subscriber(number="514 555-0101")
    people.city.later(2 * MINUTE)
    _suppress(people, "+15145550102")
    asking = people.visitor()
    asking.ask(number="514 555-0104")
    sent_before = len(people.texts())
    answers = {}
    for kind, number in {"known": "0101", "suppressed": "0102", "new": "0103", "limited": "0104"}.items():
        visitor = people.visitor()
        answer = visitor.ask(number=f"514 555-{number}")
        code_page = visitor.follow(answer)
        shown = re.sub(r'value="[0-9a-f]{64}"|••[0-9]{2}', "", code_page.get_data(as_text=True))
        headers = sorted(name for name, _ in answer.headers)
        answers[kind] = (answer.status_code, answer.headers["Location"], answer.data, headers, shown)
    assert len({repr(answer) for answer in answers.values()}) == 1
    assert len(people.texts()) == sent_before + 2


def test_wrong_code_says_so_and_a_spent_one_too(people: PeopleSite) -> None:
    visitor = people.visitor()
    visitor.follow(visitor.ask())
    wrong = f"{(int(people.last_code()) + 1) % 10**6:06}"
    assert visitor.post("/abonnement/code", {"code": wrong}).status_code == 400
    assert "Ce n’est pas le code du dernier texto." in visitor.text()
    for _ in range(4):
        visitor.post("/abonnement/code", {"code": wrong})
    visitor.post("/abonnement/code", {"code": people.last_code()})
    assert "Ce code ne sert plus." in visitor.text()
    assert people.world.rows("SELECT count(*) FROM subscription") == [(0,)]


def test_code_is_worth_nothing_in_another_browser(people: PeopleSite) -> None:
    asking, other = people.visitor(), people.visitor()
    asking.follow(asking.ask())
    people.city.later(2 * MINUTE)
    other.follow(other.ask(side=FLAVIE_ODD, number=BRUNO))
    assert other.post("/abonnement/code", {"code": people.last_code(ANNA_E164)}).status_code == 400
    assert people.world.rows("SELECT count(*) FROM subscription") == [(0,)]


def test_another_code_is_sent_when_asked_for(people: PeopleSite) -> None:
    visitor = people.visitor()
    visitor.follow(visitor.ask())
    people.city.later(2 * MINUTE)
    visitor.follow(visitor.post("/abonnement/renvoi", {}))
    assert len(people.texts()) == 2
    visitor.type_code()
    assert "C’est fait." in visitor.text()


def test_what_waited_too_long_is_to_be_asked_again(people: PeopleSite) -> None:
    visitor = people.visitor()
    visitor.follow(visitor.ask())
    people.city.later(ASKED_LASTS)
    response = visitor.post("/abonnement/code", {"code": people.last_code()})
    assert response.headers["Location"] == "/mes-avis?suite=echue"


def test_what_was_asked_for_cannot_be_read_or_changed_by_its_browser(people: PeopleSite) -> None:
    visitor = people.visitor()
    visitor.ask()
    cookie = visitor.client.get_cookie("__Host-infoneige-asked", domain="neige.example")
    assert cookie
    assert (cookie.http_only, cookie.secure, cookie.same_site) == (True, True, "Lax")
    assert "5145550142" not in cookie.value
    visitor.client.set_cookie("__Host-infoneige-asked", cookie.value[:-4] + "AAAA", domain="neige.example", secure=True)
    assert visitor.get("/abonnement/code").headers["Location"] == "/mes-avis"


def test_eleventh_side_is_refused_kindly(people: PeopleSite) -> None:
    sides = sorted(people.city.streets.side_ids())[:11]
    visitor = people.subscriber(side=sides[0])
    for side in sides[1:]:
        people.city.later(9 * HOUR)
        visitor.subscribe(side=side)
    assert "Dix côtés de rue au plus." in visitor.text()
    assert people.world.rows("SELECT count(*) FROM subscription") == [(10,)]


def test_side_that_does_not_exist_is_not_found(people: PeopleSite) -> None:
    for path in ("/abonnement", "/abonnement?cote=", "/abonnement?cote=nowhere", "/abonnement?cote=" + "9" * 5_000):
        assert people.visitor().get(path).status_code == 404


def test_form_speaks_english_and_so_do_its_messages(people: PeopleSite) -> None:
    visitor = people.visitor()
    visitor.get(f"/en/abonnement?cote={FLAVIE_EVEN}")
    assert 'name="langue" value="en" checked' in visitor.page
    assert f'action="/en/abonnement?cote={FLAVIE_EVEN}"' in visitor.page
    visitor.follow(visitor.post("/en/abonnement", {**FORM, "cote": FLAVIE_EVEN, "langue": "en"}))
    assert "your code is" in people.texts()[-1][1]
    visitor.follow(visitor.post("/en/abonnement/code", {"code": people.last_code()}))
    assert people.world.rows("SELECT language FROM recipient") == [("en",)]


def _suppress(people: PeopleSite, number: str) -> None:
    with people.database.transaction() as connection:
        suppress(
            people.database,
            connection,
            channel=Channel.SMS,
            hmacs=VAULT.hmacs(Channel.SMS, number),
            source="inbound",
            provider_id="SM1",
            now=people.clock.now(),
        )
