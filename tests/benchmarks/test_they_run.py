"""Benchmarks go on running as what they measure changes; those that take long are left to `make benchmarks`."""

from importlib import import_module

import pytest

QUICK = ["artefact_build", "address_lookup", "fan_out", "claim_and_mark", "sms", "push"]


@pytest.mark.parametrize("name", QUICK)
def test_benchmark_measures_something(name: str) -> None:
    for measured in import_module(f"benchmarks.{name}").run(quick=True):
        figures = [value for value in measured.values() if isinstance(value, int | float)]
        assert any(figure > 0 for figure in figures), measured
