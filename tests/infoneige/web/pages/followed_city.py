"""The invented city and its pages, as programs, paper and browsers without a connection follow it."""

from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

from geodata.address_book import AddressBook
from infoneige.storage.database import Database
from infoneige.web import WebParts, create_app
from infoneige.web.page_parts import PageParts
from tests.infoneige.residents.published_city import PublishedCity

PUBLIC_URL = "https://neige.example"


@dataclass
class FollowedCity:
    """A city whose plans a test publishes, and the application that serves its pages."""

    city: PublishedCity
    app: Flask

    def browser(self) -> FlaskClient:
        """Return a new browser."""
        return self.app.test_client()


def followed(database: Database, streets: AddressBook, public_url: str = PUBLIC_URL) -> FollowedCity:
    """Return a city over this database, with its pages."""
    city = PublishedCity(database, streets)
    parts = PageParts(address_book=streets, side_map=None, states=city.states, city="Ville de Valneige")
    web = WebParts(database=database, clock=city.clock, public_url=public_url, pages=parts)
    return FollowedCity(city, create_app(web))
