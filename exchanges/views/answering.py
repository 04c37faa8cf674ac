"""A coordinator writes down what somebody answers to a message, or to a wish to share, that was passed on to them."""

import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exchanges.access import ANSWERABLE, letter_to_answer
from exchanges.actions import answering
from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import named
from members.access import BankRequest, for_roles
from members.forms.conversations import AnswerForm, BeforeForm, SharingForm
from members.models import Conversation, Member, Role
from members.views.ways_back import at_desk
from notices.models import Notice
from timebank.lib.errors import RuleBroken

ROWS_SHOWN = 30


@for_roles(Role.COORDINATOR)
@require_safe
def passed_on(request: BankRequest) -> HttpResponse:
    """List what was read to somebody, the latest first: who rings back later is answered for from here."""
    found = Notice.objects.passed_on(request.bank.slug, ANSWERABLE)
    before = BeforeForm(request.GET).wanted()
    read = list((found.before(before) if before else found)[: ROWS_SHOWN + 1])
    shown, url = read[:ROWS_SHOWN], reverse("exchanges:passed_on", args=[request.bank.slug])
    context = {
        "notices": shown,
        "newest_url": url if before else "",
        "older_url": f"{url}?before={shown[-1].pk}" if len(read) > ROWS_SHOWN else "",
    }
    return render(request, "exchanges/passed_on.html", context)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def answer_for(request: BankRequest, pk: int) -> HttpResponse:
    """Ask what somebody answered to what was read to them, or write it down."""
    notice, conversation, speaker = letter_to_answer(request.member, pk)
    data = request.POST if request.method == "POST" else None
    form = SharingForm(data) if notice.kind == "SHARING" else AnswerForm(data)
    context = {"notice": notice, "speaker": speaker, "other": conversation.other_of(speaker), "form": form}
    if data is None:
        return render(request, "exchanges/answer_for.html", context)
    if not form.is_valid():
        return render(request, "exchanges/answer_for.html", context, status=BAD_REQUEST)
    try:
        _write_down(notice, conversation, speaker, form, by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "exchanges/answer_for.html", context, status=status_of(refusal))
    messages.success(request, _("Written down for %(name)s. We tell both of them.") % {"name": named(speaker)})
    return at_desk(request, "tell")


def _write_down(
    notice: Notice,
    conversation: Conversation,
    speaker: Member,
    form: AnswerForm | SharingForm,
    *,
    by: Member,
    at: datetime.datetime,
) -> None:
    if isinstance(form, AnswerForm):
        answering.write_down_letter(notice, conversation, speaker, form.said(), by=by, at=at)
        return
    write_down = answering.write_down_yes if form.agrees else answering.write_down_no
    write_down(notice, conversation, speaker, how=form.cleaned_data["how"], by=by, at=at)
