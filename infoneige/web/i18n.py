"""In which language a page speaks: by the first step of its path, French where there is none."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, abort, has_request_context, request
from flask_babel import Babel, Domain, get_domain

TRANSLATIONS: Final = Path(__file__).with_name("translations")
_KEY: Final = "infoneige.language"
_PLURAL_IN_FRENCH: Final = 2

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class PageLanguage:
    """A language of the pages: its name in itself, its tag for ``lang``, the way that it runs."""

    code: str
    tag: str
    name: str
    direction: str = "ltr"

    @property
    def prefix(self) -> str:
        """Return what stands before every path in this language; nothing for French."""
        return "" if self is FRENCH else f"/{self.code}"


FRENCH: Final = PageLanguage("fr", "fr-CA", "Français")
LANGUAGES: Final = {
    language.code: language
    for language in (
        FRENCH,
        PageLanguage("en", "en-CA", "English"),
        PageLanguage("es", "es", "Español"),
        PageLanguage("ar", "ar", "العربية", "rtl"),
    )
}


class LanguagePrefix:
    """Takes ``/en`` for the place where the application is mounted: routes never see it, ``url_for`` always adds it."""

    def __init__(self, app: Wsgi) -> None:
        """Stand before this application."""
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401 - as WSGI has it
        """Move a language from the path to the environment."""
        first, _, rest = environ.get("PATH_INFO", "").removeprefix("/").partition("/")
        language = LANGUAGES.get(first)
        if language is not None and language.prefix:
            mounted = environ.get("SCRIPT_NAME", "") + language.prefix
            environ |= {"SCRIPT_NAME": mounted, "PATH_INFO": f"/{rest}", _KEY: language}
        return self._app(environ, start_response)


def current_language() -> PageLanguage:
    """Return the language of the page that is being made."""
    found = request.environ.get(_KEY) if has_request_context() else None
    return found if isinstance(found, PageLanguage) else FRENCH


def gettext(text: str, **words: object) -> str:
    """Return a text in the language of the page, its ``%(name)s`` filled in."""
    return str(get_domain().gettext(text, **words))


def ngettext(one: str, several: str, num: int, **words: object) -> str:
    """Return the text for a count, which it may name as ``%(num)s``, in the language of the page."""
    return str(get_domain().ngettext(one, several, num, **words))


def speak_languages(app: Flask, rooms: Collection[str]) -> None:
    """Let the rooms of these names be reached in every language; all else is reached without a language."""
    babel = Babel(app, default_locale=FRENCH.code, locale_selector=lambda: _locale(current_language().code))
    babel.domain_instance = _Catalogues()
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]

    @app.before_request
    def refuse_a_language_where_nothing_is_said() -> None:
        if current_language() is not FRENCH and request.endpoint and request.blueprint not in rooms:
            abort(404)


def same_place(language: PageLanguage) -> str:
    """Return the path of the page that is being made, in another language."""
    query = request.query_string.decode("ascii", "replace")
    return f"{language.prefix}{request.path}{'?' if query else ''}{query}"


class _Catalogues(Domain):  # type: ignore[misc]
    """The .po files as people write them: no compiled copy that could be missing or old."""

    def get_translations(self) -> NullTranslations:
        """Return the words of the present language."""
        return catalogue(current_language().code)


class _French(NullTranslations):
    """The words that stand in the pages, counted as French counts: nothing of a thing is singular."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the singular below two."""
        return msgid1 if n < _PLURAL_IN_FRENCH else msgid2

    def ungettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the same, under the name by which Flask-Babel asks."""
        return self.ngettext(msgid1, msgid2, n)


@cache
def catalogue(code: str) -> NullTranslations:
    """Return the words of a language; French says what stands in the pages."""
    path = TRANSLATIONS / code / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return _French()
    with path.open("rb") as source:
        found = read_po(source, locale=code)
    compiled = BytesIO()
    write_mo(compiled, found)
    compiled.seek(0)
    return Translations(compiled)


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(code)
