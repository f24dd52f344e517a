"""The secret of somebody's second factor as their application takes it in: drawn, or typed."""

import segno
from markupsafe import Markup

_GROUP = 4


def drawn(uri: str) -> Markup:
    """Return the drawing that an application reads, as SVG."""
    drawing = segno.make_qr(uri, error="m").svg_inline(omitsize=True, border=4, svgclass=None, lineclass=None)
    return Markup(drawing)  # noqa: S704 - the text is in it as squares only


def in_groups(secret: str) -> str:
    """Return a secret so that it can be typed: ``ABCD EFGH IJKL``."""
    return " ".join(secret[start : start + _GROUP] for start in range(0, len(secret), _GROUP))
