"""What we answer to those who write to us: one GSM-7 segment, in one language. The state of a street is status_words.

A file is ``templates/replies/<name>.<language>.txt``. Its first line is always said; each further line is a sentence
said if there is room. A line in brackets heads another text, or a phrase that the text is made of.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from geodata.model import StreetSide, StreetSideId
from notifier.messages import WORDINGS
from notifier.model import Language
from notifier.sms_text import fold_to_gsm7, segments
from notifier.wording.fitting import WARNING, attempts, first_cheapest
from notifier.wording.sides import sides_words

TEXT = ""
"""The heading of what a file says when nothing special is the case."""

_ONE_OTHER = {Language.FR: "1 autre", Language.EN: "1 other"}
_HELP = {Language.FR: " Aide: {}.", Language.EN: " Help: {}."}


@dataclass(frozen=True, slots=True)
class House:
    """In whose name we answer, and whom to call; the city and the telephone may be empty."""

    sender: str = "AvisNeige"
    city: str = ""
    help_phone: str = ""

    def fields(self, language: Language) -> dict[str, str]:
        """Return what every reply may name."""
        return {
            "sender": self.sender,
            "city": f" {self.city}." if self.city else "",
            "phone": f" {self.help_phone}." if self.help_phone else "",
            "help": _HELP[language].format(self.help_phone) if self.help_phone else "",
        }


def reply(name: str, language: Language, house: House, *, heading: str = TEXT, **fields: str) -> str:
    """Return a reply that names no street, by the name of its template."""
    lines = reply_texts(name, language)[heading]
    return one_segment(_filled(lines, house.fields(language) | fields))


def reply_about(
    name: str, language: Language, house: House, sides: Sequence[StreetSide | StreetSideId], **fields: str
) -> str:
    """Return a reply that names sides of streets; those that find no room in it are counted."""
    lines, shared = reply_texts(name, language)[TEXT], house.fields(language) | fields
    ladder = WARNING.one_side if len(sides) == 1 else WARNING.several_sides
    whole = (
        text.format_map(shared | {"sides": sides_words(sides, WORDINGS[language], fullness.sides)})
        for text, fullness in attempts(lines, ladder)
    )
    return one_segment([*whole, *_counted(lines, language, shared, sides)])


def code_message(code: str, language: Language, house: House, host: str) -> str:
    """Return the text that carries a one-time code.

    Its last line lets a browser on ``host`` read the code by itself (the WebOTP form); it stands only where it fits.
    """
    text, bound = reply_texts("code", language)[TEXT]
    fields = house.fields(language) | {"code": code, "host": host}
    texts = (f"{text}\n\n{bound}", text) if host else (text,)
    return one_segment(line.format_map(fields) for line in texts)


def others_words(count: int, language: Language) -> str:
    """Return how many sides are not named: *1 autre*, *3 autres*."""
    return _ONE_OTHER[language] if count == 1 else WORDINGS[language].others.format(count)


def one_segment(texts: Iterable[str]) -> str:
    """Return the first text that fits one segment, in GSM-7; where none does, the one of fewest segments."""
    return first_cheapest(map(fold_to_gsm7, texts), lambda text: segments(text).segments - 1)


@cache
def reply_texts(name: str, language: Language) -> dict[str, tuple[str, ...]]:
    """Return the lines of each text of a template under its heading."""
    file = files("notifier") / "templates" / "replies" / f"{name}.{language}.txt"
    texts: dict[str, list[str]] = {TEXT: []}
    heading = TEXT
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
        elif line:
            texts.setdefault(heading, []).append(line)
    return {heading: tuple(lines) for heading, lines in texts.items()}


def _filled(lines: tuple[str, ...], fields: dict[str, str]) -> Iterator[str]:
    """Yield the text with all of its sentences, then with fewer, from the last."""
    yield from (" ".join(lines[:count]).format_map(fields) for count in range(len(lines), 0, -1))


def _counted(
    lines: tuple[str, ...], language: Language, fields: dict[str, str], sides: Sequence[StreetSide | StreetSideId]
) -> Iterator[str]:
    """Yield the text with the first side alone named and the others counted: *rue Cartier pairs et 3 autres*."""
    wording = WORDINGS[language]
    others = [others_words(len(sides) - 1, language)] if len(sides) > 1 else []
    for text, fullness in attempts(lines, WARNING.one_side):
        first = sides_words(sides[:1], wording, fullness.sides)
        yield text.format_map(fields | {"sides": wording.join([first, *others])})
