"""The invented city and the rooms by which programs and paper follow it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from geodata.address_book import AddressBook
from geodata.build import BuildRequest, build_artefact
from geodata.demo_city import write_demo_city
from infoneige.storage.database import Database
from infoneige.web.answer_headers import add_headers_to_every_answer
from infoneige.web.errors import answer_errors_in_plain_words
from infoneige.web.frame import give_templates_their_words
from infoneige.web.i18n import speak_languages
from infoneige.web.page_parts import PageParts
from infoneige.web.pages.error_page import error_page
from infoneige.web.pages.feeds import feed_routes
from infoneige.web.pages.offline import offline_routes
from infoneige.web.pages.poster import poster_routes
from tests.infoneige.residents.published_city import PublishedCity

PUBLIC_URL = "https://neige.example"


@dataclass
class FollowedCity:
    """A city whose plans a test publishes, and the application that serves its rooms."""

    city: PublishedCity
    app: Flask

    def browser(self) -> FlaskClient:
        """Return a new browser."""
        return self.app.test_client()


@contextmanager
def open_streets(folder: Path) -> Iterator[AddressBook]:
    """Open the streets of Valneige, made in this folder."""
    files = write_demo_city(folder)
    build_artefact(BuildRequest(files.sides, files.boroughs, files.sectors, files.free_lots), folder / "geodata.db")
    with closing(AddressBook.open(folder / "geodata.db")) as book:
        yield book


def followed(database: Database, streets: AddressBook, public_url: str = PUBLIC_URL) -> FollowedCity:
    """Return a city over this database, with its rooms."""
    city = PublishedCity(database, streets)
    parts = PageParts(address_book=streets, side_map=None, states=city.states, city="Ville de Valneige")
    app = Flask("infoneige.web", static_folder="static")
    rooms = (
        feed_routes(parts, city.clock, public_url),
        poster_routes(parts, public_url),
        offline_routes(parts, city.clock),
    )
    for room in rooms:
        app.register_blueprint(room)
    add_headers_to_every_answer(app, is_https=False)
    answer_errors_in_plain_words(app, error_page)
    speak_languages(app, {room.name for room in rooms})
    give_templates_their_words(app, parts, city.clock, public_url=public_url)
    return FollowedCity(city, app)
