"""Writes a picture of every page and state, at phone and desk width: ``python -m tests.pages.screenshots [FOLDER]``."""

import argparse
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import Browser

from tests.browsers.installed import running_chromium
from tests.pages.desk_furniture import Furnishing, Furniture
from tests.pages.desk_places import DESK_PLACES, VIEWED, seated
from tests.pages.places import AGED, PLACES, Way
from tests.pages.reader import DESK, PHONE, Reader
from tests.pages.service import running_service
from tests.pages.town import Town, build_mapped_valneige, open_town
from tests.pages.visitor import visiting

AGES: Final = {"late": timedelta(minutes=30), "silent": timedelta(hours=2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--language", choices=["fr", "en", "es", "ar"], help="else fr, and en at the desk too")
    parser.add_argument("--only", default="", help="places whose name has this in it")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as name, running_chromium() as browser:
        folder = Path(name)
        streets = build_mapped_valneige(folder / "streets")
        camera = Camera(browser, chosen.folder, chosen.language or "fr", chosen.only)
        for age, silent_for in {} if chosen.only.startswith("desk") else {"": timedelta(0), **AGES}.items():
            (folder / f"town{age}").mkdir()
            with open_town(folder / f"town{age}", streets, silent_for=silent_for) as town:
                camera.take_all(town, AGED if age else PLACES, age)
        (folder / "desk").mkdir()
        with running_service(folder / "desk", streets) as service:
            furniture = Furnishing(service).furnish()
            for language in [chosen.language] if chosen.language else ["fr", "en"]:
                Camera(browser, chosen.folder, language, chosen.only).take_desk(furniture)


class Camera:
    """Takes pictures of a town's pages in one language."""

    def __init__(self, browser: Browser, folder: Path, language: str, only: str) -> None:
        self._browser = browser
        self._folder = folder
        self._language = language
        self._only = only

    def take_all(self, town: Town, places: Mapping[str, Way], age: str) -> None:
        """Take both pictures of each place, and print where they are."""
        for name, way in places.items():
            title = "-".join(filter(None, (name, age, self._language)))
            if self._only in title:
                self._take(town, way, title)

    def take_desk(self, furniture: Furniture) -> None:
        """Take both pictures of each place of the desk."""
        for is_viewer, places in ((False, DESK_PLACES), (True, VIEWED)):
            for name, way in places.items():
                title = "-".join(filter(None, ("desk", "viewer" if is_viewer else "", name, self._language)))
                if self._only not in title:
                    continue
                for size in (PHONE, DESK):
                    with seated(self._browser, furniture, self._language, size, is_viewer=is_viewer) as desk:
                        way(desk)
                        self._keep(desk.clerk, f"{title}-{size['width']}")

    def _take(self, town: Town, way: Way, title: str) -> None:
        for size in (PHONE, DESK):
            with visiting(self._browser, town, self._language, size=size) as visitor:
                way(visitor)
                self._keep(visitor, f"{title}-{size['width']}")

    def _keep(self, reader: Reader, title: str) -> None:
        file = self._folder / f"{title}.png"
        reader.page.screenshot(path=file, full_page=True)
        print(file, *reader.complaints, flush=True)  # noqa: T201 - it is a command


if __name__ == "__main__":
    main()
