"""Any single change of a trail is found: the laws, on chains in memory."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoneige.audit.chain import NOTHING, Fault, Head, Row, Verdict, canonical, chained, digest, read_head, verify
from infoneige.errors import ServiceError
from tests.infoneige.audit.audit_world import chain_of

CHAIN, HEAD = chain_of()
TEXTS = ("happened_at", "actor", "verb", "subject", "detail", "previous_hash", "hash")
NUMBERS = st.integers(0, len(CHAIN) - 1)


def test_untouched_chain_is_intact() -> None:
    assert verify(CHAIN, HEAD) == Verdict(6, HEAD)
    assert verify([], NOTHING) == Verdict(0, NOTHING)


def altered(row: Row, column: str, text: str) -> Row:
    changes: dict[str, Any] = {column: text}
    return row._replace(**changes)


@given(NUMBERS, st.sampled_from(TEXTS), st.text())
def test_any_edit_of_one_column_is_found_at_its_row(place: int, column: str, text: str) -> None:
    changed = list(CHAIN)
    changed[place] = altered(changed[place], column, text)
    verdict = verify(changed, HEAD)
    if changed == CHAIN:
        assert verdict.intact
    else:
        assert (verdict.first_bad, verdict.fault) == (place + 1, Fault.EDITED)


@given(NUMBERS, st.sampled_from(TEXTS[:-2]), st.text())
def test_edit_with_a_new_hash_is_found_at_the_next_row_or_the_head(place: int, column: str, text: str) -> None:
    changed = list(CHAIN)
    changed[place] = chained(altered(changed[place], column, text))
    verdict = verify(changed, HEAD)
    if changed == CHAIN:
        assert verdict.intact
    elif place == len(CHAIN) - 1:
        assert (verdict.first_bad, verdict.fault) == (6, Fault.HEAD)
    else:
        assert (verdict.first_bad, verdict.fault) == (place + 2, Fault.UNCHAINED)


@given(NUMBERS)
def test_any_deletion_is_found(place: int) -> None:
    verdict = verify([*CHAIN[:place], *CHAIN[place + 1 :]], HEAD)
    assert (verdict.first_bad, verdict.fault) == (place + 1, Fault.MISSING)


@given(NUMBERS)
def test_deletion_that_closes_the_gap_is_found(place: int) -> None:
    closed = [*CHAIN[:place], *(row._replace(number=row.number - 1) for row in CHAIN[place + 1 :])]
    verdict = verify(closed, HEAD)
    last = place == len(CHAIN) - 1
    assert (verdict.first_bad, verdict.fault) == (place + 1, Fault.MISSING if last else Fault.REORDERED)


@given(st.tuples(NUMBERS, NUMBERS).filter(lambda pair: pair[0] < pair[1]))
def test_any_two_rows_that_change_places_are_found(pair: tuple[int, int]) -> None:
    one, other = pair
    swapped = list(CHAIN)
    swapped[one] = CHAIN[other]._replace(number=one + 1)
    swapped[other] = CHAIN[one]._replace(number=other + 1)
    verdict = verify(swapped, HEAD)
    assert (verdict.first_bad, verdict.fault) == (one + 1, Fault.REORDERED)
    assert verdict.why == f"this row was written as number {other + 1}"


@given(place=st.integers(0, len(CHAIN)), with_hashes=st.booleans())
def test_any_insertion_is_found(place: int, *, with_hashes: bool) -> None:
    previous = CHAIN[place - 1].hash if place else ""
    new = Row(place + 1, CHAIN[0].happened_at, "operator:eve", "login.succeeded", "operator:eve", "{}", previous, "")
    later = [row._replace(number=row.number + 1) for row in CHAIN[place:]]
    verdict = verify([*CHAIN[:place], chained(new) if with_hashes else new, *later], HEAD)
    if place == len(CHAIN):
        assert (verdict.first_bad, verdict.fault) == (7, Fault.INSERTED)
    elif with_hashes:
        pushed_out = place == len(CHAIN) - 1
        assert (verdict.first_bad, verdict.fault) == (place + 2, Fault.INSERTED if pushed_out else Fault.REORDERED)
    else:
        assert (verdict.first_bad, verdict.fault) == (place + 1, Fault.EDITED)


def test_row_before_the_first_is_found() -> None:
    verdict = verify([CHAIN[0]._replace(number=0), *CHAIN], HEAD)
    assert (verdict.first_bad, verdict.fault) == (1, Fault.INSERTED)


@given(st.integers(0, len(CHAIN) - 1))
def test_trail_cut_with_its_head_is_found_by_who_kept_the_head(length: int) -> None:
    cut, head = CHAIN[:length], Head(length, CHAIN[length - 1].hash if length else "")
    assert verify(cut, head).intact
    verdict = verify(cut, head, kept=HEAD)
    assert (verdict.first_bad, verdict.fault) == (length + 1, Fault.MISSING)


@given(NUMBERS)
def test_trail_written_anew_from_one_row_on_is_found_by_who_kept_the_head(place: int) -> None:
    forged: list[Row] = list(CHAIN[:place])
    for row in CHAIN[place:]:
        previous = forged[-1].hash if forged else ""
        forged.append(chained(row._replace(actor="operator:eve", previous_hash=previous)))
    head = Head(6, forged[-1].hash)
    assert verify(forged, head).intact
    verdict = verify(forged, head, kept=HEAD)
    assert (verdict.first_bad, verdict.fault) == (6, Fault.UNCHAINED)
    assert verify(CHAIN, HEAD, kept=Head(place + 1, CHAIN[place].hash)).intact


@given(st.text(), st.text())
def test_text_cannot_move_between_columns_unseen(actor: str, verb: str) -> None:
    joined = CHAIN[0]._replace(actor=actor + verb, verb="")
    assert (digest(joined) == digest(CHAIN[0]._replace(actor=actor, verb=verb))) is (verb == "")


def test_canonical_json_has_one_spelling() -> None:
    assert canonical({"b": "e\u0301", "a": {"d": 1, "c": None}}) == '{"a":{"c":null,"d":1},"b":"é"}'
    assert canonical({"b": "é", "a": {"c": None, "d": 1}}) == '{"a":{"c":null,"d":1},"b":"é"}'
    assert canonical({"half": "\ud800"}) == '{"half":"?"}'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), b"bytes", {1, 2}])
def test_what_is_not_json_is_refused(value: object) -> None:
    with pytest.raises(ServiceError, match="must be JSON"):
        canonical({"value": value})


@given(st.integers(0, 10**18 - 1), st.binary(min_size=32, max_size=32))
def test_head_is_read_as_it_is_written(number: int, hashed: bytes) -> None:
    head = Head(number, hashed.hex())
    assert read_head(f" {head}\n") == head


@pytest.mark.parametrize(
    "text", ["", "12", "12:", "x:" + "0" * 64, "12:" + "0" * 63, "12:" + "G" * 64, "١:" + "0" * 64]
)
def test_head_written_otherwise_is_refused(text: str) -> None:
    with pytest.raises(ServiceError, match="NUMBER:HASH"):
        read_head(text)
