from playwright.sync_api import Browser, Response

from tests.pages.town import Town
from tests.pages.visitor import visiting

FIRST_PAGE_BYTES = 60 * 1024
STEPS_TO_A_SUBSCRIPTION = 4


def weight(answer: Response) -> int:
    """Return the bytes of an answer on the wire."""
    sizes = answer.request.sizes()
    return sizes["responseHeadersSize"] + sizes["responseBodySize"]


def test_the_first_page_is_light_with_all_that_it_needs(chromium: Browser, town: Town) -> None:
    with visiting(chromium, town) as visitor:
        answers: list[Response] = []
        visitor.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright marks what it is given
        visitor.go("/")
        visitor.page.wait_for_load_state("networkidle")
        sizes = {answer.url: weight(answer) for answer in answers}
        assert len(sizes) >= len(["page", "tokens", "components", "script"])
        assert sum(sizes.values()) <= FIRST_PAGE_BYTES, sizes


def test_from_the_first_page_to_a_subscription_are_four_steps(chromium: Browser, town: Town) -> None:
    with visiting(chromium, town) as visitor:
        visitor.go("/")
        shown_before = len(visitor.answers)
        visitor.search("120 avenue Gilles-Hébert")
        visitor.subscribe()
        visitor.page.wait_for_url("**/mes-avis?suite=abonne")
        assert len(visitor.answers) - shown_before == STEPS_TO_A_SUBSCRIPTION
