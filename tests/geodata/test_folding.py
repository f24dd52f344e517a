"""One folded form for names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Saint-Denis", "saint denis"),
        ("  rue   de l’Église  ", "rue de l eglise"),
        ("rue de l'Église", "rue de l eglise"),
        ("boul. René-Lévesque Ouest", "boul rene levesque ouest"),
        ("Sacré-Cœur", "sacre coeur"),
        ("ÎLE-BIZARD", "ile bizard"),
        ("E\u0301glise", "eglise"),
        ("40e Avenue", "40e avenue"),
        ("1234 1/2, rue Cartier", "1234 1/2, rue cartier"),
        ("", ""),
    ],
)
def test_fold_makes_spellings_meet(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_fold_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aéîôçÀŒ-' .z", max_size=30))
def test_fold_forgets_case(text: str) -> None:
    assert fold(text.upper()) == fold(text)
