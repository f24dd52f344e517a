"""What nobody may find again: numbers, passwords, codes, links, sessions; in no log, no row and no page of errors."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from infoneige.operators.model import Role
from tests.infoneige.web.desk.desk_world import COOKIES, PASSWORD, AtDesk
from tests.infoneige.web.desk.plan_world import PlanSite

NUMBER = "514 555-0173"
WRONG_PASSWORD, WRONG_CODE = "le canari chante faux", "canari-31337"
BROKEN = ("audit_event", "operator_password", "operator_challenge", "plan_load")
"""Tables without which most of what is asked fails."""


@dataclass
class Told:
    """The secrets that were used, and every page of refusal or failure that came back."""

    secrets: dict[str, str] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)

    def found_in(self, text: str) -> list[str]:
        """Return which secrets a text holds."""
        return [name for name, secret in self.secrets.items() if secret in text]


@pytest.fixture
def told(plans: PlanSite, caplog: pytest.LogCaptureFixture) -> Iterator[Told]:
    """Give what was used, once somebody was invited, logged in rightly and wrongly, and looked a number up."""
    caplog.set_level(logging.DEBUG)
    used = Told(
        {"typed number": NUMBER, "digits": "5550173", "wrong password": WRONG_PASSWORD, "wrong code": WRONG_CODE}
    )
    used.secrets["password"] = PASSWORD
    come_in(plans, used)
    yield used
    assert used.found_in(caplog.text) == []


def come_in(plans: PlanSite, used: Told) -> None:
    invited = plans.add("ines", Role.ADMINISTRATOR)
    secret = used.secrets["invitation"] = plans.accounts.invitations.issue(invited.operator_id, now=plans.clock.now())
    browser = plans.nobody()
    place = f"/operations/invitation/{secret}"
    browser.get(place)
    browser.post(f"{place}/mot-de-passe", {"mot_de_passe": PASSWORD, "code": WRONG_CODE})
    plans.with_password("emile", Role.PUBLISHER)
    used.secrets["seed"] = plans.secrets["emile"]
    form = plans.password_form("emile")
    for wrong in ({"mot_de_passe": WRONG_PASSWORD}, {"code": WRONG_CODE}, {"nom": "nobody"}):
        answer = browser.post("/operations/entrer", form | wrong)
        used.refusals.append(answer.text)
    used.secrets["code"] = form["code"]
    assert browser.post("/operations/entrer", form).status_code == 303
    used.secrets["session"] = browser.cookie(COOKIES.session.name) or ""
    assert browser.post("/operations/pourquoi", {"tel": NUMBER}).status_code == 200
    used.refusals.append(browser.page)


def fields(used: Told) -> dict[str, str]:
    """Return every field by which a secret may be sent."""
    return {
        "tel": NUMBER, "nom": "emile", "mot_de_passe": WRONG_PASSWORD, "code": WRONG_CODE,
        "reponse": used.secrets["session"], "raison": "x", "retour": "/operations/", "etiquette": "x",
    }  # fmt: skip


def posted_everywhere(browser: AtDesk, used: Told) -> list[int]:
    """Send all secrets to every route that takes a form; return the statuses."""
    values = {"secret": used.secrets["invitation"]}
    statuses = []
    for rule in browser.site.app.url_map.iter_rules():
        if rule.rule.startswith("/operations") and "POST" in (rule.methods or ()) and not rule.rule.endswith("sortir"):
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values.get(found[1], "1"), rule.rule)
            answer = browser.post(path, fields(used))
            statuses.append(answer.status_code)
            if answer.status_code >= 400:
                used.refusals.append(answer.text.replace(path, ""))  # a page names its own address
    return statuses


def rows_of(plans: PlanSite) -> str:
    """Return everything that the database holds."""
    names = [name for (name,) in plans.world.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return "\n".join(repr(plans.world.rows(f"SELECT * FROM {name}")) for name in names)


def test_secrets_stand_in_no_row_and_on_no_page_of_refusals(plans: PlanSite, told: Told) -> None:
    assert told.found_in(rows_of(plans)) == []
    assert [told.found_in(page) for page in told.refusals if told.found_in(page)] == []


def test_secrets_stand_in_no_log_and_on_no_page_when_everything_fails(plans: PlanSite, told: Told) -> None:
    browser = plans.at("paul", Role.ADMINISTRATOR)
    for table in BROKEN:
        plans.world.change(f"ALTER TABLE {table} RENAME TO {table}_lost")
    statuses = posted_everywhere(browser, told)
    assert statuses.count(503) > len(BROKEN)
    assert [told.found_in(page) for page in told.refusals if told.found_in(page)] == []
