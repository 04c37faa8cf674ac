"""What sessions hold: ended for somebody who is erased, and cleaned of words about them."""

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from members.models import Bank, Person
from timebank.lib.traces import Traces

NOTHING = Traces("")
WHOSE = "_auth_user_id"  # where Django keeps who is signed in


def sign_out_everywhere(person: Person) -> None:
    """End every session of a person at once. Sessions are signed texts, so each is looked into."""
    for session in Session.objects.iterator():
        if session.get_decoded().get(WHOSE) == str(person.pk):
            session.delete()


def forget_in_sessions(bank: Bank, person: Person | None, traces: Traces) -> None:
    """Throw away what a person has begun to write at one bank, and put dots where others have begun to name them.

    What they do at another bank is their own, with their own address in it.
    """
    for session in Session.objects.iterator():
        kept = session.get_decoded()
        is_theirs = person is not None and kept.get(WHOSE) == str(person.pk)
        slug, sought = (bank.slug, NOTHING) if is_theirs else (None, traces)
        cleaned = {key: _without(value, slug, sought) for key, value in kept.items()}
        if cleaned != kept:
            session.session_data = SessionStore().encode(cleaned)
            session.save(update_fields=["session_data"])


def _without(value: object, slug: str | None, traces: Traces) -> object:
    if isinstance(value, dict):
        return {key: _without(inner, slug, traces) for key, inner in value.items() if key != slug}
    if isinstance(value, list):
        return [_without(inner, slug, traces) for inner in value]
    return traces.without(value) if isinstance(value, str) else value
