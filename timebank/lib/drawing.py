"""Drawings that a page or a piece of paper carries."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe

QUIET_ZONE = 4  # in squares: what readers need around the code


def qr_code(link: str, *, scale: int = 5) -> SafeString:
    """Draw a link as a QR code, black on white, as an SVG for the page itself. Its words stand beside it."""
    drawn = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        drawn, kind="svg", scale=scale, border=QUIET_ZONE, light="#fff", xmldecl=False, svgns=True, svgclass="qr"
    )
    return mark_safe(drawn.getvalue().decode())  # noqa: S308 drawn by us from squares; the link itself is not in it
