"""What a person wrote to us -> what they want. Pure, and never raises: whatever can be typed is read somehow.

The first whole word decides. What cannot be taken back lightly (a language, the end of reminders) asks for more: there
the rest of the text must not say anything else.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from geodata.folding import fold
from notifier.model import Language


class CommandKind(StrEnum):
    """Everything that people can ask of us in a text message."""

    STOP = "stop"
    HELP = "help"
    INFO = "info"
    START = "start"
    STATUS = "status"
    MOVED = "moved"
    LANGUAGE = "language"
    ERROR = "error"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Command:
    """What is wanted. ``language`` is that of the word, None where it has none.

    ``argument`` is what followed the word as it was typed: the address after STATUT, the complaint after ERREUR.
    """

    kind: CommandKind
    language: Language | None = None
    argument: str = ""


UNCLEAR = Command(CommandKind.UNCLEAR)

_WORDS: dict[tuple[CommandKind, Language | None], str] = {
    (CommandKind.STOP, None): "stopsign",
    (CommandKind.STOP, Language.EN): "stop stopall end quit cancel unsubscribe revoke optout",
    (CommandKind.STOP, Language.FR): "arret arrete arreter arretez fin desabonner desabonne desabonnez",
    (CommandKind.HELP, Language.EN): "help",
    (CommandKind.HELP, Language.FR): "aide",
    (CommandKind.INFO, None): "info",
    (CommandKind.START, Language.EN): "start unstop yes",
    (CommandKind.START, Language.FR): "oui",
    (CommandKind.STATUS, Language.EN): "status",
    (CommandKind.STATUS, Language.FR): "statut",
    (CommandKind.MOVED, None): "ok",
    (CommandKind.MOVED, Language.EN): "moved",
    (CommandKind.MOVED, Language.FR): "deplace deplacee deplaces deplacees",
    (CommandKind.LANGUAGE, Language.EN): "en english",
    (CommandKind.LANGUAGE, Language.FR): "fr francais",
    (CommandKind.ERROR, Language.EN): "error",
    (CommandKind.ERROR, Language.FR): "erreur",
}
_ASSENT = (
    "ok okay fait done c est cest it is s its j ai jai i ve l la ma mon my the auto char voiture car vehicule vehicle "
    "bien deja already parfait perfect merci thanks thank you svp please stp"
)
_SIGNS = str.maketrans({"\N{OCTAGONAL SIGN}": " stopsign ", "\N{THUMBS UP SIGN}": " ok "})
_INVISIBLE = frozenset({"Cf", "Mn", "Cs"})
_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"\d{1,6}[^\W\d_]?(?![^\W_]).*?[^\W\d_]{3}", re.DOTALL)


def read_command(text: str) -> Command:
    """Return what a text message asks for; UNCLEAR where only a person could tell."""
    visible = _visible(text)
    found = _WORD.search(visible)
    if found is None:
        return UNCLEAR
    if _ADDRESS.match(visible, found.start()):
        return Command(CommandKind.STATUS, argument=_one_line(visible))
    kind, language, end = _meaning(visible, found)
    rest = visible[end:]
    if not _may_follow(kind, rest):
        return UNCLEAR
    has_argument = kind in (CommandKind.STATUS, CommandKind.ERROR)
    return Command(kind, language, _one_line(rest) if has_argument else "")


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of a text in small letters without accents; folding them again changes nothing."""
    return tuple(_WORD.findall(fold(text)))


def _visible(text: str) -> str:
    """Return the text composed, its signs as words, without what nobody sees."""
    composed = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    return "".join(sign for sign in composed if unicodedata.category(sign) not in _INVISIBLE)


def _meaning(text: str, first: re.Match[str]) -> tuple[CommandKind, Language | None, int]:
    """Return what the first word means, or the first two as one (*opt-out*), and where the rest begins."""
    second = _WORD.search(text, first.end())
    for last in filter(None, (first, second)):
        meaning = _MEANINGS.get(_essence(text[first.start() : last.end()]))
        if meaning:
            return *meaning, last.end()
    return CommandKind.UNCLEAR, None, first.end()


def _may_follow(kind: CommandKind, rest: str) -> bool:
    """Say whether the rest of the text agrees with its first word: *OK* is no answer in *ok but where?*."""
    words = set(map(_essence, folded_words(rest)))
    if kind is CommandKind.MOVED:
        return words <= _AGREEING
    return kind is not CommandKind.LANGUAGE or words <= _POLITE


def _essence(word: str) -> str:
    """Return a word as it is compared: folded, a letter held down too long being one letter (*ARRETT*, *STOOOP*)."""
    return re.sub(r"(.)\1+", r"\1", "".join(folded_words(word)))


def _one_line(text: str) -> str:
    return " ".join(text.split()).lstrip(" :,.-")


def _essences(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_essence, words))


_MEANINGS = {_essence(word): meaning for meaning, words in _WORDS.items() for word in words.split()}
_POLITE = _essences(["svp", "stp", "please", "merci", "thanks"])
_AGREEING = _essences(_ASSENT.split()) | {word for word, (kind, _) in _MEANINGS.items() if kind is CommandKind.MOVED}
