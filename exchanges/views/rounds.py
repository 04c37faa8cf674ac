"""Rounds: the open one and those that were, one's own part, what was found, and the whole for who runs it."""

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchanges.access.rounds import member_to_enter_for, proposal_to_answer, round_to_see, sees_who_entered
from exchanges.actions.acts import Act
from exchanges.actions.rounds import answering, entering, opening
from exchanges.forms import rounds as asked
from exchanges.forms.rounds import AnswerForm, DeedForm, EachMonthForm, GiveForm, OpenRoundForm, TakeForm, WhoseForm
from exchanges.models import Round, RoundProposal, RoundsEachMonth
from exchanges.reads.rounds import overview, part_of
from exchanges.views import round_words
from exchanges.views.acting import act_of
from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import named
from members.access import BankRequest, also_keeping, for_roles, for_traders_or
from members.forms.dues import PlaceForm
from members.models import Member, Role
from timebank.lib.errors import RuleBroken

SHOWN_ON_PAGE = 20
NAMES_SHOWN = 100  # of who takes part; others are found by name

for_its_readers = for_traders_or(Role.COORDINATOR, Role.ADMIN, Role.AUDITOR)


@for_its_readers
@also_keeping
@require_safe
def rounds(request: BankRequest) -> HttpResponse:
    """List the round that is open and those that were, the newest first."""
    before = PlaceForm(request.GET).found()
    found = Round.objects.of(request.bank)
    rows = list((found.filter(pk__lt=before) if before else found)[: SHOWN_ON_PAGE + 1])
    runs = request.member.is_coordinator or request.member.is_admin
    context = {
        "rounds": [round_words.row(each) for each in rows[:SHOWN_ON_PAGE]],
        "runs": runs,
        "may_open": request.member.is_coordinator and not any(each.state == Round.State.OPEN for each in rows),
        "each_month": RoundsEachMonth.objects.filter(bank=request.bank).exists(),
        "newest_url": request.path if before else "",
        "older_url": f"?place={rows[SHOWN_ON_PAGE - 1].pk}" if len(rows) > SHOWN_ON_PAGE else "",
    }
    return render(request, "exchanges/rounds/rounds.html", context)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def round_new(request: BankRequest) -> HttpResponse:
    """Open a round until a last day."""
    at = timezone.now()
    form = OpenRoundForm(request.POST if request.method == "POST" else None, today=request.bank.day(at))
    if not form.is_bound:
        return render(request, "exchanges/rounds/new.html", {"form": form})
    if not form.is_valid():
        return render(request, "exchanges/rounds/new.html", {"form": form}, status=BAD_REQUEST)
    try:
        opened = opening.open_round(request.bank, last_on=form.cleaned_data["last_on"], by=request.member, at=at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "exchanges/rounds/new.html", {"form": form}, status=status_of(refusal))
    messages.success(request, _("The round is open. We tell everybody."))
    return redirect("exchanges:round", bank=request.bank.slug, pk=opened.pk)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_POST
def rounds_each_month(request: BankRequest) -> HttpResponse:
    """Let a round begin with each month by itself, or no longer."""
    form = EachMonthForm(request.POST)
    if form.is_valid() and form.cleaned_data["each_month"] == "yes":
        opening.open_each_month(request.bank, by=request.member, at=timezone.now())
        messages.success(request, _("From now on a round opens at the beginning of each month."))
    elif form.is_valid():
        opening.open_by_hand(request.bank, by=request.member)
        messages.success(request, _("From now on a coordinator opens each round."))
    return redirect("exchanges:rounds", bank=request.bank.slug)


@for_roles(Role.COORDINATOR)
@require_POST
def round_withdraw(request: BankRequest, pk: int) -> HttpResponse:
    """Call a round off before it is solved."""
    try:
        opening.withdraw(round_to_see(request.member, pk), by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Called off. We tell everybody who entered."))
    return redirect("exchanges:round", bank=request.bank.slug, pk=pk)


@for_its_readers
@also_keeping
@require_http_methods(["GET", "HEAD", "POST"])
def round_page(request: BankRequest, pk: int) -> HttpResponse:
    """Show a round and one's own part in it; enter, change and leave it, and answer what it found."""
    found, at = round_to_see(request.member, pk), timezone.now()
    part = _Part(request, found, request.member, act_of(request, at))
    if request.method != "POST":
        return part.page()
    deed = DeedForm(request.POST)
    if deed.is_valid() and deed.cleaned_data["deed"] == asked.WHOSE and request.member.is_coordinator:
        return _choose(request, part)
    return part.do(deed)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def round_for(request: BankRequest, pk: int, number: int) -> HttpResponse:
    """Enter a round for a member who rang, and write down what they answer to what it found."""
    found, at = round_to_see(request.member, pk), timezone.now()
    member = member_to_enter_for(request.member, number)
    part = _Part(request, found, member, Act(request.member, at, on_behalf_of=member))
    return part.do(DeedForm(request.POST)) if request.method == "POST" else part.page()


def _choose(request: BankRequest, part: "_Part") -> HttpResponse:
    form = WhoseForm(request.POST, asker=request.member)
    if not form.is_valid():
        return part.page(form, status=BAD_REQUEST)
    number = form.cleaned_data["whose"].number
    return redirect("exchanges:round_for", bank=request.bank.slug, pk=part.round.pk, number=number)


class _Part:
    """A page about one member's part in a round: their own, or that of who told a coordinator."""

    def __init__(self, request: BankRequest, round_: Round, member: Member, act: Act) -> None:
        self.request, self.round, self.member, self.act = request, round_, member, act
        self.for_another = act.on_behalf_of is not None and not act.is_by_mandate
        self.today: datetime.date = request.bank.day(act.at)

    def do(self, deed: DeedForm) -> HttpResponse:
        """Do what was asked, if the member gives and receives hours."""
        name = deed.cleaned_data["deed"] if deed.is_valid() else ""
        line = deed.cleaned_data.get("line") or 0
        if name in (asked.TAKE, asked.GIVE):
            return self._wish(name)
        if name in (asked.YES, asked.NO):
            return self._answer(name, line)
        if name in (asked.OUT, asked.LEAVE):
            return self._leave(name, line)
        messages.error(self.request, _("We did not understand that. Please use the buttons on this page."))
        return self.page(status=BAD_REQUEST)

    def page(self, form: Form | None = None, *, status: int = 200) -> HttpResponse:
        """Show the page; with a form that was sent and is not right."""
        part = part_of(self.round, self.member)
        is_open = self.round.is_entered_on(self.today) and self.member.can_trade
        context = {
            "round": self.round,
            "row": round_words.row(self.round),
            "member": self.member,
            "for_another": self.for_another,
            "part": part,
            "wishes": [round_words.wish(each, part.standing, self.round) for each in part.wishes],
            "proposals": [self._proposal(each, form) for each in part.proposals],
            "form": form,
            "is_open": is_open,
            **(self._entering(form) if is_open else {}),
            **(self._whole(form) if not self.for_another else {}),
        }
        return render(self.request, "exchanges/rounds/round.html", context, status=status)

    def _entering(self, form: Form | None) -> dict[str, Any]:
        own = {TakeForm: "take", GiveForm: "give"}
        return {
            name: form if isinstance(form, kind) else kind(None, member=self.member, today=self.today)
            for kind, name in own.items()
        }

    def _whole(self, form: Form | None) -> dict[str, Any]:
        """Give who runs or audits the bank the whole round."""
        asker = self.request.member
        if not asker.runs_or_audits:
            return {}
        names = NAMES_SHOWN if sees_who_entered(asker) else 0
        is_entered = asker.is_coordinator and self.round.state != Round.State.WITHDRAWN
        choose = form if isinstance(form, WhoseForm) else WhoseForm(None, asker=asker)
        whole = overview(self.round, names=names)
        return {
            "whole": whole,
            "answers": round_words.answers_of(whole),
            "reasons": round_words.reasons_of(whole),
            "runs": asker.is_coordinator,
            "choose": choose if is_entered else None,
        }

    def _proposal(self, proposal: RoundProposal, form: Form | None) -> round_words.ProposalRow:
        deeds = [] if proposal.state != RoundProposal.State.WAITING else [asked.NO]
        if deeds and not proposal.has_said_yes(self.member):
            deeds.append(asked.YES)
        forms = {
            deed: AnswerForm(None, proposal=proposal, today=self.today, for_another=self.for_another, deed=deed)
            for deed in deeds
        }
        if isinstance(form, AnswerForm) and form.proposal_id == proposal.pk:
            forms[form.deed] = form
        return round_words.proposal(proposal, self.member, forms)

    def _wish(self, name: str) -> HttpResponse:
        kind = TakeForm if name == asked.TAKE else GiveForm
        form = kind(self.request.POST, member=self.member, today=self.today)
        if not form.is_valid():
            return self.page(form, status=BAD_REQUEST)
        return self._done(form, lambda: entering.add_wish(self.round, form.wishing(), self.act), _("Added."))

    def _answer(self, name: str, line: int) -> HttpResponse:
        proposal = proposal_to_answer(self.member, self.round, line)
        form = AnswerForm(
            self.request.POST, proposal=proposal, today=self.today, for_another=self.for_another, deed=name
        )
        if not form.is_valid():
            return self.page(form, status=BAD_REQUEST)
        said, act = form.cleaned_data, self._act(form.cleaned_data.get("channel", ""))
        other = {"name": named(proposal.other_side(self.member))}
        if name == asked.NO:
            words = _("Written down. We tell %(name)s kindly.") % other
            return self._done(form, lambda: answering.say_no(proposal, act, reason=said["reason"]), words)
        day = said.get("day") or proposal.day or self.today
        words = _("Your yes is written down. We tell %(name)s.") % other
        return self._done(form, lambda: answering.say_yes(proposal, act, day=day), words)

    def _leave(self, name: str, line: int) -> HttpResponse:
        if name == asked.OUT:
            return self._done(None, lambda: entering.take_out(self.round, line, self.act), _("Taken out."))
        return self._done(None, lambda: entering.leave_round(self.round, self.act), _("Nothing of it is left."))

    def _act(self, channel: str) -> Act:
        if not self.for_another:
            return self.act
        return Act(self.act.by, self.act.at, on_behalf_of=self.member, channel=channel)

    def _done(self, form: Form | None, deed: Callable[[], object], words: str) -> HttpResponse:
        try:
            deed()
        except RuleBroken as refusal:
            if form is None:
                messages.error(self.request, str(refusal))
            else:
                form.add_error(None, str(refusal))
            return self.page(form, status=status_of(refusal))
        messages.success(self.request, words)
        slug = self.request.bank.slug
        if self.for_another:
            return redirect("exchanges:round_for", bank=slug, pk=self.round.pk, number=self.member.number)
        return redirect("exchanges:round", bank=slug, pk=self.round.pk)
