"""Whatever changes something asks for a token of this very browser's and for a page of ours; no route is forgotten."""

import re

import pytest
from werkzeug.routing import Rule

from tests.infoneige.residents.published_city import FLAVIE_EVEN
from tests.infoneige.web.browser_world import STRANGERS
from tests.infoneige.web.pages.people_world import OURS, URL, PeopleSite

SAFE = {"GET", "HEAD", "OPTIONS"}
FORMS = {"subscribe", "manage", "entering", "attestation"}
HANDLED_APART = {"push": "no forms: JSON, and Origin alone (test_push_pages.py)"}


def unsafe_routes(people: PeopleSite) -> list[Rule]:
    return [rule for rule in people.app.url_map.iter_rules() if rule.methods and rule.methods - SAFE]


def path_of(rule: Rule) -> str:
    return re.sub(r"<[^>]+>", "x" * 32, rule.rule)


def test_every_unsafe_route_is_a_form_of_ours_or_handled_apart(people: PeopleSite) -> None:
    rooms = {rule.endpoint.partition(".")[0] for rule in unsafe_routes(people)}
    assert rooms == FORMS | set(HANDLED_APART)


def test_form_without_its_token_is_refused_by_every_route(people: PeopleSite) -> None:
    visitor, other = people.visitor(), people.visitor()
    for one in (visitor, other):
        one.get(f"/abonnement?cote={FLAVIE_EVEN}")
    found = re.search(r'name="jeton" value="([0-9a-f]+)"', other.page)
    assert found
    for rule in unsafe_routes(people):
        if rule.endpoint.partition(".")[0] in FORMS:
            for token in ("", "0" * 64, "é", found[1]):
                answer = visitor.client.post(path_of(rule), base_url=URL, headers=OURS, data={"jeton": token})
                assert (rule.rule, token, answer.status_code) == (rule.rule, token, 403)


@pytest.mark.parametrize("headers", STRANGERS, ids=str)
def test_form_that_comes_from_elsewhere_is_refused_by_every_route(people: PeopleSite, headers: dict[str, str]) -> None:
    visitor = people.visitor()
    visitor.get(f"/abonnement?cote={FLAVIE_EVEN}")
    found = re.search(r'name="jeton" value="([0-9a-f]+)"', visitor.page)
    assert found
    for rule in unsafe_routes(people):
        if rule.endpoint.partition(".")[0] in FORMS:
            answer = visitor.client.post(path_of(rule), base_url=URL, headers=headers, data={"jeton": found[1]})
            assert (rule.rule, answer.status_code) == (rule.rule, 403)


def test_browser_without_a_session_is_refused(people: PeopleSite) -> None:
    visitor = people.visitor()
    visitor.get(f"/abonnement?cote={FLAVIE_EVEN}")
    visitor.client.delete_cookie("__Host-infoneige", domain="neige.example")
    assert visitor.post("/abonnement", {}).status_code == 403


@pytest.mark.parametrize(
    "headers", [OURS, {"Origin": URL}, {"Sec-Fetch-Site": "same-origin", "Origin": "null"}], ids=str
)
def test_our_own_form_passes_in_new_and_old_browsers(people: PeopleSite, headers: dict[str, str]) -> None:
    visitor = people.visitor()
    visitor.get("/mes-avis")
    assert visitor.post("/mes-avis", {"tel": "514 555-0142"}, headers=headers).status_code == 303
