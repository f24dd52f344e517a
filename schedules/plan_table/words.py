"""The words of a plan's cells, French and English: states, parities, civic numbers, the whole city."""

import re
from functools import lru_cache

from geodata.model import Parity
from schedules.model import LoadingStatus
from schedules.plan_table.plain_text import fold_word
from schedules.plan_table.refusals import RefusedValueError

STATUS_WORDS = {
    LoadingStatus.SNOWY: ("enneigé", "annulé", "annulation", "snowy", "cancelled", "canceled"),
    LoadingStatus.CLEARED: ("déneigé", "terminé", "cleared", "done", "completed"),
    LoadingStatus.PLANNED: ("planifié", "planned", "scheduled"),
    LoadingStatus.REPLANNED: ("replanifié", "replanned", "rescheduled"),
    LoadingStatus.DEFERRED: ("sera replanifié", "à replanifier", "reporté", "deferred", "postponed", "to be replanned"),
    LoadingStatus.IN_PROGRESS: ("en cours", "chargement en cours", "in progress", "loading", "loading in progress"),
    LoadingStatus.BETWEEN_LOADINGS: ("dégagé", "entre deux chargements", "between loadings", "between two loadings"),
}
PARITY_WORDS = {
    Parity.EVEN: ("pair", "pairs", "paire", "paires", "even"),
    Parity.ODD: ("impair", "impairs", "impaire", "impaires", "odd"),
    None: ("tous", "toutes", "tout", "les deux", "both", "all"),
}
WHOLE_CITY_WORDS = ("*", "toute la ville", "ville entière", "whole city", "entire city")
COMMON_WORDS = (
    *("à", "après", "côté", "décalé", "déneigement", "dès", "équipement", "générale", "météo", "noël", "numéro"),
    *("allée", "carré", "chaussée", "crête", "île", "montée"),
    *("opération", "précipitations", "prévu", "prévue", "reportée", "retardé", "sécurité", "tempête", "véhicules"),
)
"""What reasons, operations and kinds of street are called; like the other words, they bear out an encoding."""

HAND_WORDS = ("gauche", "droite", "droit", "left", "right")

_CIVIC = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
_WHOLE = re.compile(r"([1-9][0-9]{0,5})[.,]0+", re.ASCII)


def _feminine_and_plural(word: str) -> tuple[str, ...]:
    return (word, word + "e", word + "s", word + "es") if word.endswith("é") else (word,)


_STATUSES = {
    fold_word(form): status
    for status, words in STATUS_WORDS.items()
    for word in words
    for form in _feminine_and_plural(word)
}
_BEGINNING = 4
_BY_BEGINNING = {
    fold_word(word)[:_BEGINNING]: f"{word} ({status:d})"
    for status, words in STATUS_WORDS.items()
    for word in reversed(words)
}
"""Enough to mend a misspelled end, and no slower for a file of a hundred thousand misspelled words."""

_NUMBERS = {str(status.value): status for status in LoadingStatus}
_PARITIES = {
    form: parity
    for parity, words in PARITY_WORDS.items()
    for word in words
    for form in (word, f"cote {word}", f"cotes {word}", f"{word} cotes", f"{word} side", f"{word} sides")
}
_WHOLE_CITY = frozenset(map(fold_word, WHOLE_CITY_WORDS))


def read_status(text: str) -> LoadingStatus:
    """Return the state that a number or a word names. RefusedValueError otherwise."""
    if text in _NUMBERS:
        return _NUMBERS[text]
    word = fold_word(text)
    if word in _STATUSES:
        return _STATUSES[word]
    whole, _, decimals = text.replace(",", ".").partition(".")
    if whole in _NUMBERS and not decimals.strip("0"):
        raise RefusedValueError(reason="a state is a whole number", suggestion=f"write {whole}", fix=whole)
    numbers = ", ".join(_NUMBERS)
    close = _BY_BEGINNING.get(word[:_BEGINNING])
    advice = f"did you mean {close}?" if close else f"write one of {numbers}, or its name"
    raise RefusedValueError(reason="this is no state of a loading", suggestion=advice)


def read_parity(text: str) -> Parity | None:
    """Return the parity that a word names, None for both sides or no word at all. RefusedValueError otherwise."""
    word = fold_word(text)
    if not word:
        return None
    if word not in _PARITIES:
        reason = "left and right change with the direction" if word in HAND_WORDS else "this is no parity"
        raise RefusedValueError(reason=reason, suggestion="write pair, impair or tous (even, odd or both)")
    return _PARITIES[word]


@lru_cache(maxsize=16_384)
def means_whole_city(text: str) -> bool:
    """Say whether the text is one of the words for the whole city."""
    return bool(text) and fold_word(text) in _WHOLE_CITY


def read_civic(text: str) -> int | None:
    """Return a civic number, None for a blank cell. RefusedValueError otherwise."""
    if not text:
        return None
    if _CIVIC.fullmatch(text):
        return int(text)
    digits, whole = _CIVIC.match(text), _WHOLE.fullmatch(text)
    raise RefusedValueError(
        reason="this is no civic number",
        suggestion=f"write {digits.group()}" if digits else "write digits only",
        fix=whole[1] if whole else None,
    )


def own_words() -> frozenset[str]:
    """Return the format's own words, case-folded with their accents, which bear out an encoding."""
    phrases = [phrase for words in STATUS_WORDS.values() for word in words for phrase in _feminine_and_plural(word)]
    return frozenset(
        word.casefold() for phrase in (*phrases, *WHOLE_CITY_WORDS, *COMMON_WORDS) for word in phrase.split()
    )
