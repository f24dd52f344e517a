"""Whose an IP address is: one household holds one of IPv4, or 2^64 of IPv6. What is no address counts as it stands."""

from ipaddress import ip_address, ip_network
from typing import Final

_IPV4: Final = 4
_NEIGHBOURHOOD: Final = 24
_HOUSEHOLD: Final = 64


def address_of(ip: str) -> str:
    """Return an IP address in one spelling: of IPv4, whether or not it stands in one of IPv6."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    return str(getattr(address, "ipv4_mapped", None) or address)


def household_of(ip: str) -> str:
    """Return what one subscriber of an internet provider has: the address, or of IPv6 its /64."""
    return _around(ip, 32)


def neighbourhood_of(ip: str) -> str:
    """Return what one person may hold whole: the /24 around an address, or the /64 of IPv6."""
    return _around(ip, _NEIGHBOURHOOD)


def _around(ip: str, ipv4_length: int) -> str:
    address = address_of(ip)
    try:
        length = ipv4_length if ip_address(address).version == _IPV4 else _HOUSEHOLD
    except ValueError:
        return address
    return str(ip_network(f"{address}/{length}", strict=False))
