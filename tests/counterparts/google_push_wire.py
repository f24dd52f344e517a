"""Just enough of protocol buffers, and of the packets that Chromium and Google's push service exchange."""

import asyncio
from collections.abc import Mapping

VERSION = 41
HEARTBEAT_PING, HEARTBEAT_ACK, LOGIN_REQUEST, LOGIN_RESPONSE, CLOSE, DATA_MESSAGE = 0, 1, 2, 3, 4, 8

_VARINT, _FIXED_64, _BYTES = 0, 1, 2


class Fixed64(int):
    """A number that is written in eight bytes."""


def varint(number: int) -> bytes:
    """Write a number in seven bits a byte, the lowest first."""
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def message(*fields: tuple[int, int | str | bytes]) -> bytes:
    """Write a message of these (field number, value) pairs."""
    return b"".join(_field(number, value) for number, value in fields)


def pairs(number: int, values: Mapping[str, str]) -> list[tuple[int, bytes]]:
    """Make a repeated field of (key, value) messages."""
    return [(number, message((1, key), (2, value))) for key, value in values.items()]


def packet(tag: int, body: bytes) -> bytes:
    """Write one packet of the stream."""
    return bytes([tag]) + varint(len(body)) + body


async def read_packet(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Read one packet: its tag and its body."""
    tag = (await reader.readexactly(1))[0]
    return tag, await reader.readexactly(await _read_varint(reader))


async def _read_varint(reader: asyncio.StreamReader) -> int:
    low = (await reader.readexactly(1))[0]
    return low if low < 0x80 else (low & 0x7F) | await _read_varint(reader) << 7


def _field(number: int, value: int | str | bytes) -> bytes:
    if isinstance(value, Fixed64):
        return varint(number << 3 | _FIXED_64) + value.to_bytes(8, "little")
    if isinstance(value, int):
        return varint(number << 3 | _VARINT) + varint(value)
    raw = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | _BYTES) + varint(len(raw)) + raw
