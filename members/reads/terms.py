"""The wordings of a bank's terms and code of conduct, and who has still to say yes to them."""

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from members.models import Bank, Consent, Member, TermsVersion
from members.models.members import MemberQuerySet

VERSIONS_SHOWN = 50


def current_terms(bank: Bank) -> "QuerySet[TermsVersion]":
    """Give the wordings that hold now, the terms and then the code of conduct, with one query."""
    newest = TermsVersion.objects.filter(bank=bank).order_by("kind", "-number").distinct("kind")
    # By their ids: what is asked of these must not reach back to an older wording.
    return TermsVersion.objects.filter(pk__in=newest.values("pk")).order_by("-kind")


def lacks_wording(bank: Bank) -> bool:
    """Whether a bank has never published its terms, or its code of conduct."""
    return current_terms(bank).count() < len(TermsVersion.Kind)


def terms_to_accept(member: Member) -> list[TermsVersion]:
    """List the wordings that hold now and that a member has not said yes to, with one query."""
    yes = Consent.objects.filter(member=member, terms=OuterRef("pk"), ended_at=None)
    return list(current_terms(member.bank).exclude(Exists(yes)))


def without_yes(bank: Bank) -> MemberQuerySet:
    """Give the members who have not said yes to every wording that holds now, in name order."""
    newest = current_terms(bank)
    yes = Consent.objects.filter(terms__in=newest.values("pk"), ended_at=None, member=OuterRef("pk")).order_by()
    given = Subquery(yes.values("member").annotate(number=Count("pk")).values("number"))
    members = Member.objects.of(bank).trading().annotate(yes=Coalesce(given, 0))
    found: MemberQuerySet = members.exclude(yes=newest.count()).in_name_order()
    return found


def versions(bank: Bank) -> list[TermsVersion]:
    """List the latest wordings, the newest first."""
    found = TermsVersion.objects.filter(bank=bank).select_related("published_by").defer("text")
    return list(found.order_by("-published_at", "-pk")[:VERSIONS_SHOWN])
