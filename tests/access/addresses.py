"""Every address of the site by its name, and how to fill it in."""

import functools
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from exchanges.models import SlipRun
from members.reads.standing import standing_key
from members.reads.terms import current_terms
from notices.actions.stopping import stop_path
from notices.models import Recipient, Topic
from services.actions.referrals import secret_of
from tests import factories as make
from tests.access.scene import Scene

# Which exchange of the scene an address is tried with: the one whose turn it is.
TURN = {
    "exchange": "POSTED",
    "accept": "PROPOSED",
    "decline": "PROPOSED",
    "cancel": "AGREED",
    "log_planned": "AGREED",
    "speak_for": "AGREED",
    "confirm": "LOGGED",
    "dispute": "LOGGED",
    "thank": "POSTED",
    "again": "POSTED",
    "calendar": "AGREED",
    "happened": "AGREED",
    "costs": "POSTED",
    "met_before": "POSTED",
    "approve": "CONFIRMED",
    "decide": "CONFIRMED",
    "send_back": "CONFIRMED",
    "resolve": "DISPUTED",
    **dict.fromkeys(
        (
            "settling",
            "settling_name",
            "settling_say",
            "settling_propose",
            "settling_agree",
            "settling_no",
            "settling_for",
        ),
        "DISPUTED",
    ),
    "reverse": "POSTED",
}
# The same for exchanges with another bank.
TURN_ELSEWHERE = {
    "cross": "POSTED",
    "cross_confirm": "LOGGED",
    "cross_cancel": "BEGUN",
    "cross_dispute": "POSTED",
    "cross_block": "POSTED",
    "cross_thank": "RECEIVED",
    "cross_approve": "CONFIRMED",
    "cross_send_back": "CONFIRMED",
    "cross_settle": "DISPUTED",
    "cross_reverse": "POSTED",
}

# Addresses of a member that are tried with the organisation.
OF_THE_ORGANISATION = {
    "exchanges:member_leave",
    "insight:data_request",
    "exchanges:organisation",
    "members:organisation_change",
}
# Addresses of a member that are tried with somebody else: the other one may belong to another bank as well, and then
# their address is nobody's to change here.
OF_THE_STRANGER = {"exchanges:introduce", "members:address"}


@dataclass(frozen=True)
class Address:
    """One address: its name, the function behind it, and the parts it is filled in with."""

    name: str
    view: Any
    parts: frozenset[str]

    @property
    def is_of_bank(self) -> bool:
        """Whether it lies under a bank's short name."""
        return "bank" in self.parts


@functools.cache
def all_addresses() -> list[Address]:
    """Walk the whole URLconf."""
    return list(_walk(get_resolver(), "", frozenset()))


@functools.cache
def parts_of(name: str) -> frozenset[str]:
    """Give the parts that an address is filled in with."""
    return next(address.parts for address in all_addresses() if address.name == name)


def _walk(resolver: URLResolver, space: str, parts: frozenset[str]) -> Iterator[Address]:
    for each in resolver.url_patterns:
        inside = parts | frozenset(each.pattern.regex.groupindex)
        if isinstance(each, URLPattern):
            assert each.name, f"{each.pattern} has no name"
            yield Address(space + each.name, each.callback, inside)
        else:
            yield from _walk(each, f"{space}{each.namespace}:" if each.namespace else space, inside)


def filled_in(name: str, scene: Scene, *, bank: str | None = None) -> str:
    """Give the address as somebody would type it, with the scene's things in it; `bank` asks at another door."""
    here = parts_of(name)
    values = {
        "bank": bank or scene.bank.slug,
        "number": _number_for(name, scene),
        "notice_id": scene.notice.pk if scene.notice else 1,
        "other": scene.partner.slug,
        "slug": scene.service.slug if name.startswith("services:") else scene.bank.slug,
        "programme": scene.programme.slug,
        "photo": scene.listing_photo.pk,
        "line": scene.event_line.pk,
        "guest": scene.guest.pk,
        "pk": _id_for(name, scene),
        "uidb36": "1",
        "key": uuid.UUID(int=1) if name == "insight:kept_file" else "abc-def",
        "name": "journal",
        "seal": 1,
        "secret": "abc-def",
        "token": _token_for(name, scene) if "token" in here else "",  # a query
        "code": scene.referral_link.code,
        "link": standing_key(scene.applicant),
        "invited": scene.invitation.key,
        "step": "reference-1",
        "digits": make.shown_code(scene.second_coordinator) if "digits" in here else 0,
    }
    return reverse(name, kwargs={part: values[part] for part in here})


def _token_for(name: str, scene: Scene) -> str:
    if name == "services:by_link":
        return secret_of(scene.referral_link)
    return stop_path(Recipient.objects.get(key=scene.party.actor_key), [Topic.EVENTS]).split("/")[-2]


def _number_for(name: str, scene: Scene) -> int:
    if name == "exchanges:slips_printed":
        return int(SlipRun.objects.filter(bank=scene.bank).earliest("pk").first)
    if name in OF_THE_STRANGER:
        return int(scene.stranger.number)
    return scene.organisation.number if name in OF_THE_ORGANISATION else scene.other.number


def _id_for(name: str, scene: Scene) -> int:
    space, _colon, name = name.rpartition(":")
    if name in TURN:
        return scene.exchanges[TURN[name]].pk
    if name in TURN_ELSEWHERE:
        return scene.crosses[TURN_ELSEWHERE[name]].pk
    if name == "terms_version":
        return current_terms(scene.bank)[0].pk
    of_services = {**_ids_of_services(scene), **_ids_of_sessions(scene)}
    others = {**_ids_of_members(scene), **_ids_of_joining(scene), **_ids_of_events(scene)}
    ids = {**others, **of_services} if space == "services" else {**of_services, **others}  # some names are in both
    return ids.get(name, scene.listing.pk)


def _ids_of_members(scene: Scene) -> dict[str, int]:
    return {
        **dict.fromkeys(("conversation", "plan", "report_talk", "share"), scene.conversation.pk),
        "talk_report": scene.report.pk,
        "target_remove": scene.target.pk,
        "cost_remove": scene.cost.pk,
        "duty_remove": scene.staff_time.pk,
        **dict.fromkeys(("announcement_printed", "announcement_down"), scene.announcement.pk),
        "unblock": scene.block.pk,
        **dict.fromkeys(("hours_gift", "hours_return", "hours_take_back"), scene.hours_gifts[0].pk),
        **dict.fromkeys(("pot_request", "pot_decide", "pot_withdraw"), scene.pot_requests["OPEN"].pk),
        "pot_take_back": scene.pot_requests["GRANTED"].pk,
        **dict.fromkeys(("keeping_run", "keeping_stop"), scene.keeping_run.pk),
        **dict.fromkeys(("profile_gift", "gift_not_for_me"), scene.gift.pk),
        **dict.fromkeys(("applicant_checks", "applicant_guardian"), scene.applicant.pk),
        **dict.fromkeys(("unnumbered_data", "unnumbered_erase"), scene.applicant.pk),
        **dict.fromkeys(("referral", "my_referral", "desk_referral"), scene.referral.pk),
        "refer_link": scene.referral_link.pk,
        "collection": scene.collection.pk,
        "concern": scene.concern.pk,
        "privacy_take_back": scene.consent.pk,
        "end_mandate": scene.mandate.pk,
        "helper_contact": scene.mandate.holder_id,
        **dict.fromkeys(("act", "change_delegate"), scene.delegacy.pk),
        **dict.fromkeys(("told", "letter"), scene.to_pass_on.pk if scene.to_pass_on else 1),
        "outbox_retry": scene.given_up.pk if scene.given_up else 1,
        "answer_for": scene.to_answer.pk if scene.to_answer else 1,
        **dict.fromkeys(("enquire", "listing_propose", "not_for_me", "introduce"), scene.other_listing.pk),
        "show_again": scene.noes[0].pk,
        "saved_search": scene.saved_search.pk,
        **dict.fromkeys(("asset", "asset_change", "asset_agree", "asset_take_off"), scene.asset.pk),
        **dict.fromkeys(("round", "round_for", "round_withdraw"), scene.round.pk),
    }


def _ids_of_events(scene: Scene) -> dict[str, int]:
    planned = (
        "event",
        "event_calendar",
        "event_change",
        "event_cancel",
        "event_sign_up",
        "event_withdraw",
        "event_sign_up_for",
    )
    kept = ("event_register", "event_register_printed", "event_hours", "event_approve", "event_send_back")
    return {
        **dict.fromkeys((*kept, "event_guest"), scene.held_event.pk),
        **dict.fromkeys(("event_line", "event_take_back"), scene.posted_event.pk),
        **dict.fromkeys(planned, scene.event.pk),
        **dict.fromkeys(("event_agree", "event_decline"), scene.waiting_event.pk),
    }


def _ids_of_services(scene: Scene) -> dict[str, int]:
    role = scene.programme.roles.get(title="Peer supporter").pk
    return {
        **dict.fromkeys(("role", "role_end", "role_offer"), role),
        "idea": scene.idea.pk,
        "pot_decide": scene.pot_gift.pk,
        "place": scene.service_place.pk,
        "post": scene.stranger.pk,
    }


def _ids_of_sessions(scene: Scene) -> dict[str, int]:
    run = ("change", "cancel", "rang", "register", "register_printed")
    return {
        **dict.fromkeys(("session", "session_of", *(f"session_{each}" for each in run)), scene.session.pk),
        "leave": scene.part.pk,
        "person": scene.programme.participations.get(member=scene.other).pk,
        "wish": scene.wish.pk,
    }


def _ids_of_joining(scene: Scene) -> dict[str, int]:
    return {
        **dict.fromkeys(
            ("application", "applicant_gift", "applicant_slip", "applicant_way", "joining_step"), scene.applicant.pk
        ),
        **dict.fromkeys(("invitation", "invitation_withdraw"), scene.invitation.pk),
        "role_change": scene.second_coordinator.pk,
        "vouch": scene.asked_word.pk,
        "terms_told": scene.other.pk,
    }
