"""What a page says to whoever reads it, or has it read aloud: its words alone, a line for each block."""

import re
from html.parser import HTMLParser

_BLOCKS = {
    "div",
    "p",
    "h1",
    "h2",
    "h3",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "article",
    "header",
    "main",
    "section",
    "br",
}
_VOID = {"br", "img", "input"}
_STRUCK = {"s", "del"}


class _Reader(HTMLParser):
    """Collects the words within one element; of a drawing, only what it is called."""

    def __init__(self, within: str) -> None:
        super().__init__()
        self.text = ""
        self._within, self._depth, self._drawing = within, 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == self._within or (self._depth and tag not in _VOID):
            self._depth += 1
        if tag == "svg":
            self._drawing += 1
            self._say(f"[{label}]\n" if (label := named.get("aria-label")) else "")
        self._say("\n" if tag in _BLOCKS else "~~" if tag in _STRUCK else "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Pass over what holds nothing: the strokes of a drawing."""

    def handle_endtag(self, tag: str) -> None:
        self._say("\n" if tag in _BLOCKS else "~~" if tag in _STRUCK else "")
        if tag == "svg":
            self._drawing -= 1
        if self._depth:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if not self._drawing:
            self._say(data.replace("\n", " "))

    def _say(self, words: str) -> None:
        self.text += words if self._depth else ""


def visible_text(page: str, within: str = "main") -> str:
    """Return the words of each element of this kind; hours keep their parts together as they stand."""
    reader = _Reader(within)
    reader.feed(page)
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in reader.text.split("\n"))
    return "\n".join(line for line in lines if line)
