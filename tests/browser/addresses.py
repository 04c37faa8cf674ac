"""What stands in a page's address: which exchange, which member, which event of the world."""

from collections.abc import Callable

from django.urls import reverse

from members.reads.standing import standing_key
from members.reads.terms import current_terms
from notices.models import Notice
from services.actions.referrals import secret_of
from tests import factories as make
from tests.browser.world import World

Parts = Callable[[World], dict[str, object]]


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


def asset(words: str) -> Parts:
    return lambda world: {"pk": world.parts_of_services[words].pk}


def service(world: World) -> dict[str, object]:
    assert world.service is not None
    return {"slug": world.service.slug}


def pot_gift(world: World) -> dict[str, object]:
    return {**service(world), "pk": world.parts_of_services["pot gift"].pk}


def idea(world: World) -> dict[str, object]:
    return {"pk": world.parts_of_services["idea"].pk}


def place_of_service(world: World) -> dict[str, object]:
    return {**service(world), "pk": world.parts_of_services["place"].pk}


def post(world: World) -> dict[str, object]:
    return {**service(world), "pk": world.members["manager"].pk}


def programme(words: str) -> Parts:
    return lambda world: {**service(world), "programme": world.parts_of_services[words].slug}


def role(world: World) -> dict[str, object]:
    found = world.parts_of_services["open"].roles.first()
    return {**programme("open")(world), "pk": found.pk}


def part(world: World) -> dict[str, object]:
    found = world.parts_of_services["open"].participations.get(member=world.members["member"])
    return {**programme("open")(world), "pk": found.pk}


def session(words: str) -> Parts:
    return lambda world: {**programme("open")(world), "pk": world.parts_of_services[words].pk}


def referral(words: str) -> Parts:
    """A referral at its service, at the desk or as a member's own."""
    return lambda world: {"slug": world.service.slug, "pk": world.parts_of_services[words].pk}


def referral_at_desk(world: World) -> dict[str, object]:
    return {"pk": world.parts_of_services["referral"].pk}


def own_referral(world: World) -> dict[str, object]:
    return {"pk": world.parts_of_services["own referral"].pk}


def unused_link(world: World) -> dict[str, object]:
    return {"token": secret_of(world.parts_of_services["link"])}


def handed_link(world: World) -> dict[str, object]:
    return {"token": secret_of(world.parts_of_services["referral"].link)}


def slip_code(world: World) -> dict[str, object]:
    return {"code": world.parts_of_services["link"].code}


def claim(_world: World) -> dict[str, object]:
    """The link of the letter that asks whoever reads the mail at an address."""
    return {"secret": Notice.objects.get(kind="ADDRESS_CLAIM").path.rsplit("/", 2)[1]}


def keeping_run(world: World) -> dict[str, object]:
    assert world.keeping_run is not None
    return {"pk": world.keeping_run.pk}


def address(name: str, world: World, parts: Parts = nothing) -> str:
    """Write the address of a page; those of an app lie under the bank's short name."""
    bank = {"bank": world.bank.slug} if ":" in name else {}
    return reverse(name, kwargs={**bank, **parts(world)})
