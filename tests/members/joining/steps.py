"""Who asks to join, and what is written down of them, for tests."""

from django.utils import timezone

from members import actions
from members.actions import Application, StepChange
from members.models import JoiningStep, Member
from members.reads.joining import missing_of, steps_for
from notices.models import Notice
from tests import factories as make

ASKED, DONE, WAIVED = JoiningStep.State.ASKED, JoiningStep.State.DONE, JoiningStep.State.WAIVED


def let_in(bank, name):
    """Make a member as if the rule asked for nothing."""
    rule = {"references_asked": bank.references_asked, "asks_induction": bank.asks_induction}
    type(bank).objects.filter(pk=bank.pk).update(references_asked=0, asks_induction=False)
    bank.refresh_from_db()
    member = make.join(bank, name, f"{name.lower()}@example.org")
    type(bank).objects.filter(pk=bank.pk).update(**rule)
    bank.refresh_from_db()
    return Member.objects.select_related("bank", "person").get(pk=member.pk)


def asked(bank, *, at=None, **told):
    application = Application(**{"name": "Rosa Diaz", "telephone": "01632 960111", **told})
    applicant = actions.apply_to_join(bank, application, at=at or timezone.now())
    assert applicant is not None
    return Member.objects.select_related("bank", "person").get(pk=applicant.pk)


def today(bank):
    return bank.day(timezone.now())


def change(bank, kind="REFERENCE", state=DONE, **fields):
    return StepChange(kind, state, today(bank), **fields)


def mark(applicant, by, **fields):
    return actions.mark_step(applicant, change(applicant.bank, **fields), by=by, at=timezone.now())


def approve(applicant, by):
    return actions.approve_application(applicant, by=by, at=timezone.now())


def titles_missing(applicant):
    return [step.title for step in missing_of(steps_for(applicant, today(applicant.bank)))]


def told(member):
    return list(Notice.objects.filter(recipient__key=member.actor_key).order_by("pk").values_list("kind", flat=True))
