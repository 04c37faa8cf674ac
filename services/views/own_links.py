"""A person's own link to their referral: led to and remembered for an hour, or shown once on a screen that was lent."""

import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from members.access import PublicRequest
from services.models import ReferralLink
from timebank.lib.drawing import qr_code

KEPT = "own_links"  # in the session: the secrets of links of their own and until when, by the link's id
KEPT_FOR = datetime.timedelta(hours=1)  # on a telephone that is handed round, or in a waiting room
DONE = "own_links_done"  # in the session: the ids of links whose person said here that they are done


def lead_or_show(request: PublicRequest, link: ReferralLink, secret: str, at: datetime.datetime) -> HttpResponse:
    """Lead to the link of their own, and remember it here for an hour: the one they were handed leads there, too.

    Where somebody is signed in, they may have lent their screen: then it is shown once, and no address here has it, so
    that neither their list of visited pages nor the link that was handed over leads to what the person says.
    """
    if request.user.is_authenticated:
        address = request.build_absolute_uri(_path(request, secret))
        context = {"address": address, "code": qr_code(address)}
        return private(render(request, "services/referral_own_link.html", context))
    until = (at + KEPT_FOR).timestamp()
    request.session[KEPT] = {**request.session.get(KEPT, {}), str(link.pk): [secret, until]}
    return to_own(request, secret)


def kept(request: PublicRequest, link: ReferralLink, at: datetime.datetime) -> str:
    """Give the secret that was remembered here; '' where it is over, or somebody has signed in since."""
    secret, until = request.session.get(KEPT, {}).get(str(link.pk), ("", 0))
    return str(secret) if at.timestamp() < until and not request.user.is_authenticated else ""


def forget(request: PublicRequest, link: ReferralLink) -> HttpResponse:
    """Forget here every link of their own, and lead to a page that says nothing of anybody."""
    request.session.pop(KEPT, None)
    request.session[DONE] = [*request.session.get(DONE, []), link.pk]
    return redirect("services:referral_done", bank=request.bank.slug)


def is_done(request: PublicRequest, link: ReferralLink) -> bool:
    """Whether its person has said here that they are done: the form they sent gets no answer a second time."""
    return link.pk in request.session.get(DONE, [])


def to_own(request: PublicRequest, secret: str) -> HttpResponse:
    """Lead to a link of their own."""
    return redirect(_path(request, secret))


def private(response: HttpResponse) -> HttpResponse:
    """Tell other sites nothing of a page that is under a key, or holds one. Without any our own forms are refused."""
    response["Referrer-Policy"] = "same-origin"
    return response


def _path(request: PublicRequest, secret: str) -> str:
    return reverse("services:by_link", args=[request.bank.slug, secret])
