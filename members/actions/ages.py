"""How old a member is, in bands and never by a day of birth; and what ends when somebody turns 18."""

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from members.actions.acts import locked, must_not_be_self, must_run_bank, note
from members.actions.mandates import end_mandate
from members.actions.telling import tell
from members.models import Mandate, Member, MemberEvent
from timebank.lib.errors import RuleBroken

Age = Member.AgeBand


class AgeRefused(RuleBroken):
    """This member cannot be of this age here."""


@transaction.atomic
def change_age_band(member: Member, band: str, *, by: Member, at: datetime.datetime) -> Member:
    """Say anew how old a member is, or somebody who wishes to join. Again does no harm.

    Who is 18 now has no guardian any more, and is told kindly. Who turns out to be under 18 exchanges no hours until a
    guardian has said yes.
    """
    member = locked(member)
    must_run_bank(member.bank, by)
    must_not_be_self(member, by)
    if band == member.age_band:
        return member
    if band != Age.ADULT:
        _must_be_able_to_be_minor(member)
    member.age_band = band
    member.save(update_fields=["age_band"])
    note(member, MemberEvent.Kind.AGE_CHANGED, by=by, at=at, words=str(member.get_age_band_display()))
    if band == Age.ADULT:
        _let_go_of_guardians(member, by=by, at=at)
    return member


def _must_be_able_to_be_minor(member: Member) -> None:
    words = {"name": member.name, "bank": member.bank.name}
    if member.kind != Member.Kind.PERSON:
        raise AgeRefused(_("Only a person has an age here."))
    if not member.bank.lets_in_minors:
        raise AgeRefused(_("%(bank)s is for people from 18 years on. An admin can change that rule.") % words)
    if member.roles:
        raise AgeRefused(_("%(name)s helps to run this time bank. An admin takes that back first.") % words)
    if member.photo:
        raise AgeRefused(_("%(name)s has a photo here. Take it out first: people under 18 show none.") % words)


def _let_go_of_guardians(member: Member, *, by: Member, at: datetime.datetime) -> None:
    for mandate in Mandate.objects.filter(member=member, kind=Mandate.Kind.GUARDIAN, ended_at=None).order_by("pk"):
        end_mandate(mandate, by=by, at=at)
    if member.is_approved:
        tell(
            member,
            kind="NOW_ADULT",
            subject=_("You are 18 now"),
            body=_(
                "From today you take part like every grown-up member: others find you in the list of members, and you "
                "may show a photo. Nobody is told of your plans any more. We are glad that you are with us."
            ),
            path=reverse("exchanges:home", args=[member.bank.slug]),
            at=at,
        )
