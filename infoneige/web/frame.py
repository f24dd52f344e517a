"""What every template may call: paths, icons, words of states and of time, the languages of a page."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from flask import Flask, g, request
from flask_babel import lazy_gettext as _

from infoneige.clock import Clock
from infoneige.web import words
from infoneige.web.example_addresses import example_addresses
from infoneige.web.i18n import LANGUAGES, current_language, same_place
from infoneige.web.page_parts import PageParts
from infoneige.web.side_words import crossing_words, isolated, numbers_words, parity_words, side_title, street_name

STATIC: Final = Path(__file__).with_name("static")

STATE_WORDS: Final[Mapping[str, Any]] = {
    "0": _("Enneigée, pas encore planifiée"),
    "2": _("Planifiée"),
    "5": _("Chargement en cours"),
    "1": _("Déneigée"),
    "3": _("Replanifiée"),
    "4": _("Reportée, sans nouvelle date"),
    "10": _("Dégagée entre deux chargements"),
    "x": _("Inconnue : données muettes"),
}
"""What a state is called, by the look's ``data-s``, in the order of the legend."""

STATE_ICONS: Final[Mapping[str, str]] = {
    "0": "flake",
    "2": "clock",
    "5": "truck",
    "1": "check",
    "3": "again",
    "4": "pause",
    "10": "half",
    "x": "silent",
}


def give_templates_their_words(app: Flask, pages: PageParts, clock: Clock, *, public_url: str) -> None:
    """Add to the templates what they call."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    served = cache(lambda: frozenset(rule.rule for rule in app.url_map.iter_rules()))
    app.jinja_env.globals.update(
        LANGUAGES=LANGUAGES,
        STATE_ICONS=STATE_ICONS,
        STATE_WORDS=STATE_WORDS,
        asset=asset,
        attribution=pages.attribution,
        city=pages.city,
        crossing_words=crossing_words,
        examples=cache(lambda: example_addresses(pages.address_book)),
        help_phone=pages.help_phone,
        here=here,
        language=current_language,
        now=clock.now,
        numbers_words=numbers_words,
        one_day=timedelta(days=1),
        one_minute=timedelta(minutes=1),
        parity_words=parity_words,
        path_of_side=path_of_side,
        public_url=public_url,
        same_place=same_place,
        side_title=side_title,
        street_name=street_name,
        serves=lambda path: path in served(),
        use_icon=use_icon,
        used_icons=used_icons,
    )
    app.jinja_env.filters.update(
        hour=_in_the_language(words.hour_at),
        day=_in_the_language(words.local_day),
        moment=_in_the_language(words.moment),
        dated=_in_the_language(words.dated_moment),
        duration=_in_the_language(words.length),
        number=_in_the_language(words.count),
        isolated=isolated,
        iso=lambda instant: instant.isoformat(timespec="seconds"),
    )


def here(path: str) -> str:
    """Return a path of a page in the language of this one."""
    return f"{request.script_root}{path}"


def path_of_side(side_id: str, civic: int | None = None) -> str:
    """Return the path of a side's page, with the number that was searched for."""
    query = f"?{urlencode({'n': civic})}" if civic is not None else ""
    return here(f"/cote/{quote(side_id, safe='')}{query}")


def use_icon(name: str) -> str:
    """Remember that the page shows this icon, so that its drawing is sent once; writes nothing."""
    g.setdefault("icons", {})[name] = True
    return ""


def used_icons() -> list[str]:
    """Return the icons that the page has shown so far, in that order."""
    return list(g.get("icons", {}))


@cache
def asset(name: str) -> str:
    """Return the path of a static file, which changes with its content: a cache may keep it for good."""
    digest = hashlib.blake2s((STATIC / name).read_bytes(), digest_size=6).hexdigest()
    return f"/static/{name}?v={digest}"


def _in_the_language(wording: Callable[[Any, str], str]) -> Callable[[Any], str]:
    return lambda value: wording(value, current_language().code)
