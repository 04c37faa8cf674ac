"""Photos of one offer or request: the page that changes them, and the pictures themselves for who may read it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exchanges.access import listing_to_move
from exchanges.access.photos import listing_photo_to_see
from exchanges.actions.listing_photos import add_photo, remove_photo, show_first
from exchanges.forms.photos import ListingPhotoForm
from exchanges.models import MOST_PHOTOS, Listing, ListingPhoto
from exchanges.reads.photos import photos_of
from exchanges.views.listings import LONGEST_NUMBER, lets_everybody_read
from exchanges.views.refusals import status_of
from members.access import BankRequest, PublicRequest, also_acting, for_members_or_where_open, for_traders_or
from members.models import Role
from members.views.photos import picture_of
from timebank.lib.errors import RuleBroken
from timebank.lib.kept_pictures import small_name


@for_traders_or(Role.COORDINATOR)
@also_acting
@require_http_methods(["GET", "POST"])
def photos(request: BankRequest, pk: int) -> HttpResponse:
    """Add a photo to an offer or a request, let one of them come first, or take it down."""
    at = timezone.now()
    found = listing_to_move(request.member, pk, today=request.bank.day(at))
    if request.method == "GET":
        return _page(request, found, ListingPhotoForm())
    if "remove" in request.POST or "first" in request.POST:
        return _change(request, found)
    form = ListingPhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    try:
        add_photo(found, form.cleaned_data["photo"], form.cleaned_data["words"], by=request.actor, at=at)
    except RuleBroken as refusal:
        form.add_error("photo", str(refusal))
        return _page(request, found, form, status=status_of(refusal))
    messages.success(request, _("The photo is up."))
    return redirect("exchanges:listing_photos", bank=request.bank.slug, pk=pk)


@for_members_or_where_open(lets_everybody_read)
@also_acting
@require_safe
def photo(request: PublicRequest, pk: int, photo: int) -> HttpResponse:
    """Give a photo of an offer or a request."""
    return picture_of(_name(request, pk, photo))


@for_members_or_where_open(lets_everybody_read)
@also_acting
@require_safe
def small_photo(request: PublicRequest, pk: int, photo: int) -> HttpResponse:
    """Give a photo of an offer or a request as it stands in lists."""
    return picture_of(small_name(_name(request, pk, photo)))


def _name(request: PublicRequest, pk: int, photo: int) -> str:
    return listing_photo_to_see(request.bank, request.member, pk, photo, today=request.bank.day(timezone.now()))


def _change(request: BankRequest, found: Listing) -> HttpResponse:
    change, said = (remove_photo, _("The photo is gone.")) if "remove" in request.POST else (show_first, _("Changed."))
    typed = request.POST.get("remove") or request.POST.get("first", "")
    if typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_NUMBER:
        change(found, int(typed), by=request.actor, at=timezone.now())
        messages.success(request, said)
    return redirect("exchanges:listing_photos", bank=request.bank.slug, pk=found.pk)


def _page(request: BankRequest, found: Listing, form: ListingPhotoForm, *, status: int = 200) -> HttpResponse:
    hung = photos_of(found)
    context = {"listing": found, "photos": hung, "form": form, "no_more": _no_more(found, hung)}
    return render(request, "exchanges/listing_photos.html", context, status=status)


def _no_more(found: Listing, hung: list[ListingPhoto]) -> str:
    """Say why no photo can be added now; '' where one can."""
    if found.member.is_minor:
        return _("We keep no photos of what people under 18 offer and ask.")
    if found.state == Listing.State.CLOSED:
        return _("This was taken down. A month after that its photos are deleted.")
    if len(hung) >= MOST_PHOTOS:
        return _("There are %(most)d photos now. Take one down if you want to show another.") % {"most": MOST_PHOTOS}
    return ""
