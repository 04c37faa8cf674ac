"""A member's own profile: what it says, part by part, and what others see. A coordinator writes for who rang."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from members.access import BankRequest, StopActingFirst, also_keeping, for_members, gift_to_change, profile_to_change
from members.actions import see_contact
from members.actions.gifts import add_gift, change_gift, remove_gift
from members.actions.photos import change_photo, remove_photo
from members.actions.profiles import Part, change_profile
from members.forms.profiles import (
    AboutForm,
    AccessForm,
    AreaForm,
    GiftForm,
    LanguagesForm,
    NameForm,
    PartForm,
    PhotoForm,
    ReachForm,
    ShowsForm,
    TelephoneForm,
    TimesForm,
)
from members.models import Gift, Member
from members.reads.profiles import language_names, times_in_words
from members.views.words import named, status_of
from notices.models import Recipient
from notices.reads import chosen_in_words
from timebank.lib.errors import RuleBroken


@dataclass(frozen=True)
class PartPage:
    """The page on which one part of a profile is written."""

    part: Part
    form: type[PartForm]
    title: str | Promise


@dataclass(frozen=True)
class Line:
    """One part of a profile on its first page: what it says, where to change it, and whether others see it."""

    question: str
    answer: str
    url: str
    is_shown: bool | None


PAGES = {
    "name": PartPage(Part.NAME, NameForm, gettext_lazy("Your name")),
    "about": PartPage(Part.ABOUT, AboutForm, gettext_lazy("About you")),
    "languages": PartPage(Part.LANGUAGES, LanguagesForm, gettext_lazy("Your languages")),
    "times": PartPage(Part.TIMES, TimesForm, gettext_lazy("When you have time")),
    "access": PartPage(Part.ACCESS, AccessForm, gettext_lazy("What helps you take part")),
    "area": PartPage(Part.AREA, AreaForm, gettext_lazy("Where you live, roughly")),
    "telephone": PartPage(Part.TELEPHONE, TelephoneForm, gettext_lazy("Your telephone number")),
    "reach": PartPage(Part.REACH, ReachForm, gettext_lazy("How we reach you")),
    "shows": PartPage(Part.SHOWS, ShowsForm, gettext_lazy("What others see")),
}
TOLD = gettext_lazy("What we tell you, and how often")
LOOKED_AT = {Part.TELEPHONE, Part.REACH}


@for_members
@also_keeping
@require_GET
def my_profile(request: BankRequest) -> HttpResponse:
    """Show one's own profile; who holds no number, such as an auditor, has none."""
    if request.member.number is None:
        raise Http404
    return _profile_page(request, profile_to_change(request.member, request.member.number))


@for_members
@also_keeping
@require_GET
def profile(request: BankRequest, number: int) -> HttpResponse:
    """Show a whole profile to its member, or to who writes it for them: each part leads to a page of its own."""
    return _profile_page(request, profile_to_change(request.member, number))


@for_members
@also_keeping
@require_http_methods(["GET", "POST"])
def part(request: BankRequest, number: int, part: str) -> HttpResponse:
    """Write one part of a profile. A number or an address that somebody else opens is a look, and written down."""
    found = profile_to_change(request.member, number)
    page = PAGES[part]
    if page.part == Part.SHOWS and request.mandate is not None:
        raise StopActingFirst
    if page.part in LOOKED_AT and found.pk != request.actor.pk:
        see_contact(found, by=request.actor, at=timezone.now())
    if request.method == "GET":
        return _part_page(request, found, page, page.form(member=found))
    form = page.form(request.POST, member=found)
    if not form.is_valid():
        return _part_page(request, found, page, form, status=400)
    try:
        change_profile(found, page.part, form.answers(), by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _part_page(request, found, page, form, status=status_of(refusal))
    return _saved(request, found)


@for_members
@also_keeping
@require_http_methods(["GET", "POST"])
def gifts(request: BankRequest, number: int) -> HttpResponse:
    """List what a member can do, and add to it."""
    found = profile_to_change(request.member, number)
    if request.method == "GET":
        return _gifts_page(request, found, GiftForm())
    form = GiftForm(request.POST)
    if not form.is_valid():
        return _gifts_page(request, found, form, status=400)
    try:
        gift = add_gift(found, form.told(), by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error("words", str(refusal))
        return _gifts_page(request, found, form, status=status_of(refusal))
    messages.success(request, _("Saved: %(gift)s. Is there something else?") % {"gift": gift.words})
    return redirect("members:profile_gifts", bank=request.bank.slug, number=number)


@for_members
@also_keeping
@require_http_methods(["GET", "POST"])
def gift(request: BankRequest, number: int, pk: int) -> HttpResponse:
    """Say one gift in other words, or take it out."""
    found = profile_to_change(request.member, number)
    chosen = gift_to_change(found, pk)
    if request.method == "GET":
        return _gift_page(request, found, chosen, GiftForm(gift=chosen))
    if request.POST.get("remove"):
        remove_gift(chosen, by=request.actor, at=timezone.now())
        messages.success(request, _("Taken out: %(gift)s.") % {"gift": chosen.words})
        return redirect("members:profile_gifts", bank=request.bank.slug, number=number)
    form = GiftForm(request.POST, gift=chosen)
    if not form.is_valid():
        return _gift_page(request, found, chosen, form, status=400)
    try:
        change_gift(chosen, form.told(), by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error("words", str(refusal))
        return _gift_page(request, found, chosen, form, status=status_of(refusal))
    messages.success(request, _("Saved."))
    return redirect("members:profile_gifts", bank=request.bank.slug, number=number)


@for_members
@also_keeping
@require_http_methods(["GET", "POST"])
def profile_photo(request: BankRequest, number: int) -> HttpResponse:
    """Send a photo, or take the one that is there down."""
    found = profile_to_change(request.member, number)
    if request.method == "GET":
        return _photo_page(request, found, PhotoForm())
    if request.POST.get("remove"):
        remove_photo(found, by=request.actor, at=timezone.now())
        messages.success(request, _("The photo is gone."))
        return redirect("members:profile", bank=request.bank.slug, number=number)
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _photo_page(request, found, form, status=400)
    try:
        change_photo(found, form.cleaned_data["photo"], by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error("photo", str(refusal))
        return _photo_page(request, found, form, status=status_of(refusal))
    return _saved(request, found)


def _profile_page(request: BankRequest, found: Member) -> HttpResponse:
    is_own = found.pk == request.member.pk
    context = {
        "member": found,
        "is_own": is_own,
        "lines": _lines(found, is_own=is_own, is_acting=request.mandate is not None),
        "gifts": list(found.gifts.all()),
        "shows_gifts": found.shows_item(Member.Item.GIFTS),
        "shows_photo": found.shows_item(Member.Item.PHOTO),
    }
    return render(request, "members/profile.html", context)


def _lines(found: Member, *, is_own: bool, is_acting: bool) -> list[Line]:
    """Give each part with what it says; a telephone number is no part that somebody else reads without a look.

    What others see is the member's own to say: nobody who acts for them is led there.
    """
    item = Member.Item
    shown = [str(item(each).label) for each in found.shows if each in item]
    telephone = found.telephone if is_own else _("Open it to see it. We write down that you did.")
    parts = [
        ("name", found.name, None),
        ("about", found.about, found.shows_item(item.ABOUT)),
        ("languages", ", ".join(language_names(found.languages)), found.shows_item(item.LANGUAGES)),
        ("times", "\n".join(times_in_words(found.availability)), found.shows_item(item.AVAILABILITY)),
        ("access", found.access_needs, found.shows_item(item.ACCESS)),
        ("area", found.area, found.shows_item(item.AREA)),
        ("reach", found.get_channel_display(), None),
        ("notices", _told(found), None),
        ("telephone", telephone, found.shows_item(item.TELEPHONE)),
        ("shows", capfirst(", ".join(shown)), None),
    ]
    return [
        Line(
            question=str(PAGES[name].title if name in PAGES else TOLD),
            answer=answer or _("Nothing yet"),
            url=_url(f"profile_{name}", found),
            is_shown=is_shown,
        )
        for name, answer, is_shown in parts
        if not (is_acting and name == "shows")
    ]


def _told(found: Member) -> str:
    """Say what of it they chose otherwise than usual; all of it stands on a page of its own."""
    recipient = Recipient.objects.of_person([found.actor_key]).first()
    return (recipient and chosen_in_words(recipient)) or _("As usual")


def _url(name: str, found: Member) -> str:
    return reverse(f"members:{name}", args=[found.bank.slug, found.number])


def _saved(request: BankRequest, found: Member) -> HttpResponse:
    is_own = found.pk == request.member.pk
    words = _("Saved.") if is_own else _("Saved. We tell %(name)s.") % {"name": named(found)}
    messages.success(request, words)
    return redirect("members:profile", bank=found.bank.slug, number=found.number)


def _context(request: BankRequest, found: Member, form: Form) -> dict[str, Any]:
    return {"member": found, "is_own": found.pk == request.member.pk, "form": form}


def _part_page(
    request: BankRequest, found: Member, page: PartPage, form: PartForm, *, status: int = 200
) -> HttpResponse:
    context = {**_context(request, found, form), "title": page.title}
    return render(request, "members/profile_part.html", context, status=status)


def _gifts_page(request: BankRequest, found: Member, form: GiftForm, *, status: int = 200) -> HttpResponse:
    context = {**_context(request, found, form), "gifts": list(found.gifts.all())}
    return render(request, "members/profile_gifts.html", context, status=status)


def _gift_page(request: BankRequest, found: Member, chosen: Gift, form: GiftForm, *, status: int = 200) -> HttpResponse:
    context = {**_context(request, found, form), "gift": chosen}
    return render(request, "members/profile_gift.html", context, status=status)


def _photo_page(request: BankRequest, found: Member, form: PhotoForm, *, status: int = 200) -> HttpResponse:
    return render(request, "members/profile_photo.html", _context(request, found, form), status=status)
