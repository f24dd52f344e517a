"""What no page of ours sends: numbers beyond any row's, bytes that no database takes, two cookies of one name."""

import re

import pytest

from infoneige.operators.model import Role
from tests.infoneige.web.desk.desk_world import COOKIES, URL, AtDesk
from tests.infoneige.web.desk.plan_world import PlanSite

ODD_FIELDS = dict.fromkeys(
    (
        *("arrondissement", "cle", "code", "cote", "de", "etiquette", "heure", "jour", "langue", "mot_de_passe", "nom"),
        *("nom_affiche", "page", "portee", "raison", "reponse", "role", "rue", "tel", "tenu", "version", "vu"),
    ),
    "\0",
)
ODD_QUERIES = (
    "?page={0}&avant={0}&version={0}&numero={0}",
    "?page=-1&avant=-{0}&version=-1",
    "?qui=%00&objet=%ED%A0%80&retour=%0d%0a&sorte=%00&avant=%00&version=%00&rue=%00&suite=%00&refus=%00",
)


@pytest.mark.parametrize("number", ["1", "9223372036854775808"])
def test_odd_request_is_refused_and_breaks_nothing(each_plans: PlanSite, number: str) -> None:
    each_plans.publish(*each_plans.plan(0, 2))
    chief = each_plans.at("chantal", Role.ADMINISTRATOR)
    broken = [
        (method, path)
        for method, path in asked(each_plans, number)
        if (chief.get(path) if method == "GET" else chief.post(path, ODD_FIELDS)).status_code >= 500
    ]
    assert broken == []


def asked(site: PlanSite, number: str) -> list[tuple[str, str]]:
    """Return what is asked of every route, save of those by which a browser logs out."""
    rules = [rule for rule in site.app.url_map.iter_rules() if re.match("/operations(?!/(compte/)?sorti)", rule.rule)]
    return [
        (method, re.sub(r"<[^>]+>", number, rule.rule) + query.format(number))
        for rule in rules
        for method in (rule.methods or set()) & {"GET", "POST"}
        for query in ODD_QUERIES
    ]


@pytest.mark.parametrize("which", ["session", "browser"])
def test_two_cookies_of_one_name_are_none(plans: PlanSite, which: str) -> None:
    names = [COOKIES.session.name, COOKIES.browser.name]
    given = [f"{name}={plans.publisher.cookie(name)}" for name in names]
    assert ask_with(plans.publisher, given) == (200, 303)
    planted = f"{names[which == 'browser']}={'x' * 32}"
    statuses = {ask_with(plans.publisher, cookies) for cookies in ([planted, *given], [*given, planted])}
    assert statuses == {(303, 401) if which == "session" else (200, 403)}


def ask_with(browser: AtDesk, cookies: list[str]) -> tuple[int, int]:
    """Return the statuses of a page and of a form, asked for with these very cookies."""
    client = browser.site.app.test_client(use_cookies=False)
    headers = {"Cookie": "; ".join(cookies), "Accept": "text/html", "Origin": URL}
    shown = client.get("/operations/compte", base_url=URL, headers=headers)
    form = {"jeton": browser.token, "langue": "fr"}
    return shown.status_code, client.post(
        "/operations/compte/langue", base_url=URL, headers=headers, data=form
    ).status_code
