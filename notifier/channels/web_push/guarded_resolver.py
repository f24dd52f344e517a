"""From the name in a subscription to an address that may be called: none on our own network, whoever's name it is.

The connection is made to what was checked here; a name that changes its mind between two looks gains nothing.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from aiohttp.abc import AbstractResolver, ResolveResult

from notifier.push_subscription import PushHosts

LookUpAddresses = Callable[[str, int], Awaitable[Sequence[str]]]
"""A name and a port to the numeric addresses that it has now."""

_NAT64 = IPv6Network("64:ff9b::/96")


class AddressRefusedError(OSError):
    """A name leads to where nobody outside may send us."""


async def system_addresses(host: str, port: int) -> list[str]:
    """Ask the system's resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class GuardedResolver(AbstractResolver):
    """Resolves a name once for each connection, and refuses it if any of its addresses is not on the open internet.

    A service that the operator vouches for may be anywhere.
    """

    def __init__(self, hosts: PushHosts, look_up: LookUpAddresses = system_addresses) -> None:
        """Take the operator's own services from ``hosts``."""
        self._hosts = hosts
        self._look_up = look_up

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return where to connect to.

        Raises:
            AddressRefusedError: one of the addresses is private, local, reserved or for many.
            OSError: the name cannot be resolved.
        """
        addresses = [ip_address(text) for text in await self._look_up(host, port)]
        if not self._hosts.vouch_for(host, port) and not all(map(is_open, addresses)):
            message = "a push service's name leads to an address that is not on the open internet"
            raise AddressRefusedError(message)
        return [_result(host, port, address) for address in addresses if family in (socket.AF_UNSPEC, _family(address))]

    async def close(self) -> None:
        """Hold nothing."""


def is_open(address: IPv4Address | IPv6Address) -> bool:
    """Say whether an address is one machine on the open internet, also when another one is wrapped in it."""
    inner = _wrapped(address) if isinstance(address, IPv6Address) else None
    if inner is not None:
        return is_open(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def _family(address: IPv4Address | IPv6Address) -> socket.AddressFamily:
    return socket.AF_INET if isinstance(address, IPv4Address) else socket.AF_INET6


def _result(host: str, port: int, address: IPv4Address | IPv6Address) -> ResolveResult:
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(hostname=host, host=str(address), port=port, family=_family(address), proto=0, flags=flags)
