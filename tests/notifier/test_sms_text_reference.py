"""Segments, counted by us and by another program: smsutil, which agrees with the counter of the provider itself."""

import random

import smsutil
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.sms_text import fold_to_gsm7, segments

PLAIN, EXTENDED, COSTLY = "abc XYZ 019 éèàùÉ", "[]{}|^~\\€", "ôêçîâûœ’–«»"
PAIRS = "\N{SNOWMAN}\N{CLOUD WITH SNOW}\N{AUTOMOBILE}"
ALL = PLAIN + EXTENDED + COSTLY + PAIRS
MIXTURES = (PLAIN, PLAIN + EXTENDED, PLAIN + COSTLY, PLAIN + PAIRS, EXTENDED, PAIRS, ALL)
LENGTHS = (*range(64, 73), *range(78, 83), *range(132, 137), *range(151, 163), *range(303, 310))


def reference(text: str) -> int:
    """Return the segments of a text that is not empty."""
    return len(smsutil.split(text).parts)


def test_segments_equal_the_reference_over_thousands_of_random_strings() -> None:
    draw = random.Random(1)
    texts = ["".join(draw.choices(mixture, k=length)) for mixture in MIXTURES for length in LENGTHS for _ in range(15)]
    counted = {text: (segments(text).segments, reference(text)) for text in texts}
    assert {text: counts for text, counts in counted.items() if counts[0] != counts[1]} == {}
    assert len(counted) > 3_000


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet=st.sampled_from(ALL), min_size=1, max_size=400))
def test_segments_equal_the_reference_whatever_is_written(text: str) -> None:
    assert segments(text).segments == reference(text)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from(PLAIN + COSTLY), min_size=1, max_size=400))
def test_folding_french_never_costs_a_segment_more(text: str) -> None:
    assert segments(fold_to_gsm7(text)).segments <= segments(text).segments
