"""Two entries become one person: hours, debts, listings and all that hangs on them; the ledger's rows stay."""

import datetime

import pytest
from django.utils import timezone

from exchanges.actions import leaving, life, merging
from exchanges.models import Exchange
from ledger import reads as ledger
from ledger.actions import Limits, set_limits
from ledger.models import Transfer
from members import actions
from members.models import (
    Bank,
    Check,
    CheckKind,
    Concern,
    Consent,
    Conversation,
    Gift,
    Letter,
    Mandate,
    Member,
    Note,
    Role,
    TermsVersion,
)
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed, RuleBroken

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


@pytest.fixture
def old(bank) -> Member:
    """Who a coordinator signed up by telephone."""
    return make.make_member(bank, name="Rosa Diaz", email="")


@pytest.fixture
def new(bank) -> Member:
    """The same person, who joined once more from the public page."""
    return make.make_member(bank, name="Rosa Diaz Perez", email="rosa@example.org")


@pytest.fixture
def gwilym(bank) -> Member:
    return make.make_member(bank, name="Gwilym Prys")


@pytest.fixture
def coordinator(bank) -> Member:
    return make.make_coordinator(bank, name="Priya Shah")


def merge(kept: Member, given_up: Member, by: Member) -> Member:
    return merging.merge(kept, given_up, by=by, at=NOW())


def balance(member: Member) -> int:
    return ledger.balance_of(member.account_id)


def pot(bank: Bank) -> int:
    return ledger.balance_of(ledger.account_of_kind(bank.book_id, "POT"))


def test_hours_go_to_the_kept_account_and_no_row_of_before_changes(bank, old, new, gwilym, coordinator):
    exchange = make.posted_exchange(new, gwilym, minutes=90)
    before = list(Transfer.objects.filter(book_id=bank.book_id).order_by("pk").values())

    merge(old, new, coordinator)

    new.refresh_from_db()
    exchange.refresh_from_db()
    after = list(Transfer.objects.filter(book_id=bank.book_id).order_by("pk").values())
    assert (balance(old), balance(new), pot(bank)) == (90, 0, 0)
    assert after[: len(before)] == before
    assert [line["kind"] for line in after[len(before) :]] == ["SETTLEMENT"]
    assert (new.state, new.merged_into, exchange.giver) == ("LEFT", old, new)
    assert ledger.prove().faults == []


def test_a_debt_goes_to_the_kept_account_not_to_the_pot(bank, old, new, gwilym, coordinator):
    make.posted_exchange(gwilym, new, minutes=90)

    merge(old, new, coordinator)

    assert (balance(old), balance(new), pot(bank)) == (-90, 0, 0)
    assert ledger.prove().faults == []


@pytest.mark.parametrize("owes", [True, False])
def test_limits_that_do_not_fit_refuse_in_words_and_change_nothing(bank, old, new, gwilym, coordinator, owes):
    make.posted_exchange(*((gwilym, new) if owes else (new, gwilym)), minutes=90)
    set_limits(old.account_id, Limits(-60, 60), by="system", reason="TEST")

    with pytest.raises(merging.DoesNotFit, match="Rosa Diaz has room for 1 hour only") as refusal:
        merge(old, new, coordinator)

    assert refusal.value.code == "over_limit"
    assert Member.objects.get(pk=new.pk).is_approved
    assert balance(new) == (-90 if owes else 90)


def test_the_sign_in_of_the_other_opens_the_kept_entry(old, new, coordinator):
    rosa = new.person

    merge(old, new, coordinator)

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.person, rosa.is_active) == (rosa, True)
    assert new.person is not None
    assert (new.person.email, new.person.is_active) == (None, False)
    notice = Notice.objects.get(recipient__key=old.actor_key, kind="MERGED")
    assert (notice.delivery, notice.recipient.address) == ("EMAIL", "rosa@example.org")


def test_of_two_sign_ins_the_kept_one_stays(bank, old, new, coordinator):
    other = make.make_member(bank, email="old@example.org")

    merge(new, other, make.admin_of(bank))

    other.person.refresh_from_db()
    new.refresh_from_db()
    assert (new.person.email, other.person.is_active) == ("rosa@example.org", False)


def test_a_coordinator_does_not_shut_out_who_signs_in(bank, new, coordinator):
    made_up = make.make_member(bank, email="second@example.org")

    with pytest.raises(NotAllowed):
        merge(made_up, new, coordinator)

    new.person.refresh_from_db()
    assert (new.person.is_active, Member.objects.get(pk=new.pk).merged_into) == (True, None)


def test_whose_exchanges_are_approved_stays_so(old, new, coordinator):
    Member.objects.filter(pk=old.pk).update(needs_approval=True)

    merge(new, old, coordinator)

    assert Member.objects.get(pk=new.pk).needs_approval


def test_who_belongs_elsewhere_too_is_not_given_up(old, new, coordinator):
    actions.apply_to_join(make.make_bank(), actions.Application(name="Rosa"), at=NOW(), person=new.person)

    with pytest.raises(actions.NotTheSame, match="Keep that one instead"):
        merge(old, new, coordinator)
    assert merge(new, old, coordinator).person.email == "rosa@example.org"


def test_what_hangs_on_it_moves(bank, old, new, gwilym, coordinator):
    at, listing = NOW(), make.make_listing(new)
    for member, words in ((old, "Sewing"), (new, "sewing"), (new, "Plums")):
        Gift.objects.create(member=member, kind="HAND", words=words, added_at=at)
    Note.objects.create(member=new, by=coordinator, at=at, words="Rings before nine.")
    kind = CheckKind.objects.create(bank=bank, name="DBS", family="DBS_BASIC")
    day = datetime.date(2026, 1, 1)
    Check.objects.create(member=new, kind=kind, issued_on=day, seen_by=coordinator, seen_at=at)
    terms = TermsVersion.objects.create(bank=bank, kind="TERMS", number=99, text="Be kind.", published_at=at)
    said = actions.Helper(member=gwilym)
    for member in (old, new):
        Consent.objects.create(
            member=member, purpose="TERMS", terms=terms, given_at=at, how="PAPER", recorded_by=coordinator
        )
    actions.name_supporter(new, said, how=Consent.How.PHONE, by=coordinator, at=at)
    concern = Concern.objects.create(bank=bank, words="A worry", raised_at=at)
    concern.about.add(new)

    merge(old, new, coordinator)

    listing.refresh_from_db()
    assert listing.member == old
    assert sorted(old.gifts.values_list("words", flat=True)) == ["Help in the garden", "Plums", "Sewing"]
    assert old.checks.count() == 1
    assert Note.objects.get().member == old
    assert Consent.objects.filter(member=old, terms=terms).count() == 1
    assert Mandate.objects.get(ended_at=None).member == old
    assert old in concern.about.all()


def test_letters_move_and_two_conversations_with_one_person_become_one(bank, old, new, gwilym, coordinator):
    at, other = NOW(), make.make_member(bank)
    for member, friend in ((old, gwilym), (new, gwilym), (new, other)):
        first, second = sorted((member, friend), key=lambda one: one.pk)
        talk = Conversation.objects.create(
            bank=bank, first=first, second=second, begun_by=member, begun_at=at, last_at=at
        )
        Letter.objects.create(conversation=talk, speaker=member, by=member, at=at, words="Hello")
        Letter.objects.create(conversation=talk, speaker=friend, by=friend, at=at, words="You")

    merge(old, new, coordinator)

    talks = {frozenset((talk.first_id, talk.second_id)): talk for talk in Conversation.objects.all()}
    assert set(talks) == {frozenset((old.pk, gwilym.pk)), frozenset((old.pk, other.pk))}
    assert talks[frozenset((old.pk, gwilym.pk))].letters.filter(speaker=old).count() == 2
    assert talks[frozenset((old.pk, other.pk))].letters.filter(speaker=old).count() == 1


def test_plans_are_cancelled_and_what_is_not_settled_refuses(old, new, gwilym, coordinator):
    plan = life.propose(make.draft(gwilym, new), make.act(new))
    exchange = make.logged_exchange(gwilym, new)
    with pytest.raises(leaving.StillOpen):
        merge(old, new, coordinator)
    assert Exchange.objects.get(pk=plan.pk).state == "PROPOSED"

    life.confirm(exchange, make.act(new), minutes=60)
    merge(old, new, coordinator)

    plan.refresh_from_db()
    assert plan.state == "CANCELLED"
    told = Notice.objects.get(recipient__key=gwilym.actor_key, kind="CANCELLED")
    assert f"Rosa Diaz is number {old.number} now." in told.body


def test_a_third_entry_leads_to_the_last_that_is_kept(bank, old, new, coordinator):
    third = make.make_member(bank, email="")
    merge(third, new, coordinator)
    merge(old, third, coordinator)

    new.refresh_from_db()
    assert new.merged_into == old


def test_the_old_number_finds_the_kept_member_on_every_way(bank, old, new, coordinator):
    stranger = make.make_member(make.make_bank())
    merge(old, new, coordinator)
    here = Member.objects.of(bank).trading()

    typed = str(new.number)

    assert list(here.numbered(typed)) == list(here.named_like(typed)) == list(here.found_by(f"0{typed}")) == [old]
    assert list(here.numbered(str(old.number))) == [old]
    assert stranger not in here.numbered(typed)


def test_again_does_no_harm(old, new, coordinator):
    merge(old, new, coordinator)
    merge(old, new, coordinator)

    assert old.events.filter(kind="MERGED").count() == 1
    with pytest.raises(RuleBroken):
        merge(new, old, coordinator)


def test_who_may(bank, old, new, gwilym, coordinator):
    runs = make.make_member(bank, roles=(Role.AUDITOR,))

    for by in (gwilym, new, make.make_coordinator(make.make_bank())):
        with pytest.raises(NotAllowed):
            merge(old, new, by)
    with pytest.raises(NotAllowed):
        merge(coordinator, new, coordinator)
    with pytest.raises(leaving.HoldsRole):
        merge(old, runs, coordinator)

    assert merge(old, runs, make.admin_of(bank)).roles == []


def test_only_two_of_a_kind_of_one_bank(bank, old, new, coordinator):
    organisation = make.make_organisation(bank)
    elsewhere = make.make_member(make.make_bank())
    young = make.make_member(bank)
    Member.objects.filter(pk=young.pk).update(age_band="TEEN")

    for given_up in (organisation, elsewhere, young, old):
        with pytest.raises(actions.NotTheSame):
            merge(old, given_up, coordinator)


@pytest.mark.parametrize("how", ["suspended", "died"])
def test_a_suspension_or_a_death_is_not_got_round(bank, old, new, coordinator, how):
    fields = {
        "suspended": {"state": "SUSPENDED", "review_on": bank.day(NOW())},
        "died": {"state": "LEFT", "has_died": True},
    }[how]
    Member.objects.filter(pk=new.pk).update(**fields)

    for kept, given_up in ((old, new), (new, old)):
        with pytest.raises(RuleBroken):
            merge(kept, given_up, coordinator)


def test_who_left_may_be_the_same_as_who_came_back_under_another_number(old, new, gwilym, coordinator):
    leaving.leave(old, by=coordinator, at=NOW())

    merge(new, old, coordinator)

    old.refresh_from_db()
    assert (old.merged_into, balance(new)) == (new, 0)


def test_suspects_share_a_telephone_or_name_and_area(bank, old, new):
    Member.objects.filter(pk__in=[old.pk, new.pk]).update(telephone="01632 960777", name="Rosa", area="Mill")
    old.refresh_from_db()
    same_name = make.make_member(bank, name="rosa")
    Member.objects.filter(pk=same_name.pk).update(area="mill", telephone="")
    make.make_member(bank, name="Rosa")
    elsewhere = make.make_member(make.make_bank(), name="Rosa")
    Member.objects.filter(pk=elsewhere.pk).update(telephone="01632 960777")

    assert actions.likely_same(old) == [new, same_name]
