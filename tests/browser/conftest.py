"""A real Chromium that walks the pages of a real server, and watches what they complain of."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.contrib.staticfiles.views import serve
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from members.models import Person
from tests.browser.watching import Watch

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "Chromium is missing, so the browser tests cannot run: install the package chromium."
# Playwright switches the first eight off, and another list takes the place of its own. The last two are parts of the
# address bar: pages of their own, which every window would make ready at the price of several of ours.
SWITCHED_OFF = [
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "OptimizationHints",
    "PreconnectToSearch",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
]
FLAGS = [
    f"--disable-features={','.join(SWITCHED_OFF)}",
    "--js-flags=--no-opt --no-maglev",  # a page is left before a script that was made fast pays for its making
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = (1280, 900)
PHONE = (390, 844)
MILLISECONDS = 30_000  # only what fails takes as long, and a busy machine takes its time

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Find the browser. Where nobody may install one these tests are skipped; in CI they fail."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up(MISSING)
    return found


@pytest.fixture(scope="package")
def browser(chromium) -> Iterator[Browser]:
    """Start one browser for all tests of this folder."""
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        patch.setattr(StaticFilesHandler, "serve", serve_to_be_kept)
        expect.set_options(timeout=MILLISECONDS)
        started = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield started
        started.close()


def serve_to_be_kept(handler: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
    """Serve a static file, and let browsers keep it as they keep those of a real installation."""
    answer = serve(request, handler.file_path(request.path), insecure=True)
    answer["Cache-Control"] = "max-age=3600"
    return answer


@pytest.fixture(autouse=True)
def _own_cache(settings):
    """Count sign-ins by ourselves: other tests, beside us on the same servers, wear out the limits of one address."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": f"browser-{uuid.uuid4()}"}}


@pytest.fixture
def open_page(browser, live_server) -> Iterator[OpenPage]:
    """Open a page as nobody or as a person, and see at the end that no page complained."""
    watches: list[Watch] = []

    def open_one(person: Person | None = None, *, size: tuple[int, int] = WIDE, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=scripts,
            locale="en-GB",
            reduced_motion="reduce",
        )
        context.set_default_timeout(MILLISECONDS)
        if person is not None:
            context.add_cookies([_session_of(person, live_server.url)])
        page = context.new_page()
        watches.append(Watch(page))
        return page

    yield open_one
    for watch in watches:
        watch.page.context.close()
    assert [fault for watch in watches for fault in watch.faults] == []


def _session_of(person: Person, url: str) -> dict[str, str]:
    client = Client()
    client.force_login(person)
    name = django_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}
