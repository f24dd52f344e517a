"""A sheet that leads whoever scans it to the notices of its own side, in its own language, on one page."""

import pytest
import segno

from infoneige.web.pages.poster import qr_code
from tests.infoneige.residents.published_city import ELOI
from tests.infoneige.web.pages.followed_city import FollowedCity


@pytest.mark.parametrize("prefix", ["", "/en", "/es", "/ar"])
def test_code_leads_to_the_subscription_to_this_side_in_this_language(followers: FollowedCity, prefix: str) -> None:
    shown = followers.browser().get(f"{prefix}/cote/{ELOI}/affiche")
    assert shown.status_code == 200
    assert qr_code(f"https://neige.example{prefix}/abonnement?cote={ELOI}") in shown.text


def test_code_holds_the_text_and_survives_damage_to_a_quarter_of_it() -> None:
    text = "https://neige.example/abonnement?cote=90000072"
    code = segno.make_qr(text, error="q")
    assert code.error == "Q"
    assert qr_code(text).count("<path") == 1
    assert qr_code(text) != qr_code(text + "1")


@pytest.mark.parametrize(
    ("prefix", "language", "other"), [("", "fr-CA", "en-CA"), ("/en", "en-CA", "fr-CA"), ("/ar", "ar", "fr-CA")]
)
def test_poster_names_the_side_and_speaks_two_languages(
    followers: FollowedCity, prefix: str, language: str, other: str
) -> None:
    text = followers.browser().get(f"{prefix}/cote/{ELOI}/affiche").text
    assert f'<html lang="{language}"' in text
    assert f'class="other" lang="{other}"' in text
    assert "Saint-Éloi" in text
    assert "neige.example" in text


def test_poster_holds_no_script_and_no_style_of_its_own(followers: FollowedCity) -> None:
    text = followers.browser().get(f"/cote/{ELOI}/affiche").text
    for forbidden in ("<script", "<style", " style=", "onload=", "onclick="):
        assert forbidden not in text


def test_side_that_does_not_exist_has_no_poster(followers: FollowedCity) -> None:
    assert followers.browser().get("/cote/0/affiche").status_code == 404
