"""Dull and valid banks, members and exchanges, made through the same actions people use."""

import datetime
import io
import itertools
import uuid

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.postgres.lookups import Unaccent
from django.db.models import Max, Value
from django.db.models.functions import Lower
from django.utils import timezone
from PIL import Image

from exchanges.actions import approval, codes, life, resting, searches
from exchanges.actions.acts import Act
from exchanges.actions.announcing import Telling, announce
from exchanges.actions.crossing import deciding, logging, words
from exchanges.actions.enquiries import enquire
from exchanges.actions.events import registers
from exchanges.actions.events.planning import Plan, Repeating, agree, put_on
from exchanges.actions.listing_photos import add_photo
from exchanges.actions.listings import Wording, put_up
from exchanges.actions.rounds import entering, opening, solving
from exchanges.actions.searches import Keeping
from exchanges.models import (
    Announcement,
    Category,
    CrossExchange,
    Event,
    Exchange,
    Listing,
    ListingPhoto,
    Match,
    Round,
    SavedSearch,
)
from exchanges.reads.finding import Wishes
from insight.actions.retention import plan_run
from ledger import actions as ledger
from ledger import reads as ledger_reads
from members.actions import (
    Application,
    Enrolment,
    Founding,
    Helper,
    accept_claim,
    accept_terms,
    apply_to_join,
    approve_application,
    conversations,
    dues,
    found_bank,
    keep_told,
    name_delegate,
    name_supporter,
    tell_gifts,
)
from members.actions.blocking import block
from members.actions.checks import SeenCheck, record_check
from members.actions.emails import write_down_address
from members.actions.gifts import GiftWords, add_gift
from members.actions.mandates import name_guardian
from members.actions.partners import Terms, accept, propose
from members.actions.photos import change_photo
from members.actions.reporting import report
from members.actions.states import Suspension
from members.models import (
    Bank,
    Block,
    Check,
    CheckKind,
    Collection,
    Consent,
    Conversation,
    DuesRule,
    Gift,
    Mandate,
    Member,
    MemberEvent,
    Note,
    Partnership,
    Person,
    RetentionRun,
    Role,
    TalkReport,
)
from members.reads.meeting import guide_of, in_a_letter
from members.reads.terms import current_terms
from notices.models import Notice, Recipient

NOBODYS = make_password(None)
START = "You can give an hour and receive an hour from today."
TELEPHONE = "01632 960000"
_numbers = itertools.count(1)


def make_bank(*, slug: str | None = None, **rules) -> Bank:
    """Found a bank whose first admin holds no account. `rules` are fields of Bank; no welcome grant unless asked."""
    slug = slug or f"bank-{next(_numbers)}"
    founding = Founding(
        slug=slug, name=f"The {slug} Timebank", zone="Europe/London", admin_email=f"admin@{slug}.example"
    )
    bank = found_bank(founding, at=timezone.now()).bank
    for field, value in {"welcome_minutes": 0, "approval": Bank.Approval.NOBODY, **rules}.items():
        setattr(bank, field, value)
    bank.save()
    return bank


def admin_of(bank: Bank) -> Member:
    """Give the bank's first admin."""
    admin = Member.objects.of(bank).with_role(Role.ADMIN).select_related("person", "bank").order_by("pk").first()
    assert admin is not None
    return admin


def make_member(
    bank: Bank, *, name: str | None = None, roles: tuple[Role, ...] = (), email: str | None = None
) -> Member:
    """Make an approved member with an account; with `email=""` one who never signs in."""
    number = next(_numbers)
    email = f"person{number}@example.org" if email is None else email
    name = name or f"Person {number}"
    admin = admin_of(bank)
    if admin.bank.welcome_minutes:
        member = join(admin.bank, name, email)
        Member.objects.filter(pk=member.pk).update(roles=list(roles))
        return Member.objects.select_related("bank", "person").get(pk=member.pk)
    written = write_member(admin, name, email.strip().lower(), roles=roles)
    member = Member.objects.get(pk=written.pk)
    member.bank, member.person = admin.bank, written.person  # read and written just now
    return member


def join(bank: Bank, name: str, email: str) -> Member:
    """Let somebody ask to join and be let in, as on the pages."""
    applicant = apply_to_join(bank, Application(name=name, email=email, telephone=TELEPHONE), at=timezone.now())
    assert applicant is not None
    return approve_application(make_ready(applicant), by=admin_of(bank), at=timezone.now())


def write_member(admin: Member, name: str, email: str, *, roles: tuple[Role, ...] = ()) -> Member:
    """Write the rows that `join` leaves, with a sixth of its statements; tests/test_factories.py compares the two.

    The letter of welcome names nobody to meet, which `join` looks for.
    """
    now, bank, words = timezone.now(), admin.bank, "Help in the garden"
    person = Person.objects.create(email=email or None, name=name, password=NOBODYS)
    if email:
        EmailAddress.objects.create(user=person, email=email)
    number = (Member.objects.of(bank).aggregate(highest=Max("number"))["highest"] or 0) + 1
    limits = ledger.Limits(bank.floor_minutes, bank.ceiling_minutes, bank.warning_minutes)
    accounts = [(f"member-{number:04d}", "MEMBER")]
    member = Member.objects.create(
        bank=bank,
        person=person,
        name=name,
        number=number,
        roles=list(roles),
        state=Member.State.APPROVED,
        account_id=ledger.open_accounts(bank.book_id, accounts, limits=limits, by=admin.actor_key)[0],
        telephone=TELEPHONE,
        channel=Member.Channel.EMAIL if email else Member.Channel.PHONE,
        applied_at=now,
        joined_at=now,
        search_text=Unaccent(Lower(Value(f"{name} {words}"))),
    )
    Gift.objects.create(member=member, kind=Gift.Kind.HAND, words=words, added_at=now)
    wordings = list(current_terms(bank))
    given = {"member": member, "given_at": now, "how": Consent.How.ONLINE, "recorded_by": member}
    Consent.objects.bulk_create(Consent(purpose=each.kind, terms=each, **given) for each in wordings)
    kind = MemberEvent.Kind
    agreed = [(kind.CONSENT_GIVEN, member, str(Consent.Purpose(each.kind).label)) for each in wordings]
    MemberEvent.objects.bulk_create(
        MemberEvent(member=member, kind=each, by=by, words=words, at=now)
        for each, by, words in [(kind.APPLIED, None, ""), *agreed, (kind.APPROVED, admin, "")]
    )
    keep_told(member)
    _write_welcome(member, at=now)
    return member


def _write_welcome(member: Member, *, at: datetime.datetime) -> None:
    recipient_id, address = Recipient.objects.values_list("pk", "address").get(key=member.actor_key)
    to_do = "Choose your password with the link below. It works once, and for three days."
    bank = member.bank
    whom_to_ring = in_a_letter([], guide_of(bank)) if bank.telephone else ""
    Notice.objects.create(
        recipient_id=recipient_id,
        bank=bank.slug,
        kind="WELCOME",
        subject=f"Welcome to {bank.name}",
        body=f"{to_do if address else START}\n\n{whom_to_ring}".strip(),
        path="/",
        created_at=at,
        delivery=Notice.Delivery.EMAIL if address else Notice.Delivery.BY_HAND,
        next_attempt_at=at if address else None,
    )


def make_ready(applicant: Member) -> Member:
    """Let an applicant say what they can do and yes to the terms: nothing more stands in the way of most."""
    tell_gifts(applicant, [GiftWords(Gift.Kind.HAND, "Help in the garden")], thanked_for=None, at=timezone.now())
    seen = list(current_terms(applicant.bank))
    accept_terms(applicant, seen, how=Consent.How.ONLINE, by=applicant, at=timezone.now())
    return applicant


def enrolment(**told) -> Enrolment:
    """Say what a coordinator writes for somebody who rang: `told` are fields of Application."""
    return Enrolment(Application(**told), [GiftWords(Gift.Kind.HAND, "Help in the garden")], Consent.How.PHONE)


def make_applicant(bank: Bank, *, name: str) -> Member:
    """Make somebody who waits for an answer."""
    told = Application(name=name, email=f"person{next(_numbers)}@example.org", telephone="01632 960000")
    applicant = apply_to_join(bank, told, at=timezone.now())
    assert applicant is not None
    return Member.objects.select_related("bank", "person").get(pk=applicant.pk)


def make_guarded(bank: Bank, *, name: str = "Tilly Young", guardian: str = "Mary Young", **told) -> Member:
    """Make a member of 16 or 17 whose guardian has said yes by telephone."""
    member = make_minor(bank, name=name)
    helper = Helper(name=guardian, **{"telephone": "01632 960555", **told})
    name_guardian(member, helper, how=Consent.How.PHONE, by=admin_of(bank), at=timezone.now())
    return member


def also_member_of(bank: Bank, person: Person) -> Member:
    """Let somebody who belongs elsewhere belong to this bank too."""
    applicant = apply_to_join(bank, Application(name=person.name, email=person.email), person=person, at=timezone.now())
    assert applicant is not None
    member = approve_application(make_ready(applicant), by=admin_of(bank), at=timezone.now())
    return Member.objects.select_related("bank", "person").get(pk=member.pk)


def make_organisation(bank: Bank, *, name: str = "Riverside Choir") -> Member:
    """Make an approved organisation, which nobody signs in for yet."""
    application = Application(name=name, email="", telephone="01632 960001", is_organisation=True)
    applicant = apply_to_join(bank, application, at=timezone.now())
    assert applicant is not None
    member = approve_application(make_ready(applicant), by=admin_of(bank), at=timezone.now())
    return Member.objects.select_related("bank", "person").get(pk=member.pk)


def make_coordinator(bank: Bank, **fields) -> Member:
    """Make a member who is a coordinator."""
    return make_member(bank, roles=(Role.COORDINATOR,), **fields)


def make_auditor(bank: Bank) -> Member:
    """Make somebody who reads everything and holds no account."""
    number = next(_numbers)
    person = Person.objects.create_user(f"auditor{number}@example.org", "not-a-secret", name=f"Auditor {number}")
    auditor = Member.objects.create(
        bank=bank,
        person=person,
        name=person.name,
        kind=Member.Kind.STAFF,
        state=Member.State.APPROVED,
        roles=[Role.AUDITOR],
        joined_at=timezone.now(),
    )
    keep_told(auditor)
    return auditor


def write_address(member: Member, by: Member, *, email: str | None = None) -> Member:
    """Let a coordinator write down an e-mail address of a member, and somebody say yes to it there."""
    email = email or f"person{next(_numbers)}@example.org"
    claim = write_down_address(member, email, how_identified="Came in.", by=by, at=timezone.now())
    return accept_claim(claim, person=None, at=timezone.now())


def supporter(member: Member, holder: Member) -> Mandate:
    """Let one member act for another, who said so on the site."""
    how = Consent.How.ONLINE
    return name_supporter(member, Helper(member=holder, words="daughter"), how=how, by=member, at=timezone.now())


def delegate(organisation: Member, holder: Member, kind: Mandate.Kind = Mandate.Kind.RECORDER) -> Mandate:
    """Let a member act for an organisation, as the bank's admin says."""
    helper, by = Helper(member=holder), admin_of(organisation.bank)
    return name_delegate(organisation, helper, kind=kind, by=by, at=timezone.now())


def make_listing(
    member: Member, *, kind: str = Listing.Kind.OFFER, title: str = "Help in the garden", **fields
) -> Listing:
    """Put up an offer or a request of a member."""
    return put_up(Wording(kind=kind, title=title, **fields), member=member, by=member, at=timezone.now())


def make_match(request: Listing, thing: Listing | Gift, *, likeness: float = 0.9, **fields) -> Match:
    """Let an offer or a gift fit a request, as the nightly comparing would have found."""
    side = {"offer": thing} if isinstance(thing, Listing) else {"gift": thing}
    return Match.objects.create(
        bank_id=request.bank_id,
        request=request,
        receiver=request.member,
        giver=thing.member,
        found_at=timezone.now(),
        **{"meaning": likeness, "words": 0, "likeness": likeness, **side, **fields},
    )


def save_search(member: Member, *, name: str = "Lifts", words: str = "lift", **fields) -> SavedSearch:
    """Let a member keep a search."""
    keeping = Keeping(name, Wishes(words=words, **fields))
    return searches.save_search(member, keeping, by=member, at=timezone.now())


def make_round(by: Member, *members: Member, days: int = 7) -> Round:
    """Open a round in which each of these members would receive and give help in the garden."""
    at = timezone.now()
    opened = opening.open_round(by.bank, last_on=by.bank.day(at) + datetime.timedelta(days=days), by=by, at=at)
    garden = Category.objects.filter(bank=by.bank, parent=None).order_by("pk").first() or make_category(by.bank)
    for member in members:
        for side in ("TAKE", "GIVE"):
            entering.add_wish(opened, entering.Wishing(side, garden, 60), act(member))
    return opened


def solved_round(by: Member, *members: Member) -> Round:
    """Let a round of these members be solved, as on the day after its last one."""
    opened = make_round(by, *members)
    yesterday = by.bank.day(timezone.now()) - datetime.timedelta(days=1)
    Round.objects.filter(pk=opened.pk).update(last_on=yesterday)
    solving.solve(opened.pk, at=timezone.now())
    opened.refresh_from_db()
    return opened


def suspend(member: Member, *, by: Member, reason: str = "We look into it.") -> Member:
    """Suspend a member for a month."""
    at = timezone.now()
    suspension = Suspension(reason=reason, review_on=member.bank.day(at) + datetime.timedelta(days=30))
    return resting.suspend(member, suspension, by=by, at=at)


def make_category(bank: Bank, *, name: str = "Garden", **fields) -> Category:
    """Make a category of a bank."""
    return Category.objects.create(bank=bank, name=name, **fields)


def make_check_kind(bank: Bank, *, name: str = "DBS, enhanced", **fields) -> CheckKind:
    """Make a kind of check of a bank."""
    return CheckKind.objects.create(bank=bank, name=name, **{"family": CheckKind.Family.DBS_ENHANCED, **fields})


def make_check(
    member: Member, kind: CheckKind, *, days_ago: int = 30, expires_in_days: int | None = None, **fields
) -> Check:
    """Let the bank's admin have seen a member's check. Without a last day it counts as long as its kind says."""
    today = member.bank.day(timezone.now())
    expires_on = None if expires_in_days is None else today + datetime.timedelta(days=expires_in_days)
    seen = SeenCheck(kind=kind, issued_on=today - datetime.timedelta(days=days_ago), expires_on=expires_on)
    return record_check(member, seen, by=admin_of(member.bank), **{"at": timezone.now(), **fields})


def make_gift(member: Member, *, words: str = "Baking bread", kind: str = Gift.Kind.HAND, **fields) -> Gift:
    """Let a member add something they can do."""
    return add_gift(member, GiftWords(kind=kind, words=words, **fields), by=member, at=timezone.now())


def make_conversation(speaker: Member, other: Member, *, words: str = "Shall we have tea?") -> Conversation:
    """Let a member write to another."""
    return conversations.begin(speaker, other, words, by=speaker, at=timezone.now())


def make_enquiry(listing: Listing, asker: Member, *, words: str = "When would it suit you?") -> Conversation:
    """Let a member answer an offer or a request in words."""
    return enquire(listing, asker, words, by=asker, at=timezone.now())


def make_announcement(by: Member, **told) -> Announcement:
    """Let a coordinator tell everybody something until tomorrow, unless told otherwise."""
    at = timezone.now()
    until_on = by.bank.day(at) + datetime.timedelta(days=1)
    telling = Telling(
        **{"subject": "Closed on Monday", "body": "We are back on Tuesday.", "until_on": until_on, **told}
    )
    return announce(by.bank, telling, by=by, at=at)


def make_block(member: Member, other: Member) -> Block:
    """Let a member block another."""
    return block(member, other, at=timezone.now())


def make_report(talk: Conversation, by: Member, *, words: str = "This frightens me.") -> TalkReport:
    """Let one of two report their conversation."""
    return report(talk, words, by=by, at=timezone.now())


def make_closed_report(talk: Conversation, reporter: Member, *, by: Member) -> TalkReport:
    """Let what one of two reported have been closed."""
    at = timezone.now()
    told = {"words": "This frightens me.", "done": "We talked.", "at": at}
    return TalkReport.objects.create(bank=by.bank, conversation=talk, by=reporter, closed_by=by, closed_at=at, **told)


def make_picture(size: tuple[int, int] = (60, 40), *, file_format: str = "JPEG", **saved) -> io.BytesIO:
    """Make the file of a picture, as a camera would save it."""
    written = io.BytesIO()
    Image.new("RGB", size, (200, 120, 40)).save(written, file_format, **saved)
    written.seek(0)
    written.name = f"IMG_0042.{file_format.lower()}"
    return written


def hang_photo(member: Member) -> Member:
    """Give a member a photo."""
    return change_photo(member, make_picture(), by=member, at=timezone.now())


def hang_on_listing(listing: Listing, *, words: str = "Two loaves", size: tuple[int, int] = (60, 40)) -> ListingPhoto:
    """Give an offer or a request a photo; one of another size is another one."""
    return add_photo(listing, make_picture(size), words, by=listing.member, at=timezone.now())


def make_minor(bank: Bank, **fields) -> Member:
    """Make a member who is 16 or 17."""
    member = make_member(bank, **fields)
    member.age_band = Member.AgeBand.TEEN
    member.save(update_fields=["age_band"])
    return member


def make_collection(bank: Bank) -> Collection:
    """Let a levy of a minute, announced in good time, be taken for this month; only who joined before it pays."""
    month = bank.day(timezone.now()).replace(day=1)
    announced_at = timezone.now() - datetime.timedelta(days=50)
    rule = DuesRule.objects.create(
        bank=bank,
        kind=DuesRule.Kind.LEVY,
        amount=1,
        begins_on=month,
        announced_by=admin_of(bank),
        announced_at=announced_at,
        told_at=announced_at,
    )
    collection = dues.collect(bank, rule.kind, month, at=timezone.now())
    assert collection is not None
    return collection


def make_keeping_run(bank: Bank) -> RetentionRun:
    """Plan what the rules of keeping no longer keep: a note on the bank's first admin from long ago."""
    admin, long_ago = admin_of(bank), timezone.now() - datetime.timedelta(days=4000)
    Note.objects.create(member=admin, by=admin, at=long_ago, words="Prefers mornings.")
    run = plan_run(bank, at=timezone.now())
    assert run is not None
    return run


def make_silent_conversation(one: Member, other: Member) -> Conversation:
    """Let two members have written to each other; their letters are the test's."""
    first, second = sorted((one, other), key=lambda member: member.pk)
    now = timezone.now()
    times = {"begun_at": now, "last_at": now}
    return Conversation.objects.get_or_create(
        bank=one.bank, first=first, second=second, defaults={"begun_by": one, **times}
    )[0]


def with_hours(member: Member, minutes: int) -> Member:
    """Let a member have hours from the start, as a welcome grant gives them."""
    ledger.post(
        ledger.Posting(
            key=uuid.uuid4(),
            kind="WELCOME",
            payer_id=ledger_reads.account_of_kind(member.bank.book_id, "WELCOME"),
            payee_id=member.account_id,
            minutes=minutes,
            reference=f"test:{uuid.uuid4()}",
            happened_on=member.bank.day(timezone.now()),
            recorded_by=member.actor_key,
        )
    )
    return member


def draft(giver: Member, receiver: Member, **fields) -> life.Draft:
    """Say what an exchange is about: an hour in the garden today, unless said otherwise."""
    values = {
        "giver": giver,
        "receiver": receiver,
        "minutes": 60,
        "description": "Weeding the front garden",
        "day": giver.bank.day(timezone.now()),
        **fields,
    }
    return life.Draft(**values)


def act(by: Member, at: datetime.datetime | None = None, **fields) -> Act:
    """Let somebody act now."""
    return Act(by=by, at=at or timezone.now(), **fields)


def acting(by: Member, member: Member, at: datetime.datetime | None = None) -> Act:
    """Let a supporter act for a member, or a delegate for an organisation, now."""
    channel = "DELEGATE" if member.is_organisation else "SUPPORTER"
    return act(by, at, on_behalf_of=member, channel=channel)


def shown_code(giver: Member, **fields) -> int:
    """The code of a giver who helped somebody for an hour, shown now."""
    said = {"minutes": 60, "description": "Weeding", "category": None, **fields}
    return codes.show(said.pop("act", None) or act(giver), **said)


def logged_exchange(giver: Member, receiver: Member, **fields) -> Exchange:
    """An exchange the giver has logged and the receiver has not yet confirmed."""
    return life.log(draft(giver, receiver, **fields), act(giver))


def confirmed_exchange(giver: Member, receiver: Member, **fields) -> Exchange:
    """An exchange both agreed; it is posted at once unless the bank's rule asks for approval."""
    exchange = logged_exchange(giver, receiver, **fields)
    return life.confirm(exchange, act(receiver), minutes=exchange.minutes)


def posted_exchange(giver: Member, receiver: Member, **fields) -> Exchange:
    """An exchange whose hours have moved, approved by a coordinator where the rule asks."""
    exchange = confirmed_exchange(giver, receiver, **fields)
    if exchange.state == Exchange.State.CONFIRMED:
        exchange = approval.approve(exchange, act(make_coordinator(giver.bank)))
    assert exchange.state == Exchange.State.POSTED
    return exchange


def trade(bank: Bank, other: Bank, *, receives: int = 6000, gives: int = 6000) -> Partnership:
    """Let two banks exchange hours."""
    now, terms = timezone.now(), Terms(receives, gives)
    partnership = propose(bank, other, terms, by=admin_of(bank), at=now)
    return accept(partnership, terms, by=admin_of(other), at=now)


def cross_draft(own: Member, other: Member, **fields) -> logging.CrossDraft:
    """Say what a member exchanged with one of another bank: they gave an hour today, unless said otherwise."""
    values = {
        "own": own,
        "gives": True,
        "partner": other.bank,
        "number": other.number,
        "name": other.name,
        "minutes": 60,
        "description": "Mending a bicycle",
        "day": own.bank.day(timezone.now()),
        **fields,
    }
    return logging.CrossDraft(**values)


def crossed(own: Member, other: Member, **fields) -> CrossExchange:
    """An exchange between two banks that one has logged and the other has not yet confirmed."""
    return logging.log(cross_draft(own, other, **fields), act(own))


def agreed_across(own: Member, other: Member, **fields) -> CrossExchange:
    """One that both agreed; it is posted at once unless a bank's rule asks for approval."""
    cross = crossed(own, other, **fields)
    return words.confirm(cross, act(other), minutes=cross.minutes)


def disputed_across(own: Member, other: Member, **fields) -> CrossExchange:
    """One that the other side says is not right."""
    return words.dispute(agreed_across(own, other, **fields), act(other), reason="It was shorter.")


def settled_across(cross: CrossExchange, *coordinators: Member, minutes: int) -> CrossExchange:
    """Let a coordinator of each bank say the same."""
    for coordinator in coordinators:
        cross = deciding.settle(cross, act(coordinator), minutes=minutes, reason="We rang both.")
    return cross


def make_mediator(bank: Bank, **fields) -> Member:
    """Make a member who mediates."""
    return make_member(bank, roles=(Role.MEDIATOR,), **fields)


def posted_and_disputed(giver: Member, receiver: Member, **fields) -> Exchange:
    """An exchange whose hours have moved, and of which the receiver says that it is not right."""
    return life.dispute(posted_exchange(giver, receiver, **fields), act(receiver), reason="It was shorter.")


def plan(bank: Bank, *, host: Member | None, **fields) -> Plan:
    """Say what an event is, in three days' time."""
    said = {
        "on": bank.day(timezone.now()) + datetime.timedelta(days=3),
        "kind": "MEAL",
        "title": "Big Lunch",
        "body": "",
        "place": "St Mary's hall",
        "access": "No steps",
        "begins_at_time": datetime.time(12),
        "ends_at_time": datetime.time(14, 30),
        **fields,
    }
    return Plan(host=host, **said)


def make_event(by: Member, *, repeating: Repeating | None = None, **fields) -> Event:
    """Put an event on as a member, who is its host unless the fields say otherwise."""
    said = plan(by.bank, **{"host": by, **fields})
    return put_on(by.bank, said, Act(by, timezone.now()), repeating=repeating)


def held_event(host: Member, coordinator: Member, **fields) -> Event:
    """An event that a coordinator agreed to, and that was yesterday."""
    event = agree(make_event(host, **fields), Act(coordinator, timezone.now()))
    day = host.bank.day(timezone.now()) - datetime.timedelta(days=1)
    Event.objects.filter(pk=event.pk).update(on=day)
    return Event.objects.select_related("bank", "host", "made_by").get(pk=event.pk)


def keep_register(event: Event, by: Member, *came: Member, guest: str = "") -> Event:
    """Write into an event's register who came for an hour, and one guest."""
    line = registers.Line(came=True, received_minutes=60)
    walk_ins = [registers.WalkIn(each, "GUEST", line) for each in came]
    guests = [registers.NewGuest(guest, "01632 960200")] if guest else []
    said = registers.Register({}, event.register_number, walk_ins=walk_ins, guests=guests)
    return registers.save_register(event, said, Act(by, timezone.now()))
