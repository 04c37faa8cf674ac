"""Start the whole time bank in a folder of its own, sign in as each role, and take the pictures."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "docs" / "screenshots"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
SHOTS = (
    ("home-phone", "resident@demo.example", "/riverside/", PHONE),
    ("log-phone", "resident@demo.example", "/riverside/exchanges/log/", PHONE),
    ("listings-phone", "resident@demo.example", "/riverside/listings/", PHONE),
    ("desk", "coordinator@demo.example", "/riverside/desk/", DESK),
    ("report", "admin@demo.example", "/riverside/reports/", DESK),
    ("public", None, "/riverside/", DESK),
)
START_SECONDS = 120


def main() -> None:
    """Take every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with _time_bank() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, email, path, size in SHOTS:
            _take(browser, address, (name, email, path), size)
        browser.close()


def _take(browser: Browser, address: str, shot: tuple[str, str | None, str], size: dict[str, int]) -> None:
    name, email, path = shot
    page = browser.new_page(viewport=size)
    if email:
        page.goto(f"{address}/accounts/login/")
        page.locator(f"button[value='{email}']").click()
        page.wait_for_load_state()
    page.goto(address + path)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=PICTURES / f"{name}.png")
    page.close()


@contextmanager
def _time_bank() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="timebank-pictures-"))
    folder.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "TIMEBANK_VAR": str(folder), "PORT": str(port), "DEMO": "1"}
    server = subprocess.Popen([sys.executable, "-m", "timebank.embedded.serve"], env=environment, cwd=ROOT)
    try:
        _wait_for(f"http://127.0.0.1:{port}/health/ready", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _second in range(START_SECONDS):
        if server.poll() is not None:
            raise SystemExit("The time bank did not start.")
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(1)
        else:
            return
    raise SystemExit("The time bank did not answer.")


if __name__ == "__main__":
    main()
