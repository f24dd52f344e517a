"""The client of the official service, against one on this machine that keeps the rules and breaks them."""

from datetime import UTC, datetime, timedelta

import pytest

from infoneige.clock import FakeClock
from schedules.feeds.answers import Answer, FeedError
from schedules.feeds.bounded_http import Patience, UnreachableError, get, post
from schedules.feeds.planif_neige.rows import RawPlanifNeige, parse_rows
from schedules.feeds.planif_neige.soap_service import (
    AccessRefusedError,
    AccountExpiredError,
    BadDateError,
    PlanifNeigeService,
    ServiceFailureError,
    TooSoonError,
    read_answer,
)
from tests.schedules.feeds.planif_neige.fake_service import FakePlanifNeige

TOKEN = "br40-&-secret"  # noqa: S105 - invented
SINCE = datetime(2025, 12, 26, 19, tzinfo=UTC)
PATIENCE = Patience(connect=2, silence=0.3, whole=0.6)

PLANNED = {
    "munid": "66023",
    "coteRueId": "13801661",
    "etatDeneig": "2",
    "dateDebutPlanif": "2025-12-27T07:00:00",
    "dateFinPlanif": "2025-12-27T19:00:00",
    "dateMaj": "2025-12-26T14:59:16",
}
OLDER = {"munid": "66023", "coteRueId": "13801662", "etatDeneig": "1", "dateMaj": "2025-12-25T08:00:00"}


def client(service: FakePlanifNeige, token: str = TOKEN) -> PlanifNeigeService:
    return PlanifNeigeService(token, service.url, PATIENCE)


def test_poll_returns_what_changed_since(service: FakePlanifNeige) -> None:
    service.records = [OLDER, PLANNED]
    assert client(service).poll(SINCE) == (
        RawPlanifNeige(
            cote_rue_id="13801661",
            etat_deneig="2",
            date_deb_planif="2025-12-27T07:00:00",
            date_fin_planif="2025-12-27T19:00:00",
            date_deb_replanif=None,
            date_fin_replanif=None,
            date_maj="2025-12-26T14:59:16",
        ),
    )
    assert service.asked == ["2025-12-26T14:00:00"]


def test_columns_may_be_named_as_in_the_specification() -> None:
    row = (
        "<PLANIFICATION><COTE_RUE_ID> 7 </COTE_RUE_ID><ETAT_DENEIG>3</ETAT_DENEIG><DATE_DEB_REPLANIF/></PLANIFICATION>"
    )
    content = f"<answer><responseStatus>0</responseStatus>{row}</answer>".encode()
    assert read_answer(Answer(200, content)) == (RawPlanifNeige("7", "3", None, None, None, None, None),)


def test_record_without_a_side_is_counted_and_rejected(service: FakePlanifNeige, clock: FakeClock) -> None:
    service.records = [{"etatDeneig": "2", "dateMaj": "2025-12-26T15:00:00"}]
    batch = parse_rows(client(service).poll(SINCE), clock.now())
    assert (batch.rows, batch.plans, len(batch.rejected)) == (1, (), 1)


def test_no_data_is_an_empty_success(service: FakePlanifNeige) -> None:
    service.records = [OLDER]
    assert client(service).poll(SINCE) == ()


def test_empty_success_is_no_change(service: FakePlanifNeige) -> None:
    service.code = 0
    assert client(service).poll(SINCE) == ()


def test_slow_answer_is_waited_for_longer_than_a_connection(service: FakePlanifNeige) -> None:
    service.thinks_for = 0.4
    assert PlanifNeigeService(TOKEN, service.url, Patience(connect=0.2, silence=20, whole=20)).poll(SINCE) == ()


def test_proxy_is_not_asked_for_this_machine(service: FakePlanifNeige, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert client(service).poll(SINCE) == ()


def test_second_call_within_five_minutes_is_too_soon(service: FakePlanifNeige, clock: FakeClock) -> None:
    client(service).poll(SINCE)
    clock.set(clock.now() + timedelta(minutes=4, seconds=59))
    with pytest.raises(TooSoonError, match="code 14: it was called less than five minutes ago"):
        client(service).poll(SINCE)
    clock.set(clock.now() + timedelta(seconds=1))
    assert client(service).poll(SINCE) == ()


def test_wrong_token_is_refused_and_never_repeated(service: FakePlanifNeige) -> None:
    with pytest.raises(AccessRefusedError) as refusal:
        client(service, token="a-wrong-one").poll(SINCE)  # noqa: S106 - invented
    assert "a-wrong-one" not in f"{refusal.value}{client(service, token='a-wrong-one')!r}"  # noqa: S106 - invented
    assert "check the token" in str(refusal.value)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        *[(code, AccessRefusedError) for code in (1, 2, 7)],
        *[(code, ServiceFailureError) for code in (3, 4, 5, 6, 10, 15, 99)],
        *[(code, AccountExpiredError) for code in (11, 12, 13)],
        (9, BadDateError),
        (14, TooSoonError),
    ],
)
def test_return_codes_are_typed_errors(service: FakePlanifNeige, code: int, error: type[FeedError]) -> None:
    service.code = code
    with pytest.raises(error, match=f"code {code}: ") as raised:
        client(service).poll(SINCE)
    assert type(raised.value) is error


@pytest.mark.parametrize(
    ("misbehaviour", "error", "words"),
    [
        ("login page", ServiceFailureError, "is a web page; the address may ask for a log-in"),
        ("xhtml page", ServiceFailureError, "has no return code"),
        ("empty", ServiceFailureError, "is empty"),
        ("not xml", ServiceFailureError, "is not XML that can be read"),
        ("entity bomb", ServiceFailureError, "carries XML that no service needs"),
        ("external entity", ServiceFailureError, "carries XML that no service needs"),
        ("document type", ServiceFailureError, "carries XML that no service needs"),
        ("fault", ServiceFailureError, "a SOAP fault"),
        ("no code", ServiceFailureError, "has no return code"),
        ("forbidden", AccessRefusedError, "HTTP 403"),
        ("elsewhere", ServiceFailureError, "HTTP 302"),
        ("wrong bytes", ServiceFailureError, "is not XML that can be read"),
        ("unknown encoding", ServiceFailureError, "is not XML that can be read"),
        ("breaks off", UnreachableError, "broke off 5,000 bytes before its end"),
        ("hangs", UnreachableError, "does not answer in time"),
        ("trickles", UnreachableError, "does not answer in time"),
    ],
)
def test_misbehaviour_is_a_feed_error(
    service: FakePlanifNeige, misbehaviour: str, error: type[FeedError], words: str
) -> None:
    service.misbehaviour = misbehaviour
    with pytest.raises(error, match=words):
        client(service).poll(SINCE)


def test_encoding_of_the_header_does_not_matter(service: FakePlanifNeige) -> None:
    service.records = [PLANNED]
    service.charset = "utf-16"
    assert [row.cote_rue_id for row in client(service).poll(SINCE)] == ["13801661"]


def test_nobody_listening_is_unreachable() -> None:
    with pytest.raises(UnreachableError, match=r"no answer from 127\.0\.0\.1: "):
        PlanifNeigeService(TOKEN, "http://127.0.0.1:9/", PATIENCE).poll(SINCE)


@pytest.mark.parametrize("url", ["http://ville.example/infoneige", "file:///etc/hostname", "ftp://127.0.0.1/"])
def test_only_https_leaves_this_machine(url: str) -> None:
    with pytest.raises(FeedError, match="a feed is read by https"):
        PlanifNeigeService(TOKEN, url, PATIENCE).poll(SINCE)


def test_content_can_be_fetched_too(service: FakePlanifNeige) -> None:
    assert get(f"{service.url}?wsdl") == b"<definitions/>"
    with pytest.raises(FeedError, match="answers with HTTP 404; check the address of the feed"):
        get(service.url)


def test_answer_larger_than_any_city_is_refused(service: FakePlanifNeige) -> None:
    with pytest.raises(FeedError, match="more than 100 bytes"):
        post(service.url, b"", {}, PATIENCE, largest=100)


@pytest.mark.parametrize(
    ("since", "asked"),
    [
        (datetime(2026, 11, 1, 4, 50, tzinfo=UTC), "2026-11-01T00:50:00"),
        (datetime(2026, 11, 1, 5, 40, tzinfo=UTC), "2026-11-01T00:40:00"),
        (datetime(2026, 11, 1, 6, 40, tzinfo=UTC), "2026-11-01T00:40:00"),
        (datetime(2026, 11, 1, 7, 0, tzinfo=UTC), "2026-11-01T02:00:00"),
        (datetime(2027, 3, 14, 7, 0, tzinfo=UTC), "2027-03-14T03:00:00"),
    ],
)
def test_cursor_in_the_repeated_hour_asks_from_before_it(service: FakePlanifNeige, since: datetime, asked: str) -> None:
    client(service).poll(since)
    assert service.asked == [asked]
