"""The photos themselves, for those who may see them: no address outside the bank leads to one."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from members.access import BankRequest, also_acting, for_members, photo_to_see
from timebank.lib.kept_pictures import small_name

# A browser may keep it for a while, nothing between us may; the page's address of it changes with the photo.
KEPT_BY_BROWSERS = "private, max-age=600"


@for_members
@also_acting
@require_safe
def photo(request: BankRequest, number: int) -> HttpResponse:
    """Give a member's photo."""
    return picture_of(photo_to_see(request.member, number))


@for_members
@also_acting
@require_safe
def small_photo(request: BankRequest, number: int) -> HttpResponse:
    """Give a member's photo as it stands in lists."""
    return picture_of(small_name(photo_to_see(request.member, number)))


def picture_of(name: str) -> HttpResponse:
    """Give a picture of the storage to who may see it, as a page of ours."""
    try:
        with default_storage.open(name) as kept:
            picture = kept.read()
    except FileNotFoundError as gone:
        raise Http404 from gone
    headers = {
        "Cache-Control": KEPT_BY_BROWSERS,
        "Content-Disposition": "inline",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(picture, content_type="image/jpeg", headers=headers)
