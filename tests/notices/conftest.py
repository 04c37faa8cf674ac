"""People to tell, and a mail server that takes or refuses their letters."""

import dataclasses
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from notices import actions
from notices.models import Notice
from tests.notices.post_office import PostOffice

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

TO_MARGARET = actions.Message(
    recipient_key="member:12",
    bank="riverside",
    kind="EXCHANGE_LOGGED",
    subject="Fatima has logged an exchange with you",
    body="1½ hours for a lift to the eye clinic. Is that right?",
    path="/riverside/exchanges/4/",
)


def keep(key: str = "member:12", *, address: str = "margaret@demo.example", name: str = "Margaret") -> None:
    actions.keep_recipient(key=key, address=address, name=name, language="en-gb")


@pytest.fixture
def margaret(db: None) -> str:
    """A recipient with e-mail."""
    keep()
    return "member:12"


@pytest.fixture
def bartholomew(db: None) -> str:
    """A recipient without e-mail."""
    keep("member:31", address="", name="Bartholomew")
    return "member:31"


@pytest.fixture
def tell() -> Callable[..., Notice]:
    """Tell Margaret something ordinary, apart from what is named."""

    def told(**changes: object) -> Notice:
        return actions.tell(dataclasses.replace(TO_MARGARET, **changes), at=NOW)

    return told


@pytest.fixture
def post_office(settings: pytest.FixtureRequest) -> Iterator[PostOffice]:
    """The mail server that the settings name."""
    with PostOffice() as office:
        listening = threading.Thread(target=office.serve_forever, args=(0.05,))
        listening.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield office
        office.opened.set()
        office.shutdown()
        listening.join()
