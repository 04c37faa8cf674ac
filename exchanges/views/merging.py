"""The page on which two entries of one person become one."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exchanges.actions import merging
from exchanges.forms.merging import SameForm
from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import named
from ledger import reads as ledger
from members import actions as members
from members.access import BankRequest, for_roles, member_to_see
from members.models import Member, Role
from timebank.lib.errors import RuleBroken


@dataclass(frozen=True)
class Entry:
    """One of the two, as far as somebody must see it to tell whether both are one person."""

    member: Member
    balance_minutes: int
    signs_in: bool

    @property
    def owes_minutes(self) -> int:
        """How much they owe."""
        return max(0, -self.balance_minutes)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_http_methods(["GET", "POST"])
def same(request: BankRequest, number: int) -> HttpResponse:
    """Show who may be the same person; with the other's number both beside each other; then make one of them."""
    found = member_to_see(request.member, number)
    if found.pk == request.member.pk:
        raise PermissionDenied
    if found.merged_into_id or found.account_id is None:
        return redirect("exchanges:member", bank=request.bank.slug, number=number)
    data = request.POST if request.method == "POST" else None
    form = SameForm(data, member=found)
    if data is None or not form.is_valid():
        return _page(request, found, form, status=BAD_REQUEST if form.errors else 200)
    if form.other is None or form.must_be_seen:
        return _page(request, found, form)
    kept, given_up = form.kept_and_given_up(form.other)
    try:
        kept = merging.merge(kept, given_up, by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, status=status_of(refusal))
    words = {"name": named(kept), "number": kept.number, "old": given_up.number}
    messages.success(request, _("%(name)s is number %(number)d. Number %(old)d leads here too.") % words)
    return redirect("exchanges:member", bank=request.bank.slug, number=kept.number)


def _page(request: BankRequest, found: Member, form: SameForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"member": found, "form": form, "other": form.other}
    if form.other is None:
        context["suspects"] = members.likely_same(found)
    else:
        context["entries"] = _entries(found, form.other)
    return render(request, "exchanges/member_same.html", context, status=status)


def _entries(*both: Member) -> list[Entry]:
    balances = ledger.balances(member.account_id for member in both if member.account_id is not None)
    return [
        Entry(
            member=member,
            balance_minutes=balances.get(member.account_id or 0, 0),
            signs_in=member.person is not None and member.person.email is not None,
        )
        for member in both
    ]
