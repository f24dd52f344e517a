import codecs
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.feeds.operator_csv.encoding import decode
from schedules.feeds.operator_csv.plan import read_plan_csv
from schedules.plan_table.unusable import UnusableFileError
from tests.schedules.small_city import NOW, SmallCity

WORDS = frozenset({"église", "côte", "rosemont–la"})
ADVICE = "save the file as CSV UTF-8 (Enregistrer sous, CSV UTF-8)"

HEADER = "opération;voie;arrondissement;état;début;fin;motif"
LOWER = "OP-1;rue de l'Église;;planifié;2026-11-23 19:00;2026-11-24 07:00;Tempête « du 22 »"
UPPER = "OP-1;CHEMIN DE LA CÔTE-DES-NEIGES;CÔTE-DES-NEIGES;PLANIFIÉ;2026-11-23 19:00;2026-11-24 07:00;TEMPÊTE"
BARE = "OP-1;chemin de la Côte-des-Neiges;;2;2026-11-23 19:00;2026-11-24 07:00;"
BARE_HEADER = "operation;voie;arrondissement;etat;debut;fin;motif"
PLANS = {
    "lower": (HEADER, LOWER),
    "upper": (HEADER.upper(), UPPER),
    "one_word": (BARE_HEADER, BARE),
    "one_word_in_capitals": (BARE_HEADER, BARE.upper()),
}
READABLE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")
FOREIGN = [*product(PLANS, ("mac_roman", "cp850")), ("lower", "cp437"), ("one_word", "cp437")]
BE_WITH_MARK = "utf-16-be with its mark"


def _encode(text: str, encoding: str) -> bytes:
    if encoding == BE_WITH_MARK:
        return codecs.BOM_UTF16_BE + text.encode("utf-16-be")
    return text.encode(encoding)


def _write(lines: tuple[str, ...], delimiter: str, end: str) -> str:
    return end.join(line.replace(";", delimiter) for line in (*lines, ""))


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter", "end"),
    list(product(PLANS, (*READABLE, BE_WITH_MARK), ",;\t", ("\r\n", "\n", "\r"))),
)
def test_one_plan_in_every_proven_encoding_reads_the_same(name: str, encoding: str, delimiter: str, end: str) -> None:
    expected = read_plan_csv(_write(PLANS[name], ";", "\n").encode(), SmallCity(), NOW)
    content = _encode(_write(PLANS[name], delimiter, end), encoding)
    assert expected.plans
    assert expected.rejected == ()
    assert read_plan_csv(content, SmallCity(), NOW) == expected


@pytest.mark.parametrize(("name", "encoding"), FOREIGN)
def test_macintosh_and_dos_files_are_refused_by_byte_offset(name: str, encoding: str) -> None:
    text = _write(PLANS[name], ";", "\r\n")
    content = text.encode(encoding)
    with pytest.raises(UnusableFileError) as refusal:
        read_plan_csv(content, SmallCity(), NOW)
    place = refusal.value.place or ""
    offset = int(place.rpartition(" ")[2])
    assert content[offset] > 0x7F
    line = content[:offset].count(b"\r") + 1
    assert place == f"line {line}, byte offset {offset}"
    assert refusal.value.suggestion == ADVICE


def test_dos_file_names_what_the_reader_would_have_seen() -> None:
    with pytest.raises(UnusableFileError) as refusal:
        decode("voie\nCôte\n".encode("cp850"), lambda: WORDS)
    assert str(refusal.value) == (
        "line 2, byte offset 6: byte 0x93 is not UTF-8, and read as Windows-1252 it gives 'C“te', "
        f"which is no word that we know; {ADVICE}"
    )


def test_bad_byte_far_down_a_utf8_file_is_named_and_never_replaced() -> None:
    lines = ["voie;début;fin", *(["rue de l'Église;2026-11-23 19:00;2026-11-24 07:00"] * 69_999)]
    content = "\n".join(lines).encode() + b"\nrue de l'\xc9glise;2026-11-23 19:00;2026-11-24 07:00\n"
    offset = content.index(b"\xc9g")
    with pytest.raises(UnusableFileError) as refusal:
        read_plan_csv(content, SmallCity(), NOW)
    assert refusal.value.place == f"line 70001, byte offset {offset}"
    assert refusal.value.reason == "byte 0xC9 is not UTF-8, although other letters of the file are"


@pytest.mark.parametrize("bad", [b"1234\xe9;2\n", b"1234;\xff\n", b"12\x9034;2\n", b"\xe9\xe8;2\n", b"1234;2\xa4\n"])
def test_bad_byte_in_a_file_without_accents_is_refused(bad: bytes) -> None:
    content = b"side_id;status\n1;1\n" + bad
    offset = next(at for at, byte in enumerate(content) if byte > 0x7F)
    with pytest.raises(UnusableFileError) as refusal:
        decode(content, lambda: WORDS)
    assert refusal.value.place == f"line 3, byte offset {offset}"


def test_windows_file_needs_one_known_word_for_the_others() -> None:
    with pytest.raises(UnusableFileError):
        decode("rue Précaire".encode("cp1252"), lambda: WORDS)
    assert decode("rue Précaire, Église".encode("cp1252"), lambda: WORDS) == "rue Précaire, Église"


def test_windows_file_with_a_known_word_is_still_refused_for_an_impossible_one() -> None:
    with pytest.raises(UnusableFileError) as refusal:
        decode("Église, C“te".encode("cp1252"), lambda: WORDS)
    assert refusal.value.place == "line 1, byte offset 9"


def test_windows_quotes_between_words_need_no_proof() -> None:
    assert decode("rue\xa0« Est »".encode("cp1252"), lambda: WORDS) == "rue\xa0« Est »"


def test_windows_apostrophe_is_accepted_before_a_known_word_only() -> None:
    assert decode("rue de l’Église".encode("cp1252"), lambda: WORDS) == "rue de l’Église"
    assert decode("rue de L’ACADIE".encode("cp1252"), lambda: frozenset({"acadie"})) == "rue de L’ACADIE"
    for word in ("CHÊNES", "TÊTE"):
        with pytest.raises(UnusableFileError):
            decode(word.encode("cp863"), lambda: WORDS)


def test_windows_dash_inside_a_name_is_accepted_where_the_city_writes_it() -> None:
    assert decode("Rosemont–La".encode("cp1252"), lambda: WORDS) == "Rosemont–La"
    with pytest.raises(UnusableFileError):
        decode("Verdun–La".encode("cp1252"), lambda: WORDS)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (codecs.BOM_UTF8 + b"voie\n\xe9", "line 2, byte offset 8"),
        (codecs.BOM_UTF16_LE + "voie".encode("utf-16-le") + b"\n", "line 1, byte offset 10"),
        ("side_id;status".encode("utf-16-le") + b"\x01\xd8", "line 1, byte offset 28"),
        ("éé".encode() + b"\xc3", "line 1, byte offset 4"),
    ],
)
def test_file_cut_or_damaged_inside_a_character_is_refused(content: bytes, place: str) -> None:
    with pytest.raises(UnusableFileError) as refusal:
        decode(content, lambda: WORDS)
    assert refusal.value.place == place


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_unmarked_utf16_is_told_although_a_letter_ends_in_a_zero_byte(encoding: str) -> None:
    text = "side_id;status;reason\n100;1;R\N{LATIN CAPITAL LETTER A WITH MACRON}\n"
    assert decode(text.encode(encoding), lambda: WORDS) == text


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_utf8_is_always_read_as_it_was_written(text: str) -> None:
    if not text.startswith("\ufeff") and "\0" not in text:
        assert decode(text.encode(), lambda: WORDS) == text


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        decode(content, lambda: WORDS)
    except UnusableFileError as refusal:
        assert refusal.place is not None  # noqa: PT017 - either outcome is right, both are checked
