"""Forms sent as they must not be: their pages come back with the error summary."""

from dataclasses import dataclass

from tests.browser.addresses import (
    Parts,
    address,
    applicant,
    applicants,
    asset,
    concern,
    conversation,
    cross,
    exchange,
    id_of,
    listing,
    member,
    nothing,
    partner,
    pot_request,
    programme,
    report,
    round_,
    session,
    spoken_for,
    talk_report,
    to_answer,
)
from tests.browser.world import UNBROKEN, World


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
    Failed("services:asset_new", "coordinator", "Put it on the map"),
    Failed(
        "services:asset_change", "member", "Send it to a coordinator", asset("waiting"), (("What is it called", ""),)
    ),
    Failed("services:asset", "coordinator", "Take it off the map", asset("waiting")),
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
    Failed("services:people", "manager", "They take part", programme("open")),
    Failed("services:session_new", "manager", "Put it on", programme("open")),
    Failed("services:session_rang", "manager", "Write it down", session("session")),
    Failed("exchanges:log_for", "coordinator", "Log it"),
    Failed("exchanges:log_for", "coordinator", "Log it", typed=(("Who gave?", UNBROKEN[:4]), ("How many hours?", "x"))),
)
