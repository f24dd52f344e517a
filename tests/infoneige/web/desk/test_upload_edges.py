"""Uploads by clients that do not behave, over real HTTP: each is refused within bounds and nobody else waits for it."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from infoneige.storage.database import open_database
from tests.infoneige.web.desk.served_desk import (
    BOUNDARY,
    CHARGER,
    PATIENCE,
    Answer,
    ServedDesk,
    answer,
    field,
    file,
    push,
    serve_desk,
)

PLAN = b"cote_rue_id;etat;debut;fin\n100;2;2026-12-24 19:00;2026-12-25 07:00\n"
MEGABYTE = b"a;b;c;d;e\n" * 100_000
NOT_WHOLE, TOO_LARGE = "Le fichier n’est pas arrivé en entier", "Le fichier dépasse 20 Mo"
MOST_GROWTH = 64 * 1024 * 1024


@pytest.fixture(scope="module")
def desk(valneige: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with serve_desk(valneige, tmp_path_factory.mktemp("served")) as served:
        yield served
        assert "Traceback" not in served.log.read_text()


@pytest.fixture(autouse=True)
def _leaves_nothing(desk: ServedDesk) -> Iterator[None]:
    """Look, after each test, that no temporary file is left and that pages are answered."""
    yield
    deadline = time.monotonic() + PATIENCE
    while desk.spooled() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert desk.spooled() == []
    assert desk.get().status == 200


def cut_in_the_middle(desk: ServedDesk) -> Answer:
    body = desk.form(file(b"plan.csv", MEGABYTE * 2))
    with desk.connect() as connection:
        push(connection, desk.head(CHARGER, f"Content-Length: {len(body)}"), body[: len(body) // 2])
        connection.shutdown(socket.SHUT_WR)
        return answer(connection)


def length(announced: Callable[[int], object]) -> Callable[[ServedDesk], Answer]:
    """Return an upload whose length is announced as this."""

    def upload(desk: ServedDesk) -> Answer:
        body = desk.form(file(b"plan.csv", PLAN))
        with desk.connect() as connection:
            push(connection, desk.head(CHARGER, f"Content-Length: {announced(len(body))}"), body)
            return answer(connection)

    return upload


def chunks(*pieces: bytes, start: bytes = b"") -> Callable[[ServedDesk], Answer]:
    """Return an upload in chunks, until these are sent or no more is taken."""

    def upload(desk: ServedDesk) -> Answer:
        with desk.connect() as connection:
            push(connection, desk.head(CHARGER, "Transfer-Encoding: chunked"), start)
            push(connection, chunk(opened(desk)), *pieces)
            return answer(connection)

    return upload


def chunk(content: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(content), content)


def opened(desk: ServedDesk) -> bytes:
    """Return the body of an upload up to where its file begins."""
    return desk.form(file(b"plan.csv", b"")).removesuffix(f"\r\n--{BOUNDARY}--\r\n".encode())


def parts(*made: bytes) -> Callable[[ServedDesk], Answer]:
    return lambda desk: desk.send(desk.form(*made))


@pytest.mark.parametrize(
    ("upload", "status", "said"),
    [
        (cut_in_the_middle, 400, NOT_WHOLE),
        (length(lambda real: real - 60), 400, NOT_WHOLE),
        (length(lambda _: 5_000_000_000), 413, TOO_LARGE),
        (length(lambda _: "many"), 400, ""),
        (length(lambda _: "5\r\nTransfer-Encoding: chunked"), 400, ""),
        (chunks(start=b"never\r\n"), 400, NOT_WHOLE),
        (chunks(b"never\r\n"), 400, NOT_WHOLE),
        (parts(*(field(f"f{number}", b"x") for number in range(5000))), 413, "Rien n’a été chargé"),
        (parts(field("note", b"x" * 1_000_000)), 413, "Rien n’a été chargé"),
        (parts(file(b"plan.csv", MEGABYTE * 25)), 413, TOO_LARGE),
        (parts(), 400, "choisissez un fichier"),
        (parts(file(b"un.csv", PLAN), file(b"deux.csv", PLAN)), 400, "choisissez un fichier"),
        (parts(file(b"plan.csv", b"")), 400, "Le fichier est vide"),
    ],
    ids=[
        "cut in the middle", "length too short", "length too long", "no length", "two lengths", "no chunks",
        "chunks that end badly", "5,000 parts", "a large field", "25 MB", "no file", "two files", "an empty file",
    ],
)  # fmt: skip
def test_upload_that_is_not_one_is_refused(
    desk: ServedDesk, upload: Callable[[ServedDesk], Answer], status: int, said: str
) -> None:
    before, got = loads(desk), upload(desk)
    assert (got.status, said in got.text) == (status, True)
    assert loads(desk) == before


def test_gigabyte_in_chunks_is_refused_by_its_first_megabytes_in_bounded_memory(desk: ServedDesk) -> None:
    before, sent = desk.memory(), 0
    with desk.connect() as connection:
        push(connection, desk.head(CHARGER, "Transfer-Encoding: chunked"), chunk(opened(desk)))
        while sent < 1000 and push(connection, chunk(MEGABYTE)):
            sent += 1
        got = answer(connection)
    assert got.status in {413, 0}  # who goes on sending may find the connection closed
    assert sent < 200
    assert desk.memory() - before < MOST_GROWTH


def test_stranger_is_refused_before_their_body_is_read(desk: ServedDesk) -> None:
    with desk.connect() as connection:
        push(connection, desk.head(CHARGER, "Content-Length: 20000000", session="x" * 32), b"one byte")
        assert answer(connection).status == 401


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"x" * 300 + b".csv", "x" * 80),
        (b"../../etc/passwd", "passwd"),
        (b"a\0b.csv", "ab.csv"),
        ("plan\u202evsc.exe".encode(), "planvsc.exe"),
    ],
)
def test_name_of_a_file_is_shown_without_what_deceives(desk: ServedDesk, name: bytes, shown: str) -> None:
    assert desk.send(desk.form(file(name, PLAN))).status == 303
    assert loads(desk)[-1] == shown


def test_plan_of_exactly_twenty_megabytes_is_taken(desk: ServedDesk) -> None:
    assert desk.send(desk.form(file(b"plan.csv", MEGABYTE * 20))).status == 303


def test_slow_uploads_leave_threads_for_everybody_else_and_are_ended(desk: ServedDesk) -> None:
    slow = [desk.head(CHARGER, "Transfer-Encoding: chunked") + chunk(opened(desk)) for _ in range(8)]
    with dripping(desk, slow) as connections:
        assert desk.get("/operations/entrer").status == 200
        assert desk.spooled() == []
        assert {answer(connection).status for connection in connections} <= {400, 503}


@pytest.mark.parametrize(
    "beginning",
    [b"", b"POST /operations/charger HTTP/1.1\r\nX-Slow: ", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"],
    ids=["nothing", "half a head", "half a body"],
)
def test_who_sends_slowly_without_a_session_holds_nobody_up(desk: ServedDesk, beginning: bytes) -> None:
    with dripping(desk, [beginning] * 12, drop=b"x" if beginning else b""):
        assert desk.get("/operations/entrer").status == 200


def test_who_does_not_hang_up_holds_nobody_up(desk: ServedDesk) -> None:
    asked = f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{desk.port}\r\nConnection: close\r\n\r\n".encode()
    with dripping(desk, [asked] * 12, drop=b"") as connections:
        assert {answer(connection).status for connection in connections} == {200}
        assert desk.get().status == 200


@contextmanager
def dripping(
    desk: ServedDesk, beginnings: Sequence[bytes], drop: bytes = b"1\r\nx\r\n"
) -> Iterator[list[socket.socket]]:
    """Open connections that begin like this and then send a drop each half second, until the end of the block."""
    with ExitStack() as stack:
        connections = [stack.enter_context(desk.connect()) for _ in beginnings]
        for connection, beginning in zip(connections, beginnings, strict=True):
            push(connection, beginning)
        stopped = threading.Event()

        def drip() -> None:
            while not stopped.wait(0.5):
                for connection in connections:
                    with suppress(OSError):
                        connection.send(drop)

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            yield connections
        finally:
            stopped.set()
            thread.join()


def loads(desk: ServedDesk) -> list[str]:
    """Return the names of the files that were kept."""
    with open_database(desk.database_url) as database, database.read() as connection:
        return [row[0] for row in connection.execute("SELECT file_name FROM plan_load ORDER BY load_id").fetchall()]
