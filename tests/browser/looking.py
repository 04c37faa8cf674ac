"""Looking hard at one page: what axe finds in light and dark, and whether it scrolls sideways on a small phone.

Axe takes most of its time over colours. A part of a page has its colours from its kind: what it and all around it are,
with their classes and attributes. So a process looks at the colours of each kind once in light and once in the dark,
and of a page at the parts whose kind is new.
"""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """
  async ([rules, colours]) => {
    if (typeof axe === 'undefined') return null;
    const contrast = axe._audit.rules.find(({id}) => id === 'color-contrast');
    contrast.ofAll ??= contrast.matches;
    contrast.matches = (part, ...others) =>
      (!colours || colours.includes(window.kinds.get(part))) && contrast.ofAll(part, ...others);
    const options = {resultTypes: ['violations'], preload: false, iframes: false};
    return (await axe.run(document, {...options, runOnly: rules})).violations;
  }
"""
KINDS = """
  ([states, values]) => {
    // A kind is a number made of its words and of the kind around it: long texts take long to hand over.
    const number = (around, words) => {
      let [one, other] = around;
      for (let place = 0; place < words.length; place++) {
        one = Math.imul(one ^ words.charCodeAt(place), 0x9E3779B1);
        other = Math.imul(other ^ words.charCodeAt(place), 0x5F356495);
      }
      one ^= other >>> 15;
      other ^= one >>> 13;
      return [one >>> 0, other >>> 0];
    };
    const kinds = new Map([[document.body.parentElement, [1, 2]]]);
    for (const each of [document.body, ...document.body.querySelectorAll('*')]) {
      const known = [...each.attributes].filter(({name}) => !states || [...states, ...values].includes(name));
      const said = known.map(({name, value}) => values.includes(name) ? `${name}=${value}` : name).sort();
      if (each.checked) said.push('checked');
      if (['label', 'tr'].includes(each.localName) && each.querySelector(':checked')) said.push('chosen');
      if ([...each.childNodes].some(({data}) => data?.trim())) said.push('words');
      const around = kinds.get(each.parentElement);
      const isBare = states && !said.length && ['div', 'section', 'ul', 'li'].includes(each.localName);
      kinds.set(each, isBare ? around : number(around, [each.localName, ...said].join(' ')));
    }
    window.kinds = new Map([...kinds].map(([part, [one, other]]) => [part, `${one}-${other}`]));
    return [...new Set(window.kinds.values())].join(' ');
  }
"""
VALUES = ["class", "type", "role", "aria-current", "aria-invalid", "dir", "lang"]
# What else our style sheets ask of a part.
COLOURED_BY = ["href", "disabled", "readonly", "hidden", "open", "multiple", "size"]
OPEN_ALL = "() => document.querySelectorAll('details').forEach(each => { each.open = true; })"
# Says twice what is too wide, if anything is: as the page came, and with all that can be opened open.
SIDEWAYS = """
  limit => {
    const tooWide = () => {
      const width = document.documentElement.scrollWidth;
      if (width <= limit) return '';
      const parts = [...document.querySelectorAll('body *')]
        .filter(each => each.getBoundingClientRect().right > limit + 0.5 && !each.closest('.visually-hidden'));
      const first = parts.slice(0, 3).map(each => each.outerHTML.slice(0, 120));
      return [`${width} px wide at ${limit}:`, ...first].join(' ');
    };
    const asItCame = tooWide();
    for (const each of document.querySelectorAll('details')) each.open = true;
    return [asItCame, tooWide()];
  }
"""
Look = Callable[[Page, str], list[str]]
NARROWEST = 320
HEIGHT = 900
DESKTOP = 1280
# The kinds of parts whose colours were looked at.
LIGHT: set[str] = set()
DARK: set[str] = set()


def faults_of(page: Page, words: str) -> list[str]:
    """Look at the page wide and light, then narrow, dark and with all that can be opened open."""
    faults = [*faults_seen_first(page, words)]
    new = new_kinds(page, DARK, states=COLOURED_BY)
    if new:
        page.emulate_media(color_scheme="dark")
        faults += [f"{words}, dark: {fault}" for fault in found_by_axe(page, colours=new)]
        page.emulate_media(color_scheme="light")
    return faults


def faults_seen_first(page: Page, words: str) -> list[str]:
    """Look at the page wide and light, and whether it is narrow enough; it stays narrow and opened."""
    page.wait_for_load_state()
    page.set_viewport_size({"width": DESKTOP, "height": HEIGHT})
    new = new_kinds(page, LIGHT, states=COLOURED_BY)
    faults = [f"{words}, light: {fault}" for fault in found_by_axe(page, colours=new)]
    return faults + faults_of_a_phone(page, words)


def faults_of_a_phone(page: Page, words: str) -> list[str]:
    """Look whether the page is narrow enough, also with all that can be opened open; it stays narrow and opened."""
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    as_it_came, all_open = page.evaluate(SIDEWAYS, NARROWEST)
    return [f"{state}: {fault}" for state, fault in ((words, as_it_came), (f"{words}, all open", all_open)) if fault]


def new_kinds(page: Page, seen: set[str], *, states: list[str] | None = None) -> list[str]:
    """Say of which kinds a part of the page is that were not seen before; now all of them have been."""
    kinds = page.evaluate(KINDS, [states, VALUES]).split()
    new = [kind for kind in kinds if kind not in seen]
    seen.update(new)
    return new


def found_by_axe(page: Page, *, colours: list[str] | None = None) -> list[str]:
    """Run axe, with the rules of WCAG 2.2 AA and of good practice; colours of all parts, or of these kinds."""
    found = page.evaluate(RUN, [RULES, colours])
    if found is None:
        page.add_init_script(AXE)  # the pages that come after it have it without being sent it anew
        page.evaluate(AXE)
        found = page.evaluate(RUN, [RULES, colours])
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def must_be_none(faults: list[str]) -> None:
    """Say every fault in a line of its own."""
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def visit(page: Page, url: str, reader: str, *, look: Look = faults_of) -> list[str]:
    """Go to a page, which must be there for this reader, and look at it."""
    answer = page.goto(url)
    assert answer is not None
    assert answer.status == 200, f"{url} answered {answer.status} to the {reader}"
    assert urlsplit(page.url).path == urlsplit(url).path, f"{url} sent the {reader} to {page.url}"
    return look(page, f"{url} as {reader}")
