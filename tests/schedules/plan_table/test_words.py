import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.model import Parity
from schedules.model import LoadingStatus
from schedules.plan_table.plain_text import clean
from schedules.plan_table.refusals import RefusedValueError
from schedules.plan_table.words import means_whole_city, read_civic, read_parity, read_status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("0", LoadingStatus.SNOWY),
        ("enneigé", LoadingStatus.SNOWY),
        ("ANNULÉE", LoadingStatus.SNOWY),
        ("cancelled", LoadingStatus.SNOWY),
        ("1", LoadingStatus.CLEARED),
        ("Déneigé", LoadingStatus.CLEARED),
        ("cleared", LoadingStatus.CLEARED),
        ("2", LoadingStatus.PLANNED),
        ("planifie", LoadingStatus.PLANNED),
        ("PLANIFIÉE", LoadingStatus.PLANNED),
        (unicodedata.normalize("NFD", "planifié"), LoadingStatus.PLANNED),
        ("plani\N{SOFT HYPHEN}fié", LoadingStatus.PLANNED),
        ("planned", LoadingStatus.PLANNED),
        ("3", LoadingStatus.REPLANNED),
        ("replanifié", LoadingStatus.REPLANNED),
        ("Replanned", LoadingStatus.REPLANNED),
        ("4", LoadingStatus.DEFERRED),
        ("sera replanifié", LoadingStatus.DEFERRED),
        ("sera\N{NO-BREAK SPACE}replanifiée", LoadingStatus.DEFERRED),
        ("reporté", LoadingStatus.DEFERRED),
        ("deferred", LoadingStatus.DEFERRED),
        ("5", LoadingStatus.IN_PROGRESS),
        ("en cours", LoadingStatus.IN_PROGRESS),
        ("IN_PROGRESS", LoadingStatus.IN_PROGRESS),
        ("chargement en cours", LoadingStatus.IN_PROGRESS),
        ("10", LoadingStatus.BETWEEN_LOADINGS),
        ("dégagé", LoadingStatus.BETWEEN_LOADINGS),
        ("entre deux chargements", LoadingStatus.BETWEEN_LOADINGS),
        ("between-loadings", LoadingStatus.BETWEEN_LOADINGS),
    ],
)
def test_status_is_read_by_number_or_name(text: str, status: LoadingStatus) -> None:
    assert read_status(text) is status


@pytest.mark.parametrize(
    ("text", "reason", "suggestion"),
    [
        ("7", "this is no state of a loading", "write one of 0, 1, 2, 3, 4, 5, 10, or its name"),
        ("-2", "this is no state of a loading", "write one of 0, 1, 2, 3, 4, 5, 10, or its name"),
        ("２", "this is no state of a loading", "write one of 0, 1, 2, 3, 4, 5, 10, or its name"),
        ("2.0", "a state is a whole number", "write 2"),
        ("10,0", "a state is a whole number", "write 10"),
        ("planifer", "this is no state of a loading", "did you mean planifié (2)?"),
        ("Replannifié", "this is no state of a loading", "did you mean replanifié (3)?"),
        ("in progres", "this is no state of a loading", "did you mean in progress (5)?"),
    ],
)
def test_status_that_is_none_is_refused(text: str, reason: str, suggestion: str) -> None:
    with pytest.raises(RefusedValueError) as refusal:
        read_status(text)
    assert (refusal.value.reason, refusal.value.suggestion) == (reason, suggestion)


@pytest.mark.parametrize(
    ("text", "parity"),
    [
        ("pair", Parity.EVEN),
        ("Paires", Parity.EVEN),
        ("côté pair", Parity.EVEN),
        ("even", Parity.EVEN),
        ("impair", Parity.ODD),
        ("IMPAIRS", Parity.ODD),
        ("odd side", Parity.ODD),
        ("tous", None),
        ("toutes", None),
        ("les deux côtés", None),
        ("both", None),
        ("", None),
    ],
)
def test_parity_is_read_in_both_languages(text: str, parity: Parity | None) -> None:
    assert read_parity(text) is parity


def test_parity_by_hand_is_refused_because_it_depends_on_the_direction() -> None:
    with pytest.raises(RefusedValueError) as refusal:
        read_parity("Gauche")
    assert refusal.value.reason == "left and right change with the direction"


@pytest.mark.parametrize("text", ["4820", "1", "999999"])
def test_civic_is_a_positive_number(text: str) -> None:
    assert read_civic(text) == int(text)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("4820A", "write 4820"), ("0", "write digits only"), ("-5", "write digits only"), ("１２", "write digits only")],
)
def test_civic_that_is_no_number_is_refused(text: str, suggestion: str) -> None:
    with pytest.raises(RefusedValueError) as refusal:
        read_civic(text)
    assert refusal.value.suggestion == suggestion


def test_whole_city_is_said_and_never_meant_by_a_blank() -> None:
    assert [means_whole_city(text) for text in ("*", "Toute la ville", "VILLE ENTIERE", "whole city")] == [True] * 4
    assert [means_whole_city(text) for text in ("", "ville", "Verdun", "**")] == [False] * 4


def test_clean_makes_invisible_differences_none() -> None:
    written = " rue\N{NO-BREAK SPACE} de  l'E\N{COMBINING ACUTE ACCENT}gli\N{ZERO WIDTH JOINER}se\N{SOFT HYPHEN} "
    assert clean(written) == "rue de l'Église"


@settings(deadline=None)
@given(st.text())
def test_clean_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
