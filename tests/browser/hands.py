"""Hands on a page: a thumb that taps what it sees, and the keyboard alone. Both know the same verbs."""

import pytest
from playwright.sync_api import Locator, Page

MOST_TABS = 60  # more than any page of these stories holds
FOCUSED = """
  () => {
    const here = document.activeElement;
    const words = [here.innerText, here.ariaLabel, here.id, ...[...(here.labels || [])].map(label => label.innerText)];
    return words.filter(Boolean).join(' ').trim().replace(/\\s+/g, ' ');
  }
"""
SHOWS_RING = """
  () => [document.activeElement, document.activeElement.closest('label')]
    .some(each => each && getComputedStyle(each).outlineStyle !== 'none')
"""
IS_NOWHERE = "() => document.activeElement === document.body"


def follow(found: Locator) -> None:
    """Press a link or a button, and wait until the page that comes is whole."""
    with found.page.expect_navigation():
        found.click()


def send(page: Page, button: str) -> None:
    """Press a button of the page's own part, and wait until the page that comes is whole."""
    follow(page.get_by_role("main").get_by_role("button", name=button).first)


class Thumb:
    """Taps on what is to be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, words: str) -> None:
        """Press a link or a button, and wait for the page that comes."""
        found = self.page.get_by_role("link", name=words).or_(self.page.get_by_role("button", name=words))
        follow(found.filter(visible=True).first)

    def unfold(self, words: str) -> None:
        """Open what is folded away."""
        self.page.locator("summary", has_text=words).click()

    def choose(self, words: str) -> None:
        """Choose one of several, or tick a box."""
        self.page.locator("label", has_text=words).first.click()

    def write(self, label: str, text: str) -> None:
        """Write into a field, in the place of what stood there."""
        self.page.get_by_label(label).first.fill(text)


class Keys:
    """Presses keys only. What has the focus on the way must show that it has it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go_to(self, words: str, *, key: str = "Tab") -> None:
        """Press Tab, or another key that leads on, until what has the focus says these words."""
        for _press in range(MOST_TABS):
            self.page.keyboard.press(key)
            if self.page.evaluate(IS_NOWHERE):  # past the last place, and on to the first
                continue
            assert self.page.evaluate(SHOWS_RING), self.page.evaluate(FOCUSED)
            if words in self.page.evaluate(FOCUSED):
                return
        pytest.fail(f"{key} never came to {words!r}", pytrace=False)

    def open(self, words: str) -> None:
        """Press a link or a button, and wait for the page that comes."""
        self.go_to(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def unfold(self, words: str) -> None:
        """Open what is folded away."""
        self.go_to(words)
        self.page.keyboard.press("Enter")

    def choose(self, words: str) -> None:
        """Choose one of several with the arrows, or tick a box."""
        box = self.page.locator("label", has_text=words).first.locator("input")
        if box.get_attribute("type") == "radio":
            self.go_to_group(box.get_attribute("name") or "")
            for _press in range(MOST_TABS):
                if words in self.page.evaluate(FOCUSED):
                    break
                self.page.keyboard.press("ArrowDown")
        else:
            self.go_to(words)
        self.page.keyboard.press("Space")

    def go_to_group(self, name: str) -> None:
        """Press Tab until one of a group of choices has the focus."""
        for _press in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("name => document.activeElement.name === name", name):
                return
        pytest.fail(f"Tab never came to the choices of {name!r}", pytrace=False)

    def write(self, label: str, text: str) -> None:
        """Write into a field, in the place of what stood there."""
        self.go_to(label)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)


Hands = Thumb | Keys
