"""Logging for both at once: the giver's page with the code, and the receiver's yes to it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exchanges.actions import codes
from exchanges.actions.acts import Act
from exchanges.forms.codes import CodeForm, TypedCodeForm
from exchanges.models import Category, Exchange
from exchanges.views import checking, sentences
from exchanges.views.acting import act_of
from exchanges.views.refusals import BAD_REQUEST, NOT_FOUND, status_of
from members.access import BankRequest, also_acting, for_traders
from members.models import Bank
from timebank.lib.drawing import qr_code
from timebank.lib.errors import RuleBroken, WrongState

METHODS = ["GET", "HEAD", "POST"]
PLANS_SHOWN = 3
SHOWN_KEY = "exchanges_code_shown"  # in the session: the number shown last, so that a mended one takes its place


@for_traders
@also_acting
@require_http_methods(METHODS)
def code(request: BankRequest) -> HttpResponse:
    """Ask the giver how long and what, and make the code."""
    act = act_of(request, timezone.now())
    last = request.session.get(SHOWN_KEY)
    if request.method != "POST":
        form = CodeForm(initial=_as_initial(codes.own(last, act), request.bank), bank=request.bank)
        return render(request, "exchanges/code.html", {"form": form})
    form = CodeForm(request.POST, bank=request.bank)
    if not form.is_valid():
        return render(request, "exchanges/code.html", {"form": form}, status=BAD_REQUEST)
    try:
        number = codes.show(act, **form.said(), instead_of=last)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "exchanges/code.html", {"form": form}, status=status_of(refusal))
    request.session[SHOWN_KEY] = number
    return redirect("exchanges:code_shown", bank=request.bank.slug, digits=number)


@for_traders
@also_acting
@require_http_methods(METHODS)
def code_typed(request: BankRequest) -> HttpResponse:
    """Ask the receiver for the digits, where their phone reads no square."""
    form = TypedCodeForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return render(request, "exchanges/code_typed.html", {"form": form})
    if not form.is_valid():
        return render(request, "exchanges/code_typed.html", {"form": form}, status=BAD_REQUEST)
    number = form.cleaned_data["code"]
    try:
        codes.find(number, act_of(request, timezone.now()))
    except RuleBroken as refusal:
        form.add_error("code", str(refusal))
        return render(request, "exchanges/code_typed.html", {"form": form}, status=status_of(refusal))
    return redirect("exchanges:code_shown", bank=request.bank.slug, digits=number)


@for_traders
@also_acting
@require_http_methods(METHODS)
def code_shown(request: BankRequest, digits: int) -> HttpResponse:
    """Show a code to its giver; to the receiver what it says, with one button that says yes."""
    act = act_of(request, timezone.now())
    try:
        return _answer(request, codes.find(digits, act), digits, act)
    except RuleBroken as refusal:
        status = NOT_FOUND if isinstance(refusal, codes.NoCode) else status_of(refusal)
        return render(request, "exchanges/code_over.html", {"refusal": refusal}, status=status)


def _answer(request: BankRequest, shown: codes.Shown, digits: int, act: Act) -> HttpResponse:
    used = codes.used_by(shown, request.member)
    if used is not None:
        return redirect("exchanges:exchange", bank=request.bank.slug, pk=used.pk)
    if request.method != "POST":
        is_own = act.speaker.pk == shown.giver_id
        return _givers_page(request, shown, digits, act) if is_own else _receivers_page(request, shown, act)
    plans = codes.plans_for(codes.look_at(shown, act)) if request.POST.get("plan") else []
    plan = next((each for each in plans if str(each.pk) == request.POST["plan"]), None)
    if request.POST.get("plan") and plan is None:
        raise WrongState(_("This plan does not stand any more. Please look again."))
    exchange = codes.settle(shown, act, plan=plan)
    messages.success(request, _done(exchange))
    return redirect("exchanges:exchange", bank=request.bank.slug, pk=exchange.pk)


def _as_initial(shown: codes.Shown | None, bank: Bank) -> dict[str, object]:
    """Fill in what the code says that is shown now: who made a slip mends it."""
    if shown is None:
        return {}
    category = Category.objects.of(bank).filter(pk=shown.category_id or 0).first()
    return {"hours": shown.minutes, "description": shown.description, "category": category}


def _givers_page(request: BankRequest, shown: codes.Shown, digits: int, act: Act) -> HttpResponse:
    link = request.build_absolute_uri(request.path)
    is_over = act.at > shown.good_until
    context = {
        "shown": shown,
        "digits": f"{str(digits)[:4]}-{str(digits)[4:]}",
        "link": link,
        "until": shown.good_until.astimezone(request.bank.zone_info()).time(),
        "is_over": is_over,
        "code": "" if is_over else qr_code(link),
    }
    return render(request, "exchanges/code_shown.html", context)


def _receivers_page(request: BankRequest, shown: codes.Shown, act: Act) -> HttpResponse:
    draft = codes.look_at(shown, act)
    exchange = checking.preview(draft, request.bank)
    context = {
        "sentence": sentences.sentence(exchange, request.member),
        "draft": draft,
        "plans": codes.plans_for(draft)[:PLANS_SHOWN],
        "next": checking.what_a_yes_does(exchange, request.member),
    }
    return render(request, "exchanges/code_confirm.html", context)


def _done(exchange: Exchange) -> str:
    if exchange.state == Exchange.State.POSTED:
        return _("Thank you. The hours are in %(name)s's account.") % {"name": sentences.named(exchange.giver)}
    return _("Thank you. You both agree, and a coordinator looks at it next.")
