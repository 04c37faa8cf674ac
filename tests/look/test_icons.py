"""Every icon that templates and navigation name is in the sprite, and no other file of a page comes from elsewhere."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from exchanges.models.category_base import BASE

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if path.name != "letter.html"]  # mail programs read no stylesheet
SHAPES = set(re.findall(r'<symbol id="i-([\w-]+)"', (ROOT / "static/icons.svg").read_text()))
FORBIDDEN = re.compile(r"\sstyle=|<style|\son[a-z]{4,}=|javascript:|<script(?![^>]* src=)|https?://", re.IGNORECASE)


def test_every_icon_named_is_drawn():
    sources = [path.read_text() for path in TEMPLATES]
    named = {shape for source in sources for shape in re.findall(r'{%-? icon "([\w-]+)"', source)}
    named |= {shape for source in sources for shape in re.findall(r'\bicon="([\w-]+)"', source)}
    named |= set(re.findall(r'_Sign\(.*?, ".*?", "([\w-]+)"', (ROOT / "timebank/context.py").read_text()))

    assert named - SHAPES == set()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_has_what_the_browser_would_refuse(path):
    assert FORBIDDEN.findall(path.read_text()) == []


@pytest.mark.parametrize("main", BASE, ids=lambda main: main.code)
def test_every_kind_of_help_has_a_picture_that_tells_it_from_its_neighbours(main):
    pictures = [kind.icon for kind in main.finer]

    assert {main.icon, *pictures} <= SHAPES
    assert len(set(pictures)) == len(pictures)
