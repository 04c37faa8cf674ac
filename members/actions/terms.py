"""The bank's terms and code of conduct: published in versions, and said yes to by every member."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from members.actions.acts import lock_bank, locked, must_be_admin
from members.actions.consents import Agreement, record_consent
from members.actions.first_terms import FIRST_WORDINGS
from members.models import Bank, Consent, Member, TermsVersion
from members.reads.terms import current_terms
from timebank.lib.errors import RuleBroken, WrongState


class TermsRefused(RuleBroken):
    """This cannot be published."""


class TermsChanged(WrongState):
    """Somebody would say yes to a wording that another has replaced."""


def give_first_terms(bank: Bank, *, at: datetime.datetime) -> None:
    """Give a new bank a first wording, in the caller's transaction."""
    for kind, text in FIRST_WORDINGS.items():
        TermsVersion.objects.create(bank=bank, kind=kind, number=1, text=text, published_at=at)


@transaction.atomic
def publish_terms(bank: Bank, kind: str, text: str, *, by: Member, at: datetime.datetime) -> TermsVersion:
    """Let a new wording hold from now on. Every member is asked again; what they said yes to before is kept."""
    must_be_admin(bank, by)
    bank = lock_bank(bank)
    if not text.strip():
        raise TermsRefused(_("Write the text."))
    earlier = TermsVersion.objects.filter(bank=bank, kind=kind)
    newest = earlier.order_by("-number").first()
    if newest and newest.text == text:
        raise TermsRefused(_("This is the wording that holds already. Nobody needs to be asked again."))
    highest = earlier.aggregate(highest=Max("number"))["highest"]
    return TermsVersion.objects.create(
        bank=bank, kind=kind, number=(highest or 0) + 1, text=text, published_at=at, published_by=by
    )


@transaction.atomic
def accept_terms(
    member: Member, seen: Sequence[TermsVersion], *, how: Consent.How, by: Member, at: datetime.datetime
) -> list[Consent]:
    """Keep a member's yes to the wordings they read. Raises TermsChanged where others hold meanwhile.

    `by` is the member, or a coordinator or admin who was told by phone, in person or on paper. Again does no harm.
    """
    member = locked(member)
    if {version.pk for version in seen} != {version.pk for version in current_terms(member.bank)}:
        raise TermsChanged(_("There is a new wording. Read it, then say yes to it."))
    return [
        record_consent(member, Agreement(Consent.Purpose(version.kind), how, terms=version), by=by, at=at)
        for version in seen
    ]
