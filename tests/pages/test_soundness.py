from playwright.sync_api import Browser

from infoneige.web.i18n import LANGUAGES
from tests.pages.html_validator import HtmlValidator
from tests.pages.reader import PHONE, Reader, opened_page
from tests.pages.soundness import troubles

ADDRESS = "http://localhost:9"
UNSOUND = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Neige</title>
<noscript><meta http-equiv="refresh" content="30"></noscript>
<style>
  html { color-scheme: light dark }
  @media (prefers-color-scheme: dark) { h1 { color: #222; background: #111 } }
  .wide { width: 700px }
  button { width: 20px; height: 20px; padding: 0 }
</style></head>
<body><main><h1>Neige</h1><div class="wide">Trop large</div><button type="button">x</button><img src="data:,"></main>
<script>console.error("au secours")</script></body></html>
"""
"""One thing of each kind is wrong with it."""


def test_whatever_is_wrong_with_a_page_is_found_and_the_page_left_as_it_was(
    chromium: Browser, validator: HtmlValidator
) -> None:
    with opened_page(chromium, LANGUAGES["fr"]) as page:
        page.route("**/*", lambda route: route.fulfill(body=UNSOUND, content_type="text/html; charset=utf-8"))
        reader = Reader(page=page, address=ADDRESS, language=LANGUAGES["fr"])
        reader.go("/")
        found = [one.partition(":")[0] for one in troubles(reader, validator)]
        kinds = {
            "meta-refresh",
            "image-alt",
            "in the dark, color-contrast",
            "beside the page",
            "too small",
            "au secours",
        }
        assert kinds <= set(found)
        assert "meta-refresh" not in {one.partition(":")[0] for one in troubles(reader, validator, comes_again=True)}
        assert (page.viewport_size, page.evaluate("matchMedia('(prefers-color-scheme: light)').matches")) == (
            PHONE,
            True,
        )
