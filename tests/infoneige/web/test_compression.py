import gzip
from collections.abc import Callable

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from infoneige.web.compression import compress_answers

PAGE = "<p>Les panneaux dans la rue prévalent.</p>" * 50
GZIP = {"Accept-Encoding": "gzip, br"}


def answers() -> dict[str, Callable[[], Response]]:
    private = Response(PAGE, headers={"Cache-Control": "no-store"})
    personal = Response(PAGE)
    personal.set_cookie("session", "secret")
    tagged = Response(PAGE)
    tagged.set_etag("v1")
    return {
        "page": lambda: Response(PAGE),
        "tagged": lambda: tagged,
        "short": lambda: Response("court"),
        "private": lambda: private,
        "personal": lambda: personal,
        "image": lambda: Response(PAGE, mimetype="image/png"),
        "missing": lambda: Response(PAGE, status=404),
    }


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__)
    for name, answer in answers().items():
        app.add_url_rule(f"/{name}", name, answer)
    compress_answers(app)
    return app.test_client()


def test_page_travels_compressed_to_whoever_takes_it(client: FlaskClient) -> None:
    answer = client.get("/page", headers=GZIP)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.content_length == len(answer.data)
    assert gzip.decompress(answer.data).decode() == PAGE
    assert len(answer.data) < len(PAGE) / 5


def test_page_travels_plain_to_others_and_says_that_it_varies(client: FlaskClient) -> None:
    answer = client.get("/page")
    assert (answer.text, answer.headers.get("Content-Encoding")) == (PAGE, None)
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("name", ["short", "private", "personal", "image", "missing"])
def test_what_is_short_private_no_text_or_no_page_stays_as_it_is(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/{name}", headers=GZIP)
    assert "Content-Encoding" not in answer.headers


def test_tag_of_a_compressed_page_is_weak(client: FlaskClient) -> None:
    assert client.get("/tagged", headers=GZIP).headers["ETag"] == 'W/"v1"'
