"""Two members write to each other: the list of conversations, beginning one, and sharing addresses."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from members.access import BankRequest, also_keeping, conversation_to_see, for_members, may_write_to, member_to_see
from members.actions import conversations as actions
from members.forms.conversations import BeforeForm, LetterForm
from members.models import Conversation, Member
from members.views.words import named, status_of
from timebank.lib.errors import RuleBroken

CONVERSATIONS_ON_PAGE = 30


@dataclass(frozen=True)
class Row:
    """A conversation in the list: with whom, what was written last, and whether that is new."""

    conversation: Conversation
    other: Member
    words: str
    is_own: bool
    is_new: bool


@for_members
@also_keeping
@require_GET
def conversations(request: BankRequest) -> HttpResponse:
    """List one's own conversations, those somebody wrote in last first."""
    mine = Conversation.objects.of(request.member)
    before = BeforeForm(request.GET).wanted()
    last = mine.filter(pk=before).first() if before else None
    listed = mine.before(last) if last else mine
    found = list(listed.with_last_letter().newest_first()[: CONVERSATIONS_ON_PAGE + 1])
    shown = found[:CONVERSATIONS_ON_PAGE]
    list_url = reverse("members:conversations", args=[request.bank.slug])
    context = {
        "rows": [_row(conversation, request.member) for conversation in shown],
        "newest_url": list_url if last else "",
        "older_url": f"{list_url}?before={shown[-1].pk}" if len(found) > CONVERSATIONS_ON_PAGE else "",
    }
    return render(request, "members/conversations.html", context)


@for_members
@require_POST
def share(request: BankRequest, pk: int) -> HttpResponse:
    """Let the other see how to reach one, or take that back."""
    found = conversation_to_see(request.member, pk)
    try:
        if request.POST.get("take_back"):
            actions.stop_sharing(found, request.member, by=request.actor)
            messages.success(request, _("Taken back. Neither of you sees the other's number or address now."))
        else:
            actions.share_addresses(found, request.member, by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return redirect("exchanges:conversation", bank=request.bank.slug, pk=pk)


@for_members
@also_keeping
@require_http_methods(["GET", "POST"])
def write_to(request: BankRequest, number: int) -> HttpResponse:
    """Write to a member for the first time; who has written before goes on where they were."""
    other = member_to_see(request.member, number)
    if not may_write_to(request.member, other):
        raise Http404
    standing = Conversation.objects.between(request.member, other).first()
    if standing and request.method == "GET":
        return redirect("exchanges:conversation", bank=request.bank.slug, pk=standing.pk)
    form = LetterForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "other": other, "is_by_hand": not actions.can_read_here(other)}
    if request.method == "GET":
        return render(request, "members/write_to.html", context)
    if not form.is_valid():
        return render(request, "members/write_to.html", context, status=400)
    words = form.cleaned_data["words"]
    try:
        begun = actions.begin(request.member, other, words, by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "members/write_to.html", context, status=status_of(refusal))
    messages.success(request, _("Sent to %(name)s.") % {"name": named(other)})
    return redirect("exchanges:conversation", bank=request.bank.slug, pk=begun.pk)


def _row(conversation: Conversation, member: Member) -> Row:
    return Row(
        conversation=conversation,
        other=conversation.other_of(member),
        words=conversation.last_words or "",  # type: ignore[attr-defined]  # read beside it by with_last_letter
        is_own=conversation.last_speaker_id == member.pk,  # type: ignore[attr-defined]
        is_new=conversation.is_unread_by(member),
    )
