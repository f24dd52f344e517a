"""The template files: which there are, and what stands in them. What is filled in is decided elsewhere.

A file is ``templates/<channel>/<kind>.<language>.txt``. It holds one text, or several under headings in brackets: what
is said ``[before]`` the ban starts, ``[during]`` it and ``[after]`` it; on the ``[eve]``; of a start moved ``[later]``;
of ``[several]`` sides. A text's first line is always said; in an SMS each further line is a sentence said if there is
room, in a push message the first line is the title.
"""

from functools import cache
from importlib.resources import files

from notifier.model import AlertKind, Channel, Language

ALWAYS = ""
"""The heading of a file that has none."""


@cache
def template_texts(kind: AlertKind, language: Language, channel: Channel) -> dict[str, tuple[str, ...]]:
    """Return the lines of each text of a file under its heading. The console reads what is written for SMS."""
    folder = "push" if channel is Channel.PUSH else "sms"
    file = files("notifier") / "templates" / folder / f"{kind}.{language}.txt"
    texts: dict[str, list[str]] = {}
    heading = ALWAYS
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
        elif line:
            texts.setdefault(heading, []).append(line)
    return {heading: tuple(lines) for heading, lines in texts.items()}
