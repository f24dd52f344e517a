"""Plots stand in a page under a strict content policy, say what they show, and show what they are given."""

import re
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from infoneige.plots import bars, columns

ROWS = [("< 1 h", 5.0), ("1–2 h", 10.0), ("≥ 2 h", None)]
DRAWN = {
    plot.__name__: plot(
        ROWS, "notice", title="Avis", description="Par durée", most=10, tick=lambda number: f"{number:g}"
    )
    for plot in (bars, columns)
}
EACH = pytest.mark.parametrize("drawn", DRAWN.values(), ids=DRAWN)


@EACH
def test_a_plot_has_no_style_and_no_colour_of_its_own(drawn: str) -> None:
    painted = [value for one in fromstring(drawn).iter() for name, value in one.items() if name in ("fill", "stroke")]
    assert set(painted) == {"currentColor", "none"}
    assert not re.search(r"style|<script|on\w+=|#[0-9a-f]{3}|font-family=\"(?!inherit)", drawn)


@EACH
def test_a_plot_is_named_for_those_who_do_not_see_it(drawn: str) -> None:
    root = fromstring(drawn)
    named = {one.get("id"): one.text for one in root if one.tag in ("title", "desc")}
    assert named == {"notice-title": "Avis", "notice-description": "Par durée"}
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "notice-title notice-description")


@EACH
def test_a_plot_grows_with_its_page_and_keeps_its_shape(drawn: str) -> None:
    root = fromstring(drawn)
    assert (root.get("width"), root.get("height"), root.get("preserveAspectRatio")) == (None, None, None)
    assert re.fullmatch(r"0 0 360 \d+", root.get("viewBox") or "")


@EACH
def test_the_labels_are_those_of_the_rows_and_of_the_axis(drawn: str) -> None:
    assert {one.text for one in fromstring(drawn).iter("text")} == {"< 1 h", "1–2 h", "≥ 2 h", "0", "5", "10"}


def test_columns_are_as_high_as_their_numbers() -> None:
    heights = [float(one.attrib["height"]) for one in _marks(DRAWN["columns"])]
    assert [round(height / heights[1], 3) for height in heights] == [0.5, 1.0, 0.0]


def test_bars_are_as_long_as_their_numbers_the_first_on_top() -> None:
    marks = sorted(_marks(DRAWN["bars"]), key=lambda one: float(one.attrib["y"]))
    lengths = [float(one.attrib["width"]) for one in marks]
    assert [round(length / lengths[1], 3) for length in lengths] == [0.5, 1.0, 0.0]


def test_a_label_is_only_ever_text() -> None:
    drawn = bars([("<b>&\"'", 1)], "x", title="<i>", description="&", most=1, tick=str)
    assert "<b>" not in drawn
    assert "<i>" not in drawn


def _marks(drawn: str) -> list[Element]:
    """Return the rectangles that stand for numbers."""
    return [one for one in fromstring(drawn).iter("rect") if one.get("fill") == "currentColor"]
