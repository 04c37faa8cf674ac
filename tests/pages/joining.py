"""How people ask to join, for tests of its pages."""

from django.urls import reverse
from django.utils import timezone

from members import actions
from members.actions import Application
from members.models import Member
from members.reads.terms import current_terms


def url(name, bank, *args):
    return reverse(f"members:{name}", args=[bank.slug, *args])


def answers(**changes):
    return {"name": "Rosa Diaz", "telephone": "01632 960123", "age_band": "ADULT", **changes}


def asked(bank, **told):
    application = Application(**{"name": "Rosa Diaz", "telephone": "01632 960111", **told})
    applicant = actions.apply_to_join(bank, application, at=timezone.now())
    return Member.objects.select_related("bank", "person").get(pk=applicant.pk)


def go_through(client, bank, **changes):
    """Ask to join as a visitor, page by page; give the address of each page that followed."""
    seen = "-".join(str(version.pk) for version in current_terms(bank))
    sent = [
        ("join", answers(**changes)),
        ("join_gifts", {"hand": ["Gardening"], "head_own": "Chess\n\n  Old   maps ", "thanked_for": "Patience"}),
        ("join_would", {"would_0": ["TEACH"], "would_2": ["DO", "TOGETHER"]}),
        ("join_terms", {"seen": seen, "agrees": "on"}),
    ]
    return [client.post(url(name, bank), typed).url for name, typed in sent]
