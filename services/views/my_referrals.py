"""What the person sees and changes of their own referral: by their link, and as a member."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.access import BankRequest, PublicRequest, also_acting, for_everybody, for_members_and_resting
from members.actions.gifts import GiftWords
from members.models import Member
from members.views.floods import comes_too_often
from members.views.words import status_of
from services.access import standing
from services.access.referrals import link_to_open, own_referral, own_referrals
from services.actions import referrals as actions
from services.forms.referrals import CorrectForm, KeyForm, OwnForm, SharesForm
from services.models import Programme, Referral, ReferralGift, ReferralLink
from services.reads.consents import begins, ends
from services.reads.referrals import all_that_happened, seen_by_service
from services.views.own_links import forget, is_done, kept, lead_or_show, private, to_own
from timebank.lib.errors import RuleBroken

MOST_AN_HOUR = 60  # from one address: a surgery's waiting room stays welcome, who guesses does not


@dataclass(frozen=True)
class Said:
    """What the person did on their page: what came of it, or the form to be put right."""

    words: str = ""
    form: CorrectForm | SharesForm | None = None


@for_members_and_resting
@also_acting
@never_cache
@require_safe
def my_referrals(request: BankRequest) -> HttpResponse:
    """List by whom a member was introduced, and what those may learn."""
    rows = [seen_by_service(each) for each in own_referrals(request)]
    return render(request, "services/my_referrals.html", {"rows": rows})


@for_members_and_resting
@also_acting
@never_cache
@require_http_methods(["GET", "POST"])
def my_referral(request: BankRequest, pk: int) -> HttpResponse:
    """Show a member all of one referral, and let them change it."""
    found = own_referral(request, pk)
    if request.method == "GET":
        return _page(request, found, link=None)
    try:
        said = _deed(request, found, by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("services:my_referral", bank=request.bank.slug, pk=pk)
    if said.form is not None:
        return _page(request, found, link=None, bad=said.form, status=400)
    messages.success(request, said.words)
    return redirect("services:my_referral", bank=request.bank.slug, pk=pk)


@for_everybody
@never_cache
@require_http_methods(["GET", "POST"])
def by_link(request: PublicRequest, token: str) -> HttpResponse:
    """Let who was handed a link introduce themselves, or see and change what was written about them."""
    at = timezone.now()
    link = link_to_open(request.bank, token, at)
    if (link is None or request.method == "POST") and comes_too_often(request, "referral", most=MOST_AN_HOUR):
        return render(request, "members/join_too_often.html", status=429)
    if link is None:
        return _over(request)
    if "done" in request.POST:
        return forget(request, link)
    if link.is_used and not link.is_own(token) and (request.method == "GET" or is_done(request, link)):
        own = kept(request, link, at)
        return to_own(request, own) if link.is_own(own) else _over(request)
    if link.referral is not None and not link.is_used and not link.referral.has_consent:
        return _over(request)
    if link.referral is None or _is_same_form_again(request, link):
        return _introduce(request, link, at)
    return _change(request, link, link.referral, token, at)


@for_everybody
@require_safe
def referral_done(request: PublicRequest) -> HttpResponse:
    """Say to who is done what is left to do, whoever's screen it is: nothing here is about anybody."""
    return render(request, "services/referral_done.html")


def _introduce(request: PublicRequest, link: ReferralLink, at: datetime.datetime) -> HttpResponse:
    """Let somebody introduce themselves; who is signed in does so as a member, unless they work there and lend it."""
    is_member = request.member is not None and request.member.kind == Member.Kind.PERSON
    member = request.member if is_member and not standing(request, link.service).is_staff else None
    form = OwnForm(request.POST if request.method == "POST" else None, service=link.service, member=member)
    if request.method == "GET":
        return _own_page(request, link, form)
    if not form.is_valid():
        return _own_page(request, link, form, status=400)
    try:
        made, secret = actions.introduce_oneself(
            link, form.introduction(), form_key=form.form_key, at=at, member=member
        )
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _own_page(request, link, form, status=status_of(refusal))
    messages.success(request, _("Thank you. A coordinator gets in touch with you."))
    if member is not None:
        return redirect("services:my_referral", bank=request.bank.slug, pk=made.pk)
    return lead_or_show(request, link, secret, at)


def _change(
    request: PublicRequest, link: ReferralLink, found: Referral, token: str, at: datetime.datetime
) -> HttpResponse:
    if request.method == "GET":
        return _page(request, found, link=link)
    key = _key_of(request)
    secret = token if link.is_own(token) else actions.own_secret(link, key)
    if link.is_used and not link.is_own(secret):
        return _over(request)
    try:
        said = _deed(request, found, by=None, at=at, link=link)
        if said.form is None and not link.is_own(token):
            secret = actions.take_over(link, key, at=at)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("services:by_link", bank=request.bank.slug, token=token)
    if said.form is not None:
        return _page(request, found, link=link, bad=said.form, status=400)
    messages.success(request, said.words)
    return to_own(request, token) if link.is_own(token) else lead_or_show(request, link, secret, at)


def _deed(
    request: BankRequest | PublicRequest,
    found: Referral,
    *,
    by: Member | None,
    at: datetime.datetime,
    link: ReferralLink | None = None,
) -> Said:
    """Do what the pressed button says; the first that is there, and 'I have seen it' where none is."""
    if "correct" in request.POST:
        shown, unseen = _gifts(found, link)
        stands = [gift.words for gift in shown]
        form = CorrectForm(request.POST, referral=found, gifts=stands, is_handed=_is_handed(link))
        if not form.is_valid():
            return Said(form=form)
        kept = [GiftWords(gift.kind, gift.words) for gift in unseen]
        actions.correct(found, form.correction(kept), by=by, at=at)
        return Said(_("Changed. It stands as you say now."))
    if "share" in request.POST:
        shares = SharesForm(request.POST, referral=found)
        if not shares.is_valid():
            return Said(form=shares)
        actions.change_shares(found, shares.cleaned_data["shares"], by=by, at=at)
        return Said(_("Changed. That is what they learn from now on."))
    deeds: dict[str, tuple[Callable[..., Referral], str]] = {
        "take_back": (actions.take_back, _("You have taken your yes back. They learn nothing more about you from us.")),
        "decline": (actions.decline_kindly, _("That is all right. You can come back at any time.")),
    }
    deed, words = next((deeds[each] for each in deeds if each in request.POST), (actions.confirm_seen, _("Thank you.")))
    deed(found, by=by, at=at)
    return Said(words)


def _is_handed(link: ReferralLink | None) -> bool:
    """Whether the link is the one that staff hand over, and was not used yet."""
    return link is not None and not link.is_used


def _was_in_other_hands(found: Referral, link: ReferralLink | None) -> bool:
    """Whether staff have held this link, or the one it came from: then it says no more than they wrote, or by it."""
    return link is not None and not (link.is_used and found.is_self_written)


def _gifts(found: Referral, link: ReferralLink | None) -> tuple[list[ReferralGift], list[ReferralGift]]:
    """Give what stands on the page, and what does not: by a link that staff have held, what others added since."""
    gifts = list(found.gifts.select_related("by"))
    writers = (None, found.referred_by_id)
    shown = [gift for gift in gifts if not _was_in_other_hands(found, link) or gift.by_id in writers]
    return shown, [gift for gift in gifts if gift not in shown]


def _is_same_form_again(request: PublicRequest, link: ReferralLink) -> bool:
    """Whether the form by which somebody introduced themselves came a second time: it gets the first answer."""
    if request.method != "POST" or not link.is_used or "agreed" not in request.POST:
        return False
    return link.is_own(actions.own_secret(link, _key_of(request)))


def _key_of(request: PublicRequest) -> uuid.UUID:
    """Read which form was sent; one that lost its key is another one each time."""
    form = KeyForm(request.POST)
    form.is_valid()
    return form.cleaned_data["key"] or uuid.uuid4()


def _over(request: PublicRequest) -> HttpResponse:
    return render(request, "services/referral_over.html", status=404)


def _own_page(request: PublicRequest, link: ReferralLink, form: OwnForm, *, status: int = 200) -> HttpResponse:
    context = {"service": link.service, "form": form, "begins": begins(link.service), "ends": ends(link.service)}
    return private(render(request, "services/referral_own.html", context, status=status))


def _programme(request: BankRequest | PublicRequest, found: Referral) -> Programme | None:
    """Say for what somebody was introduced: of what is confidential who acts for them learns nothing."""
    is_hidden = request.mandate is not None and found.programme is not None and found.programme.is_confidential
    return None if is_hidden else found.programme


def _page(
    request: BankRequest | PublicRequest,
    found: Referral,
    *,
    link: ReferralLink | None,
    bad: CorrectForm | SharesForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show every word with who wrote it, and what the service sees. By a link that staff have held, no more."""
    is_handed, says_little = _is_handed(link), _was_in_other_hands(found, link)
    gifts, _unseen = _gifts(found, link)
    words = [gift.words for gift in gifts]
    steps = found.steps.exclude(kind="KNOWN").select_related("by")
    correct = CorrectForm(referral=found, gifts=words, is_handed=is_handed)
    context = {
        "referral": found,
        "service": found.service,
        "programme": _programme(request, found),
        "gifts": gifts,
        "seen": seen_by_service(found, gifts),
        "steps": all_that_happened(found, steps) if not says_little else [],
        "is_handed": is_handed,
        "says_little": says_little,
        "correct": bad if isinstance(bad, CorrectForm) else correct,
        "shares": bad if isinstance(bad, SharesForm) else SharesForm(referral=found),
        "bad": bad,
        "consent": found.consent,
        "is_by_link": link is not None,
    }
    return private(render(request, "services/my_referral.html", context, status=status))
