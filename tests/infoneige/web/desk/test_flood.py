"""Passwords guessed by the thousand, from everywhere at once, while people read pages: over real HTTP."""

import threading
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask, Response

from infoneige.web.desk.turns import AT_ONCE, Turns
from tests.infoneige.web.desk.served_desk import ServedDesk, answer, push, serve_desk

ENTER = "/operations/entrer"
GUESSERS, PAGES = 24, 30


@pytest.fixture(scope="module")
def desk(valneige: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with serve_desk(valneige, tmp_path_factory.mktemp("flood"), "--proxies", "1") as served:
        yield served


def guess(desk: ServedDesk, number: int, name: str) -> int:
    """Guess a password, from an address of its own; return the status of the answer."""
    fields = {"jeton": desk.jeton, "nom": name, "mot_de_passe": f"rubbish, number {number}", "code": "123456"}
    body = urlencode(fields).encode()
    headers = (f"Content-Length: {len(body)}", f"X-Forwarded-For: 10.1.{number >> 8}.{number & 255}")
    head = desk.head(ENTER, *headers).replace(b"multipart/form-data", b"application/x-www-form-urlencoded")
    with desk.connect() as connection:
        push(connection, head, body)
        return answer(connection).status


@pytest.mark.parametrize("name", ["amelie", "nobody{}"], ids=["one account", "many accounts"])
def test_pages_are_answered_while_passwords_are_guessed(desk: ServedDesk, name: str) -> None:
    numbers, statuses, stopped = count(), Counter[int](), threading.Event()

    def go_on_guessing() -> None:
        while not stopped.is_set():
            number = next(numbers)
            statuses[guess(desk, number, name.format(number))] += 1

    guessers = [threading.Thread(target=go_on_guessing) for _ in range(GUESSERS)]
    for guesser in guessers:
        guesser.start()
    read = [desk.get("/").status for _ in range(PAGES)]
    stopped.set()
    for guesser in guessers:
        guesser.join()
    assert read == [200] * PAGES
    assert set(statuses) <= {400, 429, 503}
    assert "Traceback" not in desk.log.read_text()


def test_turn_lasts_until_its_request_is_answered() -> None:
    app, turns = Flask(__name__), Turns()
    contexts = [app.test_request_context() for _ in range(AT_ONCE + 1)]
    with contexts[0]:
        assert turns.take()
        with contexts[1]:
            assert turns.take()
            with contexts[2]:
                assert not turns.take()
                app.process_response(Response())
                assert not turns.take()
            app.process_response(Response())
        with app.test_request_context():
            assert turns.take()
