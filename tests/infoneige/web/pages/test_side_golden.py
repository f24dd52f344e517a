"""The sign of a side in every state, at every age of the data and in every phase, held against tests/golden/pages.

After a wanted change: ``INFONEIGE_REWRITE_GOLDEN=1 pytest tests/infoneige/web/pages/test_side_golden.py``, then read
the difference aloud before committing it.
"""

import os
from contextlib import closing
from pathlib import Path

import pytest
from jinja2 import FileSystemBytecodeCache

from geodata.address_book import AddressBook
from geodata.nearby import SideMap
from infoneige.clock import FakeClock
from infoneige.residents.states import SideStates
from infoneige.storage.database import Database, open_database
from infoneige.web import WebParts, create_app
from infoneige.web.page_parts import PageParts
from tests.empty_databases import copied
from tests.infoneige.residents.published_city import FLAVIE_EVEN
from tests.infoneige.web.pages.conftest import PUBLIC_URL, Pages
from tests.infoneige.web.pages.told_sides import every_case
from tests.infoneige.web.pages.visible_text import visible_text
from tests.outbox_world import NOW

GOLDEN = Path(__file__).resolve().parents[3] / "golden" / "pages"
PATHS = {"fr": f"/cote/{FLAVIE_EVEN}?n=150", "en": f"/en/cote/{FLAVIE_EVEN}?n=150"}
REASSURING = {
    "fr": (
        "Déneigée",
        "permis ",
        "ucune interdiction annoncée",
        "Dégagée",
        "ne tient plus",
        "La fin annoncée est passée",
    ),
    "en": ("Cleared", "allowed", "permitted", "o ban announced", "no longer", "The announced end has passed"),
}


@pytest.fixture(scope="module")
def told(valneige: Path, empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Give what the sign says, by language and by case."""
    folder = tmp_path_factory.mktemp("told")
    signs: dict[str, dict[str, str]] = {language: {} for language in PATHS}
    with closing(AddressBook.open(valneige)) as book:
        side_map, compiled = SideMap(book), FileSystemBytecodeCache(str(folder))
        for number, case in enumerate(every_case()):
            with open_database(copied(empty_database, folder / f"{number}.db")) as database:
                pages = pages_over(database, book, side_map)
                pages.browser.application.jinja_env.bytecode_cache = compiled
                case.happen(pages)
                for language, path in PATHS.items():
                    signs[language][case.name] = _sign(pages.read(path))
    return signs


def pages_over(database: Database, book: AddressBook, side_map: SideMap) -> Pages:
    """Return the pages over streets that are open already."""
    clock = FakeClock(NOW)
    parts = PageParts(address_book=book, side_map=side_map, states=SideStates(database, book, clock, side_map))
    app = create_app(WebParts(database=database, clock=clock, public_url=PUBLIC_URL, pages=parts))
    return Pages(database, book, clock, app.test_client())


def _sign(page: str) -> str:
    """Return the warning about the data and the sign, without what stands around them."""
    whole = visible_text(page)
    sign = visible_text(page, within="article")
    return whole[: whole.index(sign)] + sign


@pytest.mark.parametrize("language", PATHS)
def test_every_sign_reads_as_agreed(language: str, told: dict[str, dict[str, str]]) -> None:
    page = "\n".join(f"== {case} ==\n{text}\n" for case, text in told[language].items())
    golden = GOLDEN / f"sides.{language}.txt"
    if os.environ.get("INFONEIGE_REWRITE_GOLDEN"):
        golden.write_text(page, encoding="utf-8")
    assert page == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", PATHS)
def test_silence_says_nothing_that_could_put_anybody_at_ease(language: str, told: dict[str, dict[str, str]]) -> None:
    silent = {case: text for case, text in told[language].items() if ", silent" in case}
    said = {(case, word) for case, text in silent.items() for word in REASSURING[language] if word in text}
    assert (len(silent), said) == (len(told[language]) // 3, set())


def test_every_sign_says_how_old_it_is_and_that_signs_prevail(told: dict[str, dict[str, str]]) -> None:
    needed = ("il y a", "Les panneaux dans la rue prévalent.")
    assert {case for case, text in told["fr"].items() if not all(word in text for word in needed)} == set()
    assert {
        case for case, text in told["fr"].items() if "!" in text or "vous pouvez stationner" in text.lower()
    } == set()
