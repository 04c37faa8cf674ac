"""The bank's terms and code of conduct: published in versions, and said yes to by every member."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from members.actions.acts import lock_bank, locked, must_be_admin
from members.actions.consents import Agreement, record_consent
from members.actions.first_terms import FIRST_WORDINGS
from members.actions.telling import tell_member
from members.models import Bank, Consent, Mandate, Member, TermsVersion
from members.reads.terms import current_terms, without_yes
from notices import actions as notices
from timebank.lib.errors import RuleBroken, WrongState

TOLD_AT_ONCE = 500


class TermsRefused(RuleBroken):
    """This cannot be published."""


class TermsChanged(WrongState):
    """Somebody would say yes to a wording that another has replaced."""


def give_first_terms(bank: Bank, *, at: datetime.datetime) -> None:
    """Give a new bank a first wording, in the caller's transaction."""
    for kind, text in FIRST_WORDINGS.items():
        TermsVersion.objects.create(bank=bank, kind=kind, number=1, text=text, published_at=at, told_at=at)


@transaction.atomic
def publish_terms(bank: Bank, kind: str, text: str, *, by: Member, at: datetime.datetime) -> TermsVersion:
    """Let a new wording hold from now on. A job tells every member; what they said yes to before is kept."""
    must_be_admin(bank, by)
    bank = lock_bank(bank)
    if not text.strip():
        raise TermsRefused(_("Write the text."))
    earlier = TermsVersion.objects.filter(bank=bank, kind=kind)
    newest = earlier.order_by("-number").first()
    if newest and newest.text == text:
        raise TermsRefused(_("This is the wording that holds already. Nobody needs to be asked again."))
    earlier.filter(told_at=None).update(told_at=at)  # the new one says it all
    highest = earlier.aggregate(highest=Max("number"))["highest"]
    return TermsVersion.objects.create(
        bank=bank, kind=kind, number=(highest or 0) + 1, text=text, published_at=at, published_by=by
    )


def tell_of_terms(bank: Bank, *, at: datetime.datetime) -> None:
    """Tell every member who has still to say yes that a new wording holds. Again tells nobody twice.

    Where both texts are new, one notice says so. It goes out in pieces: what is stopped halfway goes on with the rest.
    Of an organisation its managers hear too, for they say yes for it.
    """
    untold = list(current_terms(bank).filter(told_at=None))
    if not untold:
        return
    subject, cause = _what_is_new(untold), f"terms:{max(version.pk for version in untold)}"
    members = list(without_yes(bank).only("pk", "kind", "name"))
    keys = [member.actor_key for member in members if not member.is_organisation]
    for start in range(0, len(keys), TOLD_AT_ONCE):
        piece = keys[start : start + TOLD_AT_ONCE]
        notices.tell_many([_news(bank, key, subject, cause) for key in piece], at=at)
    for organisation in (member for member in members if member.is_organisation):
        news = _news(bank, organisation.actor_key, subject, cause)
        tell_member(organisation, news, at=at, parts=[Mandate.Kind.MANAGER])
    # By their ids: one that was published meanwhile is told on its own.
    TermsVersion.objects.filter(pk__in=[version.pk for version in untold]).update(told_at=at)


@transaction.atomic
def accept_terms(
    member: Member, seen: Sequence[TermsVersion], *, how: Consent.How, by: Member, at: datetime.datetime
) -> list[Consent]:
    """Keep a member's yes to the wordings they read. Raises TermsChanged where others hold meanwhile.

    `by` is the member, an organisation's manager, or a coordinator or admin who was told by phone, in person or on
    paper. Again does no harm.
    """
    member = locked(member)
    if {version.pk for version in seen} != {version.pk for version in current_terms(member.bank)}:
        raise TermsChanged(_("There is a new wording. Read it, then say yes to it."))
    notices.note_acted(member.actor_key, [_page_of(member.bank)], at=at)
    return [
        record_consent(member, Agreement(Consent.Purpose(version.kind), how, terms=version), by=by, at=at)
        for version in seen
    ]


def _news(bank: Bank, key: str, subject: str, cause: str) -> notices.Message:
    return notices.Message(
        recipient_key=key,
        bank=bank.slug,
        kind="TERMS",
        subject=subject,
        body=_("Please read it, and tell us whether you agree. You can also ask us to read it to you."),
        path=_page_of(bank),
        dedupe_key=cause,
    )


def _page_of(bank: Bank) -> str:
    return reverse("members:terms", args=[bank.slug])


def _what_is_new(versions: Sequence[TermsVersion]) -> str:
    if len(versions) > 1:
        return _("Our terms and our code of conduct have a new wording")
    if versions[0].kind == TermsVersion.Kind.TERMS:
        return _("Our terms have a new wording")
    return _("Our code of conduct has a new wording")
