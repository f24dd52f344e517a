import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.sms_text import Alphabet, SmsSize, fold_to_gsm7, segments


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", SmsSize(Alphabet.GSM7, 0, 0)),
        ("a" * 160, SmsSize(Alphabet.GSM7, 160, 1)),
        ("a" * 161, SmsSize(Alphabet.GSM7, 161, 2)),
        ("a" * 306, SmsSize(Alphabet.GSM7, 306, 2)),
        ("a" * 307, SmsSize(Alphabet.GSM7, 307, 3)),
        ("[" * 80, SmsSize(Alphabet.GSM7, 160, 1)),
        ("a" * 152 + "[" + "a" * 152, SmsSize(Alphabet.GSM7, 306, 3)),
        ("à è é ù ì ò É Ä Ö Ü Ñ ñ ä ö ü Å å", SmsSize(Alphabet.GSM7, 33, 1)),
        ("Côte", SmsSize(Alphabet.UCS2, 4, 1)),
        ("ô" * 70, SmsSize(Alphabet.UCS2, 70, 1)),
        ("ô" * 71, SmsSize(Alphabet.UCS2, 71, 2)),
        ("ô" * 135, SmsSize(Alphabet.UCS2, 135, 3)),
        ("\N{SNOWMAN}\N{CLOUD WITH SNOW}", SmsSize(Alphabet.UCS2, 3, 1)),
        ("ô" * 66 + "\N{CLOUD WITH SNOW}" + "ô" * 66, SmsSize(Alphabet.UCS2, 134, 3)),
    ],
)
def test_segments_counts_as_a_phone_does(text: str, size: SmsSize) -> None:
    assert segments(text) == size


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("chemin de la Côte-des-Neiges", "chemin de la Cote-des-Neiges"),
        ("François, Hôtel-de-Ville, Île-des-Sœurs", "Francois, Hotel-de-Ville, Ile-des-Soeurs"),
        ("à è é ù ì ò É Ç Ä Ö Ü", "à è é ù ì ò É Ç Ä Ö Ü"),
        ("À Â È Ê Ë Î Ï Ô Û â ç ê ë î ï ô û ÿ Ç Œ", "A A E E E I I O U a c e e i i o u y Ç OE"),
        ("l’avis « tôt » – 1200—1298… 5\u00a0°", 'l\'avis " tot " - 1200-1298... 5 o'),
        ("e\u0301te\u0301 o\u0302", "été o"),
        ("soft\u00adhyphen\u200d", "softhyphen"),
        ("①½ﬁ", "11/2fi"),
        ("Жук 雪 \N{SNOWMAN}", "??? ? ?"),
        ("[~^]", "[~^]"),
    ],
)
def test_folding_spells_in_gsm7(text: str, folded: str) -> None:
    assert fold_to_gsm7(text) == folded


@given(st.text())
def test_folding_always_yields_gsm7(text: str) -> None:
    assert segments(fold_to_gsm7(text)).alphabet is Alphabet.GSM7


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_to_gsm7(fold_to_gsm7(text)) == fold_to_gsm7(text)


@given(st.text(alphabet=string.ascii_letters + string.digits + " .,:;!?'-()àèéùìòÉÇ"))
def test_folding_leaves_what_costs_nothing(text: str) -> None:
    assert fold_to_gsm7(text) == text


@given(st.text(min_size=1), st.text(min_size=1))
def test_segments_never_fall_when_text_is_added(first: str, second: str) -> None:
    assert segments(first + second).segments >= segments(first).segments
