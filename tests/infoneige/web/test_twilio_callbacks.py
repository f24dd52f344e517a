"""What Twilio tells us, believed by its signature alone: forged, repeated, reordered, garbled."""

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from twilio.request_validator import SIGNATURE_SETTINGS_HEADER, RequestValidator  # type: ignore[import-untyped]
from werkzeug.datastructures import MultiDict

from infoneige.storage.outbox import Outbox, Result
from notifier.channels.contract import SendOutcome, Verdict
from notifier.model import Channel
from tests.infoneige.web.conftest import ACCOUNT, OLD_TOKEN, PUBLIC_URL, TOKEN, Site, sign, status_path
from tests.outbox_world import NOW

SID = "SM" + "a" * 32
INBOUND = "/twilio/inbound"
OTHER = {"MessageStatus": "failed", "AccountSid": "AC" + "1" * 32}


def receipt(word: str, sid: str = SID, **fields: str) -> dict[str, str]:
    return {"AccountSid": ACCOUNT, "MessageSid": sid, "MessageStatus": word, "SmsSid": sid} | fields


def message(text: str, **fields: str) -> dict[str, str]:
    return {"AccountSid": ACCOUNT, "MessageSid": SID, "From": "+15145550123", "Body": text} | fields


def called(site: Site, number: str = "+15145550123", *, is_answered: bool = True) -> int:
    """Have an SMS sent, answered by Twilio unless told otherwise; return its entry."""
    world = site.world
    person = world.person(number, channel="sms")
    entry = world.due(world.window(f"side of {number}"), person, lane=11)
    outbox = Outbox(site.database, f"worker {number}", [Channel.SMS])
    batch = outbox.claim(NOW, 10)
    assert batch is not None
    if is_answered:
        outcome = SendOutcome(Verdict.ACCEPTED, provider_id="SM" + f"{entry:032x}")
        outbox.record(batch, [Result(bundle, outcome, NOW) for bundle in batch.bundles])
    return entry


def sid_of(entry: int) -> str:
    return "SM" + f"{entry:032x}"


def everything(site: Site) -> list[list[tuple[Any, ...]]]:
    """Return all that a callback may change."""
    return [
        site.world.rows("SELECT entry_id, state, reason, provider_id FROM outbox ORDER BY entry_id"),
        site.world.rows("SELECT * FROM receipt ORDER BY 1, 2"),
        site.world.rows("SELECT * FROM suppression ORDER BY 1, 2"),
    ]


def test_receipt_moves_its_message_forward(each_site: Site) -> None:
    entry = called(each_site)
    answer = each_site.twilio(status_path(entry), receipt("delivered", sid_of(entry)))
    assert (answer.status_code, answer.data) == (204, b"")
    assert each_site.world.states() == {entry: "delivered"}


def test_receipt_signed_with_the_token_that_is_being_replaced_is_believed(site: Site) -> None:
    entry = called(site)
    path, fields = status_path(entry), receipt("delivered", sid_of(entry))
    assert site.twilio(path, fields, signature=sign(PUBLIC_URL + path, fields, OLD_TOKEN)).status_code == 204
    assert site.world.states() == {entry: "delivered"}


def test_receipt_that_comes_before_our_own_answer_is_recorded_counts(each_site: Site) -> None:
    entry = called(each_site, is_answered=False)
    assert each_site.twilio(status_path(entry), receipt("delivered")).status_code == 204
    assert each_site.world.states() == {entry: "delivered"}


def test_receipt_is_checked_against_the_public_url_whatever_host_and_scheme_we_were_called_by(site: Site) -> None:
    entry = called(site)
    answer = site.twilio(
        status_path(entry),
        receipt("delivered", sid_of(entry)),
        base_url="https://neige.example",
        headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"},
    )
    assert answer.status_code == 204
    assert site.world.states() == {entry: "delivered"}


def test_signature_covers_the_query(site: Site) -> None:
    entry = called(site)
    path, fields = f"{status_path(entry)}?from=twilio", receipt("delivered", sid_of(entry))
    assert site.twilio(path, fields, signature=sign(PUBLIC_URL + status_path(entry), fields)).status_code == 403
    assert site.twilio(path, fields).status_code == 204
    assert site.world.states() == {entry: "delivered"}


def another_host(path: str, fields: dict[str, str]) -> dict[str, Any]:
    """Sign for a host of the forger's own, and say that we were called by it."""
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    return {"signature": sign(f"https://evil.example{path}", fields), "headers": headers}


def forgeries(path: str, fields: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Return how an honest call is forged: what differs from it, by name."""
    url = PUBLIC_URL + path
    honest = sign(url, fields)
    without = {name: {field: fields[field] for field in fields if field != name} for name in fields}
    twice = {name: MultiDict([*fields.items(), (name, value)]) for name, value in OTHER.items()}
    return {
        "no signature": {"signature": ""},
        "not base64": {"signature": "&&& é ==="},
        "another token": {"signature": sign(url, fields, "0" * 32)},
        "another url": {"signature": sign(f"{PUBLIC_URL}/twilio/elsewhere", fields)},
        "http": {"signature": sign(f"http://neige.example{path}", fields)},
        "another port": {"signature": sign(f"https://neige.example:8443{path}", fields)},
        "another host": another_host(path, fields),
        "with a query": {"signature": sign(f"{url}?a=b", fields)},
        "one parameter more": {"fields": fields | {"x": "y"}, "signature": honest},
        "one parameter less": {"fields": without["SmsSid"], "signature": honest},
        "a changed parameter": {"fields": fields | OTHER, "signature": honest},
        "a parameter twice, alike": {"fields": MultiDict([*fields.items(), *fields.items()]), "signature": honest},
        "a parameter twice, signed so": {"fields": twice["MessageStatus"]},
        "an account twice, signed so": {"fields": twice["AccountSid"]},
        "another account, signed so": {"fields": fields | {"AccountSid": OTHER["AccountSid"]}},
        "no account, signed so": {"fields": without["AccountSid"]},
        "json": {"data": None, "json": fields},
        "json, signed without it": {"data": None, "json": fields, "signature": sign(url, {})},
        "text": {"data": "MessageStatus=delivered", "content_type": "text/plain"},
        "an unknown algorithm": {"headers": {SIGNATURE_SETTINGS_HEADER: "key=k,algorithm=NONE"}},
    }


FORGERIES = tuple(forgeries("", receipt("delivered")))


@pytest.mark.parametrize("name", FORGERIES)
def test_forged_receipt_is_refused_and_changes_nothing(site: Site, name: str) -> None:
    entry = called(site)
    before, path, fields = everything(site), status_path(entry), receipt("delivered", sid_of(entry))
    answer = site.twilio(path, **{"fields": fields} | forgeries(path, fields)[name])
    assert (answer.status_code, answer.text) == (403, "This is for Twilio alone.\n")
    assert everything(site) == before


@pytest.mark.parametrize("name", FORGERIES)
def test_forged_message_reaches_nobody(site: Site, name: str) -> None:
    fields = message("STOP") | {"MessageStatus": "received", "SmsSid": SID}
    assert site.twilio(INBOUND, **{"fields": fields} | forgeries(INBOUND, fields)[name]).status_code == 403
    assert site.inbound.taken == []


def test_parameters_may_come_in_any_order(site: Site) -> None:
    entry = called(site)
    fields = receipt("delivered", sid_of(entry))
    backwards = dict(reversed(fields.items()))
    assert (
        site.twilio(status_path(entry), backwards, signature=sign(PUBLIC_URL + status_path(entry), fields)).status_code
        == 204
    )


def misunderstandings(entry: int) -> dict[str, tuple[str, dict[str, str]]]:
    """Return what is rightly signed and cannot be used, by name."""
    path, sid = status_path(entry), sid_of(entry)
    return {
        "a status that we do not know": (path, receipt("banana", sid)),
        "no status": (path, {"AccountSid": ACCOUNT, "MessageSid": sid}),
        "no message": (path, {"AccountSid": ACCOUNT, "MessageStatus": "delivered"}),
        "a message id that is none": (path, receipt("delivered", "SM'; DROP TABLE outbox")),
        "an id that we did not sign": (f"/twilio/status/{entry}-1.{'A' * 16}", receipt("delivered", SID)),
        "an id that is none": ("/twilio/status/0x1", receipt("delivered", SID)),
        "an entry that there never was": (status_path(10**9), receipt("delivered", SID)),
        "a call that there never was": (status_path(entry, 7), receipt("delivered", SID)),
    }


@pytest.mark.parametrize("name", misunderstandings(1))
def test_what_is_not_understood_is_answered_well_and_changes_nothing(site: Site, name: str) -> None:
    entry = called(site)
    path, fields = misunderstandings(entry)[name]
    assert site.twilio(path, fields).status_code == 204
    assert site.world.states() == {entry: "accepted"}


def test_error_code_that_is_no_number_is_left_out(site: Site) -> None:
    entry = called(site)
    fields = receipt("undelivered", sid_of(entry), ErrorCode="thirty")
    assert site.twilio(status_path(entry), fields).status_code == 204
    assert site.world.rows("SELECT word, error_code FROM receipt") == [("undelivered", None)]


def test_receipts_in_the_wrong_order_never_move_a_message_back(site: Site) -> None:
    entry = called(site)
    for word in ("delivered", "queued", "sent", "undelivered"):
        assert site.twilio(status_path(entry), receipt(word, sid_of(entry))).status_code == 204
    assert site.world.states() == {entry: "delivered"}


def test_receipts_shuffled_repeated_and_at_once_end_as_the_ordered_ones(each_site: Site) -> None:
    entries = [called(each_site, f"+1514555{number:04}") for number in range(20)]
    last = {entry: "undelivered" if number % 5 == 0 else "delivered" for number, entry in enumerate(entries)}
    calls = [(entry, word) for entry in entries for word in ("queued", "sent", last[entry])] * 3
    random.Random(7).shuffle(calls)

    def tell(call: tuple[int, str]) -> int:
        entry, word = call
        return each_site.twilio(status_path(entry), receipt(word, sid_of(entry))).status_code

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(tell, calls)) == {204}
    assert each_site.world.states() == last
    assert each_site.world.rows("SELECT count(*) FROM receipt") == [(60,)]


def test_callbacks_are_posted_and_nothing_else(site: Site) -> None:
    entry = called(site)
    client = site.browser()
    for path in (status_path(entry), INBOUND):
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            answer = client.open(path, method=method)
            assert (answer.status_code, answer.headers["Allow"]) == (405, "OPTIONS, POST")


@pytest.mark.parametrize("path", [status_path(1), INBOUND])
def test_body_larger_than_we_read_is_refused(site: Site, path: str) -> None:
    fields = receipt("delivered", Body="x" * 1_000_000)
    assert site.twilio(path, fields).status_code == 413


def test_callback_that_meets_a_broken_database_is_told_to_come_again(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    entry = called(site)
    site.world.change("ALTER TABLE receipt RENAME TO gone")
    answer = site.twilio(status_path(entry), receipt("delivered", sid_of(entry)))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert answer.text == "This does not work at the moment. Please try again in a minute.\n"
    assert "POST twilio.take_status failed: OperationalError in" in caplog.text
    assert sid_of(entry) not in caplog.text


def test_message_is_handed_to_the_desk_and_answered_in_the_words_of_the_desk(site: Site) -> None:
    site.inbound.answer = "Désabonné <& fini>."
    answer = site.twilio(INBOUND, message("STOP", OptOutType="STOP"))
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    expected = "<Response><Message>Désabonné &lt;&amp; fini&gt;.</Message></Response>"
    assert answer.text == f'<?xml version="1.0" encoding="UTF-8"?>{expected}'
    assert site.inbound.taken == [(SID, "+15145550123", "STOP", "STOP")]


def test_message_without_answer_is_answered_with_nothing(site: Site) -> None:
    answer = site.twilio(INBOUND, message("bonjour"))
    assert (answer.status_code, answer.text) == (200, '<?xml version="1.0" encoding="UTF-8"?><Response />')


@pytest.mark.parametrize(
    ("fields", "taken"),
    [
        (message(""), [(SID, "+15145550123", "", None)]),
        (message("STOP\0"), [(SID, "+15145550123", "STOP", None)]),
        (message("é" * 5_000), [(SID, "+15145550123", "é" * 1_600, None)]),
        (message("STOP", From="12345"), []),
        (message("STOP", From="whatsapp:+15145550123"), []),
        (message("STOP", From="+15145550123\nBcc:"), []),
        (message("STOP", MessageSid="banana"), []),
        ({"AccountSid": ACCOUNT}, []),
    ],
)
def test_message_is_taken_as_it_can_be(site: Site, fields: dict[str, str], taken: list[tuple[str | None, ...]]) -> None:
    assert site.twilio(INBOUND, fields).status_code == 200
    assert site.inbound.taken == taken


def test_shared_key_signature_of_the_newer_kind_is_believed(site: Site) -> None:
    fields = message("STOP")
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC_URL + INBOUND, fields, "HMAC_SHA256")
    headers = {SIGNATURE_SETTINGS_HEADER: "key=k,algorithm=HMAC_SHA256"}
    assert site.twilio(INBOUND, fields, signature=signature, headers=headers).status_code == 200
    assert len(site.inbound.taken) == 1
