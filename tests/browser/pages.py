"""Every page there is, and who may see it: the tests walk these rows, and a page without a row fails."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from insight.reads.catalogue import BY_NAME as REPORTS
from members.reads.standing import standing_key
from members.reads.terms import current_terms
from members.views.profiles import PAGES as PROFILE_PARTS
from notices.actions.stopping import stop_path
from notices.models import Notice, Recipient, Topic
from tests import factories as make
from tests.browser.world import UNBROKEN, World

Parts = Callable[[World], dict[str, object]]

EVERYBODY = ("visitor", "member", "coordinator", "admin", "auditor")
MEMBERS = ("member", "coordinator", "admin", "auditor")
STAFF = ("coordinator", "admin", "auditor")


def nothing(_world: World) -> dict[str, object]:
    return {}


def exchange(words: str) -> Parts:
    return lambda world: {"pk": world.exchanges[words].pk}


def spoken_for(words: str) -> Parts:
    return lambda world: {**exchange(words)(world), "number": world.members["member"].number}


def event(words: str) -> Parts:
    return lambda world: {"pk": world.events[words].pk}


def event_line(world: World) -> dict[str, object]:
    return {"pk": world.events["held"].pk, "line": world.events["held"].attendees.get().pk}


def event_guest(world: World) -> dict[str, object]:
    return {"pk": world.events["held"].pk, "guest": world.events["held"].guests.get().pk}


def listing(words: str) -> Parts:
    return lambda world: {"pk": world.listings[words].pk}


def member(words: str) -> Parts:
    return lambda world: {"number": world.members[words].number}


def gift(world: World) -> dict[str, object]:
    found = world.members["member"].gifts.first()
    assert found is not None
    return {"number": world.members["member"].number, "pk": found.pk}


def conversation(world: World) -> dict[str, object]:
    assert world.conversation is not None
    return {"pk": world.conversation.pk}


def talk_report(world: World) -> dict[str, object]:
    assert world.report is not None
    return {"pk": world.report.pk}


def announcement(world: World) -> dict[str, object]:
    assert world.announcement is not None
    return {"pk": world.announcement.pk}


def to_answer(kind: str) -> Parts:
    """What was passed on by hand, of the one to whom it is read."""
    return lambda world: {"pk": Notice.objects.to_pass_on(world.bank.slug).get(kind=kind).pk}


def gift_of_hours(world: World) -> dict[str, object]:
    assert world.gift_of_hours is not None
    return {"pk": world.gift_of_hours.pk}


def shown_code(world: World) -> dict[str, object]:
    return {"digits": make.shown_code(world.members["member"])}


def cross(words: str) -> Parts:
    return lambda world: {"pk": world.crosses[words].pk}


def round_(words: str) -> Parts:
    return lambda world: {"pk": world.rounds[words].pk}


def round_for(world: World) -> dict[str, object]:
    return {"pk": world.rounds["open"].pk, "number": world.members["neighbour"].number}


def pot_request(words: str) -> Parts:
    return lambda world: {"pk": world.pot_requests[words].pk}


def report(name: str) -> Parts:
    return lambda _world: {"name": name}


def applicant(world: World) -> dict[str, object]:
    return {"pk": world.members["applicant"].pk}


def applicants(step: str) -> Parts:
    return lambda world: {**applicant(world), "step": step}


def standing(world: World) -> dict[str, object]:
    return {"link": standing_key(world.members["applicant"])}


def invitation(world: World) -> dict[str, object]:
    return {"pk": world.members["member"].invitations.latest("pk").pk}


def asked_word(world: World) -> dict[str, object]:
    return {"pk": world.members["applicant"].joining_steps.get(asked_of=world.members["member"]).pk}


def wording(world: World) -> dict[str, object]:
    return {"pk": current_terms(world.bank)[0].pk}


def id_of(words: str) -> Parts:
    return lambda world: {"pk": world.members[words].pk}


def partner(words: str) -> Parts:
    return lambda world: {"other": world.partners[words].slug}


def concern(world: World) -> dict[str, object]:
    assert world.concern is not None
    return {"pk": world.concern.pk}


def collection(world: World) -> dict[str, object]:
    assert world.collection is not None
    return {"pk": world.collection.pk}


def claim(_world: World) -> dict[str, object]:
    """The link of the letter that asks whoever reads the mail at an address."""
    return {"secret": Notice.objects.get(kind="ADDRESS_CLAIM").path.rsplit("/", 2)[1]}


def keeping_run(world: World) -> dict[str, object]:
    assert world.keeping_run is not None
    return {"pk": world.keeping_run.pk}


@dataclass(frozen=True)
class Row:
    """A page: its name in the URLconf, who reads it, the parts of its address, and what follows the '?'."""

    name: str
    readers: tuple[str, ...]
    parts: Parts = nothing
    query: str = ""

    def address(self, world: World) -> str:
        return address(self.name, world, self.parts) + self.query.format(**numbers(world))


def _stop_token(world: World) -> str:
    recipient = Recipient.objects.get(key=world.members["member"].actor_key)
    return stop_path(recipient, [Topic.EVENTS, Topic.SUGGESTIONS]).split("/")[-2]


def address(name: str, world: World, parts: Parts = nothing) -> str:
    """Write the address of a page; those of an app lie under the bank's short name."""
    bank = {"bank": world.bank.slug} if ":" in name else {}
    return reverse(name, kwargs={**bank, **parts(world)})


def numbers(world: World) -> dict[str, object]:
    """Give what a row may put behind the '?'."""
    today = world.bank.day(timezone.now())
    return {
        "category": world.category.pk if world.category else "",
        "today": today.isoformat(),
        "month": f"{today:%Y-%m}",
        "last_month": f"{today.replace(day=1) - datetime.timedelta(days=1):%Y-%m}",
        "number": world.members["member"].number if "member" in world.members else "",
    }


PAGES = (
    Row("start", ("visitor",)),
    Row("account_login", ("visitor",)),
    Row("account_logout", ("member",)),
    Row("account_change_password", ("member",)),
    Row("account_inactive", ("visitor",)),
    Row("account_reset_password", ("visitor",)),
    Row("account_reset_password_done", ("visitor",)),
    Row("account_reset_password_from_key_done", ("visitor",)),
    Row("address_claim", ("visitor", "member"), claim),
    Row("account_request_login_code", ("visitor",)),
    Row("account_reauthenticate", ("member",)),
    Row("mfa_index", ("member",)),
    Row("mfa_list_webauthn", ("member",)),
    Row("sessions", ("member",)),
    Row("members:role_holders", ("admin", "auditor")),
    Row("members:preferences", ("member", "coordinator")),
    Row("members:address", ("coordinator",), member("neighbour")),
    Row("members:address", ("coordinator",), member("by telephone")),
    Row("members:second_step", ("member", "coordinator")),
    Row("me", MEMBERS),
    Row("notices", ("member", "coordinator")),
    Row("notices_choices", ("member",)),
    Row("notices_stop", ("visitor",), lambda world: {"token": _stop_token(world)}),
    Row("privacy", ("member", "coordinator")),
    Row("privacy_consents", ("member",)),
    Row("privacy_erase", ("member", "coordinator"), lambda world: {"slug": world.bank.slug}),
    Row("insight:data_request", ("coordinator", "admin"), member("neighbour")),
    Row("insight:erase_for", ("admin",), member("neighbour")),
    Row("insight:unnumbered_data", ("coordinator", "admin"), applicant),
    Row("insight:unnumbered_erase", ("admin",), applicant),
    Row("banks", ("visitor", "member")),
    Row("banks", ("visitor",), query="?q=nowhere"),
    Row("members:join", ("visitor", "member")),
    Row("members:join_thanks", ("visitor",)),
    Row("members:members", MEMBERS),
    Row("members:members", ("member",), query="?q=nobody"),
    Row("members:members", ("coordinator",), query="?show=left"),
    Row("members:members", ("member", "coordinator"), query="?q=bread&when=MON_AM"),
    Row("members:my_profile", ("member",)),
    Row("members:profile", ("member",), member("member")),
    Row("members:profile", ("coordinator", "admin"), member("neighbour")),
    *(Row(f"members:profile_{part}", ("member",), member("member")) for part in PROFILE_PARTS),
    *(Row(f"members:profile_{part}", ("coordinator",), member("neighbour")) for part in ("telephone", "shows")),
    Row("members:profile_reach", ("coordinator",), member("neighbour")),
    Row("members:profile_gifts", ("member", "coordinator"), member("member")),
    Row("members:profile_gift", ("member",), gift),
    Row("members:profile_photo", ("member", "coordinator"), member("member")),
    Row("members:write_to", ("member",), member("by telephone")),
    Row("members:write_to", ("coordinator",), member("neighbour")),
    Row("members:report_talk", ("member",), conversation),
    Row("members:block", ("member",), member("neighbour")),
    Row("members:talk_reports", ("coordinator",)),
    Row("members:talk_report", ("coordinator",), talk_report),
    Row("members:conversations", ("member", "coordinator")),
    Row("exchanges:conversation", ("member",), conversation),
    Row("exchanges:cross_log", ("member", "coordinator")),
    Row("exchanges:crosses", ("member",)),
    Row("exchanges:cross", ("member", "coordinator"), cross("to answer")),
    Row("exchanges:cross_block", ("member",), cross("to answer")),
    Row("exchanges:cross", ("coordinator",), cross("to approve")),
    Row("exchanges:cross", ("coordinator",), cross("disputed")),
    Row("exchanges:cross_send_back", ("coordinator",), cross("to approve")),
    Row("exchanges:cross_settle", ("coordinator",), cross("disputed")),
    Row("exchanges:cross_reverse", ("coordinator",), cross("settled")),
    Row("exchanges:hours_give", ("member", "coordinator")),
    Row("exchanges:hours_ask", ("member",)),
    Row("exchanges:hours_gift", ("member",), gift_of_hours),
    Row("exchanges:hours_take_back", ("coordinator",), gift_of_hours),
    Row("exchanges:rounds", ("member", "coordinator")),
    Row("exchanges:round_new", ("coordinator",)),
    Row("exchanges:round", ("member", "coordinator"), round_("open")),
    Row("exchanges:round", ("member", "coordinator"), round_("solved")),
    Row("exchanges:round_for", ("coordinator",), round_for),
    Row("exchanges:pot", ("coordinator",)),
    Row("exchanges:pot_request", ("member", "coordinator"), pot_request("open")),
    Row("exchanges:pot_take_back", ("coordinator",), pot_request("granted")),
    Row("members:enrol", ("coordinator", "admin")),
    Row("members:application", ("coordinator", "admin"), applicant),
    Row("members:application", ("coordinator", "admin"), id_of("declined")),
    Row("members:applicant_slip", ("coordinator", "admin"), id_of("rang")),
    Row("members:applicant_way", ("coordinator", "admin"), applicant),
    Row("members:applicant_gift", ("coordinator",), applicant),
    Row("members:joining_step", ("coordinator",), applicants("reference-1")),
    Row("members:joining_step", ("admin",), applicants("induction")),
    Row("members:pipeline", ("coordinator", "admin")),
    Row("members:doubles", ("coordinator", "admin")),
    Row("members:declined", ("coordinator", "admin")),
    Row("members:standing", ("visitor",), standing),
    Row("members:terms", ("visitor", "member")),
    Row("exchanges:rules", ("member", "coordinator", "admin", "auditor")),
    Row("members:terms_version", ("visitor",), wording),
    Row("members:terms_missing", ("coordinator",)),
    Row("members:terms_told", ("coordinator",), id_of("by telephone")),
    Row("members:terms_settings", ("admin",)),
    Row("members:invitations", ("member",)),
    Row("members:invitation", ("member",), invitation),
    Row("members:vouch", ("member",), asked_word),
    Row("members:settings", ("admin",)),
    Row("members:pot", ("admin",)),
    Row("members:concern_new", ("visitor", "member")),
    Row("members:concern_thanks", ("visitor",)),
    Row("members:concerns", ("lead",)),
    Row("members:concern", ("lead",), concern),
    Row("members:guardian", ("coordinator", "admin"), member("under 18")),
    Row("members:applicant_guardian", ("coordinator",), applicant),
    Row("members:notes", ("coordinator",), member("neighbour")),
    Row("exchanges:member", ("coordinator",), member("under 18")),
    Row("members:check_kinds", ("admin", "auditor")),
    Row("members:checks", ("coordinator", "member"), member("member")),
    Row("members:applicant_checks", ("coordinator",), applicant),
    Row("members:limits", MEMBERS, member("member")),
    Row("members:limits", ("admin",), member("neighbour"), query="?may_owe=1200&warn=600"),
    Row("exchanges:home", EVERYBODY),
    Row("exchanges:events", ("visitor", "coordinator")),
    Row("exchanges:events", ("newcomer",), query="?when=past"),
    Row("exchanges:event", ("visitor", "member", "coordinator"), event("open")),
    Row("exchanges:event", ("coordinator",), event("to agree to")),
    Row("exchanges:event_new", ("member", "coordinator")),
    Row("exchanges:event_change", ("member",), event("to agree to")),
    Row("exchanges:event_cancel", ("member",), event("to agree to")),
    Row("exchanges:event_sign_up_for", ("coordinator",), event("open")),
    Row("exchanges:event_register", ("member",), event("held")),
    Row("exchanges:event_register_printed", ("coordinator",), event("held")),
    Row("exchanges:event_hours", ("member", "coordinator"), event("held")),
    Row("exchanges:event_line", ("coordinator",), event_line),
    Row("exchanges:event_guest", ("member",), event_guest),
    Row("exchanges:listings", EVERYBODY),
    Row("exchanges:listings", ("visitor", "member"), query="?q=nothing&kind=offer"),
    Row("exchanges:listing", ("visitor", "member", "coordinator"), listing("offer")),
    Row("exchanges:listing", ("member", "coordinator"), listing("request")),
    Row("exchanges:listing", ("visitor", "member"), listing("own")),
    Row("exchanges:listing_new", ("member", "coordinator")),
    Row("exchanges:listing_ask", ("member",)),
    Row("exchanges:listing_ask", ("member",), query="?kind=LIFTS"),
    Row("exchanges:listing_ask", ("member",), query="?kind=LIFTS&all=1"),
    Row("exchanges:listing_change", ("member", "coordinator"), listing("own")),
    Row("exchanges:listing_photos", ("member",), listing("own")),
    Row("exchanges:announcements", ("member", "coordinator")),
    Row("exchanges:announcement_new", ("coordinator",)),
    Row("exchanges:announcement_printed", ("coordinator",), announcement),
    Row("exchanges:saved_searches", ("member",)),
    Row("exchanges:matches", ("member", "coordinator")),
    Row("exchanges:match_board", ("coordinator", "admin")),
    Row("exchanges:save_search", ("coordinator",), query="?q=lift"),
    Row("exchanges:enquire", ("member",), listing("offer")),
    Row("exchanges:enquire", ("coordinator",), listing("request")),
    Row("exchanges:plan", ("member",), conversation),
    Row("exchanges:listing_propose", ("member",), listing("offer")),
    Row("exchanges:listing_propose", ("member", "coordinator"), listing("request")),
    Row("exchanges:exchanges", MEMBERS),
    Row("exchanges:exchanges", ("member",), query="?state=waiting"),
    Row("exchanges:exchanges", ("coordinator",), query="?q=nobody"),
    Row("exchanges:exchange", ("member", "coordinator"), exchange("suggested")),
    Row("exchanges:exchange", ("member",), exchange("suggested"), query="?answer=no"),
    Row("exchanges:exchange", ("member",), exchange("own suggestion")),
    Row("exchanges:exchange", ("member", "auditor"), exchange("planned")),
    Row("exchanges:happened", ("member",), exchange("planned")),
    Row("exchanges:exchange", ("member",), exchange("declined")),
    Row("exchanges:exchange", ("member",), exchange("cancelled")),
    Row("exchanges:exchange", ("member", "coordinator"), exchange("to answer")),
    Row("exchanges:exchange", ("member",), exchange("to be answered")),
    Row("exchanges:exchange", ("coordinator",), exchange("told by telephone")),
    Row("exchanges:passed_on", ("coordinator",)),
    Row("exchanges:answer_for", ("coordinator",), to_answer("LETTER")),
    Row("exchanges:answer_for", ("coordinator",), to_answer("SHARING")),
    Row("exchanges:speak_for", ("coordinator",), spoken_for("suggested")),
    Row("exchanges:speak_for", ("coordinator",), spoken_for("planned")),
    Row("exchanges:exchange", ("member", "coordinator", "admin"), exchange("to approve")),
    Row("exchanges:exchange", ("member", "coordinator"), exchange("too much")),
    Row("exchanges:exchange", ("member", "coordinator"), exchange("disputed")),
    Row("exchanges:exchange", ("member", "coordinator"), exchange("settled")),
    Row("exchanges:exchange", ("member", "coordinator"), exchange("taken back")),
    Row("exchanges:exchange", ("coordinator",), exchange("lacks a check")),
    Row("exchanges:listing", ("member", "coordinator"), listing("waits for a check")),
    Row("exchanges:decide", ("coordinator",), exchange("lacks a check")),
    Row("exchanges:send_back", ("coordinator",), exchange("to approve")),
    Row("exchanges:resolve", ("coordinator",), exchange("disputed")),
    Row("exchanges:resolve", ("coordinator",), exchange("disputed later")),
    Row("exchanges:settling", ("member", "coordinator"), exchange("disputed")),
    Row("exchanges:settling_for", ("coordinator",), spoken_for("disputed")),
    Row("exchanges:mediating", ("coordinator",)),
    Row("exchanges:slips", ("coordinator",)),
    Row("exchanges:slips_printed", ("coordinator",), lambda _world: {"number": 1}),
    Row("exchanges:slip_grid", ("coordinator",)),
    Row("exchanges:sheet", ("member",)),
    Row("exchanges:desk_find", ("coordinator",), query="?q={number}"),
    Row("exchanges:reverse", ("coordinator",), exchange("settled")),
    Row("exchanges:desk", ("coordinator", "admin")),
    Row("exchanges:log_for", ("coordinator",)),
    Row("exchanges:member", MEMBERS, member("neighbour")),
    Row("exchanges:member", ("member", "admin"), member("member")),
    Row("exchanges:member", ("member", "coordinator"), member("organisation")),
    Row("exchanges:member", ("coordinator",), member("left")),
    Row("members:join_organisation", ("visitor",)),
    Row("exchanges:organisations", ("visitor", "member")),
    Row("exchanges:organisation", ("member", "coordinator"), member("organisation")),
    Row("members:organisation_change", ("coordinator",), member("organisation")),
    Row("members:mandates", ("member", "admin"), member("member")),
    Row("members:mandates", ("coordinator",), member("organisation")),
    Row("exchanges:done_for", ("member", "coordinator"), member("member")),
    Row("exchanges:member_leave", ("coordinator",), member("neighbour")),
    Row("exchanges:member_pause", ("coordinator",), member("neighbour")),
    Row("exchanges:member_pause", ("member",), member("member")),
    Row("exchanges:member_suspend", ("coordinator",), member("neighbour")),
    Row("members:card", ("member",), member("member")),
    Row("members:card", ("coordinator",), member("neighbour")),
    Row("members:cards", ("coordinator", "admin"), query="?numbers=1-9"),
    Row("members:cards", ("coordinator",), query="?numbers=99999"),
    Row("members:directory", MEMBERS),
    Row("exchanges:listings_printed", MEMBERS),
    Row("exchanges:member_same", ("coordinator",), member("neighbour")),
    Row("exchanges:member_death", ("coordinator",), member("neighbour")),
    Row("exchanges:member_death", ("coordinator",), member("by telephone")),
    Row("exchanges:home", ("paused", "suspended")),
    Row("exchanges:member", ("coordinator",), member("suspended")),
    Row("exchanges:member_leave", ("member", "coordinator"), member("member")),
    Row("exchanges:categories", ("admin",)),
    Row("members:areas", ("admin",)),
    Row("exchanges:categories", ("admin",), query="?category={category}"),
    Row("exchanges:log", ("member",)),
    Row("exchanges:code", ("member",)),
    Row("exchanges:code_typed", ("member",)),
    Row("exchanges:code_shown", ("member", "coordinator"), shown_code),
    Row("exchanges:log", ("member",), query=f"?q={UNBROKEN[:5]}"),
    Row("exchanges:log", ("member",), query="?q=nobody"),
    Row("insight:statement", ("member", "coordinator", "admin", "auditor")),
    Row("insight:statement", STAFF, query="?account={number}"),
    Row("insight:statement", ("member",), query="?month=2020-01"),
    Row("insight:reports", STAFF),
    Row("insight:reports", ("admin",), query="?month={month}"),
    Row("insight:proof", STAFF),
    Row("insight:compare_seal", ("admin", "auditor")),
    Row("members:outbox", ("admin",)),
    Row("members:outbox", ("admin",), query="?before=1&days=90"),
    Row("members:partners", ("admin",)),
    Row("members:partners", ("admin",), query="?q=partner"),
    Row("members:partners", ("admin",), query="?q=nowhere"),
    Row("members:partner", ("admin",), partner("agreed")),
    Row("members:partner", ("admin",), partner("asks us")),
    Row("members:partner", ("admin",), partner("asked")),
    Row("members:partner", ("admin",), partner("nothing yet")),
    Row("insight:keeping", ("admin",)),
    Row("insight:keeping_run", ("admin",), keeping_run),
    Row("members:bring_over", ("admin",)),
    Row("members:dues", ("admin", "auditor")),
    Row("members:collection", ("admin", "auditor"), collection),
    *(Row("insight:report", ("admin", "auditor"), report(name), "?to={today}") for name in REPORTS),
    Row("insight:kept_reports", ("admin", "auditor")),
    Row("insight:closing", ("admin", "auditor")),
    Row("insight:close_month", ("admin",), query="?month={last_month}"),
)


@dataclass(frozen=True)
class Failed:
    """A form that is sent as it must not be, so that its page comes back with the error summary."""

    name: str
    reader: str
    press: str
    parts: Parts = nothing
    typed: tuple[tuple[str, str], ...] = ()

    def address(self, world: World) -> str:
        return address(self.name, world, self.parts)


FAILED_FORMS = (
    Failed("account_login", "visitor", "Sign in"),
    Failed("account_reset_password", "visitor", "Send me a link"),
    Failed("account_request_login_code", "visitor", "Send me a code"),
    Failed("account_reauthenticate", "member", "Go on"),
    Failed("members:role_holders", "admin", "Give the role"),
    Failed("members:role_holders", "admin", "Ask them"),
    Failed("members:address", "coordinator", "Ask them", member("neighbour")),
    Failed("members:preferences", "member", "Save", typed=(("Telephone (you can", "x"),)),
    Failed("account_change_password", "member", "Change my password"),
    Failed("members:join", "visitor", "Ask to join"),
    Failed("members:enrol", "coordinator", "Make them a member"),
    Failed("members:application", "coordinator", "Write this to", applicant, (("What we write to them", ""),)),
    Failed("members:application", "coordinator", "Tell", applicant, (("How we tell them what is missing", ""),)),
    Failed("members:applicant_gift", "coordinator", "Add it", applicant),
    Failed("members:joining_step", "coordinator", "Write it down", applicants("reference-2")),
    Failed("members:terms_told", "coordinator", "Write down their yes", id_of("by telephone")),
    Failed("members:settings", "admin", "Save the settings", typed=(("Name of the time bank", ""),)),
    Failed("exchanges:member_pause", "coordinator", "Write it down", member("neighbour")),
    Failed("exchanges:member_suspend", "coordinator", "Suspend them", member("neighbour")),
    Failed("members:limits", "admin", "Save the limits", member("neighbour")),
    Failed("insight:keeping", "admin", "Save", typed=(("Members who left", "two"),)),
    Failed("members:pot", "admin", "Save"),
    Failed("members:bring_over", "admin", "Look through it"),
    Failed("members:concern_new", "visitor", "Tell the safeguarding leads"),
    Failed("members:concern", "lead", "Write it down and close", concern),
    Failed("members:guardian", "coordinator", "The guardian said yes", member("under 18")),
    Failed("members:notes", "coordinator", "Keep the note", member("neighbour")),
    Failed("members:check_kinds", "admin", "Add it"),
    Failed("members:checks", "coordinator", "I saw this", member("member")),
    Failed("members:applicant_checks", "coordinator", "I saw this", applicant),
    Failed("members:profile_telephone", "member", "Save", member("member"), (("Telephone", "1"),)),
    Failed("members:applicant_way", "coordinator", "Save", applicant, (("Telephone (you can", "1"),)),
    Failed("members:profile_gifts", "member", "Add it", member("member")),
    Failed("members:profile_photo", "member", "Send this picture", member("member")),
    Failed("members:report_talk", "member", "Send it to the coordinators", conversation),
    Failed("members:talk_report", "coordinator", "Close it, and tell them", talk_report),
    Failed("members:write_to", "member", "Send to", member("by telephone")),
    Failed("exchanges:conversation", "member", "Send to", conversation),
    Failed("members:partner", "admin", "Ask them", partner("nothing yet")),
    Failed("members:partner", "admin", "Agree", partner("asks us"), (("Our members may give up to", "x"),)),
    Failed("members:partner", "admin", "Save the limits", partner("agreed"), (("Our members may give up to", ""),)),
    Failed("exchanges:categories", "admin", "Add it"),
    Failed("insight:report", "admin", "Show report", report("journal"), (("Member number", "9999"),)),
    Failed("insight:compare_seal", "admin", "Compare it"),
    Failed("exchanges:listing_new", "member", "Put it up"),
    Failed("exchanges:listing_change", "member", "Save the change", listing("own"), (("In a few words", ""),)),
    Failed("exchanges:listing_photos", "member", "Send this picture", listing("own")),
    Failed("exchanges:announcement_new", "coordinator", "Put it up, and tell them"),
    Failed("exchanges:plan", "member", "Send it to", conversation),
    Failed("exchanges:listing_propose", "member", "Send it to", listing("offer")),
    Failed("exchanges:exchange", "member", "Tell a coordinator", exchange("to answer")),
    Failed("exchanges:exchange", "member", "Send to be agreed", exchange("planned"), (("How many hours", ""),)),
    Failed("exchanges:exchange", "member", "Send to", exchange("to answer")),
    Failed("exchanges:exchange", "member", "Send to", exchange("settled")),
    Failed("exchanges:exchange", "coordinator", "Write down what", exchange("told by telephone")),
    Failed("exchanges:answer_for", "coordinator", "Write it down for", to_answer("LETTER")),
    Failed("exchanges:answer_for", "coordinator", "Write it down for", to_answer("SHARING")),
    Failed("exchanges:speak_for", "coordinator", "Write it down for", spoken_for("suggested")),
    Failed("exchanges:speak_for", "coordinator", "Write it down for", spoken_for("planned")),
    Failed("exchanges:decide", "coordinator", "Approve it all the same", exchange("lacks a check")),
    Failed("exchanges:send_back", "coordinator", "Send it back to both", exchange("to approve")),
    Failed("exchanges:resolve", "coordinator", "Save what was settled", exchange("disputed")),
    Failed("exchanges:reverse", "coordinator", "Take the hours back", exchange("settled")),
    Failed("exchanges:cross_log", "member", "Send"),
    Failed("exchanges:cross", "member", "Tell the coordinators", cross("to answer")),
    Failed("exchanges:cross_settle", "coordinator", "Save what we would settle", cross("disputed")),
    Failed("exchanges:round", "member", "Add it to give", round_("open")),
    Failed("exchanges:hours_give", "member", "Continue"),
    Failed("exchanges:hours_ask", "member", "Ask for them"),
    Failed("exchanges:pot_request", "coordinator", "Send the answer", pot_request("open")),
    Failed("exchanges:log_for", "coordinator", "Log it"),
    Failed("exchanges:log_for", "coordinator", "Log it", typed=(("Who gave?", UNBROKEN[:4]), ("How many hours?", "x"))),
)

# Pages that need something before them: tests of their own go there.
REACHED_BY_STEPS = frozenset(
    {
        "account_reset_password_from_key", "account_confirm_login_code", "email_change", "email_confirm",
        "mfa_authenticate", "mfa_reauthenticate",
        "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
        "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn",
        "exchanges:log_what", "exchanges:log_when", "exchanges:log_check",
        "members:join_gifts", "members:join_would", "members:join_terms", "members:own_standing",
    }
)  # fmt: skip

# What has an address and is no page to look at: buttons, files, and signs of life for machines.
NO_PAGES = frozenset(
    {
        "members:bring_over_take", "members:bring_over_discard", "members:bring_over_invite",
        "members:helper_contact",
        "members:act", "members:stop_acting", "members:end_mandate", "members:change_delegate",
        "members:dues_announce", "members:dues_switch_off", "exchanges:member_return",
        "members:invited", "members:invitation_withdraw", "members:terms_accept",
        "members:photo", "members:small_photo", "members:share", "members:unblock", "exchanges:announcement_down",
        "mfa_download_recovery_codes", "members:role_give", "members:role_appoint", "members:role_change",
        "demo_sign_in", "account_set_password", "notices_read_all", "notices_open", "live", "ready", "members:roles",
        "notices_resume_mail", "members:outbox_retry",
        "exchanges:event_approve", "exchanges:event_send_back", "exchanges:event_take_back",
        "exchanges:event_agree", "exchanges:event_decline", "exchanges:event_sign_up", "exchanges:event_withdraw",
        "exchanges:not_for_me", "exchanges:show_again",
        "exchanges:saved_search", "exchanges:listing_pause", "exchanges:listing_open", "exchanges:listing_renew",
        "exchanges:listing_photo", "exchanges:listing_small_photo",
        "exchanges:listing_close", "exchanges:accept", "exchanges:decline", "exchanges:cancel", "exchanges:log_planned",
        "exchanges:confirm", "exchanges:dispute", "exchanges:thank", "exchanges:approve", "exchanges:approve_many",
        "exchanges:round_withdraw", "exchanges:rounds_each_month",
        "exchanges:hours_return", "exchanges:pot_decide", "exchanges:pot_withdraw",
        "exchanges:again", "exchanges:calendar", "exchanges:event_calendar", "exchanges:not_today", "exchanges:costs",
        "exchanges:settling_name", "exchanges:settling_say", "exchanges:settling_propose", "exchanges:settling_agree",
        "exchanges:settling_no", "exchanges:undo", "exchanges:duty",
        "exchanges:cross_confirm", "exchanges:cross_cancel", "exchanges:cross_dispute", "exchanges:cross_thank",
        "exchanges:cross_approve",
        "exchanges:introduce", "exchanges:match_calls",
        "exchanges:told", "insight:statement_csv", "insight:statement_xlsx", "insight:statement_pdf", "insight:prove",
        "exchanges:member_death_taken_back", "exchanges:letter", "exchanges:letters", "exchanges:posted",
        "insight:exchanges_csv", "insight:transfers_csv", "insight:seal_now", "insight:seal_file",
        "privacy_download", "privacy_take_back", "insight:keeping_stop",
        "insight:report_csv", "insight:report_xlsx", "insight:keep_report", "insight:kept_file",
    }
)  # fmt: skip
