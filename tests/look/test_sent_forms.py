"""Every form that is sent carries its token, also where a part of a page is given only what it needs."""

import re
from pathlib import Path

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
INCLUDED = re.compile(r'{%-?\s*include "([^"]+)"([^%]*)%}')
TOKEN = "{% csrf_token %}"


def needs_token(part: str) -> bool:
    """Whether a part has a form, or takes one in with all that it knows itself."""
    text = (TEMPLATES / part).read_text()
    return TOKEN in text or any(not _is_alone(given) and needs_token(inner) for inner, given in INCLUDED.findall(text))


def _is_alone(given: str) -> bool:
    return given.split()[-1:] == ["only"]


def test_a_part_with_a_form_is_given_the_token_of_its_page():
    """Without it the form is refused with 403; the test client would not notice, for it asks for no token."""
    without = [
        f"{page.relative_to(TEMPLATES)} gives {part} no csrf_token"
        for page in sorted(TEMPLATES.rglob("*.html"))
        for part, given in INCLUDED.findall(page.read_text())
        if _is_alone(given) and needs_token(part) and "csrf_token=csrf_token" not in given
    ]

    assert without == []
