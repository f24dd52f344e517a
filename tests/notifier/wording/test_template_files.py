from importlib.resources import files
from string import Formatter

import pytest

from notifier.model import AlertKind, Channel, Language
from notifier.wording.template_files import ALWAYS, template_texts

CHANNELS = (Channel.SMS, Channel.PUSH)


def fields(lines: tuple[str, ...]) -> list[str]:
    """List what a text names."""
    return sorted(name for line in lines for _, name, _, _ in Formatter().parse(line) if name)


def test_templates_are_those_of_the_kinds_in_both_languages() -> None:
    wanted = {f"{kind}.{language}.txt" for kind in AlertKind for language in Language}
    found = {
        folder: {file.name for file in (files("notifier") / "templates" / folder).iterdir()} for folder in CHANNELS
    }
    assert found == dict.fromkeys(CHANNELS, wanted)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("kind", list(AlertKind))
def test_templates_of_both_languages_tell_the_same(kind: AlertKind, channel: Channel) -> None:
    french, english = (template_texts(kind, language, channel) for language in (Language.FR, Language.EN))
    assert {name: fields(lines) for name, lines in french.items()} == {
        name: fields(lines) for name, lines in english.items()
    }


@pytest.mark.parametrize("channel", CHANNELS)
def test_templates_have_no_heading_that_nobody_looks_for(channel: Channel) -> None:
    headings = {heading for kind in AlertKind for heading in template_texts(kind, Language.FR, channel)}
    assert headings == {ALWAYS, "before", "during", "after", "eve", "later", "several"}


@pytest.mark.parametrize("kind", list(AlertKind))
@pytest.mark.parametrize("language", list(Language))
def test_templates_name_their_sides(kind: AlertKind, language: Language) -> None:
    for lines in template_texts(kind, language, Channel.SMS).values():
        assert lines[0].startswith("{sender}")
        assert "{sides}" in lines[0]
    for lines in template_texts(kind, language, Channel.PUSH).values():
        title, body = lines
        assert "{sides}" not in title
        assert "{sides}" in body
