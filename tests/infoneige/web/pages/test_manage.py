"""One's own page: seen by a code or a link alone, and every change of it does what it says."""

import json
import re
from datetime import timedelta

import pytest

from infoneige.residents.manage_links import LINK_LASTS, PROOF_LASTS, SESSION_LASTS
from infoneige.storage.instants import to_text
from schedules.model import LoadingStatus
from tests.infoneige.residents.published_city import ELOI, FLAVIE_EVEN, FLAVIE_ODD, MINUTE
from tests.infoneige.web.browser_world import ask, wish
from tests.infoneige.web.pages.people_world import ANNA, ANNA_E164, BRUNO, FORM, PeopleSite, Visitor


def outbox(people: PeopleSite) -> list[tuple[str, int, str, str | None]]:
    """Return what is due about bans, and why it is not."""
    rows = people.world.rows("SELECT kind, lead_minutes, state, reason FROM outbox ORDER BY kind, lead_minutes")
    return [(kind, lead, state, reason) for kind, lead, state, reason in rows]


def made_link(visitor: Visitor, kind: str = "page") -> str:
    """Make a link on one's own page, and return its path."""
    visitor.change("lien", sorte=kind)
    found = re.search(r"<code[^>]*>https://neige.example([^<]+)</code>", visitor.page)
    assert found
    return found[1]


def test_who_has_no_session_sees_a_form_and_nothing_else(people: PeopleSite) -> None:
    people.subscriber()
    stranger = people.visitor()
    stranger.get("/mes-avis")
    assert "Donnez votre numéro" in stranger.text()
    assert "Flavie" not in stranger.page
    assert stranger.get("/mes-avis/pourquoi").headers["Location"] == "/mes-avis"
    assert stranger.get("/mes-avis/donnees.json?compte=1").status_code == 403


def test_fresh_code_opens_the_page_elsewhere(people: PeopleSite) -> None:
    people.subscriber()
    people.city.later(2 * MINUTE)
    elsewhere = people.visitor()
    elsewhere.enter()
    assert "Rue Sainte-Flavie, côté pair" in elsewhere.text()
    assert "514 •••‑••42" in elsewhere.text()
    assert "5550142" not in elsewhere.page.replace("-", "").replace(" ", "")


def test_code_of_a_number_that_follows_nothing_says_so_to_its_owner_alone(people: PeopleSite) -> None:
    visitor = people.visitor()
    visitor.enter(BRUNO)
    assert "Aucun abonnement à ce numéro." in visitor.text()


def test_session_ends_in_time_and_when_it_is_closed(people: PeopleSite) -> None:
    visitor = people.subscriber()
    visitor.change("fermeture")
    assert "Donnez votre numéro" in visitor.text()
    people.city.later(2 * MINUTE)
    visitor.enter()
    people.city.later(SESSION_LASTS)
    visitor.get("/mes-avis")
    assert "Donnez votre numéro" in visitor.text()


def test_reminders_change_what_is_pending_and_repeat_nothing(people: PeopleSite) -> None:
    people.city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    visitor = people.subscriber()
    people.world.change("UPDATE outbox SET state = 'sent', attempts = 1 WHERE kind = 'planned'")
    visitor.change("rappels", rappel=["60"], calme_de="22", calme_a="6", langue="en", fin="oui")
    assert "C’est enregistré." in visitor.text()
    assert outbox(people) == [
        ("planned", 0, "sent", None),
        ("reminder", 60, "due", None),
        ("reminder", 120, "superseded", "preferences changed"),
    ]
    assert people.world.rows("SELECT language FROM recipient") == [("en",)]
    assert people.world.rows(
        "SELECT quiet_from, quiet_to, kinds FROM subscription JOIN profile USING (profile_id)"
    ) == [("22:00", "06:00", "")]


def test_car_that_is_moved_ends_the_reminders_of_that_ban_and_can_come_back(people: PeopleSite) -> None:
    people.city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    visitor = people.subscriber()
    visitor.change("deplacee")
    assert outbox(people) == [("planned", 0, "due", None), ("reminder", 120, "superseded", "car moved")]
    visitor.change("rappels", rappel=["120"])
    assert outbox(people)[1] == ("reminder", 120, "superseded", "car moved")
    visitor.change("revenue")
    assert outbox(people) == [("planned", 0, "due", None), ("reminder", 120, "due", None)]


def test_pause_holds_everything_until_it_ends(people: PeopleSite) -> None:
    visitor = people.subscriber(nom="Maison")
    visitor.change("pause")
    people.city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    assert outbox(people) == []
    assert "Avis en pause" in visitor.text()
    visitor.change("reprise")
    assert outbox(people) == [("planned", 0, "due", None), ("reminder", 120, "due", None)]
    assert "Maison : Rue Sainte-Flavie" in visitor.text()


def test_who_paused_has_followed_since_before(people: PeopleSite) -> None:
    visitor = people.subscriber()
    since = people.world.rows("SELECT subscribed_at FROM subscription")
    people.city.later(2 * MINUTE)
    visitor.change("pause")
    visitor.change("reprise")
    assert people.world.rows("SELECT subscribed_at FROM subscription") == since


def test_pause_drops_what_was_due(people: PeopleSite) -> None:
    people.city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    people.subscriber().change("pause")
    assert outbox(people) == [("planned", 0, "superseded", "paused"), ("reminder", 120, "superseded", "paused")]


def test_preferences_changed_during_a_pause_hold_after_it(people: PeopleSite) -> None:
    visitor = people.subscriber()
    visitor.change("pause")
    visitor.change("rappels", rappel=["30"])
    visitor.change("reprise")
    rows = people.world.rows("SELECT leads_minutes FROM subscription JOIN profile USING (profile_id)")
    assert rows == [("30",)]


def test_side_is_renamed_and_taken_off_with_all_that_was_told_of_it(people: PeopleSite) -> None:
    people.city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    visitor = people.subscriber()
    people.city.later(2 * MINUTE)
    visitor.subscribe(side=ELOI)
    visitor.change("nom", nom="<b>Bureau</b>")
    assert "&lt;b&gt;Bureau&lt;/b&gt;" in visitor.page
    visitor.change("retrait")
    assert people.world.rows("SELECT side_id FROM subscription") == [(ELOI,)]
    assert outbox(people) == []


def test_nobody_changes_what_is_not_theirs(people: PeopleSite) -> None:
    theirs = people.subscriber().account_id
    people.city.later(2 * MINUTE)
    other = people.subscriber(number=BRUNO, side=FLAVIE_ODD)
    for what in ("rappels", "nom", "deplacee", "retrait", "pause", "reprise", "lien", "liens-retires", "effacement"):
        assert other.change(what, compte=theirs).status_code == 403
    assert other.get(f"/mes-avis/donnees.json?compte={theirs}").status_code == 403
    assert other.change("retrait", cote=FLAVIE_EVEN).status_code == 404


def test_link_opens_the_page_by_its_button_only(people: PeopleSite) -> None:
    link = made_link(people.subscriber())
    elsewhere = people.visitor()
    response = elsewhere.get(link)
    assert (response.status_code, response.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert response.headers["Cache-Control"] == "no-store"
    assert "Flavie" not in elsewhere.page
    assert people.world.rows("SELECT count(*) FROM access") == [(2,)]
    elsewhere.follow(elsewhere.post(link, {}))
    assert "Rue Sainte-Flavie, côté pair" in elsewhere.text()


def test_link_does_not_give_the_data_away(people: PeopleSite) -> None:
    visitor = people.subscriber()
    link, account = made_link(visitor), visitor.account_id
    elsewhere = people.visitor()
    elsewhere.get(link)
    elsewhere.follow(elsewhere.post(link, {}))
    response = elsewhere.get(f"/mes-avis/donnees.json?compte={account}")
    assert (response.status_code, response.headers["Location"]) == (303, "/mes-avis?suite=preuve")
    people.city.later(PROOF_LASTS)
    assert visitor.get(f"/mes-avis/donnees.json?compte={account}").status_code == 303


def test_new_link_ends_the_one_before_and_so_does_time(people: PeopleSite) -> None:
    visitor = people.subscriber()
    old, new = made_link(visitor), made_link(visitor)
    elsewhere = people.visitor()
    elsewhere.get(old)
    assert elsewhere.post(old, {}).status_code == 410
    assert elsewhere.post(new, {}, token=_token(elsewhere, new)).status_code == 303
    people.city.later(LINK_LASTS)
    assert elsewhere.post(new, {}, token=_token(elsewhere, new)).status_code == 410


def test_links_taken_back_open_nothing(people: PeopleSite) -> None:
    visitor = people.subscriber()
    link = made_link(visitor)
    visitor.change("liens-retires")
    assert visitor.post(link, {}).status_code == 410


def test_link_of_one_purpose_is_refused_for_the_other(people: PeopleSite) -> None:
    visitor = people.subscriber()
    page, stop = made_link(visitor), made_link(visitor, "arret")
    stranger = people.visitor()
    for path in (page.replace("/mes-avis/", "/arret/"), stop.replace("/arret/", "/mes-avis/")):
        stranger.get(path)
        assert stranger.post(path, {}).status_code == 410
    assert people.world.rows("SELECT stopped_at FROM recipient") == [(None,)]


def test_link_that_stops_does_so_by_its_button_and_shows_nobody(people: PeopleSite) -> None:
    people.city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    link = made_link(people.subscriber(), "arret")
    stranger = people.visitor()
    stranger.get(link)
    assert people.world.rows("SELECT stopped_at FROM recipient") == [(None,)]
    stranger.post(link, {})
    assert "C’est arrêté" in stranger.text()
    assert "•••" not in stranger.page
    assert "Flavie" not in stranger.page
    assert {state for _, _, state, _ in outbox(people)} == {"suppressed"}
    assert people.world.rows("SELECT event FROM consent ORDER BY consent_id") == [
        ("subscribe",),
        ("confirm",),
        ("stop",),
    ]


def test_who_tries_links_is_asked_to_wait(people: PeopleSite) -> None:
    stranger = people.visitor()
    token = _token(stranger, f"/mes-avis/{'x' * 32}")
    answers = [stranger.post(f"/mes-avis/{number:032}", {}, token=token).status_code for number in range(31)]
    assert answers == [410] * 30 + [429]


def test_erasing_leaves_nothing(people: PeopleSite) -> None:
    people.city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    visitor = people.subscriber(nom="Maison")
    people.city.later(2 * MINUTE)
    visitor.subscribe(side=ELOI)
    visitor.change("deplacee")
    made_link(visitor)
    visitor.change("effacement")
    assert "Tout est effacé" in visitor.text()
    assert _tables_that_know_somebody(people) == set()
    visitor.get("/mes-avis")
    assert "Donnez votre numéro" in visitor.text()


def test_erasing_does_not_make_a_stop_forgotten(people: PeopleSite) -> None:
    visitor = people.subscriber()
    people.preferences.stop(int(visitor.account_id), now=people.clock.now())
    visitor.change("effacement")
    assert _tables_that_know_somebody(people) == {"suppression"}


def test_export_tells_everything_to_its_owner(people: PeopleSite) -> None:
    people.city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    visitor = people.subscriber(nom="=SUM(A1)")
    visitor.change("deplacee")
    response = visitor.get(f"/mes-avis/donnees.json?compte={visitor.account_id}")
    assert response.headers["Content-Disposition"] == 'attachment; filename="mes-avis.json"'
    given = json.loads(response.data)
    assert given["contact"][0]["address"] == ANNA_E164
    assert [(side["side_id"], side["label"]) for side in given["sides"]] == [(FLAVIE_EVEN, "=SUM(A1)")]
    assert [message["kind"] for message in given["messages"]] == ["planned", "reminder"]
    assert [consent["event"] for consent in given["consents"]] == ["subscribe", "confirm"]
    assert given["car_moved"][0]["what"] == "moved"


def test_exported_table_holds_no_formula_and_no_number(people: PeopleSite) -> None:
    visitor = people.subscriber(nom="=SUM(A1)")
    account = visitor.account_id
    table = visitor.get(f"/mes-avis/donnees.csv?compte={account}").get_data(as_text=True)
    assert '"sides","1","label","\'=SUM(A1)"' in table
    assert "5145550142" not in table


def test_why_says_which_rule_decided_each_message(people: PeopleSite) -> None:
    people.city.say(LoadingStatus.PLANNED, FLAVIE_EVEN)
    visitor = people.subscriber()
    visitor.change("deplacee")
    visitor.get("/mes-avis/pourquoi")
    assert "Vous avez demandé ce rappel avant le début de l’interdiction. Vous avez dit que l’auto était déplacée." in (
        visitor.text()
    )
    assert "La Ville a annoncé une interdiction sur ce côté de rue" in visitor.text()


def test_browser_that_is_notified_has_its_page_too(people: PeopleSite) -> None:
    visitor = people.visitor()
    visitor.get(f"/abonnement?cote={FLAVIE_EVEN}")
    assert visitor.post("/abonnement", {**FORM, "canal": "navigateur", "cote": FLAVIE_EVEN}).status_code == 400
    assert "Ce navigateur n’a pas accepté de notifications." in visitor.text()
    assert ask(visitor.client, "POST", "/push/subscription", wish("a", FLAVIE_EVEN)).status_code == 200
    form = {**FORM, "canal": "navigateur", "cote": FLAVIE_EVEN, "nom": "Bureau", "duree": "24h", "tel": ""}
    visitor.follow(visitor.post("/abonnement", form))
    assert "Dans ce navigateur" in visitor.text()
    assert "Bureau : Rue Sainte-Flavie" in visitor.text()
    assert people.world.rows("SELECT ends_at, leads_minutes FROM subscription JOIN profile USING (profile_id)") == [
        (to_text(people.clock.now() + timedelta(hours=24)), "720 120")
    ]
    visitor.change("pause")
    assert "Avis en pause" in visitor.text()
    visitor.change("effacement")
    assert _tables_that_know_somebody(people) == set()


def test_stopped_person_reads_how_to_start_again(people: PeopleSite) -> None:
    visitor = people.subscriber()
    people.preferences.stop(int(visitor.account_id), now=people.clock.now())
    visitor.get("/mes-avis")
    assert "répondez START à l’un de nos textos" in visitor.text()


@pytest.mark.parametrize("path", ["/mes-avis", "/mes-avis/pourquoi", "/mes-avis/efface"])
def test_looking_changes_nothing_and_nothing_is_cached(people: PeopleSite, path: str) -> None:
    visitor = people.subscriber(number=ANNA)
    before = _contents(people)
    assert visitor.get(path).headers["Cache-Control"] == "no-store"
    assert _contents(people) == before


def _token(visitor: Visitor, path: str) -> str:
    visitor.get(path)
    found = re.search(r'name="jeton" value="([0-9a-f]+)"', visitor.page)
    assert found
    return found[1]


def _columns(people: PeopleSite) -> dict[str, set[str]]:
    """Return the columns of every table."""
    if people.database.dialect == "sqlite":
        query = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
    else:
        query = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
    found: dict[str, set[str]] = {}
    for table, column in people.world.rows(query):
        found.setdefault(table, set()).add(column)
    return found


def _tables_that_know_somebody(people: PeopleSite) -> set[str]:
    """Return the tables that hold rows about people, found in the schema so that none is forgotten."""
    about = {table for table, columns in _columns(people).items() if columns & {"recipient_id", "address_hmac"}}
    assert {"recipient", "outbox", "consent", "wish", "push_browser"} <= about
    return {table for table in about if people.world.rows(f"SELECT count(*) FROM {table}") != [(0,)]}


def _contents(people: PeopleSite) -> dict[str, list[tuple[object, ...]]]:
    return {table: sorted(people.world.rows(f"SELECT * FROM {table}"), key=repr) for table in _columns(people)}
