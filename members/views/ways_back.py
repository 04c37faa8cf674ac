"""The way back to the desk, to the part of it that somebody came from, with what happened said there."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from members.access import BankRequest

PARTS_OF_DESK = frozenset({"approve", "silent", "events", "pot", "join", "tell"})


def part_of_desk(request: BankRequest) -> str:
    """Give the part of the desk that who works there came from, or nothing: one of these words, never an address."""
    part = request.POST.get("desk") or request.GET.get("desk", "")
    works_there = request.member.is_coordinator or request.member.is_admin
    return part if works_there and part in PARTS_OF_DESK else ""


def kept(request: BankRequest, url: str) -> str:
    """Give the address of one's own with the part of the desk that somebody came from, to lead back to it later."""
    part = part_of_desk(request)
    return f"{url}?desk={part}" if part else url


def at_desk(request: BankRequest, part: str) -> HttpResponse:
    """Lead to a part of the desk; the desk says there what happened, and browsers go on from those words."""
    return redirect(reverse("exchanges:desk", args=[request.bank.slug], query={"at": part}, fragment="here"))


def back_or(request: BankRequest, otherwise: HttpResponse) -> HttpResponse:
    """Lead who came from the desk back to it, and others where such a page leads."""
    part = part_of_desk(request)
    return at_desk(request, part) if part else otherwise
