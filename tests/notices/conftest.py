"""People to tell, and a mail server that takes or refuses their letters."""

import dataclasses
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time

import pytest

from notices import actions
from notices.models import Channel, Choice, Notice, Pace, Topic
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


def keep(key: str = "member:12", **fields: object) -> None:
    """Keep a recipient: Margaret, apart from what is named."""
    margaret = {"address": "margaret@demo.example", "name": "Margaret", "language": "en-gb"}
    actions.keep_recipients([actions.Reached(key=key, **margaret | fields)])


def choose(
    topic: str,
    pace: str = "NOW",
    channel: str | None = None,
    *,
    key: str = "member:12",
    quiet: tuple[int, int] = (21, 8),
) -> None:
    """Let a recipient choose for one topic, and their quiet hours."""
    chosen = {Topic(topic): Choice(Pace(pace), Channel(channel) if channel else None)}
    quiet_from, quiet_until = (time(hour) for hour in quiet)
    actions.choose(key, actions.Choices(topics=chosen, quiet_from=quiet_from, quiet_until=quiet_until))


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
        office.polite.set()
        office.shutdown()
        listening.join()
