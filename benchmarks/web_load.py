"""A browser's worth of HTTP, many times over: what is asked on kept connections, and how long each answer takes."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self

_HEADERS = "Host: 127.0.0.1\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\n"


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a load: answers of status 200, their times in milliseconds, and how long all of it took."""

    milliseconds: tuple[float, ...]
    seconds: float

    @property
    def per_second(self) -> float:
        """Return the answers per second."""
        return len(self.milliseconds) / self.seconds


def as_fast_as_it_answers(port: int, paths: Sequence[str], *, connections: int, seconds: float) -> Load:
    """Ask for these paths in turn, on each connection as soon as the last answer is there."""

    async def ask() -> Load:
        begun = time.perf_counter()

        async def one(first: int) -> list[float]:
            times: list[float] = []
            async with _Connection(port) as connection:
                while time.perf_counter() < begun + seconds:
                    asked = time.perf_counter()
                    await connection.get(paths[(first + len(times)) % len(paths)])
                    times.append(1000 * (time.perf_counter() - asked))
            return times

        times = await asyncio.gather(*(one(number) for number in range(connections)))
        return Load(tuple(chain.from_iterable(times)), time.perf_counter() - begun)

    return asyncio.run(ask())


def at_a_rate(port: int, paths: Sequence[str], *, per_second: float, connections: int, seconds: float) -> Load:
    """Ask for these paths at even instants; an answer's time counts from when it was due to be asked."""

    async def ask() -> Load:
        begun = time.perf_counter()

        async def one(first: int) -> list[float]:
            times: list[float] = []
            async with _Connection(port) as connection:
                for number in range(first, int(per_second * seconds), connections):
                    due = begun + number / per_second
                    await asyncio.sleep(max(0.0, due - time.perf_counter()))
                    await connection.get(paths[number % len(paths)])
                    times.append(1000 * (time.perf_counter() - due))
            return times

        times = await asyncio.gather(*(one(number) for number in range(connections)))
        return Load(tuple(chain.from_iterable(times)), time.perf_counter() - begun)

    return asyncio.run(ask())


class _Connection:
    """One kept connection, made anew where the server ends it."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def get(self, path: str) -> None:
        """Ask, and read the whole answer; anything but a 200 ends the measurement."""
        self._writer.write(f"GET {path} HTTP/1.1\r\n{_HEADERS}\r\n".encode())
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        if " 200 " not in head.partition("\r\n")[0]:
            message = f"{path} was answered by {head.partition(chr(13))[0]}"
            raise RuntimeError(message)
        length = next(line for line in head.lower().split("\r\n") if line.startswith("content-length:"))
        await self._reader.readexactly(int(length.partition(":")[2]))
        if "connection: close" in head.lower():
            self._writer.close()
            await self.__aenter__()
