"""Segments, counted by us and by another program: smsutil, which agrees with the counter of the provider itself."""

import random

import smsutil
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.sms_text import fold_to_gsm7, segments

PLAIN, EXTENDED, COSTLY, PAIRS = "abc XYZ 019 éèàùÉ", "[]{}|^~\\€", "ôêçîâûœ’–«»", "\N{SNOWMAN}\N{CLOUD WITH SNOW}\N{CAR}"
MIXTURES = (PLAIN, PLAIN + EXTENDED, PLAIN + COSTLY, PLAIN + PAIRS, EXTENDED, PAIRS, PLAIN + EXTENDED + COSTLY + PAIRS)
LENGTHS = (1, 60, 66, 67, 68, 69, 70, 71, 79, 80, 81, 133, 134, 135, 140, 152, 153, 154, 159, 160, 161, 200, 305, 306, 307)


def reference(text: str) -> int:
    """Return the segments of a text that is not empty."""
    return len(smsutil.split(text).parts)


def test_segments_equal_the_reference_over_thousands_of_random_strings() -> None:
    draw = random.Random(1)
    texts = [
        "".join(draw.choices(alphabet, k=length + draw.randint(-1, 1) * draw.randint(0, 3)) or ["a"])
        for alphabet in MIXTURES
        for length in LENGTHS
        for _ in range(40)
        if length
    ]
    wrong = {text: (segments(text).segments, reference(text)) for text in texts if text}
    assert {text: counts for text, counts in wrong.items() if counts[0] != counts[1]} == {}
    assert len(texts) == len(MIXTURES) * len(LENGTHS) * 40


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet=st.sampled_from(PLAIN + EXTENDED + COSTLY + PAIRS), min_size=1, max_size=400))
def test_segments_equal_the_reference_whatever_is_written(text: str) -> None:
    assert segments(text).segments == reference(text)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from(PLAIN + COSTLY), min_size=1, max_size=400))
def test_folding_french_never_costs_a_segment_more(text: str) -> None:
    assert segments(fold_to_gsm7(text)).segments <= segments(text).segments
