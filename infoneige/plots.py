"""Plots as SVG that stands in a page: no style but attributes, its ink that of the text around it.

A plot is only ever beside a table that says the same. It is drawn small, so that its words can still be read at 320
pixels; a wider page enlarges it as a whole.
"""

from collections.abc import Callable, Sequence
from typing import Final
from xml.etree import ElementTree as ET

import leather
from leather import theme

_WIDTH: Final = 360
_COLUMNS_HEIGHT: Final = 210
_BAR_HEIGHT: Final = 24
_AXES_HEIGHT: Final = 60
_INK: Final = "currentColor"
_CHARACTER_WIDTH: Final = 6.5

Row = tuple[str, float | None]
"""A label, and the number beside it; None where there is none to show."""


def columns(
    rows: Sequence[Row], name: str, *, title: str, description: str, most: float, tick: Callable[[float], str]
) -> str:
    """Return upright columns in the order of the rows; ``name`` is of this plot alone on its page.

    The axis goes from 0 to ``most``, its numbers written by ``tick``.
    """
    chart = leather.Chart()
    chart.add_columns(_points(rows), fill_color=_INK)
    chart.add_y_scale(0, most)
    chart.add_y_axis(ticks=_ticks(most), tick_formatter=lambda value, *_: tick(value))
    return _svg(chart, name, title, description, _COLUMNS_HEIGHT)


def bars(
    rows: Sequence[Row], name: str, *, title: str, description: str, most: float, tick: Callable[[float], str]
) -> str:
    """Return bars that lie, the first row at the top; else as ``columns``."""
    chart = leather.Chart()
    chart.add_bars([(number, label) for label, number in _points(rows)], fill_color=_INK)
    chart.add_x_scale(0, most)
    chart.add_x_axis(ticks=_ticks(most), tick_formatter=lambda value, *_: tick(value))
    return _svg(chart, name, title, description, _AXES_HEIGHT + _BAR_HEIGHT * len(rows))


def _points(rows: Sequence[Row]) -> list[tuple[str, float]]:
    return [(label, number or 0) for label, number in rows]


def _ticks(most: float) -> list[float]:
    return [0, most / 2, most]


def _svg(chart: leather.Chart, name: str, title: str, description: str, height: int) -> str:
    root = ET.Element("svg", {"class": "plot", "viewBox": f"0 0 {_WIDTH} {height}", "role": "img", "direction": "ltr"})
    root.set("aria-labelledby", f"{name}-title {name}-description")
    ET.SubElement(root, "title", {"id": f"{name}-title"}).text = title
    ET.SubElement(root, "desc", {"id": f"{name}-description"}).text = description
    root.append(chart.to_svg_group(_WIDTH, height))
    return ET.tostring(root, encoding="unicode")


def _dress() -> None:
    """Give leather our ink and the reader's fonts: it keeps its look in its module."""
    theme.background_color = "none"
    theme.margin = 0.05
    theme.label_color = theme.tick_color = theme.zero_color = _INK
    theme.tick_font_family = "inherit"
    theme.tick_font_size = theme.tick_font_char_height = 12
    theme.tick_font_char_width = _CHARACTER_WIDTH


_dress()
