"""What a page complains of: errors in scripts, broken rules of safety, missing files, an answer of 500."""

from http import HTTPStatus

from playwright.sync_api import ConsoleMessage, Error, Page, Response


class Watch:
    """Keeps every complaint of one page, in words."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        page.on("console", self._note_message)
        page.on("pageerror", self._note_error)
        page.on("response", self._note_answer)

    def _note_message(self, message: ConsoleMessage) -> None:
        # A page that answers 'no' (a failed form, a page that is not there) is itself reported as not loaded.
        is_page_itself = (
            message.text.startswith("Failed to load resource") and "/static/" not in message.location["url"]
        )
        if message.type in {"error", "warning"} and not is_page_itself:
            self.faults.append(f"{self.page.url}: {message.text}")

    def _note_error(self, error: Error) -> None:
        self.faults.append(f"{self.page.url}: {error}")

    def _note_answer(self, response: Response) -> None:
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.faults.append(f"{response.url}: answered {response.status}")
