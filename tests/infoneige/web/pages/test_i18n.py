"""Languages by path, and catalogues that say all of what the pages say."""

import re
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import infoneige.web
from infoneige.web.i18n import LANGUAGES, TRANSLATIONS
from tests.infoneige.web.pages.conftest import Pages

WEB = Path(infoneige.web.__file__).parent
TRANSLATED = ("en", "es", "ar")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
PATHS = [
    "/",
    "/recherche?q=101+principale",
    "/recherche?q=zzz",
    "/a-propos",
    "/vie-privee",
    "/accessibilite",
    "/nowhere",
]
FRENCH = re.compile(
    r"\b(le|la|les|des|du|vous|votre|nous|pour|dans|avec|est|sont|une|sur|rue de|côté|numéros|pair|impair)\b",
    re.IGNORECASE,
)

OTHER_NAME = re.compile(r"\b\w*gettext as (?!_\b)\w+")
NAMES = re.compile(
    r"(rue|avenue|boulevard|chemin) [\w’' -]+|Le Vieux-Moulin|Ville de \w+|/\S+|between .*|“rue”"
    r"|Commission d’accès à l’information du Québec"
)
"""What stays French on an English page."""


@cache
def catalogue(code: str) -> Catalog:
    path = TRANSLATIONS / code / "LC_MESSAGES" / "messages.po"
    return read_po(BytesIO(path.read_bytes()), locale=code)


@cache
def said() -> frozenset[str | tuple[str, ...]]:
    """Return every msgid in the templates and the code of the pages."""
    found = extract_from_dir(
        WEB, METHODS, directory_filter=lambda path: "frontend" not in path and "static" not in path
    )
    return frozenset(message for _, _, message, _, _ in found)


def forms(message: Message) -> list[tuple[str, str]]:
    """Return each French form beside its translation, empty where there is none."""
    french = [message.id] if isinstance(message.id, str) else list(message.id)
    texts = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    return [(french[min(at, len(french) - 1)], text or "") for at, text in enumerate(texts)]


@pytest.mark.parametrize("code", TRANSLATED)
def test_everything_that_pages_say_has_words_in_each_language(code: str) -> None:
    words = catalogue(code)
    missing = {
        msgid for msgid in said() if not (found := words.get(msgid)) or not all(text for _, text in forms(found))
    }
    assert missing == set()


@pytest.mark.parametrize(("code", "is_one"), [("fr", [True, True, False]), ("en", [False, True, False])])
def test_nothing_counts_as_one_in_french_alone(code: str, is_one: list[bool]) -> None:
    one, several = "%(count)s côté", "%(count)s côtés"
    singular = infoneige.web.i18n.catalogue(code).ngettext(one, several, 1)
    assert [infoneige.web.i18n.catalogue(code).ngettext(one, several, n) == singular for n in (0, 1, 2)] == is_one


def test_what_looks_words_up_has_no_name_that_extraction_does_not_know() -> None:
    sources = [file for file in WEB.rglob("*.py") if "frontend" not in file.parts]
    renamed = [(file.name, line) for file in sources for line in OTHER_NAME.findall(file.read_text(encoding="utf-8"))]
    assert renamed == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_catalogue_holds_nothing_that_no_page_says(code: str) -> None:
    assert {message.id for message in catalogue(code) if message.id} - said() == set()


@pytest.mark.parametrize("code", TRANSLATED)
def test_translation_names_the_same_things_as_the_french(code: str) -> None:
    broken = [
        (french, text)
        for message in catalogue(code)
        if message.id
        for french, text in forms(message)
        if text and set(PLACEHOLDER.findall(french)) - {"%(num)s"} != set(PLACEHOLDER.findall(text)) - {"%(num)s"}
    ]
    assert broken == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_translation_has_no_exclamation_mark_and_no_permission(code: str) -> None:
    words = [text for message in catalogue(code) if message.id for _, text in forms(message)]
    assert [text for text in words if "!" in text or "you may park" in text.lower()] == []


@pytest.mark.parametrize("code", ["es", "ar"])
def test_catalogue_that_a_machine_drafted_says_so(code: str) -> None:
    assert "Machine-drafted, for review" in catalogue(code).header_comment


@pytest.mark.parametrize("path", PATHS)
def test_english_page_has_no_french_left(pages: Pages, path: str) -> None:
    status = 404 if path == "/nowhere" else 200
    page = pages.read(f"/en{path}", status)
    shown = re.sub(r"<nav.*?</nav>|<ul aria-label.*?</ul>|<head.*?</head>", " ", page, flags=re.DOTALL)
    texts = re.findall(r"[^<>]+(?=<)", shown) + re.findall(r'(?:aria-label|data-\w+)="([^"]*)"', shown)
    assert [text.strip() for text in texts if FRENCH.search(NAMES.sub("", text))] == []


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_page_names_its_language_and_runs_its_way(pages: Pages, language: infoneige.web.i18n.PageLanguage) -> None:
    page = pages.read(f"{language.prefix}/a-propos")
    opening = re.search(r"<html[^>]*>", page)
    direction = ' dir="rtl"' if language.code == "ar" else ""
    assert opening is not None
    assert opening[0] == f'<html lang="{language.tag}"{direction}>'


def test_page_links_to_itself_in_every_language(pages: Pages) -> None:
    page = pages.read("/en/recherche?q=101+principale")
    links = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page))
    query = "/recherche?q=101+principale"
    assert links == {
        "fr-CA": f"https://neige.example{query}",
        "en-CA": f"https://neige.example/en{query}",
        "es": f"https://neige.example/es{query}",
        "ar": f"https://neige.example/ar{query}",
    }


def test_links_of_a_page_keep_its_language(pages: Pages) -> None:
    page = pages.read("/ar/a-propos")
    inner = {path for path in re.findall(r'href="(/[^"]*)"', page) if not path.startswith(("/static/", "/en/", "/es/"))}
    assert inner - {"/a-propos"} == {path for path in inner if path.startswith("/ar/")}


@pytest.mark.parametrize("path", ["/en/healthz", "/en/readyz", "/en/static/look/tokens.css", "/fr/", "/de/", "/en/en/"])
def test_what_does_not_speak_has_no_language(pages: Pages, path: str) -> None:
    assert pages.browser.get(path, base_url="https://neige.example").status_code == 404
