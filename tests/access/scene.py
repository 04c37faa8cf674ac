"""One bank with everything in it, everybody who might knock at its doors, and a neighbouring bank."""

import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone

from exchanges.actions import giving, leaving, life, pot
from exchanges.actions.crossing import deciding
from exchanges.actions.events import planning, posting
from exchanges.actions.not_for_me import say_not_for_me
from exchanges.actions.slips import print_slips
from exchanges.models import (
    Announcement,
    Attendee,
    Category,
    CrossExchange,
    Event,
    Exchange,
    Guest,
    HoursGift,
    Listing,
    ListingPhoto,
    NotForMe,
    PotRequest,
    Round,
    SavedSearch,
)
from ledger.actions import seal_book
from members.actions import Application, Helper, StepChange, apply_to_join, invite, mark_step, name_supporter
from members.actions.concerns import Worry, raise_concern
from members.actions.consents import Agreement, record_consent
from members.models import (
    Area,
    Bank,
    Block,
    CheckKind,
    Collection,
    Concern,
    Consent,
    Conversation,
    Gift,
    Invitation,
    JoiningStep,
    Mandate,
    Member,
    Person,
    RetentionRun,
    TalkReport,
)
from notices.models import Notice
from services.actions.goals import Spending, enter_cost, set_target
from services.actions.ideas import IdeaWords, send_ideas
from services.actions.pot import PuttingIn, put_in
from services.actions.referrals import introduce_oneself
from services.actions.services import PlaceWords, write_place, write_post
from services.actions.taking_part import wish_to_take_part
from services.actions.voice import open_round as open_voice
from services.models import (
    Asset,
    Cost,
    Participation,
    PartWish,
    PotGift,
    Programme,
    Referral,
    ReferralLink,
    RoleIdea,
    Service,
    ServicePlace,
    Session,
    StaffPost,
    StaffTime,
    Target,
)
from tests import factories as make
from tests.pages.desk import disputed_exchange

PASSWORD = "clean-teapot-42"


@dataclass(frozen=True)
class Scene:
    """A bank where every address has something to show, each exchange in the state its address is for."""

    bank: Bank
    party: Member
    other: Member
    stranger: Member
    coordinator: Member
    second_coordinator: Member
    admin: Member
    auditor: Member
    organisation: Member
    applicant: Member
    leaver: Member
    listing: Listing
    listing_photo: ListingPhoto
    other_listing: Listing
    category: Category
    check_kind: CheckKind
    concern: Concern
    partner: Bank
    mandate: Mandate  # the party's supporter, who is no member
    delegacy: Mandate  # the party's own, for the organisation
    collection: Collection
    invitation: Invitation
    asked_word: JoiningStep
    consent: Consent
    keeping_run: RetentionRun
    gift: Gift
    saved_search: SavedSearch
    round: Round  # open, and the party and the other take part
    conversation: Conversation
    event: Event  # the party's, which a coordinator has agreed to
    waiting_event: Event
    report: TalkReport
    block: Block
    announcement: Announcement
    held_event: Event  # its register waits for approval
    posted_event: Event
    event_line: Attendee
    guest: Guest
    near: Member  # of a bank that trades with this one
    service: Service  # which the stranger manages
    service_place: ServicePlace
    target: Target
    cost: Cost
    staff_time: StaffTime
    area: Area
    asset: Asset  # the party's, which waits for a coordinator
    institution: Member  # which could become a service
    idea: RoleIdea  # the stranger's
    programme: Programme  # of the service, confidential; the party and the other take part
    part: Participation  # the party's
    session: Session  # of the programme, today
    wish: PartWish  # the other's
    referral: Referral  # of the party, by the service
    referral_link: ReferralLink  # of the service; nobody has used it yet
    pot_gift: PotGift  # asked of the shared pot by the stranger
    noes: list[NotForMe] = field(default_factory=list)  # the party's
    exchanges: dict[str, Exchange] = field(default_factory=dict)
    crosses: dict[str, CrossExchange] = field(default_factory=dict)
    hours_gifts: list[HoursGift] = field(default_factory=list)
    pot_requests: dict[str, PotRequest] = field(default_factory=dict)
    notice: Notice | None = None
    to_pass_on: Notice | None = None
    to_answer: Notice | None = None
    given_up: Notice | None = None

    def everybody(self) -> dict[str, Person | None]:
        """Give who knocks at this bank's doors, by the word the tables use for them."""
        return {
            "visitor": None,
            "party": self.party.person,
            "stranger": self.stranger.person,
            "coordinator": self.coordinator.person,
            "admin": self.admin.person,
            "auditor": self.auditor.person,
            "applicant": self.applicant.person,
            "leaver": self.leaver.person,
        }


def build(slug: str, *, marker: str = "", **rules) -> Scene:
    """Fill a bank; `marker` is a word in every name and every text of it."""
    bank = make.make_bank(slug=slug, approval=Bank.Approval.ALL, **rules)
    Bank.objects.filter(pk=bank.pk).update(name=f"{slug} {marker}".strip(), about=f"About us {marker}")
    bank.refresh_from_db()
    people = _people(bank, marker)
    category = make.make_category(bank, name=f"Garden {marker}".strip())
    party, other = people["party"], people["other"]
    scene = Scene(
        bank=bank,
        **people,
        category=category,
        partner=make.make_bank(slug=f"{slug}-partner"),
        near=make.make_member(make.make_bank(slug=f"{slug}-near"), name="Nils Near", email=f"nils@{slug}-near.example"),
        **_written(people, marker),
        **_kept(people, marker),
        **_put_up(people, category, marker),
        **_serve(people, marker),
        **_held(party, other, people["coordinator"], marker),
        exchanges=_exchanges(party, other, f"Weeding {marker}".strip(), category),
        notice=Notice.objects.for_recipients([party.actor_key]).first(),
        to_pass_on=Notice.objects.to_pass_on(slug).first(),
        to_answer=Notice.objects.to_pass_on(slug).filter(kind="LETTER").first(),
        given_up=_give_up_letter(party),
    )
    _finish(scene, marker)
    return scene


def _people(bank: Bank, marker: str) -> dict[str, Any]:
    """Everybody of a scene, and who acts for whom."""

    def named(name: str) -> dict[str, str]:
        # The name says who it is, and so does the address: no two people of a scene share one.
        return {"name": f"{name} {marker}".strip(), "email": f"{name.lower()}@{bank.slug}.example"}

    party, other = make.make_member(bank, **named("Margaret")), make.make_member(bank, **named("Fatima"))
    coordinator = make.make_coordinator(bank, **named("Priya"))
    leaver = make.make_member(bank, **named("Gwilym"))
    organisation = make.make_organisation(bank, name=f"Riverside Choir {marker}".strip())
    return {
        "party": party,
        "other": other,
        "coordinator": coordinator,
        "applicant": _applicant(bank, named("Owen")),
        "organisation": organisation,
        "stranger": make.make_member(bank, **named("Stefan")),
        "second_coordinator": make.make_coordinator(bank, **named("Rosa")),
        "admin": make.admin_of(bank),
        "auditor": make.make_auditor(bank),
        "mandate": _supported(party, named("Sian")),
        "delegacy": make.delegate(organisation, party),
        "leaver": leaving.leave(leaver, by=coordinator, at=timezone.now()),
    }


def _written(people: dict[str, Any], marker: str) -> dict[str, Any]:
    """What people have written to one another, and what came of it."""
    party, other, coordinator = people["party"], people["other"], people["coordinator"]
    ann = make.make_member(party.bank, name=f"Ann {marker}".strip(), email="")
    make.logged_exchange(coordinator, ann, description=f"Post {marker}")  # Ann has no e-mail: somebody tells her
    make.make_conversation(party, ann, words=f"Tea {marker}".strip())
    talk = make.make_conversation(party, other, words=f"Hello {marker}".strip())
    return {
        "conversation": talk,
        "report": make.make_report(talk, other, words=f"Too loud {marker}".strip()),
        "announcement": make.make_announcement(coordinator, body=f"Come on Monday {marker}".strip()),
        "block": make.make_block(party, people["leaver"]),
    }


def _kept(people: dict[str, Any], marker: str) -> dict[str, Any]:
    """What the bank writes down: who may join, what was seen and said, what is taken and what is kept no longer."""
    party, bank, now = people["party"], people["party"].bank, timezone.now()
    return {
        "check_kind": make.make_check_kind(bank, name=f"DBS {marker}".strip()),
        "concern": raise_concern(bank, Worry(f"He shouts {marker}"), by=party, at=now),
        "collection": make.make_collection(bank),
        "invitation": invite(party, words=f"Rosa {marker}", vouches=True, by=party, at=now),
        "asked_word": _asked_word(people["applicant"], party, people["coordinator"]),
        "consent": _consent(party, marker),
        "keeping_run": make.make_keeping_run(bank),
    }


def _put_up(people: dict[str, Any], category: Category, marker: str) -> dict[str, Any]:
    """What people offer, look for and put on."""
    party, other, coordinator = people["party"], people["other"], people["coordinator"]
    listing = make.make_listing(party, title=f"Bread {marker}", body=f"Loaves {marker}", category=category)
    return {
        "listing": listing,
        "listing_photo": make.hang_on_listing(listing, words=f"Two loaves {marker}".strip()),
        "other_listing": make.make_listing(other, kind="REQUEST", title=f"A lift {marker}"),
        "saved_search": make.save_search(party, name=f"Lifts {marker}".strip(), words=f"lift {marker}".strip()),
        "round": make.make_round(coordinator, party, other),
        "gift": make.make_gift(other, words=f"Bread {marker}".strip()),
        "event": planning.agree(make.make_event(party, title=f"Big Lunch {marker}"), make.act(coordinator)),
        "waiting_event": make.make_event(party, title=f"Choir {marker}"),
    }


def _serve(people: dict[str, Any], marker: str) -> dict[str, Any]:
    """A public service: its staff, a place of it, and a programme."""
    bank, manager, by = people["party"].bank, people["stranger"], people["coordinator"]
    service = make.make_service(bank, name=f"Riverside Surgery {marker}".strip())
    Member.objects.filter(pk=service.organisation_id).update(has_public_page=False)
    make.delegate(service.organisation, manager, Mandate.Kind.MANAGER)
    write_post(service, manager, job=f"Practice manager {marker}".strip(), duties=list(StaffPost.Duty), by=by)
    library = make.make_organisation(bank, name=f"Riverside Library {marker}".strip())
    Member.objects.filter(pk=library.pk).update(organisation_kind=Member.OrganisationKind.INSTITUTION)
    programme = make.make_programme(service, title=f"Walks {marker}".strip(), slug="walks")
    make.take_part(programme, people["other"])
    make.take_part(programme, manager, since=bank.day(timezone.now()))  # it is for them, too
    open_voice(service, by=manager, at=timezone.now())
    area = make.make_area(bank, f"Northgate {marker}".strip())
    idea = IdeaWords(what=f"Walk with people {marker}".strip(), who=f"Somebody who walks {marker}".strip())
    words = {"title": f"Walk {marker}", "body": f"Bring a hat {marker}", "place": f"The bridge {marker}"}
    return {
        "area": area,
        "asset": make.make_asset(people["party"], title=f"Mill Lane hall {marker}".strip(), area=area),
        "pot_gift": put_in(
            service, PuttingIn("SHARED", 15, f"For walks {marker}".strip()), by=manager, at=timezone.now()
        ),
        "idea": send_ideas(service, [idea], by=manager, at=timezone.now())[0],
        "part": make.take_part(programme, people["party"]),
        "session": make.make_session(programme, by=manager, days=0, pays="BOTH", pot_minutes=60, **words),
        "wish": wish_to_take_part(
            programme, people["other"], role=programme.roles.get(title="Peer supporter"), at=timezone.now()
        ),
        "service": service,
        "institution": library,
        "target": set_target(service, "PEOPLE", goal=40, year=bank.day(timezone.now()).year, by=by, at=timezone.now()),
        "cost": enter_cost(service, _spending(bank, marker), by=manager, at=timezone.now()),
        "staff_time": make.write_staff_time(programme, manager),
        "service_place": write_place(service, PlaceWords(name=f"Mill Lane {marker}".strip()), by=by),
        "programme": programme,
        **_introduced(service, people, marker),
    }


def _spending(bank: Bank, marker: str) -> Spending:
    today = bank.day(timezone.now())
    return Spending(today, today, Decimal("12.50"), "pounds", f"Tea {marker}".strip())


def _introduced(service: Service, people: dict[str, Any], marker: str) -> dict[str, Any]:
    """The party by a link, and a link that nobody has used."""
    links = [make.make_handed_link(service, people["stranger"]) for _link in range(2)]
    told = make.introduction(hopes=f"Company {marker}".strip(), how=Consent.How.ONLINE)
    by_party = {"form_key": uuid.UUID(int=7), "at": timezone.now(), "member": people["party"]}
    referral, _secret = introduce_oneself(links[0], told, **by_party)
    return {"referral": referral, "referral_link": links[1]}


def _finish(scene: Scene, marker: str) -> None:
    """Add what stands between the rows of a scene, and let everybody sign in."""
    make.make_match(scene.other_listing, scene.stranger.gifts.get())  # whom a coordinator brings together
    loaf = make.make_listing(scene.party, kind="REQUEST", title=f"A loaf for Sunday {marker}".strip())
    make.make_match(loaf, scene.gift)
    scene.noes.append(
        say_not_for_me(scene.party, scene.other_listing, NotForMe.Why.FAR, by=scene.party, at=timezone.now())
    )
    _give_hours(scene, marker)
    _cross(scene, f"Mending {marker}".strip())
    print_slips(scene.bank, count=2, member=scene.other, by=scene.coordinator, at=timezone.now())
    seal_book(scene.bank.book_id)
    for person in Person.objects.filter(memberships__bank=scene.bank).exclude(email=None):
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])


def _give_up_letter(member: Member) -> Notice | None:
    """Let the last letter to a member have failed."""
    letters = Notice.objects.for_recipients([member.actor_key]).filter(delivery="EMAIL", sent_at=None)
    last = letters.newest_first().first()
    Notice.objects.filter(pk=last.pk if last else 0).update(failed_at=timezone.now(), next_attempt_at=None)
    return last


def _cross(scene: Scene, words: str) -> None:
    """Make an exchange with the bank near by in every state that waits for somebody of this one."""
    make.trade(scene.bank, scene.near.bank)
    about = {"gives": False, "description": words}
    scene.crosses.update(
        BEGUN=make.crossed(scene.party, scene.near, description=words),
        LOGGED=make.crossed(scene.near, scene.party, **about),
        RECEIVED=make.agreed_across(scene.near, scene.party, description=words, minutes=1),
        CONFIRMED=make.agreed_across(scene.near, scene.party, **about),
        DISPUTED=make.disputed_across(scene.near, scene.party, **about),
        POSTED=deciding.approve(  # of a minute, so that what the party has stays too little to give any away
            make.agreed_across(scene.near, scene.party, minutes=1, **about), make.act(scene.second_coordinator)
        ),
    )


def _give_hours(scene: Scene, marker: str) -> None:
    """Let the other one of two give some of what they earned away, the party ask the pot, and the pot give once."""
    other, by = make.act(scene.other), make.act(scene.second_coordinator)
    gift = giving.give(giving.Giving(scene.other, scene.party, 15, f"For you {marker}".strip()), other)
    giving.give(giving.Giving(scene.other, None, 30), other)
    granted = pot.ask_pot(pot.Asking(scene.other, 15, f"For my move {marker}".strip()), other)
    asked = pot.ask_pot(pot.Asking(scene.party, 15, f"For my garden {marker}".strip()), make.act(scene.party))
    scene.pot_requests.update({"OPEN": asked, "GRANTED": pot.grant(granted, by, minutes=15)})
    scene.hours_gifts.append(gift)


def _consent(party: Member, marker: str) -> Consent:
    told = Agreement(Consent.Purpose.REFERRAL, Consent.How.ONLINE, text=f"The surgery may tell you {marker}".strip())
    return record_consent(party, told, by=party, at=timezone.now())


def _applicant(bank: Bank, names: dict[str, str]) -> Member:
    applicant = apply_to_join(bank, Application(telephone="01632 960184", **names), at=timezone.now())
    assert applicant is not None
    return Member.objects.select_related("person", "bank").get(pk=applicant.pk)


def _asked_word(applicant: Member, asked: Member, coordinator: Member) -> JoiningStep:
    day = applicant.bank.day(timezone.now())
    change = StepChange(JoiningStep.Kind.REFERENCE, JoiningStep.State.ASKED, day, asked_of=asked)
    return mark_step(applicant, change, by=coordinator, at=timezone.now())


def _supported(member: Member, names: dict[str, str]) -> Mandate:
    """Let somebody new act for a member; they have said yes to their address."""
    helper = Helper(name=names["name"], telephone="01632 960185", words="daughter")
    mandate = name_supporter(member, helper, how=Consent.How.ONLINE, by=member, at=timezone.now())
    Person.objects.filter(pk=mandate.holder.person_id).update(email=names["email"])
    mandate.holder.person.refresh_from_db()
    return mandate


def _held(party: Member, other: Member, coordinator: Member, marker: str) -> dict[str, Event | Attendee | Guest]:
    """Two events that the party held yesterday: one's register waits for a coordinator, one's hours are posted."""
    held, posted = (make.held_event(party, coordinator, title=f"{each} {marker}") for each in ("Repairs", "Singing"))
    guest = make.keep_register(held, party, other, guest=f"Tom {marker}".strip()).guests.get()
    make.keep_register(posted, party, make.make_member(party.bank, name=f"Nia {marker}".strip(), email=""))
    posting.approve_register(posted, make.act(coordinator))
    return {"held_event": held, "posted_event": posted, "event_line": posted.attendees.get(), "guest": guest}


def _exchanges(party: Member, other: Member, words: str, category: Category) -> dict[str, Exchange]:
    """Make an exchange in every state; where somebody has to answer, it is the party."""
    about = {"description": words, "category": category}

    def proposed() -> Exchange:
        return life.propose(make.draft(other, party, **about), make.act(other))

    return {
        "PROPOSED": proposed(),
        "AGREED": life.accept(proposed(), make.act(party)),
        "LOGGED": make.logged_exchange(other, party, **about),
        "CONFIRMED": make.confirmed_exchange(other, party, **about),
        "DISPUTED": disputed_exchange(other, party, **about),
        "POSTED": make.posted_exchange(other, party, **about),
    }
