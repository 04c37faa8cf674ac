"""Drawings that a page or a piece of paper carries."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe

QUIET_ZONE = 4  # in squares: what readers need around the code


def qr_code(link: str) -> SafeString:
    """Draw a link as a QR code, black on white, as an SVG for the page itself, as large as its place."""
    drawn = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        drawn, kind="svg", border=QUIET_ZONE, light="#fff", xmldecl=False, svgclass="qr", omitsize=True
    )
    return mark_safe(drawn.getvalue().decode())  # noqa: S308 drawn by us from squares; the link itself is not in it
