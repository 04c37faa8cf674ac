"""How a member hears of what: written by who runs the bank, or who acts for them. Their own page is the notices'."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.access import BankRequest, also_keeping, for_members, profile_to_change
from members.actions import see_contact
from members.actions.profiles import choose_notices
from members.models import Member
from members.views.words import named, status_of
from notices.forms import ChoicesForm
from notices.models import Recipient
from notices.reads import topics_to_choose
from timebank.lib.errors import RuleBroken


@for_members
@also_keeping
@require_http_methods(["GET", "POST"])
def notice_choices(request: BankRequest, number: int) -> HttpResponse:
    """Choose for a member who rang how they hear of what, and when not; one's own choices have a page for all banks."""
    found = profile_to_change(request.member, number)
    if found.pk == request.actor.pk:
        return redirect("notices_choices")
    recipient = Recipient.objects.of_person([found.actor_key]).first()
    if recipient is None:
        raise Http404
    topics = topics_to_choose([recipient])[recipient.pk]
    form = ChoicesForm(request.POST if request.method == "POST" else None, recipient=recipient, topics=topics)
    if request.method == "GET":
        return _page(request, found, form)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    try:
        choose_notices(found, form.choices(), by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, status=status_of(refusal))
    is_own = found.pk == request.member.pk
    messages.success(request, _("Saved.") if is_own else _("Saved. We tell %(name)s.") % {"name": named(found)})
    return redirect("members:profile", bank=found.bank.slug, number=found.number)


def _page(request: BankRequest, found: Member, form: ChoicesForm, *, status: int = 200) -> HttpResponse:
    if form.works_fields():  # they name the address, or the number
        see_contact(found, by=request.actor, at=timezone.now())
    context = {"member": found, "is_own": found.pk == request.member.pk, "form": form}
    return render(request, "members/profile_notices.html", context, status=status)
