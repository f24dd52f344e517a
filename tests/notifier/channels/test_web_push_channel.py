"""The channel against a push service that checks everything and answers anything: what is sent, what is concluded."""

import logging
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from infoneige.clock import FakeClock
from notifier.channels.contract import News, SendOutcome, Verdict
from notifier.model import AlertKind, Channel, Language, Message, NotifierError
from notifier.push_subscription import PushSubscription
from tests.counterparts.strict_push import answers, drops, hangs, hangs_in_its_body, says_too_much, waits_for_company
from tests.notifier.channels.push_world import (
    SIGN,
    VAPID_PUBLIC,
    Answers,
    envelope_to,
    forget_messages,
    open_channel,
    pushing,
    send,
)

SENT = SendOutcome(Verdict.SENT)
EARLIER = datetime(2026, 12, 7, 20, 0, tzinfo=UTC)


def test_push_reaches_the_browser_word_for_word() -> None:
    with pushing() as (service, channel):
        browser = service.subscribe()
        envelope = envelope_to(browser.subscription)
        (told,) = send(channel, [envelope])
        assert service.refusals == []
        assert told == SendOutcome(Verdict.SENT, provider_id=f"/m/{browser.messages[0].message_id}")
        assert browser.payloads == [
            {
                "id": SIGN(envelope.entry_ids[0], 1),
                "title": "INTERDIT dès lun. 19 h",
                "body": "Côté impair: stationnement interdit, lundi 7 déc. de 19 h à 7 h.",
                "tag": "side-1",
                "lang": "fr",
                "not_after": f"{envelope.not_after:%Y-%m-%dT%H:%M:%SZ}",
                "url": "/cote/13811561",
                "actions": [{"action": "moved", "title": "Auto déplacée"}, {"action": "view", "title": "Voir"}],
            }
        ]
        assert 4 * 3600 - 10 <= browser.messages[0].ttl <= 4 * 3600
        assert browser.messages[0].urgency == "normal"


def test_push_without_the_address_carries_an_id_alone() -> None:
    with pushing(opaque=True) as (service, channel):
        browser = service.subscribe()
        envelope = envelope_to(browser.subscription)
        assert forget_messages(send(channel, [envelope])) == [SENT]
        assert browser.payloads == [{"id": SIGN(envelope.entry_ids[0], 1)}]


def test_push_of_many_goes_to_many_services_at_once_each_signed_for_itself() -> None:
    names = tuple(f"push{number}.test" for number in range(5))
    with pushing(*names, patience=60.0) as (service, channel):  # all connect at once, on a machine that others use
        browsers = [service.subscribe(names[number % 5]) for number in range(300)]
        envelopes = [envelope_to(browser.subscription) for browser in browsers]
        assert forget_messages(send(channel, envelopes)) == [SENT] * 300
        assert service.refusals == []
        assert {len(browser.payloads) for browser in browsers} == {1}
        signatures = {browser.headers[0]["Authorization"] for browser in browsers}
        assert len(signatures) == 5
        assert {signature.rpartition("k=")[2] for signature in signatures} == {VAPID_PUBLIC}


def test_correction_goes_under_the_same_topic_and_no_other_browser_shares_it() -> None:
    with pushing() as (service, channel):
        one, other = service.subscribe(), service.subscribe()
        moved = AlertKind.MOVED
        tagged = Message("", 0, "", "side-2")
        envelopes = [
            envelope_to(one.subscription),
            envelope_to(one.subscription, kind=moved),
            envelope_to(one.subscription, message=tagged),
            envelope_to(other.subscription),
        ]
        for envelope in envelopes:
            send(channel, [envelope])
        topics = [headers["Topic"] for headers in one.headers + other.headers]
        assert [first == second for first, second in pairwise(topics)] == [True, False, False]
        assert len(set(topics)) == 3


CONCLUSIONS = {
    200: SENT,
    201: SENT,
    202: SENT,
    301: SendOutcome(Verdict.RETRY, reason="the push service answered 301", error_code=301),
    400: SendOutcome(Verdict.REFUSED, reason="the push service answered 400", error_code=400),
    401: SendOutcome(Verdict.RETRY, reason="the push service answered 401", error_code=401),
    403: SendOutcome(Verdict.RETRY, reason="the push service answered 403", error_code=403),
    404: SendOutcome(Verdict.REFUSED, reason="the push service answered 404", news=News.GONE, error_code=404),
    405: SendOutcome(Verdict.REFUSED, reason="the push service answered 405", error_code=405),
    408: SendOutcome(Verdict.RETRY, reason="the push service answered 408", error_code=408),
    410: SendOutcome(Verdict.REFUSED, reason="the push service answered 410", news=News.GONE, error_code=410),
    413: SendOutcome(Verdict.REFUSED, reason="the push service answered 413", error_code=413),
    500: SendOutcome(Verdict.RETRY, reason="the push service answered 500", error_code=500),
    502: SendOutcome(Verdict.RETRY, reason="the push service answered 502", error_code=502),
    503: SendOutcome(Verdict.RETRY, reason="the push service answered 503", error_code=503),
}


def test_each_answer_has_its_conclusion(caplog: pytest.LogCaptureFixture) -> None:
    with pushing() as (service, channel):
        browsers = {status: service.subscribe() for status in CONCLUSIONS}
        for status, browser in browsers.items():
            browser.misbehaviours.append(answers(status))
        told = send(channel, [envelope_to(browser.subscription) for browser in browsers.values()])
        assert dict(zip(browsers, told, strict=True)) == CONCLUSIONS
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "too large for https://localhost" in caplog.text


def test_browser_that_unsubscribed_is_gone() -> None:
    with pushing() as (service, channel):
        browser = service.subscribe()
        service.unsubscribe(browser)
        assert send(channel, [envelope_to(browser.subscription)]) == [CONCLUSIONS[410]]
        assert browser.payloads == []


@pytest.mark.parametrize(
    ("status", "retry_after", "wait"),
    [
        (429, "30", timedelta(seconds=30)),
        (429, None, timedelta(minutes=1)),
        (429, "soon", timedelta(minutes=1)),
        (429, "Mon, 07 Dec 2026 20:02:00 GMT", timedelta(minutes=2)),
        (429, "Mon, 07 Dec 2026 19:00:00 GMT", timedelta(seconds=1)),
        (429, "99999999999999999999", timedelta(hours=1)),
        (503, "45", timedelta(seconds=45)),
    ],
)
def test_busy_service_is_left_alone_and_the_others_are_not(
    status: int, retry_after: str | None, wait: timedelta
) -> None:
    clock = FakeClock(EARLIER)
    with pushing("a.test", "b.test", clock_now=clock.now) as (service, channel):
        busy, neighbour, other = (service.subscribe(name) for name in ("a.test", "a.test", "b.test"))
        busy.misbehaviours.append(answers(status, **{} if retry_after is None else {"Retry_After": retry_after}))
        neighbour.misbehaviours.append(answers(201))
        other.misbehaviours.append(answers(201))
        reason = f"the push service answered {status}"
        until = EARLIER + wait
        (told,) = send(channel, [envelope_to(busy.subscription, now=EARLIER)])
        assert told == SendOutcome(Verdict.RETRY, reason=reason, retry_at=until, error_code=status)
        envelopes = [envelope_to(browser.subscription, now=EARLIER) for browser in (neighbour, other)]
        paused = SendOutcome(Verdict.RETRY, reason="not called: its push service is paused", retry_at=until)
        assert send(channel, envelopes) == [paused, SENT]
        assert neighbour.headers == []
        clock.set(until)
        assert send(channel, envelopes[:1]) == [SENT]


def test_service_that_only_fails_is_left_alone_longer_each_time() -> None:
    clock = FakeClock(EARLIER)
    with pushing("a.test", "b.test", clock_now=clock.now) as (service, channel):
        broken, other = service.subscribe("a.test"), service.subscribe("b.test")
        other.misbehaviours.append(answers(201))
        waits = []
        for failures in (20, 1, 1):
            broken.misbehaviours.extend([answers(502)] * failures)
            send(channel, [envelope_to(broken.subscription, now=EARLIER) for _ in range(failures)])
            (told,) = send(channel, [envelope_to(broken.subscription, now=EARLIER)])
            assert told.reason == "not called: its push service is paused"
            assert told.retry_at is not None
            waits.append(told.retry_at - clock.now())
            clock.set(told.retry_at)
        assert waits == [timedelta(seconds=15), timedelta(seconds=30), timedelta(minutes=1)]
        assert len(broken.headers) == 22
        assert send(channel, [envelope_to(other.subscription, now=EARLIER)]) == [SENT]


def test_key_that_many_refuse_holds_the_lane_and_no_browser_goes(caplog: pytest.LogCaptureFixture) -> None:
    clock = FakeClock(EARLIER)
    with pushing(clock_now=clock.now, in_flight=1) as (service, channel):
        browsers = [service.subscribe() for _ in range(20)]
        for number, browser in enumerate(browsers):
            browser.misbehaviours.append(answers(403 if number % 2 else 201))
        told = send(channel, [envelope_to(browser.subscription, now=EARLIER) for browser in browsers])
        assert [outcome.verdict for outcome in told] == [Verdict.SENT, Verdict.RETRY] * 10
        held = [number for number, outcome in enumerate(told) if outcome.hold_until is not None]
        assert held == [11]
        assert told[11].hold_until == EARLIER + timedelta(minutes=5)
        assert {outcome.news for outcome in told} == {None}
    assert "push services refuse our key" in caplog.text


def test_wrong_key_is_refused_by_the_service_itself() -> None:
    with pushing() as (service, channel):
        browser = service.subscribe()
        stolen = envelope_to(browser.subscription)
        service._endpoints["localhost"].subscribers[browser.subscription.endpoint.rpartition("/")[2]].key = "other"
        assert send(channel, [stolen]) == [CONCLUSIONS[403]]


def test_no_answer_is_tried_again() -> None:
    with pushing(patience=1.0) as (service, channel):
        silent, cut, halfway, fine = (service.subscribe() for _ in range(4))
        silent.misbehaviours.append(hangs)
        cut.misbehaviours.append(drops)
        halfway.misbehaviours.append(hangs_in_its_body)
        envelopes = [envelope_to(browser.subscription) for browser in (silent, cut, halfway, fine)]
        unreachable = "the push service cannot be reached: "
        assert forget_messages(send(channel, envelopes)) == [
            SendOutcome(Verdict.RETRY, reason=f"{unreachable}TimeoutError"),
            SendOutcome(Verdict.RETRY, reason=f"{unreachable}ServerDisconnectedError"),
            SENT,
            SENT,
        ]


def test_service_that_cannot_prove_its_name_gets_nothing() -> None:
    with pushing(tls=None) as (service, channel):
        browser = service.subscribe()
        (told,) = send(channel, [envelope_to(browser.subscription)])
        reason = "the push service cannot be reached: ClientConnectorCertificateError"
        assert told == SendOutcome(Verdict.RETRY, reason=reason)
        assert browser.headers == []


def test_as_many_calls_are_made_at_once_as_are_borne() -> None:
    with pushing(in_flight=8) as (service, channel):
        browsers, in_eights = [service.subscribe() for _ in range(64)], waits_for_company(8)
        for browser in browsers:
            browser.misbehaviours.append(in_eights)
        assert send(channel, [envelope_to(browser.subscription) for browser in browsers]) == [SENT] * 64
        assert service.most_in_hand == 8


def test_too_long_an_answer_is_not_listened_to() -> None:
    with pushing() as (service, channel):
        talker, fine = service.subscribe(), service.subscribe()
        talker.misbehaviours.append(says_too_much(201))
        assert send(channel, [envelope_to(browser.subscription) for browser in (talker, fine)])[0] == SENT


def test_message_too_long_to_carry_is_refused_and_alarms(caplog: pytest.LogCaptureFixture) -> None:
    with pushing() as (service, channel):
        browser = service.subscribe()
        (told,) = send(channel, [envelope_to(browser.subscription, message=Message("é" * 1500, 0))])
        assert told.verdict is Verdict.REFUSED
        assert browser.headers == []
    assert "a push message of 3,2" in caplog.text


def test_address_that_is_no_subscription_is_refused_without_a_call() -> None:
    with pushing() as (service, channel):
        browser = service.subscribe()
        elsewhere = PushSubscription("https://evil.test/secret", browser.subscription.p256dh, bytes(16))
        (told,) = send(channel, [envelope_to(elsewhere)])
        reason = "endpoint is at no push service that we know"
        assert told == SendOutcome(Verdict.REFUSED, reason=reason)


def test_failure_of_ours_is_told_without_a_word_of_the_endpoint(caplog: pytest.LogCaptureFixture) -> None:
    def cannot_sign(_entry_id: int, _attempt: int) -> str:
        message = "https://localhost/push/secret"
        raise LookupError(message)

    with pushing(sign=cannot_sign) as (service, channel):
        browser = service.subscribe()
        assert send(channel, [envelope_to(browser.subscription)]) == [
            SendOutcome(Verdict.UNKNOWN, reason="LookupError")
        ]
    assert "LookupError" in caplog.text
    assert "secret" not in caplog.text


def test_nothing_said_or_logged_names_an_endpoint(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pushing(patience=0.5) as (service, channel):
        browsers = [service.subscribe() for _ in range(8)]
        wrongs = [*(answers(status) for status in (400, 403, 404, 413, 429, 500)), hangs, drops]
        for browser, wrong in zip(browsers, wrongs, strict=True):
            browser.misbehaviours.append(wrong)
        told = send(channel, [envelope_to(browser.subscription) for browser in browsers])
        secrets = [browser.subscription.endpoint.rpartition("/")[2] for browser in browsers]
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("notifier"))
    assert "too large" in ours
    assert [secret for secret in secrets if secret in f"{ours}{told}"] == []


def test_close_waits_for_what_is_on_its_way_and_answers_what_comes_after() -> None:
    with pushing(patience=2.0) as (service, _):
        channel = open_channel(service, ("localhost",), patience=1.0)
        slow, late = service.subscribe(), service.subscribe()
        slow.misbehaviours.append(hangs)
        told = Answers.empty()
        channel.start([envelope_to(slow.subscription)], told)
        channel.close()
        assert [outcome.verdict for outcomes in told.told.values() for outcome in outcomes] == [Verdict.RETRY]
        after = SendOutcome(Verdict.RETRY, reason="not called: the channel is closed")
        assert send(channel, [envelope_to(late.subscription)]) == [after]
        assert late.headers == []
        channel.close()


def test_contact_must_be_a_way_to_reach_us() -> None:
    with pushing() as (service, _), pytest.raises(NotifierError, match="mailto:"):
        open_channel(service, ("localhost",), contact="neige@ville.test")


def test_english_browser_is_spoken_to_in_english() -> None:
    with pushing() as (service, channel):
        browser = service.subscribe()
        envelope = envelope_to(browser.subscription, language=Language.EN)
        assert envelope.recipient.channel is Channel.PUSH
        send(channel, [envelope])
        assert browser.payloads[0]["lang"] == "en"
        assert [action["title"] for action in browser.payloads[0]["actions"]] == ["Car moved", "View"]
