import pytest

from notifier.networks import address_of, household_of, neighbourhood_of

ADDRESSES = {
    "192.0.2.7": ("192.0.2.7", "192.0.2.7/32", "192.0.2.0/24"),
    "::ffff:192.0.2.7": ("192.0.2.7", "192.0.2.7/32", "192.0.2.0/24"),
    "2001:DB8:0:1::7": ("2001:db8:0:1::7", "2001:db8:0:1::/64", "2001:db8:0:1::/64"),
    "2001:db8:0:1:ffff::": ("2001:db8:0:1:ffff::", "2001:db8:0:1::/64", "2001:db8:0:1::/64"),
    "": ("", "", ""),
    "no address": ("no address", "no address", "no address"),
}


@pytest.mark.parametrize("ip", ADDRESSES)
def test_address_counts_for_who_holds_it(ip: str) -> None:
    assert (address_of(ip), household_of(ip), neighbourhood_of(ip)) == ADDRESSES[ip]
