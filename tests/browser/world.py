"""A bank where everything there is to see is to be seen, with names and words that are hard on a page."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from exchanges.actions import approval, giving, leaving, life, pot, resting
from exchanges.actions.events import registers, signing
from exchanges.actions.not_for_me import say_not_for_me
from exchanges.actions.rounds import entering
from exchanges.actions.slips import print_slips
from exchanges.models import (
    Announcement,
    Category,
    CrossExchange,
    Event,
    Exchange,
    HoursGift,
    Listing,
    NotForMe,
    PotRequest,
    Round,
)
from insight.actions import prove
from ledger import actions as ledger
from members.actions import (
    Application,
    Rest,
    StepChange,
    Suspension,
    apply_to_join,
    claim_address,
    conversations,
    decline_application,
    dues,
    invite,
    mark_step,
    partners,
    say_not_yet,
    tell_gifts,
)
from members.actions.concerns import Worry, raise_concern, write_about_concern
from members.actions.gifts import GiftWords
from members.actions.notes import write_note
from members.actions.partners import Terms
from members.actions.searching import refresh_search_text
from members.models import (
    Bank,
    Collection,
    Concern,
    Consent,
    Conversation,
    Gift,
    Member,
    Person,
    RetentionRun,
    Role,
    TalkReport,
)
from services.models import Service
from tests import factories as make
from tests.browser.asked import fill_with_voice
from tests.browser.serving import fill_with_services

UNBROKEN = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewis"  # 60 letters and no place to break
ARABIC = "عبد الرحمن بن عبد الله الحسيني"
LONG_WORDS = (
    f"Sorting out the shed, the loft and the cupboard under the stairs, then a lift to the tip {UNBROKEN} "
    "https://www.example.org/a/very/long/address/that/somebody/has/copied/from/somewhere/else.html"
)
LONG_TITLE = f"Help with {UNBROKEN} and the garden"
PASSWORD = "clean-teapot-42"
A_WEEK = datetime.timedelta(days=7)
SILENT_FOR = datetime.timedelta(days=16)


@dataclass
class World:
    """The people, listings and exchanges that pages are about, by the words the tests call them."""

    bank: Bank
    people: dict[str, Person | None] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    exchanges: dict[str, Exchange] = field(default_factory=dict)
    listings: dict[str, Listing] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    partners: dict[str, Bank] = field(default_factory=dict)
    category: Category | None = None
    collection: Collection | None = None
    keeping_run: RetentionRun | None = None
    conversation: Conversation | None = None
    report: TalkReport | None = None
    announcement: Announcement | None = None
    concern: Concern | None = None
    gift_of_hours: HoursGift | None = None
    pot_requests: dict[str, PotRequest] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    crosses: dict[str, CrossExchange] = field(default_factory=dict)
    service: Service | None = None
    parts_of_services: dict[str, Any] = field(default_factory=dict)


def make_world() -> World:
    """Make the bank, its people, what they offer and ask, and an exchange in every state."""
    world = World(bank=make_bank())
    fill_with_people(world)
    world.category = make.make_category(world.bank, name=f"Garden, shed and {UNBROKEN}"[:60])
    fill_with_profiles(world)
    fill_with_listings(world)
    fill_with_events(world)
    fill_with_plans(world)
    fill_with_answers(world)
    fill_with_decisions(world)
    fill_with_gifts_of_hours(world)
    fill_with_rounds(world)
    fill_with_partners(world)
    fill_with_crosses(world)
    fill_with_dues(world)
    fill_with_checks(world)
    fill_with_concerns(world)
    fill_with_minors(world)
    fill_with_services(world, UNBROKEN, LONG_WORDS)
    fill_with_voice(world, LONG_WORDS)
    leaving.leave(world.members["left"], by=world.members["coordinator"], at=timezone.now())
    fill_with_rests(world)
    by, at = world.members["coordinator"], timezone.now()
    print_slips(world.bank, count=3, member=world.members["member"], by=by, at=at)
    prove(world.bank, at=timezone.now())
    return world


def make_quiet_world() -> World:
    """Make a bank where nothing has happened yet."""
    bank = make.make_bank(slug="quiet")
    world = World(bank=bank)
    newcomer, coordinator = make.make_member(bank, name="Ana"), make.make_coordinator(bank, name="Priya Shah")
    world.members = {"newcomer": newcomer, "quiet coordinator": coordinator, "quiet admin": make.admin_of(bank)}
    world.people = {who: member.person for who, member in world.members.items()}
    return world


def make_bank() -> Bank:
    return make.make_bank(
        slug="walked-from-end-to-end",
        name=f"The {UNBROKEN} Timebank",
        area=f"Ashby Vale and {UNBROKEN}",
        about=LONG_WORDS,
        contact_name=UNBROKEN,
        telephone="01632 960184, after six",
        contact_hours="weekdays 10 to 4, and on the first Saturday of the month",
        listings_are_public=True,
        approval=Bank.Approval.OVER,
        approval_over_minutes=60,
        created_at=timezone.now() - 13 * A_WEEK,  # so that some months are over
    )


def fill_with_people(world: World) -> None:
    bank = world.bank
    admin = make.admin_of(bank)
    admin.name = f"{UNBROKEN} the admin"
    admin.save(update_fields=["name"])
    world.members = {
        "member": make.make_member(bank, name=UNBROKEN),
        "neighbour": make.make_member(bank, name=ARABIC),
        "coordinator": make.make_coordinator(bank, name=f"Priya {UNBROKEN}"),
        "admin": admin,
        "auditor": make.make_auditor(bank),
        "organisation": make.make_organisation(bank, name=f"The Choir of {UNBROKEN}"),
        "by telephone": make.make_member(bank, name="Ethel Prys-Rhydderch", email=""),
        "left": make.make_member(bank, name=f"Gone {UNBROKEN}"),
        "paused": make.make_member(bank, name=f"Resting {UNBROKEN}"),
        "suspended": make.make_member(bank, name=f"Suspended {UNBROKEN}"),
    }
    claim_address(world.members["by telephone"], "ethel@example.org", by=admin, at=timezone.now())
    fill_with_joining(world)
    for who in ("member", "neighbour"):
        world.members[who].about, world.members[who].area = LONG_WORDS, UNBROKEN
        world.members[who].save(update_fields=["about", "area"])
    person = world.members["member"].person
    assert person is not None
    person.set_password(PASSWORD)
    person.save()
    readers = ("member", "neighbour", "coordinator", "admin", "auditor", "paused", "suspended")
    world.people = {"visitor": None, **{who: world.members[who].person for who in readers}}


def fill_with_gifts_of_hours(world: World) -> None:
    """Hours given to a member and to the pot, one who asks the pot, and one to whom it gave."""
    member, neighbour = world.members["member"], make.with_hours(world.members["neighbour"], 120)
    by = make.act(neighbour)
    world.gift_of_hours = giving.give(giving.Giving(neighbour, member, 15, LONG_WORDS), by)
    giving.give(giving.Giving(neighbour, None, 60), by)
    granted = pot.ask_pot(pot.Asking(neighbour, 30, LONG_WORDS), by)
    world.pot_requests["granted"] = pot.grant(
        granted, make.act(world.members["coordinator"]), minutes=15, reason=LONG_WORDS
    )
    world.pot_requests["open"] = pot.ask_pot(pot.Asking(member, 85, LONG_WORDS), make.act(member))


def fill_with_rounds(world: World) -> None:
    """One that is solved, with something to answer and something not found, and one that is open."""
    who = world.members
    opened = make.make_round(who["coordinator"], who["member"])
    listing = make.make_listing(who["member"], kind="REQUEST", title=LONG_WORDS[:100], category=None)
    rare = make.make_category(world.bank, name=f"Seldom {UNBROKEN[:40]}")
    entering.add_wish(opened, entering.Wishing("TAKE", rare, 90, listing=listing), make.act(who["member"]))
    world.rounds["solved"] = make.solved_round(who["coordinator"], who["member"], who["neighbour"])
    world.rounds["open"] = make.make_round(who["coordinator"], who["member"], who["neighbour"])


def fill_with_rests(world: World) -> None:
    """One who has a rest, one who is suspended and to be looked at again, each with something logged before."""
    neighbour, soon = world.members["neighbour"], world.bank.day(timezone.now() + A_WEEK)
    for who in ("paused", "suspended"):
        make.logged_exchange(neighbour, world.members[who], description=LONG_WORDS)
    at = timezone.now()
    resting.pause(world.members["paused"], Rest(back_on=soon), by=world.members["paused"], at=at)
    suspension = Suspension(LONG_WORDS[:300], soon)
    resting.suspend(world.members["suspended"], suspension, by=world.members["coordinator"], at=at)
    Member.objects.filter(pk=world.members["suspended"].pk).update(review_on=world.bank.day(at))


def fill_with_joining(world: World) -> None:
    """Somebody who asks to join, for whom a member is asked for their word, and the member's own invitations."""
    bank, member = world.bank, world.members["member"]
    wish = Application(
        name=f"Ask {UNBROKEN}",
        email="ask@example.org",
        telephone="01632 960002",
        postal_address=LONG_WORDS,
        known_by=UNBROKEN,
        about=LONG_WORDS,
    )
    asked_at = timezone.now() - A_WEEK
    applicant = apply_to_join(bank, wish, at=asked_at)
    assert applicant is not None
    world.members["applicant"] = applicant
    for words in ("rang", "declined"):  # neither has an e-mail
        rang = apply_to_join(bank, Application(name=f"{UNBROKEN} {words}", telephone="01632 960177"), at=asked_at)
        assert rang is not None
        world.members[words] = rang
    decline_application(rang, by=world.members["coordinator"], words=LONG_WORDS[:500], at=timezone.now())
    tell_gifts(applicant, [GiftWords("HEAD", UNBROKEN)], thanked_for=LONG_WORDS[:500], at=asked_at)
    asked = StepChange("REFERENCE", "ASKED", bank.day(timezone.now()), words=UNBROKEN, asked_of=member)
    mark_step(applicant, asked, by=world.members["coordinator"], at=timezone.now())
    induction = StepChange("INDUCTION", "ASKED", bank.day(timezone.now() + A_WEEK))
    mark_step(applicant, induction, by=world.members["coordinator"], at=timezone.now())
    say_not_yet(applicant, by=world.members["coordinator"], words=LONG_WORDS[:500], at=timezone.now())
    for words in ("", UNBROKEN):
        invite(member, words=words, vouches=False, by=member, at=timezone.now())
    Consent.objects.filter(member=world.members["by telephone"]).update(ended_at=timezone.now())


def fill_with_profiles(world: World) -> None:
    """A member who shows everything there is, with a photo, and what two have written to each other."""
    member, neighbour = world.members["member"], world.members["neighbour"]
    for each in (member, neighbour):
        for kind in Gift.Kind.values:
            make.make_gift(each, words=f"{kind} {UNBROKEN}", kind=kind, would=list(Gift.Would.values))
        make.hang_photo(each)
        each.refresh_from_db()
        each.languages, each.availability = ["bfi", "ar", "zh-hant"], ["MON_AM", "MON_PM", "SUN_EVE"]
        each.thanked_for = each.access_needs = LONG_WORDS
        each.shows = list(Member.Item.values)
        each.save()
        refresh_search_text(each)
    read_to = make.make_conversation(neighbour, world.members["by telephone"], words=LONG_WORDS)
    conversations.share_addresses(read_to, neighbour, by=neighbour, at=timezone.now())
    world.conversation = make.make_conversation(neighbour, member, words=LONG_WORDS)
    for speaker in (member, neighbour):
        conversations.write(world.conversation, speaker, LONG_WORDS, by=speaker, at=timezone.now())
        conversations.share_addresses(world.conversation, speaker, by=speaker, at=timezone.now())
    world.report = make.make_report(world.conversation, neighbour, words=LONG_WORDS)
    make.make_block(member, make.make_member(world.bank, name=UNBROKEN))


def fill_with_listings(world: World) -> None:
    member, neighbour = world.members["member"], world.members["neighbour"]
    said = {"title": LONG_TITLE, "body": LONG_WORDS, "category": world.category}
    world.listings = {
        "own": make.make_listing(member, kind=Listing.Kind.REQUEST, **said),
        "offer": make.make_listing(neighbour, kind=Listing.Kind.OFFER, **said),
        "request": make.make_listing(neighbour, kind=Listing.Kind.REQUEST, **said),
    }
    for each in ("own", "offer"):
        make.hang_on_listing(world.listings[each], words=LONG_TITLE)
    world.announcement = make.make_announcement(world.members["coordinator"], subject=LONG_TITLE, body=LONG_WORDS)
    make.make_enquiry(world.listings["own"], neighbour, words=LONG_WORDS)
    _fill_with_matches(world)
    make.save_search(member, name=UNBROKEN[:60], words=UNBROKEN, language="ar", area=UNBROKEN.lower())


def _fill_with_matches(world: World) -> None:
    """Somebody who could help the member, whom the member could help, and what the member said no to."""
    member, neighbour = world.members["member"], world.members["neighbour"]
    make.make_match(world.listings["own"], make.make_listing(world.members["coordinator"], title=LONG_TITLE))
    make.make_match(world.listings["request"], make.make_gift(member, words=UNBROKEN[:100]))
    refused = make.make_listing(neighbour, kind=Listing.Kind.REQUEST, title=LONG_TITLE)
    say_not_for_me(member, refused, NotForMe.Why.KIND, by=member, at=timezone.now())


def fill_with_events(world: World) -> None:
    """An event that people sign up for, and one that waits for a coordinator."""
    member, coordinator = world.members["member"], world.members["coordinator"]
    words = {"title": LONG_TITLE, "body": LONG_WORDS, "place": f"{UNBROKEN} hall", "access": LONG_WORDS[:300]}
    world.events = {
        "open": make.make_event(coordinator, **words, places=1, pays="BOTH", pot_minutes=600),
        "to agree to": make.make_event(member, **words),
        "held": make.held_event(member, coordinator, **words),
    }
    signing.sign_up(world.events["open"], "GUEST", make.act(world.members["neighbour"]))
    signing.sign_up(world.events["open"], "GUEST", make.act(member))
    held = make.keep_register(world.events["held"], member, world.members["neighbour"], guest=UNBROKEN)
    registers.invite_from_event(held.guests.get(), make.act(member))


def fill_with_plans(world: World) -> None:
    """Exchanges that are still to come, or did not come about."""
    member, neighbour = world.members["member"], world.members["neighbour"]
    day = world.bank.day(timezone.now() + A_WEEK)

    def plan(by: Member, **changes) -> Exchange:
        draft = make.draft(neighbour, member, day=day, description=LONG_WORDS, **changes)
        return life.propose(draft, make.act(by))

    world.exchanges = {
        "suggested": plan(neighbour),
        "own suggestion": plan(member),
        "planned": life.accept(plan(neighbour), make.act(member)),
        "declined": life.decline(plan(neighbour), make.act(member), reason=LONG_WORDS),
        "cancelled": life.cancel(plan(neighbour), make.act(neighbour), reason=LONG_WORDS),
    }


def fill_with_answers(world: World) -> None:
    """Exchanges that wait for somebody's word."""
    member, neighbour, by_telephone = (world.members[who] for who in ("member", "neighbour", "by telephone"))
    long_ago = timezone.now() - SILENT_FOR
    old = make.draft(neighbour, member, day=world.bank.day(long_ago), description=LONG_WORDS)
    world.exchanges |= {
        "to answer": make.logged_exchange(neighbour, member, description=LONG_WORDS, category=world.category),
        "to be answered": make.logged_exchange(member, neighbour, description=LONG_WORDS),
        "told by telephone": make.logged_exchange(member, by_telephone, description=LONG_WORDS),
        "silent": life.log(old, make.act(neighbour, long_ago)),
    }


def fill_with_decisions(world: World) -> None:
    """Exchanges that a coordinator approves, returns, settles or has taken back."""
    member, neighbour = world.members["member"], world.members["neighbour"]
    coordinator = make.act(world.members["coordinator"])

    def confirmed(minutes: int = 90) -> Exchange:
        return make.confirmed_exchange(neighbour, member, minutes=minutes, description=LONG_WORDS)

    world.exchanges |= {
        "to approve": confirmed(),
        "too much": confirmed(minutes=1440),
        "settled": confirmed(minutes=45),
        "taken back": approval.reverse(confirmed(minutes=30), coordinator, reason=LONG_WORDS),
        "disputed": life.dispute(confirmed(), make.act(member), reason=LONG_WORDS),
        "disputed later": life.dispute(confirmed(minutes=15), make.act(member), reason=LONG_WORDS),
    }


def fill_with_partners(world: World) -> None:
    """Other time banks: one that trades with ours, one that asks us, one that we ask, and one of which nothing is."""
    bank, terms = world.bank, Terms(receives_minutes=600, gives_minutes=645)
    for words in ("agreed", "asks us", "asked", "nothing yet"):
        slug = words.replace(" ", "-")
        world.partners[words] = make.make_bank(slug=f"{slug}-partner", name=f"The {words} {UNBROKEN} Timebank")

    def act(one: Bank) -> dict:
        return {"by": make.admin_of(one), "at": timezone.now()}

    asked = partners.propose(bank, world.partners["agreed"], terms, **act(bank))
    partners.accept(asked, terms, **act(world.partners["agreed"]))
    partners.propose(world.partners["asks us"], bank, terms, **act(world.partners["asks us"]))
    partners.propose(bank, world.partners["asked"], terms, **act(bank))


def fill_with_crosses(world: World) -> None:
    """Exchanges with the bank that trades with ours: one to answer, one for our desk, one not agreed, one settled."""
    member, near = world.members["member"], make.make_member(world.partners["agreed"], name=f"Nils {UNBROKEN}")
    Member.objects.filter(pk=member.pk).update(needs_approval=True)
    member.refresh_from_db(fields=["needs_approval"])
    world.crosses["to answer"] = make.crossed(near, member, gives=False, description=LONG_WORDS)
    world.crosses["to approve"] = make.agreed_across(near, member, description=LONG_WORDS)
    world.crosses["disputed"] = make.disputed_across(near, member, description=LONG_WORDS)
    Member.objects.filter(pk=member.pk).update(needs_approval=False)
    member.refresh_from_db(fields=["needs_approval"])
    world.crosses["settled"] = make.agreed_across(near, member)


def fill_with_dues(world: World) -> None:
    """A levy that took from two members and left one out, and lapsing hours that are announced."""
    long_ago = timezone.now() - 10 * A_WEEK
    payers = [world.members[who] for who in ("member", "neighbour", "by telephone")]
    Member.objects.filter(pk__in=[member.pk for member in payers]).update(joined_at=long_ago)
    poor = payers[2]
    ledger.set_limits(poor.account_id or 0, ledger.Limits(floor_minutes=0), by="system", reason="TEST")
    world.collection = make.make_collection(world.bank)
    world.keeping_run = make.make_keeping_run(world.bank)
    dues.announce(
        world.bank,
        dues.Plan("EXPIRY", 12, "Hours that nobody spends help nobody."),
        by=world.members["admin"],
        at=timezone.now(),
    )


def fill_with_checks(world: World) -> None:
    """Kinds of checks with hard names, and a member who has shown one that counts, one that runs out soon."""
    kind = make.make_check_kind(world.bank, name=f"DBS {UNBROKEN}", is_for_minors=True)
    make.make_check_kind(world.bank, name="First aid course", is_open=False)
    insurance = make.make_check_kind(world.bank, name="Car insurance", lasts_months=12)
    make.make_check(world.members["member"], kind)
    make.make_check(world.members["member"], insurance, expires_in_days=20)
    neighbour = world.members["neighbour"]
    lifts = make.make_category(world.bank, name="Lifts and errands")
    lifts.checks.add(kind, insurance)
    world.listings["waits for a check"] = make.make_listing(neighbour, title="A lift to the surgery", category=lifts)
    world.exchanges["lacks a check"] = make.confirmed_exchange(
        neighbour, world.members["member"], description=LONG_WORDS, category=lifts
    )


def fill_with_concerns(world: World) -> None:
    """A safeguarding lead, and a worry about somebody that the lead has written about."""
    # No word of the worry is in the lead's name, for then the lead would not read it.
    lead = world.members["lead"] = make.make_member(world.bank, name="Lena Hartley", roles=(Role.SAFEGUARDING,))
    world.people["lead"] = lead.person
    worry = Worry(LONG_WORDS, about_words="A man in the blue house", about=world.members["neighbour"])
    world.concern = raise_concern(world.bank, worry, by=world.members["member"], at=timezone.now())
    write_about_concern(world.concern, LONG_WORDS, by=lead, at=timezone.now())


def fill_with_minors(world: World) -> None:
    """Somebody under 18 with a guardian, and a note on a member."""
    Bank.objects.filter(pk=world.bank.pk).update(lets_in_minors=True)
    world.bank.refresh_from_db()
    world.members["under 18"] = make.make_guarded(world.bank, name=f"Tilly {UNBROKEN}", guardian=UNBROKEN)
    write_note(world.members["neighbour"], LONG_WORDS, by=world.members["coordinator"], at=timezone.now())
