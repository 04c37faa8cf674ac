"""A member hears nothing more from another, who is not told; what the two have planned stays."""

import pytest
from django.utils import timezone

from exchanges.actions import afterwards, disputes, life
from exchanges.actions.acts import Act
from exchanges.reads.afterwards import to_help_next
from exchanges.reads.finding import people_who_can
from insight.actions import erasing
from members.actions import blocking, conversations
from members.actions.blocking import Apart, CannotBlock
from members.actions.merging import merge
from members.models import Block, Conversation, Letter, Member, is_not_apart
from members.reads.meeting import people_to_meet
from notices import actions as notices
from notices.models import Notice
from tests import factories as make

pytestmark = pytest.mark.django_db
WORDS = "You can't write to each other here"


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Day")


@pytest.fixture
def gwilym(bank):
    return make.make_member(bank, name="Gwilym")


def today(member):
    return member.bank.day(timezone.now())


def deeds(speaker, other):
    """Everything by which one member's words or wishes reach another."""
    at = timezone.now()
    talk = Conversation.objects.between(speaker, other).first()
    listing = make.make_listing(other)
    draft = make.draft(speaker, other, day=today(speaker))
    return [
        lambda: conversations.write(talk, speaker, "Hello", by=speaker, at=at),
        lambda: conversations.begin(speaker, other, "Hello", by=speaker, at=at),
        lambda: conversations.share_addresses(talk, speaker, by=speaker, at=at),
        lambda: make.make_enquiry(listing, speaker),
        lambda: life.propose(draft, make.act(speaker)),
        lambda: life.log(draft, make.act(speaker)),
    ]


@pytest.mark.parametrize("side", ["blocked", "blocker"])
def test_nothing_passes_between_two_of_whom_one_blocked_the_other(rosa, gwilym, side):
    make.make_conversation(gwilym, rosa)
    make.make_block(rosa, gwilym)
    speaker, other = (gwilym, rosa) if side == "blocked" else (rosa, gwilym)
    before = (Letter.objects.count(), Notice.objects.count())

    for deed in deeds(speaker, other):
        with pytest.raises(Apart, match=WORDS):
            deed()

    assert (Letter.objects.count(), Notice.objects.count()) == before


def test_who_is_blocked_is_not_told_and_no_history_says_whom(rosa, gwilym):
    before = Notice.objects.count()

    for _again in range(2):
        make.make_block(rosa, gwilym)

    assert Notice.objects.count() == before
    assert Block.objects.count() == 1
    assert list(rosa.events.filter(kind="BLOCKED").values_list("by", "words")) == [(rosa.pk, "")]
    assert not gwilym.events.filter(kind="BLOCKED").exists()


def test_shared_addresses_are_hidden_again(rosa, gwilym):
    talk = make.make_conversation(gwilym, rosa)
    for member in (rosa, gwilym):
        conversations.share_addresses(talk, member, by=member, at=timezone.now())

    make.make_block(rosa, gwilym)

    talk.refresh_from_db()
    assert (talk.is_shared_by(rosa), talk.is_shared_by(gwilym)) == (False, True)


def test_what_is_planned_can_still_be_settled(rosa, gwilym):
    plan = life.propose(make.draft(gwilym, rosa, day=today(rosa)), make.act(gwilym))
    plan = life.accept(plan, make.act(rosa))
    make.make_block(rosa, gwilym)

    plan = life.log_planned(plan, make.act(gwilym), minutes=60, happened_on=today(rosa))
    plan = life.confirm(plan, make.act(rosa), minutes=60)

    assert plan.state == "POSTED"


def test_no_words_reach_the_other_by_what_the_two_have_exchanged(rosa, gwilym):
    """Costs and thanks are noted, and plans called off, in words that the other is told."""
    done = make.posted_exchange(rosa, gwilym)
    asked = life.propose(make.draft(rosa, gwilym, day=today(rosa)), make.act(rosa))
    plan = life.accept(life.propose(make.draft(gwilym, rosa, day=today(rosa)), make.act(gwilym)), make.act(rosa))
    make.make_block(rosa, gwilym)
    told, by = Notice.objects.count(), make.act(gwilym)
    deeds = [
        lambda: life.thank(done, by, words="I know where you live"),
        lambda: afterwards.note_costs(done, by, words="I know where you live"),
        lambda: life.accept(asked, by),
        lambda: life.decline(asked, by, reason="I know where you live"),
        lambda: life.cancel(plan, by, reason="I know where you live"),
    ]

    for deed in deeds:
        with pytest.raises(Apart, match=WORDS):
            deed()

    assert Notice.objects.count() == told
    assert life.decline(asked, by).state == "DECLINED"
    assert life.cancel(plan, by).state == "CANCELLED"


def test_what_is_not_right_is_read_by_who_settles_it_and_sent_to_nobody(bank, rosa, gwilym):
    done = make.posted_exchange(rosa, gwilym)
    mediator = make.make_mediator(bank)
    make.make_block(rosa, gwilym)
    words = "I know where you live"

    done = life.dispute(done, make.act(gwilym), reason=words)
    disputes.name_mediator(done, mediator, make.act(make.make_coordinator(bank)))
    dispute = disputes.say(done, make.act(gwilym), words=words)

    assert dispute.steps.filter(words=words).count() == 2
    told = Notice.objects.for_recipients([rosa.actor_key])
    assert told.filter(kind="DISPUTED").count() == 1
    assert not told.filter(body__contains=words).exists()


def test_a_coordinator_who_was_told_writes_down_what_happened(bank, rosa, gwilym):
    make.make_block(rosa, gwilym)
    act = Act(make.make_coordinator(bank), timezone.now(), on_behalf_of=gwilym, channel="PHONE")

    assert life.log(make.draft(gwilym, rosa, day=today(rosa)), act).state == "LOGGED"


def test_who_is_blocked_does_not_go_on_in_somebody_elses_name(bank, rosa, gwilym):
    ethel = make.make_member(bank, name="Ethel")
    make.supporter(ethel, gwilym)
    make.make_block(rosa, gwilym)

    with pytest.raises(Apart):
        conversations.begin(ethel, rosa, "It is me, Gwilym", by=gwilym, at=timezone.now())

    assert not Letter.objects.exists()


def test_it_is_taken_back_and_again_does_no_harm(rosa, gwilym):
    standing = make.make_block(rosa, gwilym)

    for _again in range(2):
        blocking.unblock(standing, at=timezone.now())
    make.make_conversation(gwilym, rosa)

    assert rosa.events.filter(kind="UNBLOCKED").count() == 1
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("whom", ["oneself", "another bank"])
def test_whom_nobody_blocks(rosa, whom):
    other = rosa if whom == "oneself" else make.make_member(make.make_bank())

    with pytest.raises(CannotBlock):
        make.make_block(rosa, other)


def test_a_list_can_leave_out_who_is_apart(bank, rosa, gwilym):
    other = make.make_member(bank)
    make.make_block(rosa, gwilym)
    people = Member.objects.filter(pk__in=[rosa.pk, gwilym.pk, other.pk])

    left = [set(people.filter(is_not_apart(member)).values_list("pk", flat=True)) for member in (rosa, gwilym)]

    assert left == [{rosa.pk, other.pk}, {gwilym.pk, other.pk}]


def test_nobody_is_to_meet_whom_they_blocked(rosa, gwilym):
    before = [meeting.member for meeting in people_to_meet(rosa)]
    make.make_block(gwilym, rosa)

    assert (before, people_to_meet(rosa), people_to_meet(gwilym)) == ([gwilym], [], [])


def test_nobody_is_led_to_whom_they_blocked(bank, rosa, gwilym):
    make.make_gift(gwilym, words="Piano")
    make.make_listing(gwilym, kind="REQUEST", title="A lift")
    led_to = lambda: (to_help_next(rosa, today(rosa)), people_who_can(bank, rosa, "piano"))  # noqa: E731 asked twice
    assert all(led_to())

    make.make_block(rosa, gwilym)

    assert led_to() == ([], [])


def test_two_entries_of_one_person_block_and_are_blocked_as_one(bank, rosa, gwilym):
    twin, other = make.make_member(bank, name="Rosa Day", email=""), make.make_member(bank)
    for blocker, blocked in ((rosa, gwilym), (twin, gwilym), (twin, other), (other, twin), (rosa, twin)):
        make.make_block(blocker, blocked)

    merge(rosa, twin, by=make.admin_of(bank), at=timezone.now())

    found = set(Block.objects.values_list("blocker", "blocked"))
    assert found == {(rosa.pk, gwilym.pk), (rosa.pk, other.pk), (other.pk, rosa.pk)}


def test_erasing_leaves_no_block(rosa, gwilym):
    make.make_block(rosa, gwilym)
    make.make_block(gwilym, rosa)

    erasing.erase_on_own_wish(rosa, at=timezone.now())

    assert not Block.objects.exists()


def told_of(member, other, kind, **fields):
    """Something that waits to be sent to a member and brings the other one to them."""
    said = {"subject": "Perhaps?", "body": "", "path": "/riverside/listings/1/"} | fields
    message = notices.Message(
        recipient_key=member.actor_key, bank=member.bank.slug, kind=kind, about_key=other.actor_key, **said
    )
    return notices.tell(message, at=timezone.now())


def waiting(*kinds):
    found = Notice.objects.filter(kind__in=kinds)
    return set(found.values_list("recipient__name", "kind"))


def test_what_waits_brings_neither_to_the_other_any_more(bank, rosa, gwilym):
    for member, other in ((rosa, gwilym), (gwilym, rosa)):
        told_of(member, other, "REQUEST_FITS")
        told_of(member, make.make_member(bank), "INTRODUCED")
        make.make_conversation(other, member)
        make.make_listing(member)

    make.make_block(rosa, gwilym)

    assert waiting("REQUEST_FITS", "INTRODUCED", "LETTER") == {
        ("Rosa Day", "INTRODUCED"),
        ("Gwilym", "INTRODUCED"),
        ("Gwilym", "LETTER"),  # what she wrote herself
    }


def test_it_is_so_for_every_number_of_who_is_blocked_and_across_banks(rosa, gwilym):
    """Rosa blocks Gwilym as she met him at another bank; he belongs to hers, too, and has had another number here."""
    elsewhere = make.also_member_of(make.make_bank(), gwilym.person)
    older = make.make_member(rosa.bank, name="Gwilym", email="")
    for number in (gwilym, older):
        told_of(rosa, number, "REQUEST_FITS")
        told_of(number, rosa, "REQUEST_FITS")
    merge(gwilym, older, by=make.admin_of(rosa.bank), at=timezone.now())

    blocking.block_elsewhere(rosa, elsewhere, at=timezone.now())

    assert waiting("REQUEST_FITS") == set()
