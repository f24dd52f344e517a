"""What people write to us: a table of what was really typed, and laws for what never was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.inbound import UNCLEAR, Command, CommandKind, folded_words, read_command
from notifier.model import Language

FR, EN = Language.FR, Language.EN


def command(kind: CommandKind, language: Language | None = None, argument: str = "") -> Command:
    return Command(kind, language, argument)


STOP_FR, STOP_EN, STOP_ANY = (command(CommandKind.STOP, language) for language in (FR, EN, None))

ASKED = {
    "STOP": STOP_EN,
    "stop": STOP_EN,
    "Stop.": STOP_EN,
    " ARRET ": STOP_FR,
    "ARRÊT": STOP_FR,
    "arrêt": STOP_FR,
    "arre\u0302t": STOP_FR,
    "Arrête": STOP_FR,
    "arrêtez": STOP_FR,
    "ARRETER": STOP_FR,
    "ARRETT": STOP_FR,
    "STOPALL": STOP_EN,
    "STOP ALL": STOP_EN,
    "STOP svp": STOP_EN,
    "stop please": STOP_EN,
    "stop 1250 rue Cartier": STOP_EN,
    "«STOP»": STOP_EN,
    "*STOP*": STOP_EN,
    "STOOOP!!!": STOP_EN,
    "ＳＴＯＰ": STOP_EN,
    "st\u200bop": STOP_EN,
    "UNSUBSCRIBE": STOP_EN,
    "FIN": STOP_FR,
    "DÉSABONNER": STOP_FR,
    "désabonnez-moi": STOP_FR,
    "QUIT": STOP_EN,
    "END": STOP_EN,
    "CANCEL": STOP_EN,
    "REVOKE": STOP_EN,
    "OPTOUT": STOP_EN,
    "opt-out": STOP_EN,
    "\N{OCTAGONAL SIGN}": STOP_ANY,
    "\N{OCTAGONAL SIGN}\N{VARIATION SELECTOR-16} merci": STOP_ANY,
    "START": command(CommandKind.START, EN),
    "UNSTOP": command(CommandKind.START, EN),
    "Yes!": command(CommandKind.START, EN),
    "Oui, svp": command(CommandKind.START, FR),
    "AIDE": command(CommandKind.HELP, FR),
    "help?": command(CommandKind.HELP, EN),
    "INFO": command(CommandKind.INFO),
    "statut": command(CommandKind.STATUS, FR),
    "STATUS": command(CommandKind.STATUS, EN),
    "STATUT 1250 cartier": command(CommandKind.STATUS, FR, "1250 cartier"),
    "Status: 1250 rue Cartier": command(CommandKind.STATUS, EN, "1250 rue Cartier"),
    "1250 rue Cartier": command(CommandKind.STATUS, None, "1250 rue Cartier"),
    "3-4820, saint-denis\nMontréal": command(CommandKind.STATUS, None, "3-4820, saint-denis Montréal"),
    "1250A des Érables": command(CommandKind.STATUS, None, "1250A des Érables"),
    "OK": command(CommandKind.MOVED),
    "ok merci": command(CommandKind.MOVED),
    "Ok c'est fait": command(CommandKind.MOVED),
    "OK, j’ai déplacé l’auto": command(CommandKind.MOVED),
    "Déplacée": command(CommandKind.MOVED, FR),
    "moved": command(CommandKind.MOVED, EN),
    "\N{THUMBS UP SIGN}": command(CommandKind.MOVED),
    "EN": command(CommandKind.LANGUAGE, EN),
    "English please": command(CommandKind.LANGUAGE, EN),
    "Français": command(CommandKind.LANGUAGE, FR),
    "ERREUR: le panneau  dit 7h": command(CommandKind.ERROR, FR, "le panneau dit 7h"),
    "error": command(CommandKind.ERROR, EN),
}

NOT_UNDERSTOOD = (
    "",
    "   ",
    "...",
    "non merci",
    "ok mais où?",
    "ok pas déplacée",
    "en passant, merci",
    "<script>alert(1)</script>",
    "merci d'arrêter",
    "1250",
    "123456",
    "x" * 1600,
    "\N{SNOWFLAKE}",
    "null",
)


@pytest.mark.parametrize(("text", "meant"), ASKED.items())
def test_command_is_read_from_the_first_word(text: str, meant: Command) -> None:
    assert read_command(text) == meant


@pytest.mark.parametrize("text", NOT_UNDERSTOOD)
def test_command_is_unclear_where_only_a_person_can_tell(text: str) -> None:
    assert read_command(text) == UNCLEAR


def test_every_command_is_in_the_table() -> None:
    assert {meant.kind for meant in ASKED.values()} | {CommandKind.UNCLEAR} == set(CommandKind)


@given(st.text())
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    words = folded_words(text)
    assert folded_words(" ".join(words)) == words


ANYTHING = st.text(st.characters(codec=None, categories=None), max_size=200)


@given(ANYTHING)
def test_any_text_is_some_command(text: str) -> None:
    assert read_command(text).kind in CommandKind


@given(st.sampled_from(["STOP", "ARRÊT", "fin", "Unsubscribe"]), ANYTHING)
def test_stop_is_read_whatever_follows(word: str, rest: str) -> None:
    assert read_command(f"{word} {rest}").kind is CommandKind.STOP
