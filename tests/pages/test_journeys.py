import pytest

from tests.pages.conftest import OpenVisitor

WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
LANGUAGES = pytest.mark.parametrize("language", ["fr", "en", "ar"])


@WITH_AND_WITHOUT_SCRIPT
@LANGUAGES
def test_from_an_address_to_being_told_and_gone_again(visit: OpenVisitor, language: str, *, script: bool) -> None:
    with visit(language, script=script) as visitor:
        visitor.go("/")
        visitor.search("120 avenue Gilles-Hébert")
        visitor.subscribe()
        visitor.page.wait_for_url("**/mes-avis?suite=abonne")
        visitor.town.deliver()
        told = [sent for sent in visitor.town.messages.latest() if sent.to == f"+1{visitor.number}"]
        assert any("Gilles-Hébert" in sent.text for sent in told), told
        visitor.page.get_by_text(visitor.say("Tout effacer")).click()
        visitor.press("Effacer mon numéro et tout le reste")
        visitor.page.wait_for_url("**/mes-avis/efface")
        assert visitor.complaints == []
