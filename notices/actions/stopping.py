"""The link in a letter by which somebody hears of a topic no more, without signing in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from notices.models import Recipient, Topic

SALT = "notices.stop"
NUMBER_ENDS, BETWEEN_TOPICS = ".", "+"


@dataclass(frozen=True)
class Stop:
    """Who would hear of which topics no more."""

    recipient_id: int
    topics: list[Topic]


def stop_path(recipient: Recipient, topics: Iterable[Topic]) -> str:
    """Give the page that stops some topics. It goes on working: an old letter's link must, too."""
    said = f"{recipient.pk}{NUMBER_ENDS}{BETWEEN_TOPICS.join(topics)}"
    return reverse("notices_stop", args=[signing.Signer(salt=SALT).sign(said)])


def stop_from(token: str) -> Stop | None:
    """Read a link; None for one that we did not write. Topics that are no more are left out."""
    try:
        said = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    number, _ends, topics = said.partition(NUMBER_ENDS)
    known = [Topic(topic) for topic in topics.split(BETWEEN_TOPICS) if topic in Topic.values]
    return Stop(int(number), known)
