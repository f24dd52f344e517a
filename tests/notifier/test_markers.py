import re

from hypothesis import given
from hypothesis import strategies as st

from notifier.markers import is_marked, marked, marker, read_signed_id, signed_id
from notifier.sms_text import segments

KEY = b"a key of thirty-two bytes, or so"
ids = st.integers(1, 2**63 - 1)
attempts = st.integers(1, 10**6)


def test_marker_is_always_the_same_and_depends_on_entry_and_key() -> None:
    assert marker(17, KEY) == marker(17, KEY) == "RCW7MF"
    assert len({marker(17, KEY), marker(18, KEY), marker(17, b"another key")}) == 3


@given(ids)
def test_marker_is_six_letters_that_nobody_mistakes(entry_id: int) -> None:
    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{6}", marker(entry_id, KEY))


def test_markers_of_many_entries_differ() -> None:
    """30 bits: of 5,000, two meet about once in a hundred keys."""
    assert len({marker(entry_id, KEY) for entry_id in range(1, 5001)}) == 5000


@given(st.text("abc é", max_size=152))
def test_marked_text_is_eight_septets_longer(text: str) -> None:
    assert segments(marked(text, "RCW7MF")).units == segments(text).units + 8


def test_marker_is_found_at_the_end_alone() -> None:
    found = {
        text: is_marked(text, ("000000", "RCW7MF"))
        for text in (
            "Déneigement #RCW7MF",
            "Sent from your Twilio trial account - Déneigement #RCW7MF\n",
            "Déneigement #RCW7MG",
            "Déneigement #RCW7MF, bis",
            "Déneigement#RCW7MF",
            "",
        )
    }
    assert list(found.values()) == [True, True, False, False, False, False]


@given(ids, attempts)
def test_signed_id_is_read_back_and_fits_a_path(entry_id: int, attempt: int) -> None:
    text = signed_id(entry_id, attempt, KEY)
    assert re.fullmatch(r"[0-9]+-[0-9]+\.[A-Za-z0-9_-]{16}", text)
    assert read_signed_id(text, KEY) == (entry_id, attempt)


@given(ids, attempts, st.integers(0, 40), st.characters(codec="ascii"))
def test_signed_id_with_one_letter_changed_is_not_ours(entry_id: int, attempt: int, place: int, letter: str) -> None:
    text = signed_id(entry_id, attempt, KEY)
    place %= len(text)
    changed = text[:place] + letter + text[place + 1 :]
    assert read_signed_id(changed, KEY) == ((entry_id, attempt) if changed == text else None)


def test_signed_id_of_another_key_or_shape_is_not_ours() -> None:
    text = signed_id(17, 2, KEY)
    mac = text.partition(".")[2]
    strange = ["", "17-2", f"017-2.{mac}", f"17-02.{mac}", f"١٧-2.{mac}", f" {text}", f"{text}\n", f"{text}=", "é" * 30]
    assert [read_signed_id(other, KEY) for other in strange] == [None] * len(strange)
    assert read_signed_id(text, b"another key") is None
    assert read_signed_id("9" * 100_000, KEY) is None
